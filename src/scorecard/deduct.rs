//! `deduct`: the weight at or beyond `qualified`, points off for each `per` short of it, not below 0; none under `minimum`.
//!
//! Where less is better and the value itself is looked at, "short" is what is above `qualified`, and `minimum` is the most.

use super::item::Item;
use crate::derivation::{Figure, Form};
use crate::policy::rules::{Better, Parameter, Unit};

/// What being short costs.
pub(super) struct Rate<'a> {
    /// How much short costs `points`.
    pub per: &'a Parameter,
    /// Points for each `per`.
    pub points: &'a Parameter,
    /// Whether a part of `per` costs its part; otherwise each full one.
    pub partial: bool,
}

/// The points left.
pub(super) fn points(item: &mut Item, qualified: &Parameter, rate: &Rate, minimum: Option<&Parameter>) -> Figure {
    let left = after_deduction(item, qualified, rate);
    let Some(minimum) = minimum else { return left };
    let x = item.x.clone();
    let minimum = item.bound("minimum", minimum);
    let reached = match item.better {
        Better::Higher => x.value() >= minimum.value(),
        Better::Lower => x.value() <= minimum.value(),
    };
    let none = item.none(Unit::Points);
    item.result(Form::Chosen(if reached { 1 } else { 3 }), &[&x, &left, &minimum, &none])
}

fn after_deduction(item: &mut Item, qualified: &Parameter, rate: &Rate) -> Figure {
    let (x, unit) = (item.x.clone(), item.unit());
    let qualified = item.bound("qualified", qualified);
    let ends = if item.better == Better::Higher { [&qualified, &x] } else { [&x, &qualified] };
    let distance = item.step("distance", Form::Difference, &ends, unit);
    let nothing = item.none(unit);
    let short = item.step("short", Form::Greatest, &[&distance, &nothing], unit);
    let per = item.bound("per", rate.per);
    let form = if rate.partial { Form::Quotient } else { Form::WholeTimes };
    let times = item.step("times", form, &[&short, &per], Unit::Number);
    let each = item.points("points_each", rate.points);
    let off = item.step("deducted", Form::Product, &[&times, &each], Unit::Points);
    let weight = item.weight.clone();
    let left = item.step("left", Form::Difference, &[&weight, &off], Unit::Points);
    let none = item.none(Unit::Points);
    item.result(Form::Greatest, &[&left, &none])
}
