//! Who the customers are: classes, what is due, the file of one.

pub mod asked;
pub mod classes;
pub mod roster;

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
pub fn prepare(policy: &mut Policy, _: &Ledger) {
    asked::class_prepare(policy);
    asked::add_sales(policy);
    asked::add_care(policy);
}

/// What is gathered.
pub fn needs(policy: &Policy, _: &Ledger, period: &Period) -> Needs {
    asked::needs(policy, period)
}

/// Answers.
pub fn answer(_: View, _: Option<&str>, _: &mut Findings) -> Option<Answer> {
    Some(Answer { not_kept: Vec::new() })
}
