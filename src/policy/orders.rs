//! Lists of numbers that give less for better: points by place, steps and curves of scores, coefficients of grades, prizes. Whoever
//! turned a list round is told; what more of a worse thing earns is told elsewhere (`scales`), and falls of pay along amounts too.

use super::reading::Reading;
use super::rules::{Better, Indicator, IndicatorOf, On, Parameter, PayKind, Policy, RankPoints, ScoreRule, Steps};
use crate::number::Number;

/// Reports every step of such a list that goes the wrong way.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let orders = Orders { reading };
    for indicator in policy.scorecards.iter().flat_map(|card| &card.indicators) {
        orders.indicator(indicator, is_better_when_more(policy, indicator));
    }
    if let Some(grades) = &policy.grades {
        let rules = grades.steps.below.iter().chain(grades.steps.list.iter().map(|step| &step.value));
        orders.rising("coefficient", rules.filter_map(|rule| rule.coefficient.as_ref()));
    }
    for component in &policy.pay {
        if let PayKind::Contest(contest) = &component.kind {
            orders.falling("prizes", contest.prizes.iter());
        }
    }
}

/// More attainment and a higher rating are better always.
fn is_better_when_more(policy: &Policy, indicator: &Indicator) -> bool {
    match indicator.of {
        IndicatorOf::Measure(measure) => {
            indicator.score.on() == Some(On::Attainment) || policy.measure(measure).better == Better::Higher
        }
        IndicatorOf::Rating(_) => true,
    }
}

struct Orders<'a> {
    reading: &'a Reading,
}

impl Orders<'_> {
    fn indicator(&self, indicator: &Indicator, more_is_better: bool) {
        match &indicator.score {
            ScoreRule::Rank(RankPoints::List(points)) => self.falling("points", points.iter()),
            ScoreRule::Steps { steps, .. } if more_is_better => self.rising("points", values(steps)),
            ScoreRule::Curve { points, .. } if more_is_better => {
                self.rising("points", points.iter().map(|(_, points)| points));
            }
            ScoreRule::PerUnit { points, .. } if more_is_better && points.value.is_negative() => {
                self.report("points", (&Number::zero(), points));
            }
            _ => {}
        }
    }

    /// Numbers of which each should be at least the one before.
    fn rising<'p>(&self, key: &str, numbers: impl Iterator<Item = &'p Parameter>) {
        self.pairs(key, numbers, |before, after| after < before);
    }

    /// Numbers of the first place, the second, and so on.
    fn falling<'p>(&self, key: &str, numbers: impl Iterator<Item = &'p Parameter>) {
        self.pairs(key, numbers, |before, after| after > before);
    }

    fn pairs<'p>(
        &self,
        key: &str,
        numbers: impl Iterator<Item = &'p Parameter>,
        is_odd: impl Fn(&Number, &Number) -> bool,
    ) {
        let numbers: Vec<&Parameter> = numbers.collect();
        let odd = numbers.windows(2).find(|pair| is_odd(&pair[0].value, &pair[1].value));
        if let Some([before, after]) = odd {
            self.report(key, (&before.value, after));
        }
    }

    fn report(&self, key: &str, (before, after): (&Number, &Parameter)) {
        let [from, to] = [before, &after.value].map(Number::to_string);
        let facts = [("key", key), ("before", from.as_str()), ("after", to.as_str())];
        self.reading.warning("less-for-better", after.span, &facts);
    }
}

fn values(steps: &Steps<Parameter>) -> impl Iterator<Item = &Parameter> {
    steps.below.iter().chain(steps.list.iter().map(|step| &step.value))
}
