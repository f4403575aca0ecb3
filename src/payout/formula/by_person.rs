//! Base × the person's own rate.

use super::Base;
use crate::derivation::{Figure, Form};
use crate::payout::payee::Payee;
use crate::payout::staff_cell;
use crate::policy::rules::Unit;
use crate::source::Spanned;

pub(super) fn amount(payee: &mut Payee, column: &Spanned<String>, base: &Base) -> Option<Figure> {
    let rate = staff_cell::figure(payee, column, "rate", Unit::Rate)?;
    Some(payee.step("formula", column.span, Form::Product, &[&base.figure, &rate], Unit::Money))
}
