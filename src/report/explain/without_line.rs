//! A component that makes no line for a person: what it looks at says why.

use crate::derivation::Worksheet;
use crate::finding::{Finding, quoted};
use crate::policy::Policy;
use crate::policy::rules::{Component, Condition, MeasureId, Test};
use crate::results::PersonResult;
use crate::run::Outcome;
use crate::spelling::alike;

/// What is told of a component of that name; nothing where there is none.
pub(super) fn of(outcome: &Outcome, result: &PersonResult, what: &str) -> Option<Finding> {
    let (policy, person) = (&outcome.policy, &outcome.ledger.people.list[result.person]);
    let component = policy.pay.iter().find(|component| alike(&component.name.value, what))?;
    let role = person.at_end_of(&outcome.appraisal.result.period).and_then(|spell| spell.role.as_deref());
    let conditions = component.when.iter();
    let figures = conditions.filter_map(|condition| figure(policy, &result.sheet, condition));
    let role = component.roles.iter().map(|_| format!("role = {}", role.unwrap_or("–")));
    let looked: Vec<String> = role.chain(figures).collect();
    let finding = Finding::error("component-without-line").with("component", &component.name.value);
    let finding = finding.with("person", &person.id).with("period", &outcome.appraisal.result.period);
    let looked = if looked.is_empty() { "–".to_owned() } else { quoted(looked) };
    let places = places(component).into_iter().map(|span| policy.text.place(span));
    Some(places.fold(finding.with("looked", looked), Finding::at))
}

/// What says whom the component is for, and when.
fn places(component: &Component) -> Vec<crate::source::Span> {
    let conditions: Vec<crate::source::Span> = component.when.iter().map(|condition| condition.span).collect();
    if conditions.is_empty() { vec![component.span] } else { conditions }
}

/// What a condition looked at, as the worksheet has it.
fn figure(policy: &Policy, sheet: &Worksheet, condition: &Condition) -> Option<String> {
    let (name, measure): (&str, MeasureId) = match &condition.test {
        Test::Measure(measure) => ("actual", measure.value),
        Test::Attainment(measure) => ("attainment", measure.value),
        Test::Rank(Some(measure)) => ("rank", measure.value),
        Test::Share(measure) => ("share", measure.value),
        Test::Change(change) => (if change.falls { "drop" } else { "rise" }, change.measure.value),
        Test::Grade(_) | Test::Rank(None) | Test::TenureMonths | Test::Role(_) | Test::Probation(_) => return None,
    };
    let of = &policy.measure(measure).name;
    let is_it = |step: &&crate::derivation::Step| step.name == name && step.of.as_ref() == Some(of);
    let value = sheet.steps().iter().rev().find(is_it)?.value.as_ref();
    let shown = value.map_or_else(|| "–".to_owned(), |value| value.to_plain(0, 4));
    Some(if name == "actual" { format!("{of} = {shown}") } else { format!("{name} {of} = {shown}") })
}
