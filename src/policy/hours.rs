//! Working hours that something is counted in, where the calendar does not say when people work.

use super::reading::Reading;
use super::rules::{DurationUnit, Policy};
use crate::source::Span;

/// Reports each measure and duration in working hours; for a calendar without hours only.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    let measures =
        policy.measures.iter().filter(|measure| measure.kind.time_unit() == Some(DurationUnit::WorkingHours));
    let durations = policy.inputs.iter().flat_map(|input| &input.durations);
    let durations = durations.filter(|duration| duration.unit == DurationUnit::WorkingHours);
    let measures = measures.map(|measure| (measure.name.as_str(), measure.span));
    let all: Vec<(&str, Span)> = measures.chain(durations.map(|one| (one.name.as_str(), one.span))).collect();
    all.into_iter().for_each(|(name, span)| reading.error("hours-not-said", span, &[("name", name)]));
}
