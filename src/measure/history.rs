//! Which earlier days pay looks at in such a way that a period without any row would count as one of 0: conditions over `periods`, means of
//! several periods, the first days of a contest. What is compared with one earlier period is missing there, and needs no such question.

use super::plan::made_of;
use crate::calendar::Period;
use crate::policy::rules::{Against, Condition, IndicatorOf, MeasureId, PayKind, Policy, Test};
use crate::source::Span;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedAt {
    /// A measure that is gathered from rows.
    pub measure: MeasureId,
    /// The earlier days.
    pub window: Period,
    /// The rule that looks at them.
    pub span: Span,
}

/// What paying that one period looks at, in the order of the policy.
pub fn looked_at(policy: &Policy, period: &Period) -> Vec<LookedAt> {
    let mut found = Vec::new();
    for component in &policy.pay {
        for condition in component.conditions() {
            for window in windows(condition, period) {
                let of_rows = measures(policy, &condition.test).into_iter().flat_map(|id| made_of(policy, id));
                found.extend(of_rows.map(|measure| LookedAt { measure, window: window.clone(), span: condition.span }));
            }
        }
        if let PayKind::Contest(contest) = &component.kind
            && period.contains(contest.to.value)
        {
            let kind = policy.header.period;
            let window = Period::containing(contest.from.value, kind, policy.header.fiscal_year_starts);
            let of_rows = made_of(policy, contest.measure.value).into_iter();
            let look = |measure| LookedAt { measure, window: window.clone(), span: contest.from.span };
            found.extend(of_rows.filter(|_| window.last() < period.first()).map(look));
        }
    }
    found
}

/// The earlier periods of a condition over several, and those that a mean is made of.
fn windows(condition: &Condition, period: &Period) -> Vec<Period> {
    let of_periods = condition.periods.map_or(0, |repeated| repeated.of.saturating_sub(1));
    let of_mean = match &condition.test {
        Test::Change(change) => {
            if let Against::Mean(periods) = change.against {
                periods
            } else {
                0
            }
        }
        _ => 0,
    };
    let earlier = std::iter::successors(Some(period.previous()), |window| Some(window.previous()));
    earlier.take(of_periods.max(of_mean) as usize).collect()
}

/// The measures that a test looks at; a score, a grade and a place by score are made of those of every scorecard.
fn measures(policy: &Policy, test: &Test) -> Vec<MeasureId> {
    let of_scores = || {
        let indicators = policy.scorecards.iter().flat_map(|card| &card.indicators);
        let measure = |of: &IndicatorOf| if let IndicatorOf::Measure(measure) = of { Some(*measure) } else { None };
        indicators.filter_map(|indicator| measure(&indicator.of)).collect()
    };
    match test {
        Test::Measure(measure) | Test::Attainment(measure) | Test::Share(measure) | Test::Rank(Some(measure))
            if !policy.is_of_score(measure.value) =>
        {
            vec![measure.value]
        }
        Test::Change(change) if !policy.is_of_score(change.measure.value) => {
            std::iter::once(&change.measure).chain(&change.base).map(|measure| measure.value).collect()
        }
        Test::TenureMonths | Test::Role(_) | Test::Probation(_) => Vec::new(),
        _ => of_scores(),
    }
}
