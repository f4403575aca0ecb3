//! `[[watch]]`.

mod measures;
mod rows;

use crate::policy::rules::Filter;
use crate::policy::rules::management::WatchRule;
use crate::policy::rules::management::watch::{Severity, WatchKind, WatchOwner};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;

/// Reads the list.
pub(super) fn watches(root: &TableReader<'_>, scope: &Scope<'_>) -> Vec<WatchRule> {
    root.tables("watch").iter().filter_map(|table| watch(table, scope)).collect()
}

fn watch(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<WatchRule> {
    table.require("name", "name = \"Sudden drop\"");
    let name = table.text("name");
    let severity = table.choice("severity", &Severity::ALL).map_or(Severity::default(), |severity| severity.value);
    let kind = match table.has("rows") {
        true => rows::rows(table, scope).map(WatchKind::Rows),
        false => measures::measures(table, scope).map(WatchKind::Measure),
    };
    table.finish();
    Some(WatchRule {
        name: name?,
        severity,
        owner: WatchOwner::Own,
        filter: Filter::default(),
        kind: kind?,
        span: table.span,
    })
}
