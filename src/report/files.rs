//! What each file holds and how it was read, for people: parts of rows that add up, encodings, headers, recognised columns.

use super::check::Depth;
use super::inputs::{COUNTS, Count, each_file};
use super::model::{Audience, Body, Cell, Column, Phrase, Section, Table};
use super::{number_column, text_column};
use crate::gathering::labels::UndeclaredLabel;
use crate::ingest::facts::{ColumnFact, FileFacts};
use crate::run::Outcome;

/// Parts that are shown though no file has any of them.
const ALWAYS: [&str; 3] = ["records", "counted", "outside_period"];

/// A row per file: its rows and what became of them, without the parts that no file has; and that the parts add up.
pub(super) fn parts(outcome: &Outcome, depth: Depth) -> Section<'static> {
    let files: Vec<(&str, &FileFacts)> = each_file(outcome).collect();
    let shown = |id: &str, count: fn(&FileFacts) -> u64| {
        ALWAYS.contains(&id) || files.iter().any(|(_, facts)| count(facts) > 0)
    };
    let sizes = if depth == Depth::Everything { &SIZES[..] } else { &[] };
    let counts = COUNTS.iter().filter(|(id, count)| shown(id, *count));
    let counts: Vec<Count> = sizes.iter().chain(counts).copied().collect();
    let mut columns: Vec<Column> = vec![text_column("input"), text_column("file")];
    columns.extend(counts.iter().map(|(id, _)| number_column(id)));
    let row = |(input, facts): &(&str, &FileFacts)| {
        let mut cells = vec![text(input), text(&name(facts))];
        cells.extend(counts.iter().map(|(_, of)| count(of(facts))));
        cells
    };
    let table = Table { columns, rows: files.iter().map(row).collect() };
    Section { notes: sum(&files), ..section("inputs", table) }
}

/// How large each file is.
const SIZES: [Count; 2] = [("bytes", |facts| facts.bytes), ("lines", |facts| facts.lines)];

/// `479 rows read = 150 counted + 329 outside the period`.
fn sum(files: &[(&str, &FileFacts)]) -> Vec<Phrase> {
    let records: u64 = files.iter().map(|(_, facts)| facts.records).sum();
    let mut parts: Vec<(&'static str, u64)> = Vec::new();
    for (id, count) in files.iter().flat_map(|(_, facts)| facts.parts()) {
        match parts.iter_mut().find(|(known, _)| *known == id) {
            Some((_, sum)) => *sum += count,
            None => parts.push((id, count)),
        }
    }
    let mut sentence = vec![Phrase::term("all_rows_are").with("count", count(records))];
    for (index, (id, part)) in parts.into_iter().filter(|(_, part)| *part > 0).enumerate() {
        let term = if index == 0 { "first_part" } else { "further_part" };
        let what = Cell::phrase(Phrase::term(id));
        sentence.push(Phrase::term(term).with("count", count(part)).with("what", what));
    }
    if sentence.len() == 1 { Vec::new() } else { vec![Phrase::Joined(sentence)] }
}

/// A row per file: how it was read.
pub(super) fn reading(outcome: &Outcome, depth: Depth) -> Section<'static> {
    let mut columns = vec![text_column("input"), text_column("file"), text_column("encoding")];
    if depth == Depth::Everything {
        columns.push(text_column("encoding_by"));
    }
    columns.extend([text_column("delimiter"), number_column("header_line"), text_column("dates")]);
    let row = |(input, facts): (&str, &FileFacts)| {
        let mut cells = vec![text(input), text(&name(facts)), filled(&facts.encoding)];
        if depth == Depth::Everything {
            cells.push(encoding_by(facts.encoding_by));
        }
        cells.extend([delimiter(facts), count(u64::from(facts.header_line)), dates(facts)]);
        cells
    };
    section("reading", Table { columns, rows: each_file(outcome).map(row).collect() })
}

/// A row per file: its columns with their labels where they differ, and the labels that nothing uses.
pub(super) fn recognised(outcome: &Outcome) -> Section<'static> {
    let columns = ["input", "file", "recognised", "not_used"].map(text_column).into();
    let row = |(input, facts): (&str, &FileFacts)| {
        let found: Vec<String> = facts.columns.iter().map(named).collect();
        vec![text(input), text(&name(facts)), text(&found.join(", ")), text(&facts.ignored.join(", "))]
    };
    section("columns", Table { columns, rows: each_file(outcome).map(row).collect() })
}

/// As `columns` in the policy would say it: `amount = 金额`.
fn named(column: &ColumnFact) -> String {
    match (column.how, column.label == column.column) {
        ("constant" | "implied", _) => format!("{} = \"{}\"", column.column, column.label),
        (_, true) => column.column.clone(),
        (_, false) => format!("{} = {}", column.column, column.label),
    }
}

/// A row per file of a source: what says whose its rows are.
pub(super) fn crediting(outcome: &Outcome) -> Section<'static> {
    let columns = ["input", "file", "credited_by"].map(text_column).into();
    let sources = each_file(outcome).filter(|(_, facts)| !facts.credited_by.is_empty());
    let row = |(input, facts): (&str, &FileFacts)| {
        let term = match facts.credited_by {
            "person" => "by_person",
            "order" => "by_order",
            "customer" => "by_customer",
            _ => "by_nobody",
        };
        vec![text(input), text(&name(facts)), Cell::phrase(Phrase::term(term))]
    };
    section("crediting", Table { columns, rows: sources.map(row).collect() })
}

/// A row per file: its bytes, so that another copy can be told from it.
pub(super) fn digests(outcome: &Outcome) -> Section<'static> {
    let columns = vec![text_column("file"), text_column("digest")];
    let row =
        |(_, facts): (&str, &FileFacts)| vec![text(&facts.file), facts.digest.as_deref().map_or(Cell::Empty, text)];
    section("digests", Table { columns, rows: each_file(outcome).map(row).collect() })
}

/// How many words of a column people are shown.
const SHOWN_LABELS: usize = 20;

/// A row per word that is neither known nor declared, of each column those of most rows, and how many more there are.
pub(super) fn labels(outcome: &Outcome) -> Option<Section<'static>> {
    let labels = &outcome.gathered.labels;
    let columns = super::check::columns_of_labels();
    let mut rows = Vec::new();
    for of_column in labels.chunk_by(|one, next| (&one.input, &one.column) == (&next.input, &next.column)) {
        let row = |label: &UndeclaredLabel| {
            let by_default = text(&label.by_default.join(", "));
            vec![text(&label.input), text(&label.column), text(&label.label), count(label.rows), by_default]
        };
        let (shown, more) = of_column.split_at(of_column.len().min(SHOWN_LABELS));
        rows.extend(shown.iter().map(row));
        if let Some(first) = more.first() {
            let words = Phrase::term("more_words").with("count", count(more.len() as u64));
            let all = count(more.iter().map(|label| label.rows).sum());
            let by_default = text(&first.by_default.join(", "));
            rows.push(vec![text(&first.input), text(&first.column), Cell::phrase(words), all, by_default]);
        }
    }
    (!rows.is_empty()).then(|| section("labels", Table { columns, rows: rows.into() }))
}

/// The file, and of a workbook the sheet.
fn name(facts: &FileFacts) -> String {
    match &facts.sheet {
        Some(sheet) => format!("{} [{sheet}]", facts.stored_as()),
        None => facts.file.to_string(),
    }
}

fn encoding_by(id: &'static str) -> Cell {
    let term = match id {
        "named-by-policy" => "by_policy",
        "named-by-option" => "by_option",
        "byte-order-mark" => "by_mark",
        "ascii" => "by_ascii",
        "utf-8" => "by_utf8",
        "header-labels" => "by_labels",
        "people" => "by_people",
        "nothing-read-differs" => "by_nothing_read",
        other => return filled(other),
    };
    Cell::phrase(Phrase::term(term))
}

fn delimiter(facts: &FileFacts) -> Cell {
    let term = match facts.delimiter {
        _ if facts.sheet.is_some() => return Cell::Empty,
        b',' => "delimiter_comma",
        b';' => "delimiter_semicolon",
        b'\t' => "delimiter_tab",
        b'|' => "delimiter_pipe",
        other => return text(&char::from(other).to_string()),
    };
    Cell::phrase(Phrase::term(term))
}

fn dates(facts: &FileFacts) -> Cell {
    let (Some(first), Some(last)) = (facts.first_date, facts.last_date) else { return Cell::Empty };
    Cell::phrase(Phrase::term("from_to").with("from", Cell::Date(first)).with("to", Cell::Date(last)))
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn filled(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn count(count: u64) -> Cell {
    Cell::count(i64::try_from(count).unwrap_or(i64::MAX))
}

fn section(id: &'static str, table: Table<'static>) -> Section<'static> {
    let body = Body::Table(table);
    Section { id, title: Phrase::term(id), audience: Audience::People, body, notes: Vec::new() }
}
