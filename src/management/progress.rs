//! How far everybody is against target, and where that lands.

use super::{Needs, NotKept, View};
use crate::calendar::{NaiveDate, Period};
use crate::finding::Findings;
use crate::ledger::Ledger;
use crate::policy::Policy;

/// What `progress` found.
pub struct Answer {
    /// What could not be told for want of an input.
    pub not_kept: Vec<NotKept>,
}

/// Adds measures.
pub fn prepare(_: &mut Policy) {}

/// What is gathered.
pub fn needs(_: &Policy, _: &Ledger, _: (&Period, Option<NaiveDate>)) -> Needs {
    Needs::default()
}

/// Answers.
pub fn answer(_: View, _: Option<NaiveDate>, _: &mut Findings) -> Option<Answer> {
    Some(Answer { not_kept: Vec::new() })
}
