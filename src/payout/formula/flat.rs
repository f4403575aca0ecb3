//! Base × rate.

use super::Base;
use crate::derivation::{Figure, Form};
use crate::payout::payee::Payee;
use crate::policy::rules::{Parameter, Unit};

pub(super) fn amount(payee: &mut Payee, rate: &Parameter, base: &Base) -> Figure {
    let figure = payee.parameter("rate", rate, Unit::Rate);
    payee.step("formula", rate.span, Form::Product, &[&base.figure, &figure], Unit::Money)
}
