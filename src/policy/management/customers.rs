//! `[customers]`.

use crate::policy::rules::management::CustomersRule;
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;

/// Reads the table; nothing where the policy has none.
pub(super) fn customers(root: &TableReader<'_>, _scope: &Scope<'_>) -> Option<CustomersRule> {
    root.not_yet("customers");
    None
}
