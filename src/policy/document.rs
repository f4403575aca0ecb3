//! The policy's TOML as a tree of values with their spans, in the order of the file.
//!
//! A table's span runs from its header to the end of its last value, so that a finding about a whole rule can quote all of
//! it. A numeral keeps its own text: nothing passes through binary floating point.

use toml::Spanned as TomlSpanned;
use toml::de::{DeTable, DeValue};

use super::reading::Reading;
use super::syntax;
use super::value::number_in;
use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::number::Number;
use crate::source::{Place, Span};
use crate::spelling::alike;

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

impl Entry {
    /// Whether both say the same, wherever they stand.
    pub fn is_same(&self, other: &Entry) -> bool {
        self.key == other.key && self.node.value.is_same(&other.node.value)
    }

    /// Whether both mean the same, however they write it.
    pub fn means_same(&self, other: &Entry) -> bool {
        self.key == other.key && self.node.value.means_same(&other.node.value)
    }
}

impl Value {
    /// Whether both mean the same: `0.1` is `"10%"`, and words are compared as words of rows are.
    pub fn means_same(&self, other: &Value) -> bool {
        if let (Some(one), Some(other)) = (self.as_number(), other.as_number()) {
            return one == other;
        }
        match (self, other) {
            (Value::Text(one), Value::Text(other)) => alike(one, other),
            (Value::List(one), Value::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.value.means_same(&other.value))
            }
            (Value::Table(one), Value::Table(other)) => {
                one.len() == other.len() && one.iter().all(|entry| other.iter().any(|own| own.means_same(entry)))
            }
            _ => self.is_same(other),
        }
    }

    /// The number that it is, or that its text writes.
    pub fn as_number(&self) -> Option<Number> {
        match self {
            Value::Numeral(numeral) => Number::parse(numeral),
            Value::Text(text) => number_in(text),
            _ => None,
        }
    }

    /// Whether both say the same.
    pub fn is_same(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Text(one), Value::Text(other)) | (Value::Numeral(one), Value::Numeral(other)) => one == other,
            (Value::Flag(one), Value::Flag(other)) => one == other,
            (Value::Date(one), Value::Date(other)) => one == other,
            (Value::List(one), Value::List(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.value.is_same(&other.value))
            }
            (Value::Table(one), Value::Table(other)) => {
                one.len() == other.len() && one.iter().all(|entry| other.iter().any(|own| own.is_same(entry)))
            }
            _ => false,
        }
    }
}

/// Reads the text as TOML, with a finding for every fault of syntax, one a line. Nothing when what remains could mislead: a key
/// given twice leaves the rest as it is, any other fault may have swallowed some of it.
pub(super) fn parse(reading: &Reading) -> Option<Node> {
    let source = reading.text().text();
    let (root, faults) = DeTable::parse_recoverable(source);
    let usable = faults.is_empty() || tell(reading, &faults);
    let entries = entries_of(root.get_ref(), source);
    usable.then_some(Node { span: Span { start: 0, end: source.len() }, value: Value::Table(entries) })
}

/// What can be read of a text, whatever is wrong with the rest of it.
pub(super) fn tree(source: &str) -> Vec<Entry> {
    entries_of(DeTable::parse_recoverable(source).0.get_ref(), source)
}

/// The `language` of `[policy]`, as far as it can be seen in a text that is no TOML.
pub(super) fn language(source: &str) -> Option<String> {
    let (root, _) = DeTable::parse_recoverable(source);
    match root.get_ref().get("policy")?.get_ref().get("language")?.get_ref() {
        DeValue::String(language) => Some(language.to_string()),
        _ => None,
    }
}

/// Tells the faults, the usual ones in our words; whether the rest can be read nevertheless.
fn tell(reading: &Reading, faults: &[toml::de::Error]) -> bool {
    let source = reading.text().text();
    let is_met = |known: &syntax::Fault| {
        faults
            .iter()
            .any(|fault| (known.statement.start..=known.statement.end + 1).contains(&span_of_fault(fault).start))
    };
    let known: Vec<syntax::Fault> = syntax::faults(source).into_iter().filter(is_met).collect();
    let rest = syntax::without(source, &known);
    let (_, left) = DeTable::parse_recoverable(&rest);
    let mut usable = known.is_empty();
    known.iter().for_each(|fault| reading.push(fault.finding.clone().at(reading.place(fault.span))));
    let known: Vec<Span> = known.into_iter().map(|fault| fault.statement).collect();
    let mut last_line = 0;
    // What stands below a header that could not be read belongs to no table.
    let is_below_unread = |span: Span| {
        let header = known.iter().rfind(|statement| statement.start <= span.start && is_header(source, **statement));
        header
            .is_some_and(|header| !rest[header.end..span.start].lines().any(|line| line.trim_start().starts_with('[')))
    };
    for fault in &left {
        let span = span_of_fault(fault);
        let line = reading.text().line_of(span.start);
        if line != last_line && !is_below_unread(span) {
            usable &= tell_one(reading, fault, span);
        }
        last_line = line;
    }
    usable
}

fn is_header(source: &str, statement: Span) -> bool {
    source[statement.start..statement.end].trim_start().starts_with('[')
}

/// Tells what the parser says; whether the rest can be read nevertheless.
fn tell_one(reading: &Reading, fault: &toml::de::Error, span: Span) -> bool {
    let place = reading.place(span);
    let is_duplicate = fault.message().starts_with("duplicate key");
    if !is_duplicate {
        reading.push(Finding::error("toml-syntax").with("detail", fault.message()).at(place));
        return false;
    }
    let header = place.excerpt.trim();
    if !header.starts_with('[') {
        reading.push(Finding::error("duplicate-key").with("key", reading.written(span)).at(place));
        return true;
    }
    let source = reading.text().text();
    let before = source[..span.start].lines().map(str::trim).position(|line| line == header);
    let first = before.map(|line| Place::line(place.file.clone(), line as u32 + 1, header));
    let finding = Finding::error("duplicate-table").with("header", header).at(place);
    reading.push(first.into_iter().fold(finding, Finding::at));
    false
}

fn span_of_fault(fault: &toml::de::Error) -> Span {
    fault.span().map_or(Span::default(), |range| Span { start: range.start, end: range.end })
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
