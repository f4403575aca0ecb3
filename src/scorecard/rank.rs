//! `rank`: points by place among those with the same scorecard, at most the weight. Ties take the better place's points.

use std::sync::Arc;

use super::item::Item;
use crate::derivation::{Field, Figure, Form};
use crate::number::Number;
use crate::policy::rules::{Better, Parameter, RankPoints, Unit};

/// A place among all who have the scorecard.
pub(super) struct Place {
    /// All of them.
    pub field: Arc<Field>,
    /// Where somebody stands among them.
    pub index: usize,
}

/// The place of each value: one more than the number of better ones; a missing value has none.
pub(super) fn places(values: &[Option<&Number>], better: Better) -> Vec<Place> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (values[*a], values[*b]);
        let by_value = if better == Better::Higher { b.cmp(&a) } else { a.cmp(&b) };
        a.is_none().cmp(&b.is_none()).then(by_value)
    });
    let sorted = order.iter().map(|index| values[*index].cloned()).collect();
    let field = Field::new(sorted, better == Better::Higher, true);
    let mut places: Vec<(usize, usize)> = order.into_iter().enumerate().map(|(index, of)| (of, index)).collect();
    places.sort_unstable();
    places.into_iter().map(|(_, index)| Place { field: field.clone(), index }).collect()
}

/// The points of the place.
pub(super) fn points(item: &mut Item, place: Place, points: &RankPoints) -> Figure {
    let x = item.x.clone();
    if x.is_missing() {
        return item.absent();
    }
    let figure = item.step("place", Form::Place(place.field, place.index), &[&x], Unit::Count);
    let Some(number) = figure.value().and_then(whole) else { return item.absent() };
    let earned = match points {
        RankPoints::List(list) => match list.get(number.saturating_sub(1)) {
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
    let first = item.sheet.implied("first_place", 1, best.span, Unit::Count);
    let after = item.step("places_after_first", Form::Difference, &[place, &first], Unit::Count);
    let (best, step) = (item.points("best", best), item.points("step", step));
    let off = item.step("deducted", Form::Product, &[&after, &step], Unit::Points);
    let left = item.step("left", Form::Difference, &[&best, &off], Unit::Points);
    let none = item.none(Unit::Points);
    item.step("place_points", Form::Greatest, &[&left, &none], Unit::Points)
}

fn whole(place: &Number) -> Option<usize> {
    place.to_i128().and_then(|place| usize::try_from(place).ok())
}
