//! The report of `targets`.

use super::head::of_management;
use super::inputs;
use super::model::{Phrase, Report};
use crate::management::targets::Answer;
use crate::run::Outcome;

/// Builds the report.
pub fn targets<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Report<'a> {
    let mut sections = Vec::new();
    sections.extend(inputs::not_kept(&answer.not_kept));
    Report { id: "targets", title: Phrase::term("targets_report"), head: of_management(outcome), sections }
}
