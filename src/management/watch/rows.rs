//! Watches over rows.

use super::Answer;
use crate::finding::Findings;
use crate::management::View;
use crate::policy::Policy;
use crate::policy::rules::management::watch::RowsWatch;
use crate::policy::rules::management::{Listed, WatchRule};

/// The inputs whose rows are looked at.
pub(super) fn listed(_: &Policy) -> Vec<Listed> {
    Vec::new()
}

/// Adds what the watch finds.
pub(super) fn look(_: View, _: (usize, &WatchRule, &RowsWatch), _: &mut Answer, _: &mut Findings) {}
