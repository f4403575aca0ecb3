//! Targets of means, rates and the like that are treated as those of sums: added up over months, or made smaller for a part of the period.

use std::collections::BTreeSet;

use crate::calendar::{Datelike, Period};
use crate::finding::Finding;
use crate::ledger::{Ledger, Scope, TargetRow};
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{Leave, MeasureId, Proration, is_level};

/// A warning where the months of a longer period are added up.
pub(super) fn added_up(
    (policy, ledger): (&Policy, &Ledger),
    period: &Period,
    aimed: &BTreeSet<MeasureId>,
) -> Option<Finding> {
    let inside = |row: &&TargetRow| period.first() <= row.period.first() && row.period.last() <= period.last();
    let is_part = |row: &&TargetRow| row.period != *period && inside(row);
    let is_whole = |row: &TargetRow| ledger.targets.of(&row.scope, row.measure, period).is_some();
    let rows = asked(policy, ledger, aimed).filter(is_part).filter(|row| !is_whole(row));
    let rows: Vec<&TargetRow> = rows.filter(|row| !row.value.is_zero()).collect();
    let first = rows.iter().min_by_key(|row| &row.place)?;
    let own = |row: &&&TargetRow| (row.measure, &row.scope) == (first.measure, &first.scope);
    let parts: Vec<&&TargetRow> = rows.iter().filter(own).collect();
    let sum: Number = parts.iter().map(|row| &row.value).sum();
    let subjects: BTreeSet<(MeasureId, &Scope)> = rows.iter().map(|row| (row.measure, &row.scope)).collect();
    let finding = about("level-target-added-up", (policy, ledger), first).with("sum", sum).with("period", period);
    (parts.len() > 1).then(|| finding.with("count", subjects.len()).at(first.place.clone()))
}

/// A warning where the days of employment or leave, or a ramp, make less of them.
pub(super) fn reduced(
    (policy, ledger): (&Policy, &Ledger),
    period: &Period,
    aimed: &BTreeSet<MeasureId>,
) -> Option<Finding> {
    let inside = |row: &&TargetRow| period.first() <= row.period.first() && row.period.last() <= period.last();
    let rows = asked(policy, ledger, aimed).filter(inside).filter(|row| !row.value.is_zero());
    let rows: Vec<(&TargetRow, &'static str)> =
        rows.filter_map(|row| Some((row, reduction((policy, ledger), row)?))).collect();
    let (first, key) = rows.iter().min_by_key(|(row, _)| &row.place)?;
    let finding = about("level-target-reduced", (policy, ledger), first).with("key", *key);
    Some(finding.with("period", &first.period).with("count", rows.len()).at(first.place.clone()))
}

/// Targets of levels whose attainment a rule looks at; none where the policy says which are levels.
fn asked<'l>(policy: &Policy, ledger: &'l Ledger, aimed: &BTreeSet<MeasureId>) -> impl Iterator<Item = &'l TargetRow> {
    let is_said = policy.targets.levels.is_some();
    let is_asked = |id: &MeasureId| !is_said && is_level(&policy.measures, *id);
    let levels: BTreeSet<MeasureId> = aimed.iter().copied().filter(is_asked).collect();
    ledger.targets.rows.iter().filter(move |row| levels.contains(&row.measure))
}

fn about(code: &'static str, (policy, ledger): (&Policy, &Ledger), row: &TargetRow) -> Finding {
    let finding = Finding::warning(code).with("measure", &policy.measure(row.measure).name);
    finding.with("whose", super::whose(ledger, &row.scope)).with("found", &row.value)
}

/// The key of `[targets]` that makes less of a person's target.
fn reduction((policy, ledger): (&Policy, &Ledger), row: &TargetRow) -> Option<&'static str> {
    let Scope::Person(place) = row.scope else { return None };
    let (rules, person) = (&policy.targets, &ledger.people.list[place]);
    let (first, last) = person.employed_in(&row.period)?;
    if rules.proration.value != Proration::None && (first, last) != (row.period.first(), row.period.last()) {
        return Some("proration");
    }
    let mut leave = ledger.leave.iter().filter(|leave| leave.person == place);
    if rules.leave.value == Leave::Relief && leave.any(|leave| leave.first <= last && first <= leave.last) {
        return Some("leave");
    }
    let hired = person.hired.filter(|_| !rules.ramp.is_empty())?;
    let months = (first.year() - hired.year()) * 12 + first.month() as i32 - hired.month() as i32;
    let full = usize::try_from(months - i32::from(hired.day() != 1)).unwrap_or(0);
    rules.ramp.get(full).is_some_and(|share| share.value != Number::one()).then_some("ramp")
}
