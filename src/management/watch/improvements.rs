//! Improvements with what came of them.

use crate::calendar::Period;
use crate::ledger::Ledger;
use crate::management::{Needs, View};
use crate::policy::Policy;

/// One improvement.
#[derive(Clone, Debug)]
pub struct Improvement {
    /// Its id.
    pub id: String,
}

/// Adds measures.
pub(super) fn prepare(_: &mut Policy) {}

/// What is gathered.
pub(super) fn needs(_: &Policy, _: &Ledger, _: &Period) -> Needs {
    Needs::default()
}

/// A row for each.
pub(super) fn improvements(_: View) -> Vec<Improvement> {
    Vec::new()
}
