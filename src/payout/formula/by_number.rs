//! Each row at the rate of the step that its number column reaches.

use super::Base;
use crate::derivation::{Figure, Form};
use crate::number::Number;
use crate::payout::payee::Payee;
use crate::payout::stages;
use crate::policy::rules::{Parameter, Steps, Unit};
use crate::policy::shares::is_of_rates;
use crate::source::Spanned;

/// Rows whose column is blank have a missing number.
pub(super) fn amount(
    payee: &mut Payee,
    column: &Spanned<String>,
    steps: &Steps<Parameter>,
    base: &Base,
) -> Option<Figure> {
    let policy = payee.run.view.book.policy;
    let unit = if is_of_rates(policy, base.measure.value, &column.value) { Unit::Rate } else { Unit::Number };
    let mut amounts = Vec::new();
    for (part, figure) in base.parts(payee, &column.value) {
        let number = number(payee, (column, unit), &part.label, &figure)?;
        let (rate, rule) = stages::reached(payee, "rate", steps, &number, Unit::Rate);
        amounts.push(payee.step("part", rule, Form::Product, &[&figure, &rate], Unit::Money));
    }
    let inputs: Vec<&Figure> = amounts.iter().collect();
    Some(payee.step("formula", steps.span, Form::Sum, &inputs, Unit::Money))
}

/// The number that a part's rows have in the column; it comes from the same rows as the part.
fn number(payee: &mut Payee, (column, unit): (&Spanned<String>, Unit), label: &str, part: &Figure) -> Option<Figure> {
    let Form::Leaf(rows) = payee.sheet.step_of(part)?.form.clone() else { return None };
    let number = payee.sheet.leaf(rows, Number::parse_in_full(label), unit);
    payee.sheet.name(&number, "number", Some(&column.value), Some(column.span));
    payee.need(number, &column.value, column.span)
}
