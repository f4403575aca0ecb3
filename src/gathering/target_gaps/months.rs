//! Subjects with targets of some months of a longer period and not of all: they have none for the whole.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::{Period, PeriodKind};
use crate::finding::Finding;
use crate::ledger::{Ledger, Scope, TargetRow};
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{MeasureId, is_level};
use crate::source::Place;

/// A target of which months are missing.
struct Part<'a> {
    measure: MeasureId,
    scope: &'a Scope,
    missing: Vec<Period>,
    last: &'a Place,
}

/// One warning, for the first of the subjects.
pub(super) fn report(
    (policy, ledger): (&Policy, &Ledger),
    period: &Period,
    aimed: &BTreeSet<MeasureId>,
) -> Option<Finding> {
    let months = period.months().filter(|months| months.len() > 1)?;
    let is_inside = |row: &&TargetRow| period.first() <= row.period.first() && row.period.last() <= period.last();
    let mut of: BTreeMap<(MeasureId, &Scope), Vec<&TargetRow>> = BTreeMap::new();
    for row in ledger.targets.rows.iter().filter(is_inside).filter(|row| aimed.contains(&row.measure)) {
        of.entry((row.measure, &row.scope)).or_default().push(row);
    }
    let parts = of.into_iter().filter_map(|((measure, scope), rows)| {
        let are_months = rows.iter().all(|row| row.period.kind() == PeriodKind::Month);
        let missing: Vec<Period> =
            months.iter().filter(|month| is_missing(ledger, (measure, scope), month)).cloned().collect();
        let last = &rows.iter().max_by_key(|row| row.period.first())?.place;
        (are_months && !missing.is_empty()).then_some(Part { measure, scope, missing, last })
    });
    let parts: Vec<Part> = parts.collect();
    let first = parts.iter().min_by_key(|part| part.last)?;
    let missing: Vec<String> = first.missing.iter().map(Period::to_string).collect();
    let finding = Finding::warning("target-months-missing").with("whose", super::whose(ledger, first.scope));
    let finding = finding.with("measure", &policy.measure(first.measure).name).with("period", period);
    Some(finding.with("months", missing.join(", ")).with("count", parts.len()).at(first.last.clone()))
}

/// A warning where a longer period has a target of its own beside those of all of its months, and these come to something else.
pub(super) fn contradicted(
    (policy, ledger): (&Policy, &Ledger),
    period: &Period,
    aimed: &BTreeSet<MeasureId>,
) -> Option<Finding> {
    let months = period.months().filter(|months| months.len() > 1)?;
    let sum = |row: &TargetRow| -> Option<Number> {
        let of = |month| ledger.targets.of(&row.scope, row.measure, month).map(|row| &row.value);
        months.iter().map(of).sum()
    };
    let is_asked = |row: &&TargetRow| {
        row.period == *period && aimed.contains(&row.measure) && !is_level(&policy.measures, row.measure)
    };
    let rows = ledger.targets.rows.iter().filter(is_asked);
    let odd: Vec<(&TargetRow, Number)> =
        rows.filter_map(|row| Some((row, sum(row)?))).filter(|(row, sum)| row.value != *sum).collect();
    let (first, sum) = odd.iter().min_by_key(|(row, _)| &row.place)?;
    let finding = Finding::warning("target-unlike-its-months").with("whose", super::whose(ledger, &first.scope));
    let finding = finding.with("measure", &policy.measure(first.measure).name).with("period", period);
    let finding = finding.with("found", &first.value).with("sum", sum).with("count", odd.len());
    Some(finding.at(first.place.clone()))
}

/// Whether a month has neither a target nor a cell that says that there is none, though somebody may have one.
fn is_missing(ledger: &Ledger, (measure, scope): (MeasureId, &Scope), month: &Period) -> bool {
    let is_there = match scope {
        Scope::Person(person) => ledger.people.list[*person].employed_in(month).is_some(),
        _ => true,
    };
    let mut said = ledger.targets.without.iter();
    let is_said = said.any(|blank| blank.measure == measure && blank.scope == *scope && blank.period == *month);
    is_there && !is_said && ledger.targets.of(scope, measure, month).is_none()
}
