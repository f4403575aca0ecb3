//! `all_or_nothing`: the weight from `from` on, else nothing.

use super::item::Item;
use crate::derivation::{Figure, Form};
use crate::policy::rules::{Parameter, Unit};

/// The points.
pub(super) fn points(item: &mut Item, from: &Parameter) -> Figure {
    let (attainment, weight) = (item.x.clone(), item.weight.clone());
    let from = item.bound("from", from);
    let none = item.none(Unit::Points);
    let reached = attainment.value() >= from.value();
    item.result(Form::Chosen(if reached { 1 } else { 3 }), &[&attainment, &weight, &from, &none])
}
