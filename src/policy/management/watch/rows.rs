//! The keys of a watch over rows.

use crate::policy::document::Value;
use crate::policy::filter::filter;
use crate::policy::rules::management::watch::{Clock, ClockUnit, Coming, ComingOn, DoneBy, RowsWatch, Without};
use crate::policy::rules::{Filter, InputKind};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::policy::value;
use crate::source::Spanned;

/// Keys that say which rows are listed in ways that do not go together.
const APART: [&str; 3] = ["since", "same", "coming"];

/// Reads them.
pub(super) fn rows(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<RowsWatch> {
    check_keys(table);
    let input = input(table, "rows", scope);
    let open = table.text("open");
    let clock = clock(table);
    let without = without(table, scope);
    let same = table.filled_texts("same").unwrap_or_default();
    let coming = table.table("coming").and_then(|inner| coming(&inner));
    let done_by = table.table("done_by").and_then(|inner| done_by(&inner, scope));
    Some(RowsWatch { input: input?, open, clock, without, same, coming, done_by })
}

/// Reports keys that say nothing together, or only together.
fn check_keys(table: &TableReader<'_>) {
    if APART.iter().filter(|key| table.has(key)).count() > 1 {
        table.one_of(&APART, "");
    }
    if table.has("since") || table.has("limit") {
        table.require("since", "since = \"opened\"").require("limit", "limit = { days = 30 }");
    }
    if table.has("done_by") && !table.has("since") && !table.has("coming") {
        table.one_of(&["since", "coming"], "since = \"due\"");
    }
}

/// An input that a key names: one that the policy has, or a known one that is not kept.
fn input(table: &TableReader<'_>, key: &'static str, scope: &Scope<'_>) -> Option<Spanned<String>> {
    let named = table.text(key)?;
    known_input(&named, scope).then_some(named)
}

fn known_input(named: &Spanned<String>, scope: &Scope<'_>) -> bool {
    InputKind::of(&named.value) != InputKind::Own || scope.names.input(named).is_some()
}

fn clock(table: &TableReader<'_>) -> Option<Clock> {
    let since = table.text("since");
    let inner = table.table("limit")?;
    let units = ClockUnit::ALL.map(|(name, _)| name);
    let key = inner.one_of(&units, "days = 30");
    let most = key.and_then(|key| inner.amount_from_zero(key));
    if let (Some(key), Some(most)) = (key, &most)
        && inner.reading.written(most.span).contains(['%', '％'])
    {
        let facts = [("key", key), ("found", inner.reading.written(most.span))];
        inner.reading.error("time-as-share", most.span, &facts);
    }
    inner.finish();
    let unit = ClockUnit::ALL.iter().find(|(name, _)| Some(*name) == key).map(|(_, unit)| *unit)?;
    Some(Clock { since: since?, most: most?, unit })
}

/// Columns, or another input.
fn without(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<Without> {
    match table.node("without")?.value {
        Value::Text(_) => input(table, "without", scope).map(Without::Rows),
        _ => table.filled_texts("without").map(Without::Columns),
    }
}

fn coming(table: &TableReader<'_>) -> Option<Coming> {
    let key = table.one_of(&["column", "dates"], "column = \"birthday\"");
    let on = match key {
        Some("column") => table.text("column").map(ComingOn::Column),
        Some(_) => {
            let nodes = table.filled_list("dates").unwrap_or_default();
            let dates: Vec<_> = nodes.iter().filter_map(|node| value::date(table.reading, "dates", node)).collect();
            (dates.len() == nodes.len() && !dates.is_empty()).then_some(ComingOn::Dates(dates))
        }
        None => None,
    };
    table.default("yearly", "false");
    let is_yearly = table.flag("yearly").is_some_and(|flag| flag.value);
    table.require("days", "days = 7");
    let days = table.amount_from_zero("days");
    table.finish();
    let days = days?.value.to_i128().and_then(|days| u32::try_from(days).ok());
    if days.is_none() {
        value::refuse::<()>(table.reading, "expected-whole-number", "days", table.node("days")?);
    }
    Some(Coming { on: on?, is_yearly, days: days? })
}

fn done_by(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<DoneBy> {
    table.require("source", "source = \"activities\"");
    let input = input(table, "source", scope);
    let filter = table.table("where").map_or_else(Filter::default, |inner| filter(&inner));
    table.finish();
    Some(DoneBy { input: input?, filter })
}
