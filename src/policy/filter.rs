//! Filters: `where`, `counted` and `returns`.

use super::days;
use super::document::{Entry, Node, Value};
use super::reading::Reading;
use super::rules::{Filter, FilterTerm, FilterTest};
use super::steps;
use super::table::TableReader;
use super::value;

/// Reads a filter; `not = { … }` holds labels that exclude.
pub(super) fn filter(table: &TableReader<'_>) -> Filter {
    let mut terms = Vec::new();
    if let Some(excluded) = table.table("not") {
        terms.extend(excluded.others().into_iter().filter_map(|entry| excluding(table.reading, entry)));
    }
    terms.extend(table.others().into_iter().filter_map(|entry| term(table.reading, entry)));
    terms.sort_by_key(|term| term.span);
    Filter { terms }
}

fn excluding(reading: &Reading, entry: &Entry) -> Option<FilterTerm> {
    let labels = labels(reading, &entry.key, &entry.node);
    (!labels.is_empty()).then(|| FilterTerm {
        column: entry.key.clone(),
        test: FilterTest::NoneOf(labels),
        span: entry.node.span,
    })
}

fn term(reading: &Reading, entry: &Entry) -> Option<FilterTerm> {
    let test = match entry.node.value {
        Value::Table(_) => range_or_missing(reading, entry)?,
        _ => FilterTest::OneOf(labels(reading, &entry.key, &entry.node)),
    };
    let says_nothing = matches!(&test, FilterTest::OneOf(labels) if labels.is_empty());
    (!says_nothing).then(|| FilterTerm { column: entry.key.clone(), test, span: entry.node.span })
}

fn range_or_missing(reading: &Reading, entry: &Entry) -> Option<FilterTest> {
    let table = TableReader::open(reading, &entry.key, &entry.node)?;
    if table.has("missing") {
        let missing = table.flag("missing");
        table.finish();
        return missing.map(|missing| FilterTest::Missing(missing.value));
    }
    if days::has_day(&table) {
        let range = days::range(&table);
        table.finish();
        return (!range.is_open()).then_some(FilterTest::On(range));
    }
    let range = steps::range(&table);
    if !steps::has_bound(&table) {
        table.entry("missing");
        table.one_of(&["from", "above", "to", "below"], "from = 0");
    }
    table.finish();
    (!range.is_open()).then_some(FilterTest::In(range))
}

/// Labels are compared as cells are written, so a bare number or date is one as well.
fn labels(reading: &Reading, key: &str, node: &Node) -> Vec<String> {
    let nodes = match &node.value {
        Value::List(_) => value::filled_list(reading, key, node).unwrap_or_default(),
        _ => std::slice::from_ref(node),
    };
    nodes.iter().filter_map(|node| value::cell(reading, key, node)).map(|label| label.value).collect()
}
