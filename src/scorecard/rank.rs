//! `rank`: points by place among those with the same scorecard, at most the weight. Ties take the better place's points.

use super::item::Item;
use crate::derivation::{Figure, Form, Leaf};
use crate::number::Number;
use crate::policy::rules::{Better, Parameter, RankPoints, Unit};

/// A place; nothing for somebody without a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// From 1.
    pub place: Option<usize>,
    /// Among how many.
    pub among: usize,
}

/// The place of each value: one more than the number of better ones; a missing value has none.
pub(super) fn places(values: &[Option<&Number>], better: Better) -> Vec<Option<usize>> {
    let mut sorted: Vec<&Number> = values.iter().copied().flatten().collect();
    sorted.sort();
    let ahead = |value: &Number| match better {
        Better::Higher => sorted.len() - sorted.partition_point(|other| *other <= value),
        Better::Lower => sorted.partition_point(|other| *other < value),
    };
    values.iter().map(|value| value.map(|value| ahead(value) + 1)).collect()
}

/// The points of the place.
pub(super) fn points(item: &mut Item, place: Place, points: &RankPoints) -> Figure {
    let Some(number) = place.place else { return item.absent() };
    let figure = item.sheet.leaf(Leaf::Place { among: place.among }, whole(number), Unit::Count);
    let indicator = item.indicator;
    item.sheet.name(&figure, "place", Some(&indicator.name), Some(indicator.score_span));
    let earned = match points {
        RankPoints::List(list) => match list.get(number - 1) {
            Some(points) => item.points("place_points", points),
            None => item.none(Unit::Points),
        },
        RankPoints::Sliding { best, step } => sliding(item, &figure, best, step),
    };
    let chosen = item.step("earned", Form::Chosen(1), &[&figure, &earned], Unit::Points);
    let weight = item.weight.clone();
    item.result(Form::Least, &[&chosen, &weight])
}

/// `best` for the first, `step` less for each place after, not below 0.
fn sliding(item: &mut Item, place: &Figure, best: &Parameter, step: &Parameter) -> Figure {
    let first = item.sheet.parameter("first_place", &Number::one(), best.span, Unit::Count);
    let after = item.step("places_after_first", Form::Difference, &[place, &first], Unit::Count);
    let (best, step) = (item.points("best", best), item.points("step", step));
    let off = item.step("deducted", Form::Product, &[&after, &step], Unit::Points);
    let left = item.step("left", Form::Difference, &[&best, &off], Unit::Points);
    let none = item.none(Unit::Points);
    item.step("place_points", Form::Greatest, &[&left, &none], Unit::Points)
}

fn whole(number: usize) -> Option<Number> {
    i64::try_from(number).ok().map(Number::from)
}
