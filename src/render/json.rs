//! JSON: the head and every section for machines; exact numbers as strings, counts as numbers, what is missing as null.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};

use crate::locale::{Locale, Precision};
use crate::number::Number;
use crate::report::model::{Audience, Body, Cell, Column, Node, Phrase, Report, Section, Shape};

use super::text::escaped_json;
use super::{RenderError, RenderOptions, for_machines, plain};

/// The version of the form of the document.
const SCHEMA: u32 = 1;

/// The report as one object: `schema`, `report`, `head`, then the sections by id.
pub fn render(report: &Report, _: &RenderOptions, _: &Locale) -> Result<Vec<u8>, RenderError> {
    let mut text = serde_json::to_string_pretty(&Document(report)).unwrap_or_default();
    text.push('\n');
    Ok(escaped_json(text).into_bytes())
}

/// The report, whose tables are written a row at a time.
struct Document<'r>(&'r Report<'r>);

impl Serialize for Document<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Document(report) = self;
        let mut document = serializer.serialize_map(None)?;
        document.serialize_entry("schema", &SCHEMA)?;
        document.serialize_entry("report", report.id)?;
        let head: Map<String, Value> =
            report.head.iter().map(|(id, _, cell)| ((*id).to_owned(), value(cell, Precision::Shown))).collect();
        document.serialize_entry("head", &head)?;
        for section in for_machines(report).filter(|section| section.audience != Audience::Csv) {
            document.serialize_entry(section.id, &Part(section))?;
        }
        document.end()
    }
}

/// What a section holds.
struct Part<'r>(&'r Section<'r>);

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Part(section) = self;
        match &section.body {
            Body::Table(table) => serializer.collect_seq(table.rows.iter().map(|row| object(&table.columns, &row))),
            Body::Steps(nodes) => serializer.collect_seq(nodes.iter().map(node)),
            Body::Notes | Body::Chart(_) | Body::Formulas(_) => {
                serializer.collect_seq(section.notes.iter().map(|note| phrase(note, Precision::Shown)))
            }
        }
    }
}

fn object(columns: &[Column], row: &[Cell]) -> Value {
    columns.iter().zip(row).map(|(column, cell)| (column.id.clone(), value(cell, Precision::Shown))).collect()
}

fn node(node: &Node) -> Value {
    let rows: Vec<Value> = node.rows.iter().map(|(place, text)| json!({ "place": place, "text": text })).collect();
    json!({
        "step": node.step,
        "kind": node.kind,
        "what": phrase(&node.what, Precision::Exact),
        "value": value(&node.value, Precision::Exact),
        "rule": node.rule,
        "rows": rows,
        "inputs": node.inputs.iter().map(self::node).collect::<Vec<_>>(),
    })
}

fn value(cell: &Cell, precision: Precision) -> Value {
    match cell {
        Cell::Empty | Cell::Missing | Cell::Bars(_) => Value::Null,
        Cell::Figure(value, shape) | Cell::Plain(value, shape) => number(value, *shape, precision),
        Cell::Phrase(inner) | Cell::Divider(inner) => phrase(inner, precision),
        Cell::Flag(so) => Value::Bool(*so),
        Cell::Link(cell, _) => self::value(cell, precision),
        Cell::Text(_) | Cell::Of(..) | Cell::Date(_) => Value::String(plain::text(cell)),
    }
}

/// A whole count is a JSON number as far as every reader holds it exactly (2^53); all else is a string.
fn number(number: &Number, shape: Shape, precision: Precision) -> Value {
    const EXACT: i64 = 1 << 53;
    let count = number.to_i128().and_then(|count| i64::try_from(count).ok());
    match (shape, count) {
        (Shape::Count, Some(count)) if (-EXACT..=EXACT).contains(&count) => json!(count),
        _ => Value::String(plain::number(number, shape, precision)),
    }
}

/// A term by its id, with its arguments where it has some; several phrases as a list.
fn phrase(phrase: &Phrase, precision: Precision) -> Value {
    match phrase {
        Phrase::Term { id, args } if !args.is_empty() => {
            let args: Map<String, Value> =
                args.iter().map(|(name, cell)| ((*name).to_owned(), value(cell, precision))).collect();
            json!({ "term": id, "args": args })
        }
        Phrase::Joined(parts) => parts.iter().map(|part| self::phrase(part, precision)).collect(),
        _ => Value::String(plain::id(phrase)),
    }
}
