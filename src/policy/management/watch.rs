//! `[[watch]]`.

mod checks;
mod contrary;
pub(in crate::policy) mod measures;
mod rows;

use std::collections::BTreeMap;

pub(super) use checks::check;

use crate::policy::filter::filter;
use crate::policy::rules::Filter;
use crate::policy::rules::management::WatchRule;
use crate::policy::rules::management::watch::{Severity, WatchKind, WatchOwner};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::source::{Span, Spanned};
use crate::spelling::folded;

/// The word that sends an alert to the manager of whom it is about.
const MANAGER: &str = "manager";

/// Reads the list.
pub(super) fn watches(root: &TableReader<'_>, scope: &Scope<'_>) -> Vec<WatchRule> {
    let rules: Vec<WatchRule> = root.tables("watch").iter().filter_map(|table| watch(table, scope)).collect();
    check_names(scope, &rules);
    rules
}

/// Reports a name that two watches have: whoever acknowledges an alert names its watch.
fn check_names(scope: &Scope<'_>, rules: &[WatchRule]) {
    let mut known: BTreeMap<String, Span> = BTreeMap::new();
    for Spanned { value, span } in rules.iter().map(|rule| &rule.name) {
        if let Some(first) = known.insert(folded(value).into_owned(), *span) {
            scope.reading().conflict("duplicate-name", [*span, first], &[("name", value), ("table", "watch")]);
        }
    }
}

fn watch(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<WatchRule> {
    table.require("name", "name = \"Sudden drop\"");
    let name = table.text("name");
    table.default("severity", "\"medium\"");
    let severity = table.choice("severity", &Severity::ALL).map_or(Severity::default(), |severity| severity.value);
    let owner = table.text("owner").map_or(WatchOwner::Own, owner);
    let filter = table.table("where").map_or_else(Filter::default, |inner| filter(&inner));
    let kind = match table.has("rows") {
        true => rows::rows(table, scope).map(WatchKind::Rows),
        false => measures::measures(table, scope).map(WatchKind::Measure),
    };
    table.finish();
    Some(WatchRule { name: name?, severity, owner, filter, kind: kind?, span: table.span })
}

fn owner(written: Spanned<String>) -> WatchOwner {
    if written.value == MANAGER { WatchOwner::Manager } else { WatchOwner::Column(written) }
}
