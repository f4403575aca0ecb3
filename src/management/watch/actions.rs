//! `[[actions]]`: what is suggested of whom.

use crate::calendar::Period;
use crate::management::{Needs, View};
use crate::policy::Policy;

/// What is suggested of a person, or how far the person is from it.
#[derive(Clone, Debug)]
pub struct Suggestion {
    /// Index in the ledger.
    pub person: usize,
}

/// Adds measures.
pub(super) fn prepare(_: &mut Policy) {}

/// What is gathered.
pub(super) fn needs(_: &Policy, _: &Period) -> Needs {
    Needs::default()
}

/// A row for each person and action.
pub(super) fn suggestions(_: View) -> Vec<Suggestion> {
    Vec::new()
}
