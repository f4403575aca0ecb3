//! A table of a page: what people read, cell by cell as every other format for people shows it.

use std::borrow::Cow;

use crate::report::model::{Cell, Column, Table};

use super::Words;
use super::steps::Anchors;

/// Columns that say whose row it is, wherever they stand.
const KEYS: [&str; 3] = ["name", "customer", "label"];

/// More columns than this are printed in small letters, and more than the other in very small ones.
const WIDE: (usize, usize) = (11, 17);

/// A row of a table.
type Row<'r> = Cow<'r, [Cell]>;

/// The table under a section's heading.
pub fn table(table: &Table, (number, title): (usize, &str), anchors: &Anchors, words: &Words) -> String {
    let key = key_of(&table.columns);
    let rows: Vec<Row> = table.rows.iter().collect();
    let head = |(index, column): (usize, &Column)| {
        let class = class_of(column, index == key);
        format!("<th scope=\"col\"{class}>{}</th>", words.phrase(&column.title))
    };
    let heads: String = table.columns.iter().enumerate().map(head).collect();
    let count = words.fill("count_of_rows", &[("count", &words.locale.count(rows.len()))]);
    let class = match table.columns.len() {
        many if many > WIDE.1 => " class=\"widest\"",
        many if many > WIDE.0 => " class=\"wide\"",
        _ => "",
    };
    let body = body(&rows, (&table.columns, key), anchors, words);
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h{number}\">\n<table{class}>\n\
         <caption><span class=\"hide\">{title}</span> {count}</caption>\n<thead><tr>{heads}</tr></thead>\n{body}</table>\n</div>\n"
    )
}

/// The column that says whose row it is: a known one, or the first of texts.
fn key_of(columns: &[Column]) -> usize {
    let known = columns.iter().position(|column| KEYS.contains(&column.id.as_str()));
    known.or_else(|| columns.iter().position(|column| !column.numeric)).unwrap_or(0)
}

fn class_of(column: &Column, is_key: bool) -> &'static str {
    match (column.numeric, is_key) {
        (true, true) => " class=\"n k\"",
        (true, false) => " class=\"n\"",
        (false, true) => " class=\"k\"",
        (false, false) => "",
    }
}

/// The rows; those that go on with the row above, in a group with it.
fn body(rows: &[Row], (columns, key): (&[Column], usize), anchors: &Anchors, words: &Words) -> String {
    let goes_on = |row: &Row| row.get(key) == Some(&Cell::Empty);
    let is_grouped = rows.iter().any(goes_on);
    let opening = if is_grouped { "<tbody class=\"g\">\n" } else { "<tbody>\n" };
    let mut html = String::new();
    for (index, row) in rows.iter().enumerate() {
        if index == 0 || (is_grouped && !goes_on(row)) {
            html += if index == 0 { "" } else { "</tbody>\n" };
            html += opening;
        }
        html += &line(row, (columns, key), anchors, words);
    }
    html + "</tbody>\n"
}

/// A row; one of a single word parts those above from those below.
fn line(row: &[Cell], (columns, key): (&[Column], usize), anchors: &Anchors, words: &Words) -> String {
    let is_line = row.len() > 3 && row.iter().filter(|cell| **cell != Cell::Empty).count() == 1;
    let id = anchors.id_of(row.first()).filter(|_| columns[0].id == "rule");
    let id = id.map(|id| format!(" id=\"{id}\"")).unwrap_or_default();
    let cells: String = row
        .iter()
        .zip(columns)
        .enumerate()
        .map(|(index, (cell, column))| {
            let shown = words.cell(cell);
            if index == key && !shown.is_empty() {
                let class = if column.numeric { " class=\"n\"" } else { "" };
                return format!("<th scope=\"row\"{class}>{shown}</th>");
            }
            let class = match cell {
                _ if column.numeric => " class=\"n\"",
                Cell::Date(_) => " class=\"d\"",
                _ => "",
            };
            format!("<td{class}>{shown}</td>")
        })
        .collect();
    format!("<tr{id}{}>{cells}</tr>\n", if is_line { " class=\"line\"" } else { "" })
}
