//! The table of score kinds: which file counts the points, and the most that each kind can give.

use super::item::Item;
use super::rank::Place;
use super::{all_or_nothing, curve, deduct, linear, per_unit, rank, rating, steps};
use crate::derivation::Figure;
use crate::number::Number;
use crate::policy::rules::{Indicator, ScoreRule};

/// The points of the item by its rule; missing where what it looks at is missing.
pub(super) fn of(item: &mut Item, place: Option<Place>) -> Figure {
    let indicator = item.indicator;
    match &indicator.score {
        ScoreRule::Linear { from, cap, accelerate } => linear::points(item, from.as_ref(), cap, accelerate.as_ref()),
        ScoreRule::Steps { steps, .. } => steps::points(item, steps),
        ScoreRule::Curve { points, .. } => curve::points(item, points),
        ScoreRule::Deduct { qualified, per, points, partial, minimum, .. } => {
            let rate = deduct::Rate { per, points, partial: *partial };
            deduct::points(item, qualified, &rate, minimum.as_ref())
        }
        ScoreRule::PerUnit { points, max } => per_unit::points(item, points, max),
        ScoreRule::Rank(by_place) => match place {
            Some(place) => rank::points(item, place, by_place),
            None => item.absent(),
        },
        ScoreRule::Rating { scale } => rating::points(item, scale),
        ScoreRule::AllOrNothing { from } => all_or_nothing::points(item, from),
    }
}

/// The most points that the indicator can give; nothing for places, of which there is always a first.
pub(super) fn most(indicator: &Indicator) -> Option<Number> {
    let weight = &indicator.weight.value;
    match &indicator.score {
        ScoreRule::Linear { cap, .. } => Some(weight * &cap.value),
        ScoreRule::Steps { steps, .. } => {
            steps.list.iter().map(|step| &step.value).chain(&steps.below).map(|points| points.value.clone()).max()
        }
        ScoreRule::Curve { points, .. } => points.iter().map(|(_, points)| points.value.clone()).max(),
        ScoreRule::PerUnit { max, .. } => Some(weight.min(&max.value).clone()),
        ScoreRule::Deduct { .. } | ScoreRule::Rating { .. } | ScoreRule::AllOrNothing { .. } => Some(weight.clone()),
        ScoreRule::Rank(_) => None,
    }
}
