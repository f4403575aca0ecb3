//! Leave of a few days that ends, or begins, in another year than was meant: `2026-03-16` to `2027-03-20`. Whoever is away for a year and longer is so for
//! whole months.

use super::Rules;
use crate::calendar::{Datelike, NaiveDate};
use crate::finding::{Finding, Findings};
use crate::ledger::LeaveDays;

/// So many days of leave are a few.
const DAYS: i64 = 31;

/// A warning for each such row with a day of the period.
pub(super) fn report((_, ledger, plan): Rules, findings: &mut Findings) {
    let period = &plan.current;
    let of_period = ledger.leave.iter().filter(|row| row.first <= period.last() && period.first() <= row.last);
    for row in of_period.filter(|row| is_of_another_year(row)) {
        let finding = Finding::warning("leave-of-another-year").with("person", &ledger.people.list[row.person].name);
        let days = (row.last - row.first).num_days() + 1;
        let finding = finding.with("first", row.first).with("last", row.last).with("days", days);
        findings.push(finding.with("period", period).at(row.place.clone()));
    }
}

/// Whether the leave has whole years and a few days more.
fn is_of_another_year(row: &LeaveDays) -> bool {
    let years = row.last.year() - row.first.year();
    let meant = (years - 1..=years).filter(|years| *years > 0).find_map(|years| {
        let last = NaiveDate::from_ymd_opt(row.last.year() - years, row.last.month(), row.last.day())?;
        (last >= row.first).then(|| (last - row.first).num_days() + 1)
    });
    let next = row.last.succ_opt().map(|next| next.day());
    let is_of_months = row.first.day() == 1 || next == Some(1) || next == Some(row.first.day());
    !is_of_months && meant.is_some_and(|days| days < DAYS)
}
