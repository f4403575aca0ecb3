//! `rating`: weight × rating ÷ scale.

use super::item::Item;
use crate::derivation::{Figure, Form};
use crate::policy::rules::{Parameter, Unit};

/// The points.
pub(super) fn points(item: &mut Item, scale: &Parameter) -> Figure {
    let (rating, weight) = (item.x.clone(), item.weight.clone());
    let scale = item.bound("scale", scale);
    let share = item.step("share_of_scale", Form::Quotient, &[&rating, &scale], Unit::Rate);
    item.result(Form::Product, &[&weight, &share])
}
