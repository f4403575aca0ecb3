//! The report of `trend`.

use super::head::of_management;
use super::inputs;
use super::model::{Phrase, Report};
use crate::management::trend::Answer;
use crate::run::Outcome;

/// Builds the report.
pub fn trend<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Report<'a> {
    let mut sections = Vec::new();
    sections.extend(inputs::not_kept(&answer.not_kept));
    Report { id: "trend", title: Phrase::term("trend_report"), head: of_management(outcome), sections }
}
