//! Sentences of the points of an indicator, one for each kind of score.

use super::teller::Teller;
use crate::derivation::Form;
use crate::number::Number;
use crate::policy::rules::{Indicator, IndicatorOf, Parameter, ScoreRule, Steps, Unit};
use crate::report::model::{Cell, Phrase};
use crate::results::ScoredIndicator;

impl Teller<'_> {
    /// How an indicator came to its points.
    pub(super) fn indicator(&mut self, rule: &Indicator, scored: &ScoredIndicator) {
        if scored.redistributed {
            let what = Cell::phrase(self.label_of(rule, &scored.name));
            return self.say(Phrase::term("says_given_away").with("what", what));
        }
        let mut points = scored.points.step();
        let mut after: Vec<Phrase> = Vec::new();
        while let Some(before) = self.step_before(points) {
            if !self.is_same(before, points) {
                after.push(self.after(before, points));
            }
            points = before;
        }
        match self.step(points).form {
            Form::Otherwise => self.without_value(rule, (points, scored)),
            _ => self.scored(rule, (points, scored)),
        }
        after.into_iter().rev().for_each(|phrase| self.say(phrase));
    }

    /// The points before they were rounded, or took over the weight of others.
    fn step_before(&self, points: usize) -> Option<usize> {
        let first = self.input(points, 0)?;
        let is_scaled = || self.input(points, 1).is_some_and(|second| self.step(second).name == "redistribution");
        match self.step(points).form {
            Form::Round(_) => Some(first),
            Form::Product if is_scaled() => Some(first),
            _ => None,
        }
    }

    /// What was done with the points after the rule of the indicator.
    fn after(&self, before: usize, points: usize) -> Phrase {
        match self.step(points).form {
            Form::Round(_) => Phrase::term("says_rounded").with("value", self.cell(points)),
            _ => {
                let scale = self.input(points, 1).and_then(|scale| self.value(scale));
                let scale = scale.map_or(Cell::Missing, |scale| self.shown(scale, Unit::Number));
                let phrase = Phrase::term("says_scaled").with("before", self.cell(before)).with("scale", scale);
                phrase.with("value", self.cell(points))
            }
        }
    }

    /// What an indicator is called.
    fn label_of(&self, rule: &Indicator, name: &str) -> Phrase {
        match rule.of {
            IndicatorOf::Measure(measure) => Phrase::Label(self.outcome.policy.measure(measure).label.clone()),
            IndicatorOf::Rating(_) => self.label(name),
        }
    }

    /// A missing value that the policy gives points for.
    fn without_value(&mut self, rule: &Indicator, (points, scored): (usize, &ScoredIndicator)) {
        let what = Cell::phrase(self.label_of(rule, &scored.name));
        self.say(Phrase::term("says_no_value").with("what", what).with("points", self.cell(points)));
    }

    /// The points by the rule of the indicator.
    fn scored(&mut self, rule: &Indicator, (points, scored): (usize, &ScoredIndicator)) {
        let looked = scored.attainment.as_ref().unwrap_or(&scored.actual).step();
        self.tell(looked);
        if self.is_absent(looked) || self.value(points).is_none() {
            return;
        }
        let weight = self.shown(&rule.weight.value, Unit::Points);
        let phrase = match &rule.score {
            ScoreRule::Linear { from, cap, .. } => {
                self.linear(points, from.as_ref().map(|from| &from.value), &cap.value)
            }
            ScoreRule::Steps { steps, .. } => self.stepped(points, steps),
            ScoreRule::Curve { .. } => return self.curve(points),
            ScoreRule::Deduct { .. } => self.deducted(points),
            ScoreRule::PerUnit { points: each, max } => {
                let phrase = Phrase::term("says_per_unit").with("each", self.shown(&each.value, Unit::Number));
                phrase.with("max", self.shown((&rule.weight.value).min(&max.value), Unit::Number))
            }
            ScoreRule::Rank(_) => self.placed(points),
            ScoreRule::Rating { scale } => {
                Phrase::term("says_rating").with("scale", self.shown(&scale.value, Unit::Number))
            }
            ScoreRule::AllOrNothing { from } => {
                let phrase = match self.value(points).is_some_and(Number::is_zero) {
                    true => Phrase::term("says_nothing_under"),
                    false => Phrase::term("says_all_from"),
                };
                self.against(phrase.with("from", self.bound(&from.value, Unit::Rate)), looked, &from.value)
            }
        };
        let phrase = phrase.with("what", self.what(looked)).with("looked", self.cell(looked));
        self.say(phrase.with("weight", weight).with("points", self.cell(points)));
    }

    /// What was looked at, as it is compared with a bound.
    fn against(&self, phrase: Phrase, looked: usize, bound: &Number) -> Phrase {
        let unit = self.step(looked).unit;
        let shown = self.value(looked).map_or(Cell::Missing, |value| self.compared(value, bound, unit));
        phrase.with("looked", shown)
    }

    /// The share that counted, and what limited it.
    fn linear(&mut self, points: usize, from: Option<&Number>, cap: &Number) -> Phrase {
        if matches!(self.step(points).form, Form::Chosen(3)) {
            let from = from.cloned().unwrap_or_else(Number::zero);
            let phrase = Phrase::term("says_nothing_under").with("from", self.bound(&from, Unit::Rate));
            return self.input(points, 0).map_or(phrase.clone(), |looked| self.against(phrase, looked, &from));
        }
        let product = match self.step(points).form {
            Form::Chosen(_) => self.input(points, 1),
            _ => Some(points),
        };
        let counted = product.and_then(|product| self.input(product, 1));
        let faster =
            counted.and_then(|counted| self.input(counted, 0)).filter(|of| self.step(*of).name == "accelerated");
        if let Some(faster) = faster {
            self.say(Phrase::term("says_accelerated").with("value", self.cell(faster)));
        }
        let is_capped = counted.and_then(|counted| self.value(counted)) == Some(cap)
            && counted.is_some_and(|counted| !self.changes_nothing(counted));
        let share = counted.map_or(Cell::Missing, |counted| self.cell(counted));
        match is_capped {
            true => Phrase::term("says_linear_capped").with("share", share),
            false => Phrase::term("says_linear").with("share", share),
        }
    }

    /// The step that was reached.
    fn stepped(&self, points: usize, steps: &Steps<Parameter>) -> Phrase {
        let bound = self.input(points, 1).filter(|_| matches!(self.step(points).form, Form::Chosen(2)));
        let reached = bound.and_then(|bound| self.value(bound)).zip(self.input(points, 0));
        let Some((at, looked)) = reached else { return Phrase::term("says_under_steps") };
        let unit = self.step(looked).unit;
        let bound = steps.list.iter().map(|step| &step.bound).find(|bound| bound.at.value == *at);
        let bound = bound.map_or_else(|| self.bound(at, unit), |bound| self.step_at(bound, unit));
        self.against(Phrase::term("says_step_reached").with("bound", bound), looked, at)
    }

    /// How far from full points, and what that costs.
    fn deducted(&self, points: usize) -> Phrase {
        if matches!(self.step(points).form, Form::Chosen(3)) {
            let minimum = self.input(points, 2);
            let shown = minimum.map_or(Cell::Missing, |minimum| self.cell(minimum));
            let phrase = Phrase::term("says_beyond_minimum").with("from", shown);
            let at = minimum.and_then(|minimum| self.value(minimum)).zip(self.input(points, 0));
            return at.map_or(phrase.clone(), |(at, looked)| self.against(phrase, looked, at));
        }
        let left = match self.step(points).form {
            Form::Chosen(_) => self.input(points, 1),
            _ => Some(points),
        };
        // The points are at least 0 of what is left; that is the weight less what is taken off.
        let off = left.and_then(|left| self.input(left, 0)).and_then(|left| self.input(left, 1));
        let Some(off) = off else { return Phrase::term("says_points_of") };
        let times = self.input(off, 0);
        let short = times.and_then(|times| self.input(times, 0));
        // Points have two decimals: what is shown as 0.00 costs nothing yet.
        let costs_nothing = |off: &Number| off.abs() < Number::from_scaled(5, 3);
        match (self.value(off).is_some_and(costs_nothing), short) {
            (false, Some(short)) if self.value(short).is_some_and(|short| !short.is_zero()) => {
                Phrase::term("says_deducted").with("short", self.cell(short)).with("off", self.cell(off))
            }
            (true, Some(short)) if self.value(short).is_some_and(|short| !short.is_zero()) => {
                Phrase::term("says_hardly_short").with("short", self.cell(short))
            }
            _ => Phrase::term("says_qualified"),
        }
    }

    /// The place that gave the points.
    fn placed(&self, points: usize) -> Phrase {
        let place = self.input(points, 0).and_then(|earned| self.input(earned, 0));
        let among = place.map_or(0, |place| match &self.step(place).form {
            Form::Place(field, _) => field.among(),
            _ => 0,
        });
        let place = place.map_or(Cell::Missing, |place| self.cell_in(place, Unit::Count));
        let among = Cell::count(i64::try_from(among).unwrap_or(i64::MAX));
        Phrase::term("says_points_of_place").with("place", place).with("among", among)
    }
}
