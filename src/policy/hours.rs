//! Working hours that something is counted in, where the calendar does not say when people work.

use super::reading::Reading;
use super::rules::management::watch::{ClockUnit, WatchKind};
use super::rules::{DurationUnit, Policy};
use crate::source::Span;

/// Reports each measure and duration in working hours; for a calendar without hours only.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let measures =
        policy.measures.iter().filter(|measure| measure.kind.time_unit() == Some(DurationUnit::WorkingHours));
    let durations = policy.inputs.iter().flat_map(|input| &input.durations);
    let durations = durations.filter(|duration| duration.unit == DurationUnit::WorkingHours);
    let measures = measures.map(|measure| (measure.name.as_str(), measure.span));
    let durations = durations.map(|one| (one.name.as_str(), one.span));
    let watches = policy.management.watches.iter().filter_map(|watch| match &watch.kind {
        WatchKind::Rows(rows) => Some((watch.name.value.as_str(), rows.clock.as_ref()?)),
        WatchKind::Measure(_) => None,
    });
    let watches = watches.filter(|(_, clock)| clock.unit == ClockUnit::WorkingHours);
    let watches = watches.map(|(name, clock)| (name, clock.most.span));
    let all: Vec<(&str, Span)> = measures.chain(durations).chain(watches).collect();
    all.into_iter().for_each(|(name, span)| reading.error("hours-not-said", span, &[("name", name)]));
}
