//! Who turns to a component that pays the year so far in the course of the year, as by another role: what the component of before paid for the same
//! measure is not taken off, so that its periods are paid again.

use std::collections::BTreeSet;

use super::needed::is_of_year;
use super::open_period;
use crate::calendar::Period;
use crate::finding::{Finding, quoted};
use crate::history::{ClosedLine, ClosedPeriod};
use crate::ledger::Person;
use crate::number::Number;
use crate::payout::may_take;
use crate::policy::rules::{Component, MeasureId, PayKind, PayUnit};
use crate::results::{LineKind, PersonResult};
use crate::run::Outcome;

/// Of whom closed periods of the year paid something that is paid again.
struct Paid<'o> {
    person: &'o Person,
    sum: Number,
    /// The components that paid it.
    by: BTreeSet<&'o str>,
}

/// A warning for each component, in the first period in which it pays somebody so.
pub(in crate::run) fn told(outcome: &Outcome) -> Vec<Finding> {
    let Some(period) = open_period(outcome) else { return Vec::new() };
    let policy = &outcome.policy;
    let before = policy.before_in_year(period);
    let closed = outcome.history.periods();
    let closed: Vec<&ClosedPeriod> = before.iter().filter_map(|one| closed.of(one).map(|closed| &**closed)).collect();
    let of_year = policy.pay.iter().filter(|component| is_of_year(component).is_some());
    of_year.filter_map(|component| again(outcome, (component, period), &closed)).collect()
}

fn again(outcome: &Outcome, (component, period): (&Component, &Period), closed: &[&ClosedPeriod]) -> Option<Finding> {
    let base = base_of(component)?;
    let people = outcome.appraisal.result.people.iter().filter(|person| is_paid(person, component));
    let paid = people.filter_map(|result| {
        let person = &outcome.ledger.people.list[result.person];
        paid_before(outcome, (component, base), (person, period), closed)
    });
    let paid: Vec<Paid> = paid.collect();
    let most = paid.iter().max_by(|one, other| one.sum.cmp(&other.sum))?;
    let finding = Finding::warning("year-paid-by-other-component").with("component", &component.name.value);
    let finding = finding.with("person", &most.person.id).with("sum", &most.sum).with("others", quoted(&most.by));
    let finding = finding.with("measure", &outcome.policy.measure(base).name).with("count", paid.len());
    let row = most.person.at_end_of(period).map(|spell| spell.place.clone());
    let finding = finding.at(outcome.policy.text.place(component.name.span));
    Some(row.into_iter().fold(finding, Finding::at))
}

fn base_of(component: &Component) -> Option<MeasureId> {
    if let PayKind::Commission(commission) = &component.kind { Some(commission.base.value) } else { None }
}

fn is_paid(person: &PersonResult, component: &Component) -> bool {
    let mut own = person.lines.iter().filter(|line| line.kind == LineKind::Own && line.of == component.name.value);
    own.any(|line| line.unit == PayUnit::Money && line.amount.or_zero().is_positive())
}

/// What closed periods paid by components that do not pay the person any more; nothing where this one has paid the person before.
fn paid_before<'o>(
    outcome: &'o Outcome,
    (component, base): (&Component, MeasureId),
    (person, period): (&'o Person, &Period),
    closed: &[&ClosedPeriod],
) -> Option<Paid<'o>> {
    let is_other = |other: &&Component| {
        other.name.value != component.name.value && base_of(other) == Some(base) && !may_take(other, person, period)
    };
    let others: Vec<&Component> = outcome.policy.pay.iter().filter(is_other).collect();
    let lines = || closed.iter().flat_map(|one| &one.lines).filter(|line| line.person == person.id);
    if others.is_empty() || lines().any(|line| line.component == component.name.value) {
        return None;
    }
    let mut paid = Paid { person, sum: Number::zero(), by: BTreeSet::new() };
    for line in lines().filter(|line: &&ClosedLine| line.unit == PayUnit::Money && !line.amount.is_zero()) {
        if let Some(other) = others.iter().find(|other| other.name.value == line.component) {
            paid.sum = &paid.sum + &line.amount;
            paid.by.insert(&other.name.value);
        }
    }
    paid.sum.is_positive().then_some(paid)
}
