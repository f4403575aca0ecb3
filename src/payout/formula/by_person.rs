//! Base × the person's own rate.

use super::Base;
use crate::derivation::{Figure, Form};
use crate::payout::payee::Payee;
use crate::payout::staff_cell;
use crate::policy::rules::Unit;
use crate::source::Spanned;

pub(super) fn amount(payee: &mut Payee, column: &Spanned<String>, base: &Base) -> Option<Figure> {
    let is_money = payee.run.view.book.policy.measure(base.measure.value).unit == Unit::Money;
    let rate = match is_money {
        true => staff_cell::rate_of_money(payee, column)?,
        false => staff_cell::figure(payee, column, "rate", Unit::Rate)?,
    };
    Some(payee.step("formula", column.span, Form::Product, &[&base.figure, &rate], Unit::Money))
}
