//! In how many periods running a watch has found the same subject.

use super::finding;
use super::subjects::{self, Whom};
use super::test::{Outcome, Scene};
use crate::calendar::Period;
use crate::management::labels::By;
use crate::policy::rules::management::watch::MeasureLook;

/// How many periods are looked at, the one asked for included.
const MOST: usize = 12;

/// The periods that are looked at, the latest first; of a day or month only that in which it is.
pub(super) fn periods(by: &By, period: &Period) -> Vec<Period> {
    let most = if let By::Workday | By::Month = by { 1 } else { MOST };
    std::iter::successors(Some(period.clone()), |period| Some(period.previous())).take(most).collect()
}

/// In how many periods it was so, the one asked for included; nothing of a day or month, which is there once.
pub(super) fn running(scene: &Scene, whom: &Whom) -> Option<u32> {
    if let By::Workday | By::Month = scene.by {
        return None;
    }
    let earlier = periods(&scene.by, scene.view.book.period).into_iter().skip(1);
    let was = |period: &Period| scene.is_there(whom, period) && matches!(found(scene, whom, period), Outcome::Holds(_));
    u32::try_from(earlier.take_while(was).count() + 1).ok()
}

fn found(scene: &Scene, whom: &Whom, period: &Period) -> Outcome {
    let MeasureLook::Largest(largest) = &scene.watch.look else { return finding::one(scene, whom, period) };
    let all = subjects::all(scene);
    let found = finding::together(scene, largest, (&all, period));
    let same = found.filter(|(other, _)| largest.top.value > 1 || other.id() == whom.id());
    same.map_or(Outcome::Not, |(_, outcome)| outcome)
}
