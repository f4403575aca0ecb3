//! How much more of a measure brings a score: the inverse of an indicator's last step.

use std::sync::Arc;

use super::Ranked;
use crate::derivation::{Figure, Form, Leaf, Worksheet, threshold};
use crate::measure::Book;
use crate::number::{Number, Rounding, RoundingMode};
use crate::policy::rules::{
    Against, Better, Indicator, IndicatorOf, MeasureId, Parameter, Policy, ScoreRule, Scorecard, SubjectOf, Unit,
};
use crate::results::ScoredIndicator;

/// What brings the points that are needed, all else equal.
#[derive(Clone, Debug)]
pub struct Lever {
    /// The indicator.
    pub indicator: Arc<str>,
    /// Its measure.
    pub measure: MeasureId,
    /// How much more of the measure: the least that brings the score, whole units of a count and of the policy's money.
    pub more: Figure,
}

/// The lever of the heaviest indicator that can bring the score `needed` by itself; nothing where none can.
pub(super) fn of(book: &Book, card: &Scorecard, ranked: &mut Ranked, needed: &Figure) -> Option<Lever> {
    let scored = ranked.person.standing.indicators.clone();
    let mut pairs: Vec<(&Indicator, &ScoredIndicator)> = card.indicators.iter().zip(&scored).collect();
    pairs.sort_by_key(|(_, scored)| std::cmp::Reverse(scored.counted_weight()));
    let rounding = &book.policy.points;
    pairs.into_iter().find_map(|(indicator, scored)| {
        let IndicatorOf::Measure(measure) = indicator.of else { return None };
        let higher = book.policy.measure(measure).better == Better::Higher;
        let pulls = indicator.subject == SubjectOf::Person && higher && indicator.rounding.is_none();
        let pull = Pull { policy: book.policy, indicator, scored, measure };
        let more = if pulls { pull.more(card, ranked, (needed, rounding))? } else { return None };
        Some(Lever { indicator: indicator.name.clone(), measure, more })
    })
}

/// One indicator that may be pulled.
struct Pull<'a> {
    policy: &'a Policy,
    indicator: &'a Indicator,
    scored: &'a ScoredIndicator,
    measure: MeasureId,
}

impl Pull<'_> {
    /// How much more of the measure brings the score; nothing where the indicator cannot.
    fn more(&self, card: &Scorecard, ranked: &mut Ranked, (needed, rounding): (&Figure, &Rounding)) -> Option<Figure> {
        let unit = self.step_of_unit();
        let inclusive = threshold(rounding, needed.value()?).1;
        let mut aim = needed.clone();
        if unit.is_some() || inclusive {
            let form = Form::Threshold(rounding.clone());
            aim = self.step(ranked.sheet, ("unrounded_score", Unit::Points), form, &[needed]);
        }
        let points = self.points_then(card, ranked, &aim);
        let sheet = &mut *ranked.sheet;
        let value = match &self.indicator.score {
            ScoreRule::Linear { from, cap, accelerate } => {
                let attainment = self.attainment(sheet, &points, cap, accelerate.as_ref())?;
                self.value_of_attainment(sheet, &attainment, from.as_ref())?
            }
            ScoreRule::PerUnit { points: each, max } => self.value_of_points(sheet, &points, each, max)?,
            _ => return None,
        };
        let exact = self.step(sheet, ("exact_addition", self.unit()), Form::Difference, &[&value, &self.scored.actual]);
        exact.value()?;
        Some(match unit {
            Some(unit) => self.in_units(sheet, &exact, unit, inclusive),
            None => exact,
        })
    }

    /// The points that the indicator must have for the unrounded score `aim`, everything else as it is.
    fn points_then(&self, card: &Scorecard, ranked: &mut Ranked, aim: &Figure) -> Figure {
        let standing = &ranked.person.standing;
        let counted = standing.indicators.iter().filter(|indicator| !indicator.redistributed);
        let adjustments = standing.adjustments.iter().map(|(_, figure)| figure);
        let inputs: Vec<&Figure> = counted.map(|indicator| &indicator.points).chain(adjustments).collect();
        let sheet = &mut *ranked.sheet;
        let now = sheet.named(("points_total", &card.name), card.span, Form::Sum, &inputs, Unit::Points);
        let short = self.step(sheet, ("points_short", Unit::Points), Form::Difference, &[aim, &now]);
        self.step(sheet, ("points_then", Unit::Points), Form::Sum, &[&self.scored.points, &short])
    }

    /// The attainment that gives these points; nothing where the cap is below it, or the base does not stand still.
    fn attainment(
        &self,
        sheet: &mut Worksheet,
        points: &Figure,
        cap: &Parameter,
        accelerate: Option<&Parameter>,
    ) -> Option<Figure> {
        if self.indicator.against.value == Against::TeamMean {
            return None;
        }
        let weight = self.scored.weight.clone()?;
        let counted = self.step(sheet, ("counted", Unit::Rate), Form::Quotient, &[points, &weight]);
        let beyond = counted.value()? > &Number::one();
        if counted.value()? > &cap.value {
            return None;
        }
        let Some(times) = accelerate.filter(|_| beyond) else { return Some(counted) };
        let one = sheet.leaf(Leaf::Implied(1), Some(Number::one()), Unit::Rate);
        sheet.name(&one, "whole", None, None);
        let times = sheet.parameter("accelerate", &times.value, times.span, Unit::Number);
        let above = self.step(sheet, ("beyond", Unit::Rate), Form::Difference, &[&counted, &one]);
        let above = self.step(sheet, ("beyond", Unit::Rate), Form::Quotient, &[&above, &times]);
        Some(self.step(sheet, ("attainment_then", Unit::Rate), Form::Sum, &[&one, &above]))
    }

    fn value_of_attainment(
        &self,
        sheet: &mut Worksheet,
        attainment: &Figure,
        from: Option<&Parameter>,
    ) -> Option<Figure> {
        let base = self.scored.against.as_ref()?;
        base.value().filter(|base| base.is_positive())?;
        let mut attainment = attainment.clone();
        if let Some(from) = from {
            let from = sheet.parameter("from", &from.value, from.span, Unit::Rate);
            attainment = self.step(sheet, ("attainment_then", Unit::Rate), Form::Greatest, &[&attainment, &from]);
        }
        Some(self.step(sheet, ("value_then", self.unit()), Form::Product, &[&attainment, base]))
    }

    /// The value whose `per_unit` points these are; nothing beyond `max` and the weight.
    fn value_of_points(
        &self,
        sheet: &mut Worksheet,
        points: &Figure,
        each: &Parameter,
        max: &Parameter,
    ) -> Option<Figure> {
        let weight = self.scored.weight.clone()?;
        let full = sheet.parameter("weight", &self.indicator.weight.value, self.indicator.weight.span, Unit::Points);
        let scale = self.step(sheet, ("redistribution", Unit::Number), Form::Quotient, &[&weight, &full]);
        let own = self.step(sheet, ("points_then", Unit::Points), Form::Quotient, &[points, &scale]);
        if own.value()? > (&max.value).min(&self.indicator.weight.value) || !each.value.is_positive() {
            return None;
        }
        let each = sheet.parameter("points_each", &each.value, each.span, Unit::Points);
        Some(self.step(sheet, ("value_then", self.unit()), Form::Quotient, &[&own, &each]))
    }

    /// The least whole number of units that is enough.
    fn in_units(&self, sheet: &mut Worksheet, exact: &Figure, unit: Number, inclusive: bool) -> Figure {
        let mode = if inclusive { RoundingMode::Up } else { RoundingMode::Down };
        let whole =
            self.step(sheet, ("addition", self.unit()), Form::Round(Rounding { to: unit.clone(), mode }), &[exact]);
        if inclusive {
            return whole;
        }
        let unit = sheet.leaf(Leaf::Parameter, Some(unit), self.unit());
        sheet.name(&unit, "rounding", None, None);
        self.step(sheet, ("addition", self.unit()), Form::Sum, &[&whole, &unit])
    }

    /// The smallest unit in which more of the measure is said; nothing where every number will do.
    fn step_of_unit(&self) -> Option<Number> {
        match self.unit() {
            Unit::Money => Some(self.policy.money.to.clone()),
            Unit::Count => Some(Number::one()),
            Unit::Rate | Unit::Points | Unit::Hours | Unit::Days | Unit::Number => None,
        }
    }

    fn unit(&self) -> Unit {
        self.policy.measure(self.measure).unit
    }

    fn step(
        &self,
        sheet: &mut Worksheet,
        (name, unit): (&'static str, Unit),
        form: Form,
        inputs: &[&Figure],
    ) -> Figure {
        let indicator = self.indicator;
        sheet.named((name, &indicator.name), indicator.score_span, form, inputs, unit)
    }
}
