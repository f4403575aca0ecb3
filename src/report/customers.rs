//! The report of `customers`.

use super::head::of_management;
use super::inputs;
use super::model::{Phrase, Report};
use crate::management::customers::Answer;
use crate::run::Outcome;

/// Builds the report.
pub fn customers<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Report<'a> {
    let mut sections = Vec::new();
    sections.extend(inputs::not_kept(&answer.not_kept));
    Report { id: "customers", title: Phrase::term("customers_report"), head: of_management(outcome), sections }
}
