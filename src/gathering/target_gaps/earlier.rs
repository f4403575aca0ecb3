//! Earlier periods whose targets a rule looks at: what is odd about a target there makes a figure of today wrong as one of the period would.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Period;
use crate::measure::plan::Plan;
use crate::policy::Policy;
use crate::policy::rules::{Condition, MeasureId, Test};

/// By period the measures whose targets are looked at; not those of closed periods, which were told of when they were closed.
pub fn aimed_before(
    policy: &Policy,
    plan: &Plan,
    aimed: &BTreeSet<MeasureId>,
) -> BTreeMap<Period, BTreeSet<MeasureId>> {
    let mut found: BTreeMap<Period, BTreeSet<MeasureId>> = BTreeMap::new();
    for period in plan.paid() {
        for condition in policy.pay.iter().flat_map(|component| component.conditions()) {
            let measures = measures(policy, condition, aimed);
            let count = condition.periods.map_or(0, |repeated| repeated.of.saturating_sub(1)) as usize;
            let windows = std::iter::successors(Some(period.previous()), |window| Some(window.previous()));
            for window in windows.take(count).filter(|_| !measures.is_empty()) {
                found.entry(window).or_default().extend(measures.iter().copied());
            }
        }
    }
    found.retain(|window, _| !plan.paid().contains(window) && !plan.was_closed(window.last()));
    found
}

/// The measures whose targets a condition looks at; a score, a grade and a place by score are made of those of every scorecard.
fn measures(policy: &Policy, condition: &Condition, aimed: &BTreeSet<MeasureId>) -> BTreeSet<MeasureId> {
    let is_of_score = |measure: MeasureId| policy.is_of_score(measure);
    match &condition.test {
        Test::Attainment(measure) => BTreeSet::from([measure.value]),
        Test::Grade(_) | Test::Rank(None) => policy.aimed_by_scores(),
        Test::Measure(measure) | Test::Share(measure) | Test::Rank(Some(measure)) if is_of_score(measure.value) => {
            policy.aimed_by_scores()
        }
        Test::Measure(measure) | Test::Share(measure) | Test::Rank(Some(measure)) => {
            policy.target_in(measure.value).into_iter().filter(|of| aimed.contains(of)).collect()
        }
        _ => BTreeSet::new(),
    }
}
