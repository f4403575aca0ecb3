//! Who the customers are: classes, what is due, the file of one.

use super::{Needs, NotKept, View};
use crate::calendar::Period;
use crate::finding::Findings;
use crate::ledger::Ledger;
use crate::policy::Policy;

/// What `customers` found.
pub struct Answer {
    /// What could not be told for want of an input.
    pub not_kept: Vec<NotKept>,
}

/// Adds the measures of customers.
pub fn prepare(_: &mut Policy, _: &Ledger) {}

/// What is gathered.
pub fn needs(_: &Policy, _: &Ledger, _: &Period) -> Needs {
    Needs::default()
}

/// Answers.
pub fn answer(_: View, _: Option<&str>, _: &mut Findings) -> Option<Answer> {
    Some(Answer { not_kept: Vec::new() })
}
