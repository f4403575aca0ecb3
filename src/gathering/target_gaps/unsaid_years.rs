//! Targets by month under a fiscal year that begins after January, where nothing says which year the months are of, and it matters: by the calendar year the
//! period has another target than by the fiscal one.

use std::collections::BTreeSet;

use crate::calendar::{Datelike, NaiveDate, Period};
use crate::finding::Finding;
use crate::ledger::{Ledger, TargetRow};
use crate::policy::Policy;
use crate::policy::rules::MeasureId;
use crate::source::Place;

/// One warning, for the first target that would be another.
pub(super) fn report(
    (policy, ledger): (&Policy, &Ledger),
    period: &Period,
    aimed: &BTreeSet<MeasureId>,
) -> Option<Finding> {
    let (targets, starts) = (&ledger.targets, policy.header.fiscal_year_starts);
    let header = |row: &TargetRow| targets.of_unsaid_years.iter().find(|header| header.file == row.place.file);
    let months = period.months().unwrap_or_default().into_iter().filter(|month| month.first().month() < starts);
    let months: Vec<(Period, Period)> = months.filter_map(|month| Some((before(&month, policy)?, month))).collect();
    let other = |row: &TargetRow| -> Option<(Place, Period)> {
        let header = header(row).filter(|_| aimed.contains(&row.measure))?;
        let (_, month) = months.iter().find(|(before, _)| *before == row.period)?;
        let taken = targets.of(&row.scope, row.measure, month);
        (taken.is_none_or(|taken| taken.value != row.value)).then(|| (header.clone(), month.clone()))
    };
    let (row, (header, month)) = targets.rows.iter().find_map(|row| Some((row, other(row)?)))?;
    let finding = Finding::warning("months-of-unsaid-year").with("month", &month).with("year", month.first().year());
    let finding = finding.with("fiscal", month.first().year() - 1).with("found", row.value.to_plain(0, 6));
    Some(finding.at(header).at(row.place.clone()))
}

/// The same month of the year before.
fn before(month: &Period, policy: &Policy) -> Option<Period> {
    let first = NaiveDate::from_ymd_opt(month.first().year() - 1, month.first().month(), 1)?;
    Some(Period::containing(first, month.kind(), policy.header.fiscal_year_starts))
}
