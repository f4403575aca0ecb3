//! `[progress]`.

use crate::policy::rules::management::ProgressRule;
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;

/// Reads the table.
pub(super) fn progress(table: &TableReader<'_>, _scope: &Scope<'_>) -> ProgressRule {
    table.finish();
    ProgressRule { span: table.span }
}
