//! `steps`: the points of the step reached.

use super::item::Item;
use crate::derivation::{Figure, Form};
use crate::policy::rules::{Parameter, Steps, Unit};

/// The points; under the first step those of `below`, else none.
pub(super) fn points(item: &mut Item, steps: &Steps<Parameter>) -> Figure {
    let x = item.x.clone();
    let Some(value) = x.value() else { return item.absent() };
    if let Some(step) = steps.reached(value).map(|index| &steps.list[index]) {
        let unit = item.unit();
        let bound = item.sheet.parameter("bound", &step.bound.at.value, step.bound.at.span, unit);
        let points = item.points("step_points", &step.value);
        return item.result(Form::Chosen(2), &[&x, &bound, &points]);
    }
    let below = match &steps.below {
        Some(below) => item.points("below", below),
        None => item.none(Unit::Points),
    };
    item.result(Form::Chosen(1), &[&x, &below])
}
