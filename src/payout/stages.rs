//! What follows a formula, in its fixed order: multiply → gate → floor → cap → negative → rounding.

use super::payee::{Payee, unit_of};
use crate::derivation::{Figure, Form};
use crate::policy::rules::Parameter;
use crate::policy::rules::{Condition, Factor, Negative, PayUnit, Steps, Unit};
use crate::source::Span;

/// All stages.
pub(super) fn finished(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let amount = scaled(payee, amount)?;
    settled(payee, amount)
}

/// `multiply` and `gate`: what depends on how the person did.
pub(super) fn scaled(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let component = payee.run.component;
    let mut amount = amount;
    for factor in &component.multiply {
        amount = multiplied(payee, factor, &amount)?;
    }
    for gate in &component.gate {
        amount = gated(payee, gate, amount)?;
    }
    Some(amount)
}

/// All stages of one deal: what becomes of an amount below 0 is for the line to say, since a deal below 0 lowers the others.
pub(super) fn finished_deal(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let amount = scaled(payee, amount)?;
    let amount = limited(payee, amount)?;
    Some(rounded(payee, amount))
}

/// `floor`, `cap`, `negative` and rounding. Days and honours are not rounded.
pub(super) fn settled(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let amount = limited(payee, amount)?;
    let amount = not_negative(payee, amount);
    Some(rounded(payee, amount))
}

/// `floor` and `cap`.
fn limited(payee: &mut Payee, amount: Figure) -> Option<Figure> {
    let component = payee.run.component;
    let unit = unit_of(component.unit);
    let mut amount = payee.need(amount, "amount", component.name.span)?;
    for (limit, name, of, form) in
        [(&component.floor, "floored", "floor", Form::Greatest), (&component.cap, "capped", "cap", Form::Least)]
    {
        if let Some(limit) = limit {
            let bound = payee.parameter(of, limit, unit);
            amount = payee.step(name, limit.span, form, &[&amount, &bound], unit);
        }
    }
    Some(amount)
}

/// `negative`.
pub(super) fn not_negative(payee: &mut Payee, amount: Figure) -> Figure {
    let component = payee.run.component;
    let unit = unit_of(component.unit);
    let Some(negative) = component.negative.as_ref().filter(|negative| negative.value == Negative::Zero) else {
        return amount;
    };
    let zero = payee.nothing("negative", negative.span, unit);
    payee.step("negative", negative.span, Form::Greatest, &[&amount, &zero], unit)
}

/// The amount rounded, where it is money.
pub(super) fn rounded(payee: &mut Payee, amount: Figure) -> Figure {
    let component = payee.run.component;
    if component.unit != PayUnit::Money {
        return amount;
    }
    let form = Form::Round(payee.run.view.book.policy.money.clone());
    payee.step("rounded", component.name.span, form, &[&amount], Unit::Money)
}

fn multiplied(payee: &mut Payee, factor: &Factor, amount: &Figure) -> Option<Figure> {
    let (factor, span) = match factor {
        Factor::Grade(span) => {
            let coefficient = payee.look().coefficient(payee.sheet);
            (payee.need(coefficient, "grade", *span)?, *span)
        }
        Factor::Steps { measure, attainment, steps } => {
            let looked = payee.value_or_attainment(measure, *attainment)?;
            reached(payee, "factor", steps, &looked, Unit::Number)
        }
        Factor::Value { measure, attainment, cap } => {
            let value = payee.value_or_attainment(measure, *attainment)?;
            let capped = cap.as_ref().map(|cap| {
                let bound = payee.parameter("cap", cap, Unit::Number);
                payee.step("factor", cap.span, Form::Least, &[&value, &bound], Unit::Number)
            });
            (capped.unwrap_or(value), measure.span)
        }
    };
    let unit = unit_of(payee.run.component.unit);
    Some(payee.step("multiplied", span, Form::Product, &[amount, &factor], unit))
}

/// What holds at the value looked at, and where that stands. Under the first step it is `below`, and without one nothing.
pub(super) fn reached(
    payee: &mut Payee,
    name: &'static str,
    steps: &Steps<Parameter>,
    looked: &Figure,
    unit: Unit,
) -> (Figure, Span) {
    let index = looked.value().and_then(|value| steps.reached(value));
    let held = index.map(|index| &steps.list[index]);
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
    let unit = unit_of(payee.run.component.unit);
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
