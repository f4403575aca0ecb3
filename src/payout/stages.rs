//! What follows a formula, in its fixed order: prorate → multiply → gate → floor → balance → cap → hold back → negative → rounding.

use super::held::{self, Orders};
use super::payee::{Payee, Seen, unit_of};
use super::{below_zero, carry, employment, staff_cell};
use crate::derivation::{Figure, Form};
use crate::finding::Finding;
use crate::number::{Rounding, RoundingMode};
use crate::policy::rules::{
    Amount, BonusAmount, Condition, Factor, MeasureId, Negative, Parameter, PayKind, PayUnit, Steps, Unit,
};
use crate::source::{Span, Spanned};

/// All stages.
pub(super) fn finished(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let amount = scaled(payee, amount)?;
    settled(payee, amount)
}

/// The amount for the part of the period in which the person was employed, where the component says so.
pub(super) fn prorated(payee: &mut Payee, amount: Figure) -> Figure {
    let Some(days) = &payee.run.component.prorate else { return amount };
    let Some(share) = employment::share(payee, days) else { return amount };
    let unit = unit_of(payee.unit);
    payee.step("prorated", days.span, Form::Product, &[&amount, &share], unit)
}

/// `prorate`, `multiply` and `gate`: what depends on how the person did.
pub(super) fn scaled(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let component = payee.run.component;
    let mut amount = prorated(payee, amount);
    for factor in &component.multiply {
        amount = multiplied(payee, factor, &amount)?;
    }
    for gate in &component.gate {
        amount = gated(payee, gate, amount)?;
    }
    Some(amount)
}

/// All stages of one deal but the rounding: what becomes of an amount below 0 is for the line to say, since a deal below 0 lowers the others.
pub(super) fn finished_deal(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let amount = scaled(payee, amount)?;
    limited(payee, amount)
}

/// `floor`, what is carried, `cap`, `negative` and rounding. Days and honours are not rounded.
pub(super) fn settled(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let amount = unrounded(payee, amount)?;
    Some(rounded(payee, amount))
}

/// The same, where a share is held back for the orders of the base.
pub(super) fn settled_but_held(payee: &mut Payee, amount: Figure, orders: &Orders) -> Option<Figure> {
    let amount = floored(payee, amount)?;
    let amount = carry::with_opening(payee, amount);
    let amount = capped(payee, amount)?;
    let amount = held::of_period(payee, amount, orders)?;
    let amount = not_negative(payee, amount)?;
    Some(rounded(payee, amount))
}

/// All stages before the rounding.
pub(super) fn finished_but_rounding(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let amount = scaled(payee, amount)?;
    unrounded(payee, amount)
}

fn unrounded(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let amount = floored(payee, amount)?;
    let amount = carry::with_opening(payee, amount);
    let amount = capped(payee, amount)?;
    not_negative(payee, amount)
}

/// `floor` and `cap`, with nothing between.
fn limited(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let amount = floored(payee, amount)?;
    capped(payee, amount)
}

fn floored(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let component = payee.run.component;
    let unit = unit_of(payee.unit);
    let amount = payee.need(amount, "amount", component.name.span)?;
    let Some(floor) = &component.floor else { return Some(amount) };
    let bound = staff_cell::amount(payee, floor, "floor", unit)?;
    Some(payee.step("floored", floor.span(), Form::Greatest, &[&amount, &bound], unit))
}

fn capped(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let component = payee.run.component;
    let unit = unit_of(payee.unit);
    let Some(cap) = &component.cap else { return Some(amount) };
    // A cap below 0 would take from a person what nobody has said.
    let bound = staff_cell::maximum(payee, cap, "cap", unit)?;
    Some(payee.step("capped", cap.span(), Form::Least, &[&amount, &bound], unit))
}

/// `negative`. An amount below 0 that nobody has spoken of is an error.
pub(super) fn not_negative(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let component = payee.run.component;
    let unit = unit_of(payee.unit);
    let is_below = amount.value().is_some_and(|amount| amount.is_negative());
    match &component.negative {
        Some(negative) if negative.value == Negative::Carry => Some(carry::carried(payee, amount, negative.span)),
        Some(negative) if negative.value == Negative::Zero => {
            let zero = payee.nothing("negative", negative.span, unit);
            Some(payee.step("negative", negative.span, Form::Greatest, &[&amount, &zero], unit))
        }
        None if is_below && must_say(payee) => {
            report_negative(payee, &amount);
            None
        }
        _ => Some(amount),
    }
}

/// Whether nobody has said that the component may take something from a person: an override is paid as it comes out, and an amount
/// that the policy itself writes below 0 is meant.
fn must_say(payee: &Payee) -> bool {
    match &payee.run.component.kind {
        PayKind::Override(_) => false,
        PayKind::Bonus(bonus) => {
            !matches!(&bonus.amount, BonusAmount::Of(Amount::Fixed(amount)) if amount.value.is_negative())
        }
        _ => true,
    }
}

fn report_negative(payee: &mut Payee, amount: &Figure) {
    let finding = Finding::error("amount-below-zero")
        .with("component", &payee.run.component.name.value)
        .with("person", &payee.run.person(payee.person).id)
        .with("amount", payee.run.rounding().apply(&amount.or_zero()))
        .at(payee.run.place(payee.run.component.span));
    payee.findings.push(finding);
}

/// The amount rounded, where it is money.
pub(super) fn rounded(payee: &mut Payee, amount: Figure) -> Figure {
    let component = payee.run.component;
    if payee.unit != PayUnit::Money {
        return amount;
    }
    let form = Form::Round(payee.run.rounding());
    payee.step("rounded", component.name.span, form, &[&amount], Unit::Money)
}

/// An amount that takes from a person what is above a promise, rounded: toward zero where the step is coarser than a cent, so that what is
/// left keeps the promise.
pub(super) fn rounded_within(payee: &mut Payee, amount: Figure) -> Figure {
    let rounding = payee.run.rounding();
    if rounding.to <= Rounding::cents().to {
        return rounded(payee, amount);
    }
    let form = Form::Round(Rounding { mode: RoundingMode::Down, ..rounding });
    payee.step("rounded", payee.run.component.name.span, form, &[&amount], Unit::Money)
}

fn multiplied(payee: &mut Payee, factor: &Factor, amount: &Figure) -> Option<Figure> {
    let (factor, span) = match factor {
        Factor::Grade(span) => {
            let coefficient = payee.look().coefficient(payee.sheet);
            (payee.need(coefficient, "grade", *span)?, *span)
        }
        Factor::Steps { measure, attainment, whose, steps } => {
            let looked = payee.looked_at(measure, Seen::of(*attainment), *whose)?;
            let value = looked.value()?;
            if steps.at(value).is_none() {
                report_below(payee, measure_name(payee, measure), &looked, steps.span);
                return None;
            }
            reached(payee, "factor", steps, &looked, Unit::Number)
        }
        Factor::Value { measure, attainment, whose, cap } => {
            let seen = if *attainment { Seen::Attainment } else { Seen::Payable };
            let value = payee.looked_at(measure, seen, *whose)?;
            let capped = cap.as_ref().map(|cap| {
                let bound = payee.parameter("cap", cap, Unit::Number);
                payee.step("factor", cap.span, Form::Least, &[&value, &bound], Unit::Number)
            });
            (capped.unwrap_or(value), measure.span)
        }
    };
    let unit = unit_of(payee.unit);
    let product = payee.step("multiplied", span, Form::Product, &[amount, &factor], unit);
    below_zero::note(payee, (amount, &factor, &product), span);
    Some(product)
}

fn measure_name<'v>(payee: &Payee<'v, '_>, measure: &Spanned<MeasureId>) -> &'v str {
    payee.run.name_of(measure.value)
}

/// An error: the value is under the first step of amounts or factors, and nothing says what then holds.
pub(super) fn report_below(payee: &mut Payee, of: &str, looked: &Figure, rule: Span) {
    let finding = Finding::error("value-below-steps")
        .with("component", &payee.run.component.name.value)
        .with("person", &payee.run.person(payee.about).id)
        .with("measure", of)
        .with("value", looked.or_zero())
        .at(payee.run.place(rule));
    payee.findings.push(finding);
}

/// What holds at the value looked at, and where that stands. Under the first step it is `below`, and without one the first step:
/// what was paid at a rate is taken back at it.
pub(super) fn reached(
    payee: &mut Payee,
    name: &'static str,
    steps: &Steps<Parameter>,
    looked: &Figure,
    unit: Unit,
) -> (Figure, Span) {
    let index = looked.value().and_then(|value| steps.reached(value));
    let held = index.or(steps.below.is_none().then_some(0)).and_then(|index| steps.list.get(index));
    let rule = held.map_or(steps.span, |step| step.span);
    let result = match held.map(|step| &step.value).or(steps.below.as_ref()) {
        Some(parameter) => payee.parameter(name, parameter, unit),
        None => payee.nothing(name, steps.span, unit),
    };
    (
        chosen(
            payee,
            (name, rule),
            looked,
            steps.list.get(index.unwrap_or(0)).map(|step| &step.bound.at),
            &result,
            unit,
        ),
        rule,
    )
}

/// A choice made by what was looked at: the bound reached (or, under the first, the first one) stands beside it.
pub(super) fn chosen(
    payee: &mut Payee,
    (name, rule): (&'static str, Span),
    looked: &Figure,
    bound: Option<&Parameter>,
    result: &Figure,
    unit: Unit,
) -> Figure {
    let Some(bound) = bound else {
        return payee.step(name, rule, Form::Chosen(1), &[looked, result], unit);
    };
    let bound = payee.parameter("bound", bound, Unit::Number);
    payee.step(name, rule, Form::Chosen(2), &[looked, &bound, result], unit)
}

/// Each gate that does not hold multiplies by its `otherwise`; one that holds is shown with what it looked at.
fn gated(payee: &mut Payee, gate: &Condition, amount: Figure) -> Option<Figure> {
    let unit = unit_of(payee.unit);
    let held = payee.look().holds(payee.sheet, gate);
    let (is_met, looked) = payee.settled(gate, held)?;
    let Some(otherwise) = gate.otherwise.as_ref().filter(|_| !is_met) else {
        return Some(match looked {
            Some(looked) => payee.step("gate", gate.span, Form::Chosen(1), &[&looked, &amount], unit),
            None => amount,
        });
    };
    let mut factor = payee.parameter("otherwise", otherwise, Unit::Number);
    if let Some(looked) = looked {
        factor = payee.step("gate", gate.span, Form::Chosen(1), &[&looked, &factor], Unit::Number);
    }
    Some(payee.step("gated", gate.span, Form::Product, &[&amount, &factor], unit))
}
