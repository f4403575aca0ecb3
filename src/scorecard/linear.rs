//! `linear`: weight × min(attainment, cap), the part above 1 counted `accelerate` times before the cap; nothing under `from`.

use super::item::Item;
use crate::derivation::{Figure, Form};
use crate::policy::rules::{Parameter, Unit};

/// The points; attainment below 0 gives none even where no `from` is written.
pub(super) fn points(item: &mut Item, from: Option<&Parameter>, cap: &Parameter, faster: Option<&Parameter>) -> Figure {
    let attainment = item.x.clone();
    let mut counted = attainment.clone();
    if let Some(times) = faster {
        let times = item.bound("accelerate", times);
        counted = item.step("accelerated", Form::Accelerate, &[&counted, &times], Unit::Rate);
    }
    let cap = item.bound("cap", cap);
    counted = item.step("counted", Form::Least, &[&counted, &cap], Unit::Rate);
    let weight = item.weight.clone();
    let full = item.result(Form::Product, &[&weight, &counted]);
    let threshold = match from {
        Some(from) => item.bound("from", from),
        None if item.x_is(|x| x.is_negative()) => item.none(Unit::Rate),
        None => return full,
    };
    let none = item.none(Unit::Points);
    let reached = attainment.value() >= threshold.value();
    item.result(Form::Chosen(if reached { 1 } else { 3 }), &[&attainment, &full, &threshold, &none])
}
