//! Improvements, and what came of them.

use crate::management::watch::Answer;
use crate::report::model::Section;
use crate::run::Outcome;

/// A row for each; nothing where there is none.
pub(super) fn improvements<'a>(_: &'a Outcome, _: &'a Answer) -> Option<Section<'a>> {
    None
}
