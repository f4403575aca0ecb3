//! `per_unit`: points × value, at most `max` and at most the weight; a value below 0 counts as 0.

use super::item::Item;
use crate::derivation::{Figure, Form};
use crate::policy::rules::{Parameter, Unit};

/// The points.
pub(super) fn points(item: &mut Item, points: &Parameter, max: &Parameter) -> Figure {
    let (x, unit) = (item.x.clone(), item.unit());
    let mut units = x;
    if units.value().is_some_and(|value| value.is_negative()) {
        let none = item.none(unit);
        units = item.step("units", Form::Greatest, &[&units, &none], unit);
    }
    let each = item.points("points_each", points);
    let earned = item.step("earned", Form::Product, &[&units, &each], Unit::Points);
    let (max, weight) = (item.points("max", max), item.weight.clone());
    item.result(Form::Least, &[&earned, &max, &weight])
}
