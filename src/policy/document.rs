//! The policy's TOML as a tree of values with their spans, in the order of the file.
//!
//! A table's span runs from its header to the end of its last value, so that a finding about a whole rule can quote all of
//! it. A numeral keeps its own text: nothing passes through binary floating point.

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::reading::Reading;
use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::source::Span;

/// A value with where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub span: Span,
    pub value: Value,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Text(String),
    /// As written, without underscores.
    Numeral(String),
    Flag(bool),
    Date(NaiveDate),
    /// A moment or a time of day, which no key takes.
    Moment,
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub key: String,
    pub key_span: Span,
    pub node: Node,
}

/// Reads the text as TOML, with a finding for every fault of syntax. Nothing when what remains could mislead: a key given
/// twice leaves the rest as it is, any other fault may have swallowed some of it.
pub(super) fn parse(reading: &Reading) -> Option<Node> {
    let source = reading.text().text();
    let (root, faults) = DeTable::parse_recoverable(source);
    let mut usable = true;
    for fault in &faults {
        let span = fault.span().map_or(Span::default(), |range| Span { start: range.start, end: range.end });
        let duplicate = fault.message().starts_with("duplicate key");
        usable &= duplicate;
        let finding = if duplicate {
            Finding::error("duplicate-key").with("key", source.get(span.start..span.end).unwrap_or(""))
        } else {
            Finding::error("toml-syntax").with("detail", fault.message())
        };
        reading.push(finding.at(reading.place(span)));
    }
    let entries = entries_of(root.get_ref(), source);
    usable.then_some(Node { span: Span { start: 0, end: source.len() }, value: Value::Table(entries) })
}

fn entries_of(table: &DeTable<'_>, source: &str) -> Vec<Entry> {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: span_of(key),
            node: node_of(value, source),
        })
        .collect();
    entries.sort_by_key(|entry| (entry.key_span.start, entry.node.span.start));
    entries
}

fn node_of(value: &TomlSpanned<DeValue<'_>>, source: &str) -> Node {
    let own = span_of(value);
    match value.get_ref() {
        DeValue::String(text) => Node { span: own, value: Value::Text(text.to_string()) },
        DeValue::Integer(_) | DeValue::Float(_) => {
            let written = source.get(own.start..own.end).unwrap_or("").replace('_', "");
            Node { span: own, value: Value::Numeral(written) }
        }
        DeValue::Boolean(flag) => Node { span: own, value: Value::Flag(*flag) },
        DeValue::Datetime(moment) => Node { span: own, value: date_or_moment(moment) },
        DeValue::Array(list) => {
            let nodes: Vec<Node> = list.iter().map(|item| node_of(item, source)).collect();
            let span = covering(own, nodes.iter().map(|node| node.span));
            Node { span, value: Value::List(nodes) }
        }
        DeValue::Table(table) => {
            let entries = entries_of(table, source);
            let span = covering(own, entries.iter().map(|entry| entry.node.span));
            Node { span, value: Value::Table(entries) }
        }
    }
}

fn date_or_moment(moment: &toml::value::Datetime) -> Value {
    let (Some(date), None, None) = (moment.date, moment.time, moment.offset) else {
        return Value::Moment;
    };
    NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
        .map_or(Value::Moment, Value::Date)
}

/// The span from `own` to the end of the last of its parts: the header alone is not the table.
fn covering(own: Span, parts: impl Iterator<Item = Span>) -> Span {
    parts.fold(own, |whole, part| Span { start: whole.start, end: whole.end.max(part.end) })
}

fn span_of<T>(value: &TomlSpanned<T>) -> Span {
    let range = value.span();
    Span { start: range.start, end: range.end }
}
