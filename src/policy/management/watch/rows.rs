//! The keys of a watch over rows.

use crate::policy::rules::management::watch::RowsWatch;
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;

/// Reads them.
pub(super) fn rows(table: &TableReader<'_>, _scope: &Scope<'_>) -> Option<RowsWatch> {
    table.not_yet("rows");
    None
}
