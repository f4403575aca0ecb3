//! The highest score that a scorecard can give.
//!
//! Each indicator has its most points. Where one is missing and `redistribute`d, the points of the others count in proportion to the total without its weight,
//! so the highest score may be one without the indicators that give least for their weight.

use super::rules::{Indicator, Parameter, RankPoints, ScoreRule, Scorecard, WhenMissing};
use crate::number::Number;

/// The most that the indicators can give together, before the scorecard's own `cap`, and without what columns add.
pub(super) fn of(card: &Scorecard) -> Number {
    let (may_leave, stay): (Vec<&Indicator>, Vec<&Indicator>) = card.indicators.iter().partition(|one| is_left(one));
    let mut left: Vec<&Indicator> = may_leave;
    // Whatever gives most for its weight goes last.
    left.sort_by(|one, other| (&points(one) * &other.weight.value).cmp(&(&points(other) * &one.weight.value)));
    let without = |count: usize| of_these(card, stay.iter().chain(&left[count..]));
    (0..=left.len()).filter_map(without).max().unwrap_or_else(|| card.total.value.clone())
}

fn is_left(indicator: &Indicator) -> bool {
    indicator.when_missing.as_ref().is_some_and(|rule| rule.value == WhenMissing::Redistribute)
}

/// What these give where all others are missing; nothing where none is left.
fn of_these<'a>(card: &Scorecard, these: impl Iterator<Item = &'a &'a Indicator> + Clone) -> Option<Number> {
    let points: Vec<Number> = these.clone().map(|one| points(one)).collect();
    let (points, weight): (Number, Number) = (points.iter().sum(), these.map(|one| &one.weight.value).sum());
    if weight.is_zero() {
        return None;
    }
    (&points * &card.total.value).checked_div(&weight)
}

/// The most points of an indicator.
fn points(indicator: &Indicator) -> Number {
    let weight = || indicator.weight.value.clone();
    let most =
        |all: &mut dyn Iterator<Item = &Parameter>| all.map(|one| one.value.clone()).max().unwrap_or_else(weight);
    match &indicator.score {
        ScoreRule::Linear { cap, .. } => &weight() * &cap.value,
        ScoreRule::Steps { steps, .. } => most(&mut steps.list.iter().map(|step| &step.value).chain(&steps.below)),
        ScoreRule::Curve { points, .. } => most(&mut points.iter().map(|(_, points)| points)),
        ScoreRule::PerUnit { max, .. } => max.value.clone(),
        ScoreRule::Rank(RankPoints::List(points)) => most(&mut points.iter()),
        ScoreRule::Rank(RankPoints::Sliding { best, .. }) => best.value.clone(),
        _ => weight(),
    }
}
