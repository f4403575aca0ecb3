//! Targets of the period: each beside the others of its measure, and beside those that the same subject had before.

use std::collections::BTreeMap;

use super::beside::{Bounds, far_from};
use super::{Amount, Rules, out_of_line};
use crate::finding::{Finding, Findings};
use crate::ledger::{Ledger, Scope, TargetRow};
use crate::number::Number;
use crate::policy::rules::MeasureId;

/// Seasons make a target a few times another of the year, and hardly ever eight times all that were before.
const OF_EARLIER: Bounds = Bounds { least: 1, times: 8, agree: None };

/// At most one warning of each kind for a measure and kind of subject.
pub(super) fn report((policy, ledger, plan): Rules, findings: &mut Findings) {
    let is_asked =
        |row: &&TargetRow| plan.current.first() <= row.period.first() && row.period.last() <= plan.current.last();
    let mut of: BTreeMap<(MeasureId, bool), Vec<&TargetRow>> = BTreeMap::new();
    for row in ledger.targets.rows.iter().filter(is_asked) {
        let is_person = matches!(row.scope, Scope::Person(_));
        of.entry((row.measure, is_person)).or_default().push(row);
    }
    for ((measure, _), rows) in of {
        let name = &policy.measure(measure).name;
        let amounts =
            rows.iter().map(|row| Amount { value: row.value.clone(), whose: whose(ledger, row), place: &row.place });
        let amounts: Vec<Amount> = amounts.collect();
        let unit = out_of_line(&amounts).filter(|(odd, middle)| odd.value > *middle);
        let is_told = |row: &TargetRow| unit.as_ref().is_some_and(|(odd, _)| *odd.place == row.place);
        let unlike: Vec<(&TargetRow, Number)> = rows
            .iter()
            .filter(|row| !is_told(row))
            .filter_map(|row| Some((*row, unlike_before(ledger, row)?)))
            .collect();
        findings.extend_with(told(name, ledger, &unlike));
        findings.extend_with(unit.map(|(odd, middle)| super::finding("targets", name, odd, &middle)));
    }
}

fn whose<'a>(ledger: &'a Ledger, row: &'a TargetRow) -> &'a str {
    match &row.scope {
        Scope::Person(person) => &ledger.people.list[*person].id,
        Scope::Team(name) | Scope::Other(_, name) => name,
        Scope::Department => "department",
    }
}

/// Of the targets that the subject had in periods as long as this one and before it, the nearest where this one is far from all.
fn unlike_before(ledger: &Ledger, row: &TargetRow) -> Option<Number> {
    let is_before = |other: &&TargetRow| {
        (&other.scope, other.measure, other.period.kind()) == (&row.scope, row.measure, row.period.kind())
            && other.period.last() < row.period.first()
    };
    let before: Vec<Number> = ledger.targets.rows.iter().filter(is_before).map(|other| other.value.clone()).collect();
    far_from(&row.value, &before, &OF_EARLIER)
}

fn told(measure: &str, ledger: &Ledger, unlike: &[(&TargetRow, Number)]) -> Option<Finding> {
    let (first, before) = unlike.iter().min_by_key(|(row, _)| &row.place)?;
    let finding = Finding::warning("target-unlike-before").with("measure", measure).with("whose", whose(ledger, first));
    let finding = finding.with("found", first.value.to_plain(0, 6)).with("period", &first.period);
    Some(finding.with("before", before.to_plain(0, 6)).with("count", unlike.len()).at(first.place.clone()))
}
