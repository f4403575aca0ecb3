//! Rows of registers that are all of another period than the one asked for: most likely the file of another month.

use std::collections::BTreeSet;

use crate::calendar::Period;
use crate::finding::Finding;
use crate::ledger::{Ledger, TargetRow};
use crate::policy::Policy;
use crate::policy::rules::PayKind;

/// That what is owed stands as of a day before the period: most likely the list of another month.
pub(super) fn receivables_of_earlier(ledger: &Ledger, period: &Period) -> Option<Finding> {
    let list = ledger.receivables_of.as_ref().filter(|list| list.day < period.first())?;
    let finding = Finding::warning("receivables-of-earlier-day").with("column", &list.label).with("day", list.day);
    Some(finding.with("period", period).at(list.place.clone()))
}

/// Whether some component pays them.
pub(super) fn pays_adjustments(policy: &Policy) -> bool {
    policy.pay.iter().any(|component| matches!(component.kind, PayKind::Adjustment))
}

/// So many adjustments of one period are the file of a month.
const LEAST_ADJUSTMENTS: usize = 3;

/// That no adjustment is of the period or a later one, and several are of the one before: most likely it is the file of that. Few may well be all there were.
pub(super) fn adjustments_of_others(ledger: &Ledger, period: &Period) -> Option<Finding> {
    let last = ledger.adjustments.iter().map(|row| &row.period).max_by_key(|one| one.last())?;
    let of_last = ledger.adjustments.iter().filter(|row| row.period == *last);
    let people: BTreeSet<usize> = of_last.clone().map(|row| row.person).collect();
    let is_earlier = last.last() < period.first() && people.len() >= LEAST_ADJUSTMENTS;
    let is_alone = of_last.clone().count() == ledger.adjustments.len();
    let place = of_last.map(|row| &row.place).max()?;
    let finding = Finding::warning("register-not-of-period").with("input", "adjustments").with("period", period);
    (is_earlier && (is_alone || *last == period.previous())).then(|| finding.at(place.clone()))
}

/// Whether targets of the period decide on something that is computed, or are listed.
pub(super) fn needs_targets(policy: &Policy) -> bool {
    policy.looks_at_targets() || policy.management.shows_targets
}

/// That no target is of the period, or of a part of it; cells that say that there is none are.
pub(super) fn targets_of_others(ledger: &Ledger, period: &Period) -> Option<Finding> {
    let holds = |part: &Period| period.first() <= part.first() && part.last() <= period.last();
    let is_of_it = |row: &TargetRow| holds(&row.period);
    if ledger.targets.without.iter().any(|cell| holds(&cell.period)) {
        return None;
    }
    let last = ledger.targets.rows.iter().map(|row| &row.place).max()?;
    let finding = Finding::warning("register-not-of-period").with("input", "targets").with("period", period);
    (!ledger.targets.rows.iter().any(is_of_it)).then(|| finding.at(last.clone()))
}
