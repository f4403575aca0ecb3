//! A plan under which selling more can pay less: a warning that names the amount where it happens.

use crate::number::Number;
use crate::policy::reading::Reading;
use crate::policy::rules::{Apply, Bound, Curve, CurveUnit, Formula, Parameter, Step, Steps, TierPay, TiersBy};

/// Looks at every boundary of a formula.
pub(super) fn warn(reading: &Reading, formula: &Formula) {
    match formula {
        Formula::Tiers { apply, by, steps } if apply.value == Apply::Whole => whole(reading, by.value, steps),
        Formula::Tiers { steps, .. } => negative_rates(reading, steps),
        Formula::Curve { by, curve } => falling_curve(reading, by.value, curve),
        _ => {}
    }
}

fn whole(reading: &Reading, by: TiersBy, steps: &Steps<TierPay>) {
    let before = steps.below.iter().chain(steps.list.iter().map(|step| &step.value));
    let first = usize::from(steps.below.is_none());
    for (lower, step) in before.zip(&steps.list[first..]) {
        check_boundary(reading, by, lower, step);
    }
}

/// Marginal steps add to each other, so only a rate below 0 takes something back.
fn negative_rates(reading: &Reading, steps: &Steps<TierPay>) {
    for step in &steps.list {
        if let TierPay::Rate(rate) = &step.value
            && rate.value.is_negative()
        {
            let facts = [step.bound.at.value.to_string(), rate.value.to_string()];
            let facts = [("at", facts[0].as_str()), ("before", "0"), ("after", &facts[1])];
            reading.warning("more-pays-less", step.span, &facts);
        }
    }
}

fn check_boundary(reading: &Reading, by: TiersBy, lower: &TierPay, step: &Step<TierPay>) {
    let Some((before, after)) = around(by, &step.bound, lower, &step.value) else { return };
    if after < before {
        let facts = [step.bound.at.value.to_string(), before.to_string(), after.to_string()];
        let facts = [("at", facts[0].as_str()), ("before", &facts[1]), ("after", &facts[2])];
        reading.warning("more-pays-less", step.span, &facts);
    }
}

/// What is paid just under a boundary and at it: amounts where the base is known there, else the rates.
fn around(by: TiersBy, bound: &Bound, lower: &TierPay, upper: &TierPay) -> Option<(Number, Number)> {
    let base = (by == TiersBy::Amount).then_some(&bound.at.value);
    match (lower, upper, base) {
        (lower, upper, Some(base)) => Some((paid(lower, base), paid(upper, base))),
        (TierPay::Rate(lower), TierPay::Rate(upper), None) => Some((lower.value.clone(), upper.value.clone())),
        (TierPay::Amount(lower), TierPay::Amount(upper), None) => Some((lower.value.clone(), upper.value.clone())),
        _ => None,
    }
}

fn paid(pay: &TierPay, base: &Number) -> Number {
    match pay {
        TierPay::Rate(rate) => base * &rate.value,
        TierPay::Amount(amount) => amount.value.clone(),
    }
}

fn falling_curve(reading: &Reading, by: TiersBy, curve: &Curve) {
    let amount_at = |(x, y): &(Parameter, Parameter)| match curve.unit {
        CurveUnit::Rate if by == TiersBy::Amount => &x.value * &y.value,
        _ => y.value.clone(),
    };
    for neighbours in curve.points.windows(2) {
        let [left, right] = neighbours else { continue };
        let (before, after) = (amount_at(left), amount_at(right));
        if after < before {
            let facts = [left.0.value.to_string(), before.to_string(), after.to_string()];
            let facts = [("at", facts[0].as_str()), ("before", &facts[1]), ("after", &facts[2])];
            reading.warning("more-pays-less", right.1.span, &facts);
        }
    }
}
