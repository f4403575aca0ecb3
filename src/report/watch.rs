//! The report of `watch`.

use super::head::of_management;
use super::inputs;
use super::model::{Phrase, Report};
use crate::management::watch::Answer;
use crate::run::Outcome;

/// Builds the report.
pub fn watch<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Report<'a> {
    let mut sections = Vec::new();
    sections.extend(inputs::not_kept(&answer.not_kept));
    Report { id: "watch", title: Phrase::term("watch_report"), head: of_management(outcome), sections }
}
