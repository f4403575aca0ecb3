//! What the next higher grade needs: points of score, and more of a measure that brings them.

use super::Ranked;
use super::lever::{self, Lever};
use crate::derivation::{Figure, Form, Leaf, Worksheet};
use crate::measure::Book;
use crate::number::{Number, Rounding, RoundingMode};
use crate::policy::rules::{Bound, Unit};

/// The next higher grade.
#[derive(Clone, Debug)]
pub struct NextGrade {
    /// Its letter.
    pub grade: String,
    /// How many more points bring it.
    pub points: Figure,
    /// What brings these points by one measure alone; nothing where none can.
    pub by: Option<Lever>,
}

/// The grade after the one that the score reaches.
///
/// Nothing without a score or a higher grade, where the scorecard's cap lies below it, and where a forced distribution decides on this
/// grade or the next one: there points alone do not bring it.
pub(super) fn of(book: &Book, ranked: &mut Ranked) -> Option<NextGrade> {
    let score = ranked.person.standing.score.clone()?;
    let grades = book.policy.grades.as_ref()?;
    let steps = &grades.steps;
    // Under the first step without `below` the first grade is there already.
    let reached = steps.reached(score.value()?).or(steps.below.is_none().then_some(0));
    let step = steps.list.get(reached.map_or(0, |reached| reached + 1))?;
    let shares = grades.distribution.as_ref().map_or(&[][..], |distribution| &distribution.shares);
    let has_share = shares.iter().any(|(grade, _)| grade.value == step.value.grade.value);
    if ranked.person.standing.grade_before.is_some() || (ranked.person.standing.placed.is_some() && has_share) {
        return None;
    }
    let card =
        book.policy.scorecards.iter().find(|card| Some(&card.name) == ranked.person.standing.scorecard.as_ref())?;
    let needed = least_score(ranked.sheet, &step.bound, &book.policy.points);
    if card.cap.as_ref().is_some_and(|cap| needed.value() > Some(&cap.value)) {
        return None;
    }
    let grade = step.value.grade.value.clone();
    let points =
        ranked.sheet.named(("points_needed", &grade), step.span, Form::Difference, &[&needed, &score], Unit::Points);
    let by = lever::of(book, card, ranked, &needed);
    Some(NextGrade { grade, points, by })
}

/// The least rounded score that reaches the bound.
fn least_score(sheet: &mut Worksheet, bound: &Bound, rounding: &Rounding) -> Figure {
    let at = sheet.parameter("bound", &bound.at.value, bound.at.span, Unit::Points);
    let up = if bound.at.value.is_negative() { RoundingMode::Down } else { RoundingMode::Up };
    let rounding = Rounding { to: rounding.to.clone(), mode: up };
    let next = sheet.step(Form::Round(rounding.clone()), &[&at], Unit::Points);
    sheet.name(&next, "least_score", None, Some(bound.at.span));
    if next.value().is_none_or(|next: &Number| bound.reached_by(next)) {
        return next;
    }
    let unit = sheet.leaf(Leaf::Parameter, Some(rounding.to), Unit::Points);
    sheet.name(&unit, "rounding", None, None);
    sheet.named(("least_score", ""), bound.at.span, Form::Sum, &[&next, &unit], Unit::Points)
}
