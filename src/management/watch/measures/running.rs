//! In how many periods running a watch has found the same subject.

use std::collections::BTreeSet;

use super::finding;
use super::subjects::{self, Whom};
use super::test::{Outcome, Scene};
use crate::calendar::{NaiveDate, Period};
use crate::management::View;
use crate::management::labels::By;
use crate::measure::plan::made_of;
use crate::policy::rules::management::WatchRule;
use crate::policy::rules::management::watch::{MeasureLook, MeasureWatch};
use crate::policy::rules::{Against, Condition, MeasureId, Test};

/// How many periods are looked at, the one asked for included.
pub(in crate::management::watch) const MOST: usize = 12;

/// The periods in which conditions are looked at, the latest first; of a day or month only that in which it is.
pub(super) fn periods(by: &By, watch: &MeasureWatch, period: &Period) -> Vec<Period> {
    let of = |condition: &Condition| condition.periods.map_or(0, |repeated| repeated.of as usize - 1);
    let further = watch.conditions().iter().map(of).max().unwrap_or(0);
    let most = if by.is_of_days() { 1 } else { MOST + further };
    earlier(period).take(most).collect()
}

/// A period and those before it.
pub(super) fn earlier(period: &Period) -> impl Iterator<Item = Period> {
    std::iter::successors(Some(period.clone()), |period| Some(period.previous()))
}

/// How many periods a condition may be asked of, the one asked for included.
pub(super) fn periods_of(condition: &Condition) -> usize {
    let repeated = condition.periods.map_or(1, |repeated| repeated.of as usize);
    let against = match &condition.test {
        Test::Change(change) => match change.against {
            Against::Mean(periods) => periods as usize,
            Against::LastYear => MOST,
            _ => 1,
        },
        _ => 0,
    };
    MOST + repeated - 1 + against
}

/// In how many periods it was so, the one asked for included; nothing of a day or month, which is there once.
pub(super) fn running(scene: &Scene, rule: &WatchRule, whom: &Whom) -> Option<u32> {
    if scene.by.is_of_days() {
        return None;
    }
    let first = first_day(scene.view, &scene.watch.measures());
    let earlier = earlier(scene.view.book.period).take(MOST).skip(1);
    let earlier = earlier.take_while(|period| first.is_none_or(|first| first <= period.last()));
    let was_there = |period: &Period| scene.is_there(whom, period) && scene.is_known(whom, period);
    let was_meant = |period: &Period| was_there(period) && subjects::was_meant(scene, rule, (whom, period));
    let was = |period: &Period| was_meant(period) && matches!(found(scene, whom, period), Outcome::Holds(_));
    u32::try_from(earlier.take_while(was).count() + 1).ok()
}

/// The first day of which the files say anything: before it nothing was found, for nobody looked. Nothing where registers stand as they are.
pub(super) fn first_day(view: View, measures: &[MeasureId]) -> Option<NaiveDate> {
    let policy = view.book.policy;
    let parts = measures.iter().flat_map(|measure| made_of(policy, *measure));
    let mut inputs: BTreeSet<&str> = parts.flat_map(|part| policy.measure(part).kind.inputs()).collect();
    // A score, a grade or a place is made of any of them.
    if inputs.is_empty() {
        inputs.extend(policy.inputs.iter().map(|rule| rule.name.as_str()));
    }
    inputs.into_iter().filter_map(|input| view.rows.first_day(input)).min()
}

fn found(scene: &Scene, whom: &Whom, period: &Period) -> Outcome {
    let MeasureLook::Largest(largest) = &scene.watch.look else { return finding::one(scene, whom, period) };
    let all = subjects::all(scene);
    let found = finding::together(scene, largest, (&all, period));
    let same = found.filter(|(other, _)| largest.top.value > 1 || other.id() == whom.id());
    same.map_or(Outcome::Not, |(_, outcome)| outcome)
}
