//! Whole tiers (all of the base at the rate of the step reached) and marginal ones (each part at its own).

use super::Base;
use crate::derivation::{Figure, Form};
use crate::payout::payee::{Payee, unit_of};
use crate::payout::{staff_cell, stages};
use crate::policy::rules::{Apply, Parameter, Steps, TierPay, TiersBy, Unit};
use crate::source::{Span, Spanned};

/// What reaches the tiers, and the tiers.
type Tiers<'a> = (&'a Spanned<TiersBy>, &'a Steps<TierPay>);

pub(super) fn amount(payee: &mut Payee, apply: &Spanned<Apply>, tiers: Tiers, base: &Base) -> Option<Figure> {
    match apply.value {
        Apply::Whole => {
            let looked = base.looked(payee, tiers.0)?;
            whole(payee, tiers, &looked, base)
        }
        Apply::Marginal => marginal(payee, tiers, base),
    }
}

/// Under the first step `below` holds. Without one a first step of a rate holds there too: what was paid at a rate is taken back at
/// it; of an amount nothing says what is paid, which is an error.
fn whole(payee: &mut Payee, (by, steps): Tiers, looked: &Figure, base: &Base) -> Option<Figure> {
    let index = looked.value().and_then(|value| steps.reached(value));
    let lowest = steps.list.first().filter(|step| steps.below.is_none() && matches!(step.value, TierPay::Rate(_)));
    let step = index.map(|index| &steps.list[index]).or(lowest);
    let rule = step.map_or(steps.span, |step| step.span);
    let bound = steps.list.get(index.unwrap_or(0)).map(|step| &step.bound.at);
    let unit = unit_of(payee.run.component.unit);
    match step.map(|step| &step.value).or(steps.below.as_ref()) {
        Some(TierPay::Rate(rate)) => {
            let rate = payee.parameter("rate", rate, Unit::Rate);
            let rate = stages::chosen(payee, ("rate", rule), looked, bound, &rate, Unit::Rate);
            Some(payee.step("formula", rule, Form::Product, &[&base.figure, &rate], unit))
        }
        Some(TierPay::Amount(amount)) => {
            let amount = staff_cell::amount(payee, amount, "tier_amount", unit)?;
            Some(stages::chosen(payee, ("formula", rule), looked, bound, &amount, unit))
        }
        None => {
            let of = match by.value {
                TiersBy::Amount | TiersBy::Attainment => base.measure.value,
                TiersBy::Measure(measure) => measure,
            };
            stages::report_below(payee, payee.run.name_of(of), looked, steps.span);
            None
        }
    }
}

/// Bounds of attainment are shares of the person's target. Where there is no attainment and the component counts it as 0, the
/// whole base is in the step that 0 reaches.
fn marginal(payee: &mut Payee, (by, steps): Tiers, base: &Base) -> Option<Figure> {
    let mut target = None;
    if by.value == TiersBy::Attainment {
        let attained = base.attained(payee);
        if attained.attainment.is_missing() {
            let zero = payee.need(attained.attainment, payee.run.name_of(base.measure.value), by.span)?;
            return whole(payee, (by, steps), &zero, base);
        }
        target = Some(attained.against);
    }
    let slices = slices(payee, steps, target.as_ref())?;
    let inputs: Vec<&Figure> = std::iter::once(&base.figure).chain(&slices).collect();
    Some(payee.step("formula", steps.span, Form::Marginal, &inputs, unit_of(payee.run.component.unit)))
}

/// Bound and rate of each slice. What lies under the first step, and what is below 0, is at the rate of `below` where there is one.
/// Nothing where a step has no rate, which the policy was refused for.
fn slices(payee: &mut Payee, steps: &Steps<TierPay>, target: Option<&Figure>) -> Option<Vec<Figure>> {
    let mut slices = Vec::with_capacity(steps.list.len() * 2 + 2);
    if let Some(below) = steps.below.as_ref() {
        slices.push(payee.nothing("bound", steps.span, Unit::Money));
        slices.push(payee.parameter("rate", rate_of(below)?, Unit::Rate));
    }
    for step in &steps.list {
        slices.push(bound(payee, &step.bound.at, step.span, target));
        slices.push(payee.parameter("rate", rate_of(&step.value)?, Unit::Rate));
    }
    Some(slices)
}

/// A bound in units of the base. Slices begin at 0: a step that begins lower holds from 0 on, and what is below 0 is at the first
/// step's rate anyway.
fn bound(payee: &mut Payee, at: &Parameter, rule: Span, target: Option<&Figure>) -> Figure {
    let unit = if target.is_some() { Unit::Rate } else { Unit::Money };
    let bound =
        if at.value.is_negative() { payee.nothing("bound", at.span, unit) } else { payee.parameter("bound", at, unit) };
    match target {
        Some(target) => payee.step("bound", rule, Form::Product, &[&bound, target], Unit::Money),
        None => bound,
    }
}

/// The rate of a step; of marginal tiers every step has one.
fn rate_of(pay: &TierPay) -> Option<&Parameter> {
    match pay {
        TierPay::Rate(rate) => Some(rate),
        TierPay::Amount(_) => None,
    }
}
