//! Numbers of the policy on another scale than what they are compared with: scores as shares of 1, money as shares of a target, steps
//! of 1 for shares; and rules that give more for worse.

use std::cmp::Ordering;

use super::reading::Reading;
use super::rules::{
    Better, Bound, Component, Condition, Factor, Formula, Indicator, IndicatorOf, MeasureId, MeasureKind, On,
    Parameter, PayKind, Policy, PoolBy, Salary, ScoreRule, Test, TierPay, TiersBy, Unit,
};
use crate::number::Number;
use crate::source::Span;

/// Scores that go up to this much are not shares of 1.
const LEAST_TOTAL: i64 = 20;
/// No bound of a score of such a scorecard is meant to be lower, but for 0.
const SHARE: i64 = 2;
/// No tiers of money end at a lower bound.
const SMALL_MONEY: i64 = 10;
/// So many times a rate with its sign, one without it is a slip.
const TIMES: i64 = 3;

/// Reports what is on another scale, and what gives more for worse.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let scales = Scales { reading, policy };
    policy.pay.iter().for_each(|component| scales.component(component));
    policy.management.conditions().for_each(|condition| scales.condition(condition));
    policy.scorecards.iter().flat_map(|card| &card.indicators).for_each(|indicator| scales.indicator(indicator));
    scales.ramp();
    if let Some(grades) = &policy.grades {
        scales.scores(grades.steps.list.iter().map(|step| &step.bound.at));
    }
}

struct Scales<'a> {
    reading: &'a Reading,
    policy: &'a Policy,
}

impl Scales<'_> {
    fn is_signed(&self, number: &Parameter) -> bool {
        self.reading.written(number.span).contains(['%', '％'])
    }

    fn is_lower(&self, measure: MeasureId) -> bool {
        self.policy.measure(measure).better == Better::Lower
    }

    fn is_score(&self, measure: MeasureId) -> bool {
        matches!(self.policy.measure(measure).kind, MeasureKind::Score)
    }

    /// Newcomers who have less to reach in a later month than in an earlier one.
    fn ramp(&self) {
        for pair in self.policy.targets.ramp.windows(2).filter(|pair| pair[1].value < pair[0].value) {
            let [before, found] = [0, 1].map(|at: usize| self.reading.written(pair[at].span).trim_matches(['"', '\'']));
            let facts = [("before", before), ("found", found)];
            self.reading.warning("ramp-falls", pair[1].span, &facts);
        }
    }

    /// Bounds of scores that are all so low that they are meant as shares.
    fn scores<'p>(&self, bounds: impl Iterator<Item = &'p Parameter>) {
        let cards = &self.policy.scorecards;
        let is_of_points = !cards.is_empty() && cards.iter().all(|card| card.total.value >= Number::from(LEAST_TOTAL));
        let highest = bounds.max_by(|one, other| one.value.cmp(&other.value));
        let Some(highest) = highest.filter(|at| is_of_points && at.value.is_positive()) else { return };
        if highest.value <= Number::from(SHARE) {
            let found = self.reading.written(highest.span);
            let points = (&highest.value * &Number::from(100)).to_string();
            self.reading.error("score-as-share", highest.span, &[("found", found), ("points", &points)]);
        }
    }

    fn component(&self, component: &Component) {
        component.conditions().for_each(|condition| self.condition(condition));
        component.gate.iter().for_each(|gate| self.gate(gate));
        self.requirements(component);
        component.multiply.iter().for_each(|factor| self.factor(factor));
        if let Some((formula, base)) = component.rated() {
            self.formula(formula, base.value);
        }
        match &component.kind {
            PayKind::Salary(Salary::ByScore { points, .. }) => self.scores(points.iter().map(|(x, _)| x)),
            PayKind::Pool(pool) => {
                if let PoolBy::Measure(measure) = pool.by.value
                    && self.is_lower(measure)
                {
                    let name = &self.policy.measure(measure).name;
                    self.reading.error("pool-by-lower", pool.by.span, &[("measure", name)]);
                }
            }
            PayKind::Bonus(bonus) => {
                if let Some(each) = bonus.each.as_ref().filter(|each| self.is_lower(each.value)) {
                    self.worse(each.value, each.span);
                }
            }
            _ => {}
        }
    }

    fn condition(&self, condition: &Condition) {
        if let Test::Measure(measure) = &condition.test
            && self.is_score(measure.value)
        {
            self.scores(condition.range.lower.iter().map(|bound| &bound.at));
        }
    }

    /// Conditions of what whoever is meant has besides: those of commissions and bonuses are told with what else pays (`missing_goal`).
    fn requirements(&self, component: &Component) {
        let conditions = match &component.kind {
            PayKind::Commission(_) | PayKind::Bonus(_) => return,
            PayKind::Pool(pool) => component.when.iter().chain(&pool.members),
            _ => component.when.iter().chain(&[]),
        };
        for condition in conditions {
            if let Test::Measure(measure) = &condition.test
                && condition.range.lower.is_some()
                && condition.range.upper.is_none()
                && self.is_lower(measure.value)
            {
                self.worse(measure.value, condition.span);
            }
        }
    }

    /// A gate that leaves all to whoever has more of what is better lower, and takes a part from whoever has less.
    fn gate(&self, gate: &Condition) {
        let Test::Measure(measure) = &gate.test else { return };
        let is_for_more = gate.range.lower.is_some() && gate.range.upper.is_none();
        let takes_off = gate.otherwise.as_ref().is_some_and(|left| left.value < Number::one());
        if is_for_more && takes_off && self.is_lower(measure.value) {
            self.worse(measure.value, gate.span);
        }
    }

    fn factor(&self, factor: &Factor) {
        match factor {
            Factor::Steps { measure, attainment: false, steps, .. } => {
                if self.is_score(measure.value) {
                    self.scores(steps.list.iter().map(|step| &step.bound.at));
                }
                let values = steps.below.iter().chain(steps.list.iter().map(|step| &step.value));
                self.rising(measure.value, values.map(|value| &value.value), measure.span);
            }
            Factor::Value { measure, attainment: false, .. } if self.is_lower(measure.value) => {
                self.worse(measure.value, measure.span);
            }
            Factor::Grade(_) | Factor::Steps { .. } | Factor::Value { .. } => {}
        }
    }

    fn formula(&self, formula: &Formula, base: MeasureId) {
        match formula {
            Formula::Tiers { by, steps, .. } => {
                self.small_money(by.value, base, steps.list.iter().map(|step| &step.bound));
                let rates: Vec<&Parameter> =
                    steps.below.iter().chain(steps.list.iter().map(|step| &step.value)).filter_map(rate_of).collect();
                self.mixed(&rates, true);
                if let TiersBy::Measure(measure) = by.value {
                    if self.is_score(measure) {
                        self.scores(steps.list.iter().map(|step| &step.bound.at));
                    }
                    self.rising(measure, rates.iter().map(|rate| &rate.value), by.span);
                }
            }
            Formula::ByNumber { steps, .. } => {
                let rates: Vec<&Parameter> =
                    steps.below.iter().chain(steps.list.iter().map(|step| &step.value)).collect();
                self.mixed(&rates, false);
            }
            Formula::ByLabel { rates, default, .. } => {
                let rates: Vec<&Parameter> = rates.iter().map(|(_, rate)| rate).chain(default).collect();
                self.mixed(&rates, false);
            }
            Formula::Matrix { rows, columns, rates, .. } => {
                for (by, bounds) in [rows, columns] {
                    self.small_money(by.value, base, bounds.iter());
                }
                self.mixed(&rates.iter().flatten().collect::<Vec<_>>(), false);
            }
            Formula::Curve { .. } | Formula::Rate(_) | Formula::ByPerson { .. } => {}
        }
    }

    /// Bounds of money that are all so low that shares of a target are meant.
    fn small_money<'p>(&self, by: TiersBy, base: MeasureId, bounds: impl Iterator<Item = &'p Bound>) {
        let is_money = by == TiersBy::Amount && self.policy.measure(base).unit == Unit::Money;
        let highest = bounds.map(|bound| &bound.at).max_by(|one, other| one.value.cmp(&other.value));
        let Some(highest) = highest.filter(|at| is_money && at.value.is_positive()) else { return };
        if highest.value <= Number::from(SMALL_MONEY) {
            let facts = [("found", self.reading.written(highest.span)), ("measure", &self.policy.measure(base).name)];
            self.reading.warning("tiers-of-small-money", highest.span, &facts);
        }
    }

    /// A rate without a sign beside others with one, far above all of them, or above the next of a list in rising order.
    fn mixed(&self, rates: &[&Parameter], is_ordered: bool) {
        let signed: Vec<&&Parameter> = rates.iter().filter(|rate| self.is_signed(rate)).collect();
        let Some(most) = signed.iter().map(|rate| &rate.value).max() else { return };
        for (at, bare) in rates.iter().enumerate().filter(|(_, rate)| !self.is_signed(rate)) {
            let is_far = most.is_positive() && bare.value >= most * &Number::from(TIMES);
            let later = rates.iter().skip(at + 1).find(|rate| self.is_signed(rate));
            let falls = is_ordered && later.is_some_and(|later| later.value < bare.value);
            if is_far || falls {
                let found = self.reading.written(bare.span).trim_matches(['"', '\'']);
                let times = format!("{}%", &bare.value * &Number::from(100));
                let facts = [("found", found), ("percent", &format!("{found}%")), ("times", &times)];
                self.reading.warning("rate-without-sign-among-signed", bare.span, &facts);
            }
        }
    }

    fn indicator(&self, indicator: &Indicator) {
        let IndicatorOf::Measure(measure) = indicator.of else { return };
        match &indicator.score {
            ScoreRule::PerUnit { points, .. } if self.is_lower(measure) && points.value.is_positive() => {
                self.worse(measure, points.span);
            }
            ScoreRule::Steps { on: On::Value, steps } => {
                let points = steps.below.iter().chain(steps.list.iter().map(|step| &step.value));
                self.rising(measure, points.map(|points| &points.value), steps.span);
            }
            ScoreRule::Curve { on: On::Value, points } => {
                let at = points.first().map_or(indicator.score_span, |(x, _)| x.span);
                self.rising(measure, points.iter().map(|(_, points)| &points.value), at);
            }
            ScoreRule::Deduct { on, qualified, per, .. } => {
                let is_share = *on == On::Attainment || self.policy.measure(measure).unit == Unit::Rate;
                let is_below = qualified.value.abs() <= Number::from(SHARE);
                let is_meant = self.is_signed(qualified) || (is_share && is_below);
                if is_meant && !self.is_signed(per) && per.value >= Number::one() {
                    let found = self.reading.written(per.span);
                    let facts = [("found", found), ("percent", &format!("{found}%"))];
                    self.reading.error("per-without-sign", per.span, &facts);
                }
            }
            _ => {}
        }
    }

    /// Values that never fall and once rise along a measure of which less is better.
    fn rising<'p>(&self, measure: MeasureId, values: impl Iterator<Item = &'p Number>, span: Span) {
        let values: Vec<&Number> = values.collect();
        let turns = values.windows(2).map(|pair| pair[0].cmp(pair[1]));
        let turns: Vec<Ordering> = turns.filter(|turn| turn.is_ne()).collect();
        if self.is_lower(measure) && !turns.is_empty() && turns.iter().all(|turn| turn.is_lt()) {
            self.worse(measure, span);
        }
    }

    fn worse(&self, measure: MeasureId, span: Span) {
        self.reading.warning("more-for-worse", span, &[("measure", &self.policy.measure(measure).name)]);
    }
}

fn rate_of(pay: &TierPay) -> Option<&Parameter> {
    match pay {
        TierPay::Rate(rate) => Some(rate),
        TierPay::Amount(_) => None,
    }
}
