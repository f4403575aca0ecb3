//! Watches over rows.

use super::Answer;
use crate::finding::Findings;
use crate::management::View;
use crate::policy::rules::management::WatchRule;
use crate::policy::rules::management::watch::RowsWatch;

/// Adds what the watch finds.
pub(super) fn look(_: View, _: (usize, &WatchRule, &RowsWatch), _: &mut Answer, _: &mut Findings) {}
