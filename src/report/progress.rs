//! The report of `progress`.

use super::head::of_management;
use super::inputs;
use super::model::{Phrase, Report};
use crate::management::progress::Answer;
use crate::run::Outcome;

/// Builds the report.
pub fn progress<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Report<'a> {
    let mut sections = Vec::new();
    sections.extend(inputs::not_kept(&answer.not_kept));
    Report { id: "progress", title: Phrase::term("progress_report"), head: of_management(outcome), sections }
}
