//! Straight lines between points: an amount, or a rate of the base.

use super::Base;
use crate::derivation::{CurveForm, Figure, Form};
use crate::payout::below_zero;
use crate::payout::payee::{Payee, unit_of};
use crate::policy::rules::{Beyond, Curve, CurveUnit, Parameter, TiersBy, Unit};
use crate::source::{Span, Spanned};

pub(super) fn amount(payee: &mut Payee, by: &Spanned<TiersBy>, curve: &Curve, base: &Base) -> Option<Figure> {
    let looked = base.looked(payee, by)?;
    let form = match curve.beyond {
        Beyond::Flat => CurveForm::Flat,
        Beyond::Extend => CurveForm::Extend,
    };
    let unit = unit_of(payee.run.component.unit);
    if curve.unit == CurveUnit::Amount {
        return Some(along(payee, ("formula", curve.span), (form, &curve.points), &looked, unit));
    }
    let rate = along(payee, ("rate", curve.span), (form, &curve.points), &looked, Unit::Rate);
    let amount = payee.step("formula", curve.span, Form::Product, &[&base.figure, &rate], unit);
    below_zero::note(payee, (&base.figure, &rate, &amount), curve.span);
    Some(amount)
}

/// The value of the lines at what was looked at.
pub(in crate::payout) fn along(
    payee: &mut Payee,
    (name, rule): (&'static str, Span),
    (form, points): (CurveForm, &[(Parameter, Parameter)]),
    looked: &Figure,
    unit: Unit,
) -> Figure {
    let mut inputs = vec![looked.clone()];
    for (x, y) in points {
        inputs.push(payee.parameter("point", x, Unit::Number));
        inputs.push(payee.parameter("value", y, unit));
    }
    let inputs: Vec<&Figure> = inputs.iter().collect();
    payee.step(name, rule, Form::Curve(form), &inputs, unit)
}
