//! Reads the sections of the management half.

mod actions;
pub(super) mod customers;
mod progress;
pub(super) mod split;
pub(super) mod watch;

use super::reading::Reading;
use super::rules::Policy;
use super::rules::management::ManagementRules;
use super::scope::Scope;
use super::table::TableReader;

/// Reads `[customers]`, `[progress]`, `[targets.split]`, `[[watch]]` and `[[actions]]`.
pub(super) fn management((root, targets): (&TableReader<'_>, &TableReader<'_>), scope: &Scope<'_>) -> ManagementRules {
    ManagementRules {
        shows_targets: false,
        as_of: None,
        is_watched: false,
        looked_at: None,
        compares_customers: false,
        customers: customers::customers(root, scope),
        progress: progress::progress(&root.section("progress"), scope),
        split: split::split(targets, scope),
        watches: watch::watches(root, scope),
        actions: actions::actions(root, scope),
        listed: Vec::new(),
        names_products: false,
        looked_through: Vec::new(),
    }
}

/// Reports rules that cannot say what they are asked for.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    watch::check(reading, policy);
}
