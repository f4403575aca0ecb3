//! `curve`: straight lines between points, flat outside.

use super::item::Item;
use crate::derivation::{CurveForm, Figure, Form};
use crate::policy::rules::Parameter;

/// The points on the curve.
pub(super) fn points(item: &mut Item, points: &[(Parameter, Parameter)]) -> Figure {
    let mut inputs = vec![item.x.clone()];
    for (x, y) in points {
        inputs.push(item.bound("curve_x", x));
        inputs.push(item.points("curve_points", y));
    }
    item.result(Form::Curve(CurveForm::Flat), &inputs.iter().collect::<Vec<_>>())
}
