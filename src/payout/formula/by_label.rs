//! Σ over labels of the label's part of the base × its rate.

use super::Base;
use crate::derivation::{Figure, Form};
use crate::finding::Finding;
use crate::payout::payee::Payee;
use crate::policy::rules::{Parameter, Unit};
use crate::source::Spanned;
use crate::spelling::{self, folded};

/// The rates of labels.
pub(super) struct Rates<'a> {
    /// Label column of the base's source.
    pub column: &'a Spanned<String>,
    /// Label and rate.
    pub rates: &'a [(String, Parameter)],
    /// Rate of the other labels.
    pub default: Option<&'a Parameter>,
}

/// Nothing, and an error for each of them, when a label has no rate.
pub(super) fn amount(payee: &mut Payee, rates: &Rates, base: &Base) -> Option<Figure> {
    let mut amounts = Vec::new();
    let mut is_complete = true;
    for (part, figure) in base.parts(payee, &rates.column.value) {
        match rates.of(&part.label) {
            Some(rate) => {
                let parameter = payee.parameter("rate", rate, Unit::Rate);
                amounts.push(payee.step("part", rate.span, Form::Product, &[&figure, &parameter], Unit::Money));
            }
            None => {
                report(payee, rates.column, &part.label);
                is_complete = false;
            }
        }
    }
    let inputs: Vec<&Figure> = amounts.iter().collect();
    is_complete.then(|| payee.step("formula", rates.column.span, Form::Sum, &inputs, Unit::Money))
}

impl<'a> Rates<'a> {
    fn of(&self, label: &str) -> Option<&'a Parameter> {
        let folded = folded(label);
        let named = self.rates.iter().find(|(known, _)| spelling::folded(known) == folded);
        named.map(|(_, rate)| rate).or(self.default)
    }
}

fn report(payee: &mut Payee, column: &Spanned<String>, label: &str) {
    let code = if label.is_empty() { "blank-label-without-rate" } else { "label-without-rate" };
    let finding = Finding::error(code)
        .with("label", label)
        .with("column", &column.value)
        .with("component", &payee.run.component.name.value)
        .at(payee.run.place(column.span));
    payee.findings.push(finding);
}
