//! What reports that are kept begin with: the result in words, and pictures of its tables.
//!
//! A picture names a table of the report; where people's tables are too short for one, a table of its own stands below.

pub(super) mod customers;
pub(super) mod pay;
pub(super) mod progress;
pub(super) mod score;
pub(super) mod targets;
pub(super) mod trend;

use super::model::{Audience, Body, Chart, ChartKind, Phrase, Section, Table};
use crate::number::Number;

/// A picture has at most so many rows: more than a page holds nobody looks at.
const MOST: usize = 30;

/// Dots need no room of their own.
const MOST_DOTS: usize = 400;

/// The result in words; nothing where there are none.
fn in_words<'a>(notes: Vec<Phrase>) -> Option<Section<'a>> {
    let title = Phrase::term("in_words");
    let section = Section { id: "in_words", title, audience: Audience::Kept, body: Body::Notes, notes };
    (!section.notes.is_empty()).then_some(section)
}

/// A picture of columns of a section's table, with the names of rows in `labels`.
fn chart<'a>(
    id: &'static str,
    kind: ChartKind,
    (of, labels): (&'static str, &str),
    series: Vec<String>,
) -> Section<'a> {
    let most = if kind == ChartKind::Dots { MOST_DOTS } else { MOST };
    let chart = Chart { kind, of, labels: labels.to_owned(), series, most, line: None };
    let (title, body) = (Phrase::term(id), Body::Chart(chart));
    Section { id, title, audience: Audience::Kept, body, notes: Vec::new() }
}

/// The same with a line to compare with.
fn compared<'a>(section: Section<'a>, line: (Number, Phrase)) -> Section<'a> {
    match section.body {
        Body::Chart(chart) => Section { body: Body::Chart(Chart { line: Some(line), ..chart }), ..section },
        _ => section,
    }
}

/// A table that pictures are drawn from.
fn table<'a>(id: &'static str, table: Table<'a>) -> Section<'a> {
    Section { id, title: Phrase::term(id), audience: Audience::Kept, body: Body::Table(table), notes: Vec::new() }
}

/// The line at the whole target.
fn whole_target() -> (Number, Phrase) {
    (Number::one(), Phrase::term("whole_target"))
}
