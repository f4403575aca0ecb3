//! JSON: the head and every section for machines; exact numbers as strings, counts as numbers, what is missing as null.

use serde_json::{Map, Value, json};

use crate::locale::{Locale, Precision};
use crate::number::Number;
use crate::report::model::{Body, Cell, Node, Phrase, Report, Section, Shape, Table};

use super::text::escaped_json;
use super::{RenderError, RenderOptions, for_machines, plain};

/// The version of the form of the document.
const SCHEMA: u32 = 1;

/// The report as one object: `schema`, `report`, `head`, then the sections by id.
pub fn render(report: &Report, _: &RenderOptions, _: &Locale) -> Result<Vec<u8>, RenderError> {
    let mut document = Map::new();
    document.insert("schema".to_owned(), json!(SCHEMA));
    document.insert("report".to_owned(), json!(report.id));
    let head: Map<String, Value> =
        report.head.iter().map(|(id, _, cell)| ((*id).to_owned(), value(cell, Precision::Shown))).collect();
    document.insert("head".to_owned(), Value::Object(head));
    document.extend(for_machines(report).map(|section| (section.id.to_owned(), body(section))));
    Ok(escaped_json(&format!("{:#}\n", Value::Object(document))).into_bytes())
}

fn body(section: &Section) -> Value {
    match &section.body {
        Body::Table(rows) => table(rows),
        Body::Steps(nodes) => nodes.iter().map(node).collect(),
        Body::Notes => section.notes.iter().map(|note| phrase(note, Precision::Shown)).collect(),
    }
}

fn table(table: &Table) -> Value {
    let object = |row: &Vec<Cell>| -> Value {
        table.columns.iter().zip(row).map(|(column, cell)| (column.id.clone(), value(cell, Precision::Shown))).collect()
    };
    table.rows.iter().map(object).collect()
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
        Cell::Empty | Cell::Missing => Value::Null,
        Cell::Figure(value, shape) | Cell::Plain(value, shape) => number(value, *shape, precision),
        Cell::Phrase(inner) => phrase(inner, precision),
        Cell::Text(_) | Cell::Date(_) => Value::String(plain::text(cell)),
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
