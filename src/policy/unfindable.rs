//! Figures that nobody can ever have: a mean of the team for the team itself, the earlier score of a team, a score, grade or place in a policy
//! without scorecards. They would be missing for everybody, and `when_missing` would decide for all.

use super::reading::Reading;
use super::rules::{
    Against, Component, Condition, Factor, Formula, IndicatorOf, MeasureId, PayKind, Policy, PoolBy, Salary, SubjectOf,
    Test, TiersBy, Whose,
};
use crate::source::Span;

/// Reports each at its line.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    for indicator in policy.scorecards.iter().flat_map(|card| &card.indicators) {
        let IndicatorOf::Measure(measure) = indicator.of else { continue };
        if indicator.subject != SubjectOf::Team {
            continue;
        }
        if indicator.against.value == Against::TeamMean {
            reading.error("team-has-no-such-figure", indicator.against.span, &[]);
        } else if policy.is_of_score(measure) {
            reading.error("team-has-no-such-figure", indicator.span, &[]);
        }
    }
    for component in &policy.pay {
        let teams = component.conditions().filter(|condition| condition.whose == Whose::Team);
        teams.filter(|condition| is_of_no_team(policy, condition)).for_each(|condition| {
            reading.error("team-has-no-such-figure", condition.span, &[]);
        });
        if policy.scorecards.is_empty() {
            let spans = of_scores(policy, component);
            spans.into_iter().for_each(|span| reading.error("scorecards-needed", span, &[]));
        }
    }
    of_management(reading, policy);
}

/// What actions and watches look at.
fn of_management(reading: &Reading, policy: &Policy) {
    let all = || policy.management.conditions();
    let teams = all().filter(|condition| condition.whose == Whose::Team && is_of_no_team(policy, condition));
    teams.for_each(|condition| reading.error("team-has-no-such-figure", condition.span, &[]));
    if policy.scorecards.is_empty() {
        let scores = all().filter(|condition| is_of_score(policy, condition));
        scores.for_each(|condition| reading.error("scorecards-needed", condition.span, &[]));
    }
}

/// A team's score is the mean of its people's in the period; nothing further is made of it.
fn is_of_no_team(policy: &Policy, condition: &Condition) -> bool {
    match &condition.test {
        Test::Change(change) => change.against == Against::TeamMean || policy.is_of_score(change.measure.value),
        Test::Attainment(measure) => policy.is_of_score(measure.value),
        Test::Measure(measure) | Test::Share(measure) => {
            policy.measure(measure.value).kind.parts().iter().any(|part| policy.is_of_score(*part))
        }
        Test::Grade(_) | Test::Rank(_) | Test::TenureMonths | Test::Role(_) | Test::Probation(_) => false,
    }
}

/// Whether a condition looks at a score, or at what only a score gives.
fn is_of_score(policy: &Policy, condition: &Condition) -> bool {
    let is_it = |measure: &MeasureId| policy.is_of_score(*measure);
    match &condition.test {
        Test::Measure(measure) | Test::Attainment(measure) | Test::Share(measure) | Test::Rank(Some(measure)) => {
            is_it(&measure.value)
        }
        Test::Change(change) => is_it(&change.measure.value),
        Test::Grade(_) | Test::Rank(None) => true,
        Test::TenureMonths | Test::Role(_) | Test::Probation(_) => false,
    }
}

/// Where a component looks at a score, or at what only a score gives.
fn of_scores(policy: &Policy, component: &Component) -> Vec<Span> {
    let is_it = |measure: &MeasureId| policy.is_of_score(*measure);
    let conditions = component.conditions().filter(|condition| is_of_score(policy, condition));
    let factors = component.multiply.iter().filter_map(|factor| match factor {
        Factor::Grade(span) => Some(*span),
        Factor::Steps { measure, .. } | Factor::Value { measure, .. } => is_it(&measure.value).then_some(measure.span),
    });
    let of_kind = match &component.kind {
        PayKind::Salary(Salary::ByScore { .. } | Salary::ByGrade { .. }) => Some(component.span),
        PayKind::Pool(pool) => match &pool.by.value {
            PoolBy::Measure(measure) => is_it(measure).then_some(pool.by.span),
            PoolBy::Equal => None,
        },
        PayKind::Contest(contest) => is_it(&contest.measure.value).then_some(contest.measure.span),
        PayKind::Bonus(bonus) => bonus.each.as_ref().filter(|each| is_it(&each.value)).map(|each| each.span),
        _ => component.formula().and_then(tiers).filter(|(by, _)| is_it(by)).map(|(_, span)| span),
    };
    conditions.map(|condition| condition.span).chain(factors).chain(of_kind).collect()
}

/// The measure that reaches the steps of a formula.
fn tiers(formula: &Formula) -> Option<(MeasureId, Span)> {
    let (Formula::Tiers { by, .. } | Formula::Curve { by, .. }) = formula else { return None };
    if let TiersBy::Measure(measure) = by.value { Some((measure, by.span)) } else { None }
}
