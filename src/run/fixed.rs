//! A score of a longer period than the policy's, for which numbers of the policy stand that were most likely written for one of its periods.

use crate::calendar::Period;
use crate::finding::Finding;
use crate::policy::Policy;
use crate::policy::rules::{Against, Indicator, IndicatorOf, On, ScoreRule, adds_up};

/// A warning at the first indicator that scores a figure which grows with the days by a number of the policy; nothing where the period is no longer.
pub(super) fn report(policy: &Policy, period: &Period) -> Option<Finding> {
    let kind = policy.header.period;
    let parts = period.parts(kind).filter(|parts| parts.len() > 1)?;
    let indicators = policy.scorecards.iter().flat_map(|card| &card.indicators);
    let found: Vec<&Indicator> = indicators.filter(|indicator| is_fixed(policy, indicator)).collect();
    let first = found.first()?;
    let finding = Finding::warning("score-of-several-periods").with("indicator", &first.name).with("period", period);
    let finding = finding.with("kind", kind.id()).with("count", parts.len()).with("indicators", found.len());
    Some(finding.at(policy.text.place(first.score_span)))
}

/// Whether the indicator holds the figure itself, or its attainment, against a number of the policy.
fn is_fixed(policy: &Policy, indicator: &Indicator) -> bool {
    let IndicatorOf::Measure(measure) = indicator.of else { return false };
    // A place among others is no number, and so much for each is as much for each in any period.
    let is_of_value = match &indicator.score {
        ScoreRule::Steps { on, .. } | ScoreRule::Curve { on, .. } | ScoreRule::Deduct { on, .. } => *on == On::Value,
        _ => false,
    };
    let is_against = matches!(indicator.against.value, Against::Fixed(_));
    adds_up(&policy.measures, measure) && (is_of_value || is_against)
}
