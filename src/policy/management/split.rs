//! `[targets.split]`.

use crate::policy::rules::management::SplitRule;
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;

/// Reads the table; nothing where the policy has none.
pub(super) fn split(targets: &TableReader<'_>, _scope: &Scope<'_>) -> Option<SplitRule> {
    targets.not_yet("split");
    None
}
