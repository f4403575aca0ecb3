//! Filters: `where`, `counted` and `returns`.

use std::borrow::Cow;

use super::days;
use super::document::{Entry, Node, Value};
use super::reading::Reading;
use super::rules::labels::Described;
use super::rules::{Filter, FilterTerm, FilterTest};
use super::steps;
use super::table::TableReader;
use super::value;

/// Reads a filter; `not = { … }` holds labels that exclude.
pub(super) fn filter(table: &TableReader<'_>) -> Filter {
    let mut terms = Vec::new();
    if let Some(excluded) = table.table("not") {
        let named = excluded.others().into_iter().flat_map(named);
        terms.extend(named.filter_map(|(column, node)| excluding(table.reading, &column, node)));
    }
    let named = table.others().into_iter().flat_map(named);
    terms.extend(named.filter_map(|(column, node)| term(table.reading, &column, node)));
    terms.sort_by_key(|term| term.span);
    Filter { terms }
}

/// A column and its test; of the labels of a register, named without quotes (`customers.class = ["A"]`), each of them.
fn named(entry: &Entry) -> Vec<(Cow<'_, str>, &Node)> {
    let is_bound = |inner: &Entry| ["from", "above", "to", "below", "missing"].contains(&inner.key.as_str());
    match &entry.node.value {
        Value::Table(inner) if Described::of_input(&entry.key).is_some() && !inner.iter().any(is_bound) => {
            inner.iter().map(|own| (Cow::Owned(format!("{}.{}", entry.key, own.key)), &own.node)).collect()
        }
        _ => vec![(Cow::Borrowed(entry.key.as_str()), &entry.node)],
    }
}

fn excluding(reading: &Reading, column: &str, node: &Node) -> Option<FilterTerm> {
    let labels = labels(reading, column, node);
    (!labels.is_empty()).then(|| FilterTerm {
        column: column.to_owned(),
        test: FilterTest::NoneOf(labels),
        span: node.span,
    })
}

fn term(reading: &Reading, column: &str, node: &Node) -> Option<FilterTerm> {
    let test = match node.value {
        Value::Table(_) => range_or_missing(reading, column, node)?,
        _ => FilterTest::OneOf(labels(reading, column, node)),
    };
    let says_nothing = matches!(&test, FilterTest::OneOf(labels) if labels.is_empty());
    (!says_nothing).then(|| FilterTerm { column: column.to_owned(), test, span: node.span })
}

fn range_or_missing(reading: &Reading, column: &str, node: &Node) -> Option<FilterTest> {
    let table = TableReader::open(reading, column, node)?;
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
