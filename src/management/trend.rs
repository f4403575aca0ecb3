//! What sells, and how that changes.

use super::{Needs, NotKept, View};
use crate::calendar::Period;
use crate::finding::Findings;
use crate::ledger::Ledger;
use crate::policy::Policy;

/// What `trend` found.
pub struct Answer {
    /// What could not be told for want of an input.
    pub not_kept: Vec<NotKept>,
}

/// Adds measures.
pub fn prepare(_: &mut Policy, _: &super::TrendAsked) {}

/// What is gathered.
pub fn needs(_: &Policy, _: &Ledger, _: (&super::TrendAsked, &Period)) -> Needs {
    Needs::default()
}

/// Answers.
pub fn answer(_: View, _: &super::TrendAsked, _: &mut Findings) -> Option<Answer> {
    Some(Answer { not_kept: Vec::new() })
}
