//! A component that only who misses the goal has: `when = [{ attainment = "revenue", to = 1 }]` where `from` is meant.
//!
//! Told where nothing else pays whoever is beyond: no other component begins at the bound, or goes by the same figure. An amount that ends at the bound is no
//! part of a ladder that only goes on there.

use crate::policy::reading::Reading;
use crate::policy::rules::{
    Amount, Apply, Better, Bonus, BonusAmount, Bound, ColumnRef, Component, Condition, Formula, InputKind, MeasureId,
    MeasureKind, PayKind, PayUnit, Policy, Range, Test, TiersBy, Whose,
};

/// A measure, whether its attainment is meant, and whose it is.
type Looked = (MeasureId, bool, Whose);

/// Warns of each condition whose open side is the one that misses.
pub(super) fn warn(reading: &Reading, policy: &Policy, component: &Component) {
    if !pays_more_to_some(component) {
        return;
    }
    for condition in &component.when {
        let Some(looked) = looked(condition).filter(|looked| is_goal(policy, *looked)) else { continue };
        let is_higher = is_better_when_more(policy, looked);
        let Some(bound) = worse_side(&condition.range, is_higher) else { continue };
        let mut others = policy.pay.iter().filter(|other| other.name.value != component.name.value);
        let is_help = condition.periods.is_some() && !pays_money(component);
        if is_help || others.any(|other| pays_beyond(other, (component, looked), bound, is_higher)) {
            continue;
        }
        let measure = &policy.measure(looked.0).name;
        let facts = [
            ("component", component.name.value.as_str()),
            ("measure", measure.as_str()),
            ("found", reading.written(bound.at.span).trim_matches(['"', '\''])),
            ("key", if is_higher { "from" } else { "to" }),
        ];
        reading.warning("when-pays-who-misses", condition.span, &facts);
    }
}

/// Of a commission, or of a bonus that takes nothing.
fn pays_more_to_some(component: &Component) -> bool {
    match &component.kind {
        PayKind::Commission(_) => true,
        PayKind::Bonus(Bonus { amount: BonusAmount::Of(Amount::Fixed(amount)), .. }) => amount.value.is_positive(),
        PayKind::Bonus(_) => true,
        _ => false,
    }
}

/// Whether money is what it pays: who misses a goal for several periods may well be given a training or days of leave.
fn pays_money(component: &Component) -> bool {
    component.unit == PayUnit::Money && !matches!(&component.kind, PayKind::Bonus(bonus) if !bonus.choices.is_empty())
}

fn looked(condition: &Condition) -> Option<Looked> {
    match &condition.test {
        Test::Attainment(measure) => Some((measure.value, true, condition.whose)),
        Test::Measure(measure) => Some((measure.value, false, condition.whose)),
        _ => None,
    }
}

/// An attainment is one, and so is a measure that is paid by, or of which the policy says that less is better.
fn is_goal(policy: &Policy, (measure, attainment, _): Looked) -> bool {
    let is_base = |component: &Component| component.rated().is_some_and(|(_, base)| base.value == measure);
    attainment
        || policy.measure(measure).better == Better::Lower
        || policy.pay.iter().any(is_base)
        || is_gain(policy, measure)
}

/// Whether nobody doubts that more of it is better: money sold or collected, sales and visits, margin, what is collected of what was sold, a score. A measure of
/// some rows only may well be of the bad ones.
fn is_gain(policy: &Policy, measure: MeasureId) -> bool {
    let rule = policy.measure(measure);
    if !rule.filter.terms.is_empty() || rule.of.is_some() {
        return false;
    }
    let is_of_collections = |id: MeasureId| matches!(&policy.measure(id).kind, MeasureKind::Sum(column) if InputKind::of(&column.source) == InputKind::Collections);
    match &rule.kind {
        MeasureKind::Sum(column) => is_money_gained(column),
        MeasureKind::Count(source) => {
            matches!(InputKind::of(source), InputKind::Sales | InputKind::Collections | InputKind::Activities)
        }
        MeasureKind::Difference(first, second) => {
            let is_cost = |column: &ColumnRef| matches!(&*column.column, "cost" | "discount");
            let less = |id: MeasureId| matches!(&policy.measure(id).kind, MeasureKind::Sum(column) if is_cost(column));
            is_gain(policy, *first) && less(*second)
        }
        MeasureKind::Ratio(first, second) => {
            let is_count = matches!(policy.measure(*first).kind, MeasureKind::Count(_));
            !is_count && is_gain(policy, *first) && is_gain(policy, *second) && !is_of_collections(*second)
        }
        MeasureKind::Score => true,
        _ => false,
    }
}

fn is_money_gained(column: &ColumnRef) -> bool {
    let name = &*column.column;
    match InputKind::of(&column.source) {
        InputKind::Sales => matches!(name, "amount" | "margin"),
        InputKind::Collections => name == "amount",
        _ => false,
    }
}

fn is_better_when_more(policy: &Policy, (measure, attainment, _): Looked) -> bool {
    attainment || policy.measure(measure).better == Better::Higher
}

/// The bound of a range that is open where one does worse.
fn worse_side(range: &Range, is_higher: bool) -> Option<&Bound> {
    match (&range.lower, &range.upper) {
        (None, Some(upper)) if is_higher => Some(upper),
        (Some(lower), None) if !is_higher => Some(lower),
        _ => None,
    }
}

/// Whether a formula begins something at the bound that can make up for an amount that ends there: pay that only goes on rising does not.
fn begins_at(formula: &Formula, bound: &Bound) -> bool {
    match formula {
        Formula::Tiers { apply, steps, .. } => {
            apply.value == Apply::Whole && steps.list.iter().any(|step| step.bound.at.value == bound.at.value)
        }
        Formula::Curve { .. } => false,
        _ => true,
    }
}

/// Whether a component pays by the same figure beyond the bound.
fn pays_beyond(component: &Component, (lost, looked): (&Component, Looked), bound: &Bound, is_higher: bool) -> bool {
    let is_beyond = |condition: &Condition| {
        let range = &condition.range;
        let side = if is_higher { &range.lower } else { &range.upper };
        let is_there = |other: &Bound| match is_higher {
            true => other.at.value >= bound.at.value,
            false => other.at.value <= bound.at.value,
        };
        self::looked(condition) == Some(looked) && side.as_ref().is_some_and(is_there)
    };
    let by = |by: TiersBy, base: MeasureId| match by {
        TiersBy::Amount => (base, false),
        TiersBy::Attainment => (base, true),
        TiersBy::Measure(measure) => (measure, false),
    };
    let goes_by = component.rated().is_some_and(|(formula, base)| {
        let mut looked_by = formula.looked_by().into_iter();
        let is_by_it = looked_by.any(|one| by(one.value, base.value) == (looked.0, looked.1));
        is_by_it && (!matches!(lost.kind, PayKind::Bonus(_)) || begins_at(formula, bound))
    });
    goes_by || component.when.iter().chain(&component.gate).any(is_beyond)
}
