//! The keys of a watch over a measure.

use crate::policy::rules::management::watch::MeasureWatch;
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;

/// Reads them.
pub(super) fn measures(table: &TableReader<'_>, _scope: &Scope<'_>) -> Option<MeasureWatch> {
    table.not_yet("measure");
    table.not_yet("when");
    None
}
