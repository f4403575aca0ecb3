//! Watches over a measure, per subject.

use super::Answer;
use crate::calendar::Period;
use crate::finding::Findings;
use crate::ledger::Ledger;
use crate::management::{Needs, View};
use crate::policy::Policy;
use crate::policy::rules::management::WatchRule;
use crate::policy::rules::management::watch::MeasureWatch;

/// Adds measures.
pub(super) fn prepare(_: &mut Policy, _: &Ledger) {}

/// What is gathered.
pub(super) fn needs(_: &Policy, _: &Ledger, _: &Period) -> Needs {
    Needs::default()
}

/// Adds what the watch finds.
pub(super) fn look(_: View, _: (usize, &WatchRule, &MeasureWatch), _: &mut Answer, _: &mut Findings) {}
