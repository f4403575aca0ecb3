//! Targets that are missing for a period while a longer one has them: where `when_missing` decides, nothing else would say why.

use std::collections::BTreeMap;

use crate::calendar::Period;
use crate::derivation::{Form, Leaf, Step};
use crate::finding::{Finding, Findings};
use crate::ledger::{Ledger, Scope, TargetRow};
use crate::policy::Policy;
use crate::policy::rules::{MeasureId, MeasureKind};
use crate::results::{PeriodResult, PersonResult};

/// The error that says it of one person.
const REFUSED: &str = "target-of-longer-period";

/// Warns once for each measure, of the periods that were computed.
pub(super) fn warn(
    (policy, ledger): (&Policy, &Ledger),
    result: &PeriodResult,
    parts: &[Period],
    findings: &mut Findings,
) {
    if findings.iter().any(|finding| finding.code == REFUSED) {
        return;
    }
    let periods = if parts.is_empty() { std::slice::from_ref(&result.period) } else { parts };
    let mut found: BTreeMap<MeasureId, (usize, &Period, &TargetRow)> = BTreeMap::new();
    for person in &result.people {
        for measure in lacking(policy, person) {
            if let Some((period, row)) = longer(ledger, person.person, measure, periods) {
                found.entry(measure).or_insert((0, period, row)).0 += 1;
            }
        }
    }
    for (measure, (people, period, row)) in found {
        let finding = Finding::warning("targets-of-longer-period").with("people", people);
        let finding = finding.with("measure", &policy.measure(measure).name).with("period", period);
        let finding = finding.with("longer", &row.period).with("kind", period.kind().id());
        findings.push(finding.at(row.place.clone()));
    }
}

/// The measures whose target something asked for, and nobody gave.
fn lacking(policy: &Policy, person: &PersonResult) -> Vec<MeasureId> {
    let absent = person.sheet.steps().iter().filter(|step| matches!(step.form, Form::Leaf(Leaf::Absent)));
    let mut measures: Vec<MeasureId> = absent.filter_map(|step| target_of(policy, step)).collect();
    measures.sort_unstable();
    measures.dedup();
    measures
}

/// The measure whose target the step is, as such or as another measure's value.
fn target_of(policy: &Policy, step: &Step) -> Option<MeasureId> {
    let measure = policy.measure_named(step.of.as_deref()?)?;
    match policy.measure(measure).kind {
        MeasureKind::Target(of) => Some(of),
        _ => (step.name == "target").then_some(measure),
    }
}

/// The target of a longer period that the person has, or the person's team.
fn longer<'a>(
    ledger: &'a Ledger,
    person: usize,
    measure: MeasureId,
    periods: &'a [Period],
) -> Option<(&'a Period, &'a TargetRow)> {
    periods.iter().find_map(|period| {
        let team = ledger.people.list[person].at_end_of(period).and_then(|spell| spell.team.clone());
        let scopes = std::iter::once(Scope::Person(person)).chain(team.map(Scope::Team));
        let of_scope = |scope: Scope| match ledger.targets.of(&scope, measure, period) {
            Some(_) => None,
            None => ledger.targets.longer(&scope, measure, period),
        };
        scopes.into_iter().find_map(of_scope).map(|row| (period, row))
    })
}
