//! `[[actions]]`.

use crate::policy::rules::management::ActionRule;
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;

/// Reads the list.
pub(super) fn actions(root: &TableReader<'_>, _scope: &Scope<'_>) -> Vec<ActionRule> {
    root.not_yet("actions");
    Vec::new()
}
