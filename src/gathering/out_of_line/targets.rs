//! Targets of the period, and of earlier ones that a rule looks at: each beside the others of its measure, and beside those that the same subject had before.

use std::collections::BTreeMap;

use super::super::target_gaps::aimed_before;
use super::beside::{Bounds, far_from};
use super::{Amount, Rules, out_of_line};
use crate::calendar::Period;
use crate::finding::{Finding, Findings};
use crate::ledger::{Ledger, Scope, TargetRow};
use crate::number::Number;
use crate::policy::rules::MeasureId;

/// Seasons make a target a few times another of the year, and hardly ever eight times all that were before.
const OF_EARLIER: Bounds = Bounds { least: 1, times: 8, agree: None };

/// Those that come after it are a plan as well: they agree among themselves, and the one before them is eight times each.
const OF_LATER: Bounds = Bounds { least: 2, times: 8, agree: Some(3) };

/// The targets of others of the role lie close together, and one is eight times each.
const OF_ROLE: Bounds = Bounds { least: 3, times: 8, agree: Some(2) };

/// At most one warning of each kind for a measure and kind of subject.
pub(super) fn report((policy, ledger, plan): Rules, findings: &mut Findings) {
    let before = aimed_before(policy, plan, &policy.aimed_at());
    let window_of = |row: &TargetRow| {
        let lies_in = |window: &Period| window.first() <= row.period.first() && row.period.last() <= window.last();
        let mut earlier = before.iter().filter(|(window, measures)| lies_in(window) && measures.contains(&row.measure));
        if lies_in(&plan.current) { Some(&plan.current) } else { earlier.next().map(|(window, _)| window) }
    };
    let mut of: BTreeMap<(&Period, MeasureId, bool), Vec<&TargetRow>> = BTreeMap::new();
    for row in &ledger.targets.rows {
        let is_person = matches!(row.scope, Scope::Person(_));
        let window = window_of(row);
        window.into_iter().for_each(|window| of.entry((window, row.measure, is_person)).or_default().push(row));
    }
    for ((_, measure, _), rows) in of {
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
        let is_first = |row: &&&TargetRow| !is_told(row) && beside(ledger, row, Side::Before).is_empty();
        let later: Vec<(&TargetRow, Number)> = rows
            .iter()
            .filter(is_first)
            .filter_map(|row| Some((*row, far_from(&row.value, &beside(ledger, row, Side::After), &OF_LATER)?)))
            .collect();
        let has_own =
            |row: &TargetRow| [Side::Before, Side::After].iter().any(|side| !beside(ledger, row, *side).is_empty());
        let mut of_role = rows.iter().filter(|row| !is_told(row) && !has_own(row));
        let of_role = of_role.find_map(|row| {
            let others = of_role_of(ledger, row, &rows);
            let nearest = far_from(&row.value, &others, &OF_ROLE).filter(|nearest| *nearest < row.value)?;
            let finding =
                super::beside::finding("targets", name, whose(ledger, row), (row.value.to_plain(0, 6), others.len()));
            Some(finding.with("nearest", nearest.to_plain(0, 6)).at(row.place.clone()))
        });
        findings.extend_with(of_role);
        findings.extend_with(told("target-unlike-before", (name, ledger), &unlike));
        findings.extend_with(told("target-unlike-later", (name, ledger), &later));
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

/// The targets of the others of the person's role.
fn of_role_of(ledger: &Ledger, row: &TargetRow, rows: &[&TargetRow]) -> Vec<Number> {
    let role = |row: &TargetRow| {
        let Scope::Person(person) = row.scope else { return None };
        ledger.people.list[person].at_end_of(&row.period)?.role.as_deref()
    };
    let Some(own) = role(row) else { return Vec::new() };
    let others = rows.iter().filter(|other| other.place != row.place && role(other) == Some(own));
    others.map(|other| other.value.clone()).collect()
}

/// On which side of a period others lie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// Of the targets that the subject had in periods as long as this one and before it, the nearest where this one is far from all.
fn unlike_before(ledger: &Ledger, row: &TargetRow) -> Option<Number> {
    far_from(&row.value, &beside(ledger, row, Side::Before), &OF_EARLIER)
}

/// The targets of the subject in periods as long as this one, on one side of it.
fn beside(ledger: &Ledger, row: &TargetRow, side: Side) -> Vec<Number> {
    let is_there = |other: &&TargetRow| {
        let is_on_side = match side {
            Side::Before => other.period.last() < row.period.first(),
            Side::After => other.period.first() > row.period.last(),
        };
        other.period.kind() == row.period.kind() && is_on_side
    };
    ledger
        .targets
        .of_subject(&row.scope, row.measure)
        .iter()
        .filter(is_there)
        .map(|other| other.value.clone())
        .collect()
}

fn told(code: &'static str, (measure, ledger): (&str, &Ledger), unlike: &[(&TargetRow, Number)]) -> Option<Finding> {
    let (first, before) = unlike.iter().min_by_key(|(row, _)| &row.place)?;
    let finding = Finding::warning(code).with("measure", measure).with("whose", whose(ledger, first));
    let finding = finding.with("found", first.value.to_plain(0, 6)).with("period", &first.period);
    Some(finding.with("before", before.to_plain(0, 6)).with("count", unlike.len()).at(first.place.clone()))
}
