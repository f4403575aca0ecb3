//! `kind = "salary"`: performance salary by the grade's coefficient, or by the score along straight lines.

use super::payee::{Looked, Payee, unit_of};
use super::{staff_cell, stages};
use crate::derivation::{CurveForm, Figure, Form};
use crate::policy::rules::{Parameter, Salary, Unit};
use crate::results::PayLine;
use crate::source::Span;

pub(super) fn line(payee: &mut Payee, salary: &Salary, looked: &[Looked]) -> Option<PayLine> {
    let (base, (factor, rule)) = match salary {
        Salary::ByGrade { base } => (base, by_grade(payee)?),
        Salary::ByScore { base, points, below } => (base, by_score(payee, points, below.as_ref())?),
    };
    let unit = unit_of(payee.run.component.unit);
    let base = staff_cell::amount_from_zero(payee, base, "base", unit)?;
    let amount = payee.step("formula", rule, Form::Product, &[&base, &factor], unit);
    let amount = stages::finished(payee, amount)?;
    let amount = payee.under(looked, amount);
    Some(payee.line(amount))
}

fn by_grade(payee: &mut Payee) -> Option<(Figure, Span)> {
    let rule = payee.run.component.span;
    let coefficient = payee.look().coefficient(payee.sheet);
    Some((payee.need(coefficient, "grade", rule)?, rule))
}

/// Lines between the points, flat after the last; under the first point `below`, where the policy has it.
fn by_score(payee: &mut Payee, points: &[(Parameter, Parameter)], below: Option<&Parameter>) -> Option<(Figure, Span)> {
    let score = payee.look().score(payee.sheet);
    let score = payee.need(score, "score", payee.run.component.span)?;
    let (first, _) = points.first()?;
    let is_under = score.value().is_some_and(|score| score < &first.value);
    if let Some(below) = below.filter(|_| is_under) {
        let factor = payee.parameter("factor", below, Unit::Number);
        return Some((
            stages::chosen(payee, ("factor", below.span), &score, Some(first), &factor, Unit::Number),
            below.span,
        ));
    }
    let rule = first.span;
    let mut inputs = vec![score];
    for (x, y) in points {
        inputs.push(payee.parameter("point", x, Unit::Points));
        inputs.push(payee.parameter("value", y, Unit::Number));
    }
    let inputs: Vec<&Figure> = inputs.iter().collect();
    Some((payee.step("factor", rule, Form::Curve(CurveForm::Flat), &inputs, Unit::Number), rule))
}
