//! Steps that somebody climbs: those of scorecards, and the tiers of commissions of a whole period.

use crate::calendar::Period;
use crate::ledger::Person;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{
    Against, Bound, Component, Formula, Indicator, IndicatorOf, MeasureId, On, Over, PayKind, ScoreRule, SubjectOf,
    TiersBy,
};
use crate::spelling::alike;

/// A list of steps.
pub(super) struct Ladder<'a> {
    /// What climbs it.
    pub measure: MeasureId,
    /// By its value or its attainment.
    pub on: On,
    bounds: Vec<&'a Bound>,
}

impl Ladder<'_> {
    /// How many steps a value has reached.
    pub fn reached(&self, value: &Number) -> usize {
        self.bounds.iter().filter(|bound| bound.reached_by(value)).count()
    }
}

/// Those of a person.
pub(super) fn of<'a>(policy: &'a Policy, person: &Person, period: &Period) -> Vec<Ladder<'a>> {
    let role = person.at_end_of(period).and_then(|spell| spell.role.as_deref());
    let card = role.and_then(|role| policy.scorecard_of(role));
    let scored = card.into_iter().flat_map(|card| &card.indicators).filter_map(of_indicator);
    let is_paid = |component: &&Component| match &component.roles {
        Some(roles) => role.is_some_and(|role| roles.iter().any(|known| alike(&known.value, role))),
        None => {
            let is_outside = role.is_some_and(|role| policy.is_outside(role));
            !is_outside && (card.is_some() || policy.scorecards.is_empty())
        }
    };
    let tiers = policy.pay.iter().filter(is_paid).filter_map(of_component);
    let mut ladders: Vec<Ladder> = Vec::new();
    for ladder in scored.chain(tiers) {
        if !ladders.iter().any(|known| is_same(known, &ladder)) {
            ladders.push(ladder);
        }
    }
    ladders
}

fn is_same(one: &Ladder, other: &Ladder) -> bool {
    let at = |ladder: &Ladder| -> Vec<(Number, bool)> {
        ladder.bounds.iter().map(|bound| (bound.at.value.clone(), bound.inclusive)).collect()
    };
    (one.measure, one.on) == (other.measure, other.on) && at(one) == at(other)
}

fn of_indicator(indicator: &Indicator) -> Option<Ladder<'_>> {
    let ScoreRule::Steps { on, steps } = &indicator.score else { return None };
    let IndicatorOf::Measure(measure) = indicator.of else { return None };
    let is_own = indicator.subject == SubjectOf::Person && indicator.against.value == Against::Target;
    let bounds = steps.list.iter().map(|step| &step.bound).collect();
    is_own.then_some(Ladder { measure, on: *on, bounds })
}

/// Tiers on single orders, or on a whole year, are none that are climbed in a period.
fn of_component(component: &Component) -> Option<Ladder<'_>> {
    let PayKind::Commission(commission) = &component.kind else { return None };
    let Formula::Tiers { by, steps, .. } = &commission.formula else { return None };
    let (measure, on) = match by.value {
        TiersBy::Amount => (commission.base.value, On::Value),
        TiersBy::Attainment => (commission.base.value, On::Attainment),
        TiersBy::Measure(measure) => (measure, On::Value),
    };
    let bounds = steps.list.iter().map(|step| &step.bound).collect();
    (commission.over.value == Over::Period).then_some(Ladder { measure, on, bounds })
}
