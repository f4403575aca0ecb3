//! A table of a page: what people read, cell by cell as every other format for people shows it.

use std::borrow::Cow;

use crate::render::text;
use crate::report::model::{Cell, Column, Table};

use super::Words;
use super::steps::Anchors;

/// Columns that say whose row it is, wherever they stand.
const KEYS: [&str; 3] = ["name", "customer", "label"];

/// More columns than this are printed across the paper.
const WIDE: usize = 11;

/// More columns than this are printed in very small letters.
const WIDEST: usize = 17;

/// Whether a table is printed across the paper.
pub fn is_wide(table: &Table) -> bool {
    table.columns.len() > WIDE
}

/// Whether two of its kind have room beside each other.
pub fn is_narrow(table: &Table, words: &Words) -> bool {
    let heads = table.columns.iter().map(|column| text::width(&words.locale.phrase(&column.title)).min(SHORT));
    let mut widths: Vec<usize> = heads.collect();
    for row in table.rows.iter() {
        let cells = widths.iter_mut().zip(row.iter());
        cells.for_each(|(width, cell)| *width = text::width(&words.plain(cell)).max(*width));
    }
    !table.rows.is_empty() && widths.len() > 1 && widths.iter().map(|width| width + BETWEEN).sum::<usize>() <= HALF
}

/// A row of a table.
type Row<'r> = Cow<'r, [Cell]>;

/// Texts up to this width are kept on one line.
const SHORT: usize = 16;

/// Texts above this width have much room in a line, others some.
const LONG: usize = 32;

/// Columns of text that half of a sheet has.
const HALF: usize = 52;

/// Columns of text that stay free between two columns of a table.
const BETWEEN: usize = 2;

/// So few rows are seen at once, and not counted.
const FEW: usize = 12;

/// More rows than this no page has: nobody reads them, and a browser is slow with them. Formats for machines have all.
const MOST: usize = 5_000;

/// How the cells of a column are set.
struct Setting<'c> {
    column: &'c Column,
    /// The class of its cells.
    class: &'static str,
    /// Whether it says whose row it is.
    is_key: bool,
}

/// A table of nothing but links as a list, which takes less room; nothing where it has anything else.
pub fn links(table: &Table, words: &Words) -> Option<String> {
    let is_link = |row: Row| matches!(&row[..], [Cell::Link(..)]);
    if table.columns.len() > 1 || table.rows.is_empty() || !table.rows.iter().all(is_link) {
        return None;
    }
    let item = |row: Row| format!("<li>{}</li>\n", row.first().map(|cell| words.cell(cell)).unwrap_or_default());
    Some(format!("<ul>\n{}</ul>\n", table.rows.iter().map(item).collect::<String>()))
}

/// The table under a section's heading.
pub fn table(table: &Table, (number, title): (usize, &str), anchors: &Anchors, words: &Words) -> String {
    let key = key_of(&table.columns);
    let rows: Vec<Row> = table.rows.iter().take(MOST).collect();
    let is_row = |row: &Row| !row.iter().any(|cell| matches!(cell, Cell::Divider(_)));
    let drawn = rows.iter().filter(|row| is_row(row)).count();
    let all = if rows.len() < MOST { drawn } else { table.rows.iter().filter(is_row).count() };
    let setting = |(index, column): (usize, &Column)| {
        let texts = rows.iter().filter_map(|row| row.get(index)).map(|cell| text::width(&words.plain(cell)));
        let class = match texts.max().unwrap_or(0) {
            _ if column.numeric => "n",
            short if short <= SHORT => "s",
            long if long > LONG => "x",
            _ => "w",
        };
        (class, index == key)
    };
    let setting = |(index, column)| {
        let (class, is_key) = setting((index, column));
        Setting { column, class, is_key }
    };
    let settings: Vec<Setting> = table.columns.iter().enumerate().map(setting).collect();
    let heads: String = settings.iter().map(|setting| head(setting, words)).collect();
    let count = match all {
        ..=FEW => String::new(),
        all if all > drawn => {
            let counts = [("count", &*words.locale.count(drawn)), ("all", &*words.locale.count(all))];
            format!(" {}", words.fill("first_of_rows", &counts))
        }
        many => format!(" {}", words.fill("count_of_rows", &[("count", &words.locale.count(many))])),
    };
    let hides = if count.is_empty() { " class=\"hide\"" } else { "" };
    let class = if table.columns.len() > WIDEST { " class=\"widest\"" } else { "" };
    let body = body(&rows, &settings, anchors, words);
    format!(
        "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-labelledby=\"h{number}\">\n<table{class}>\n\
         <caption{hides}><span class=\"hide\">{title}</span>{count}</caption>\n<thead><tr>{heads}</tr></thead>\n{body}</table>\n</div>\n"
    )
}

/// The column that says whose row it is: a known one, or the first of texts.
fn key_of(columns: &[Column]) -> usize {
    let known = columns.iter().position(|column| KEYS.contains(&column.id.as_str()));
    known.or_else(|| columns.iter().position(|column| !column.numeric)).unwrap_or(0)
}

fn head(setting: &Setting, words: &Words) -> String {
    let class = match (setting.column.numeric, setting.is_key) {
        (true, true) => " class=\"n k\"",
        (true, false) => " class=\"n\"",
        (false, true) => " class=\"k\"",
        (false, false) => "",
    };
    format!("<th scope=\"col\"{class}>{}</th>", words.phrase(&setting.column.title))
}

/// The rows; those that go on with the row above, in a group with it.
fn body(rows: &[Row], settings: &[Setting], anchors: &Anchors, words: &Words) -> String {
    let key = settings.iter().position(|setting| setting.is_key);
    let goes_on = |row: &Row| key.and_then(|key| row.get(key)) == Some(&Cell::Empty);
    let is_grouped = rows.iter().any(goes_on);
    let opening = if is_grouped { "<tbody class=\"g\">\n" } else { "<tbody>\n" };
    let mut html = String::new();
    for (index, row) in rows.iter().enumerate() {
        if index == 0 || (is_grouped && !goes_on(row)) {
            html += if index == 0 { "" } else { "</tbody>\n" };
            html += opening;
        }
        html += &line(row, settings, anchors, words);
    }
    html + "</tbody>\n"
}

/// A row, or what parts those above it from those below.
fn line(row: &[Cell], settings: &[Setting], anchors: &Anchors, words: &Words) -> String {
    let is_line = row.iter().any(|cell| matches!(cell, Cell::Divider(_)));
    let is_rule = settings.first().is_some_and(|setting| setting.column.id == "rule");
    let id = anchors.id_of(row.first()).filter(|_| is_rule);
    let id = id.map(|id| format!(" id=\"{id}\"")).unwrap_or_default();
    let cells: String = row.iter().zip(settings).map(|(cell, setting)| field(cell, setting, words)).collect();
    format!("<tr{id}{}>{cells}</tr>\n", if is_line { " class=\"line\"" } else { "" })
}

/// A cell; the one that says whose row it is heads the row.
fn field(cell: &Cell, setting: &Setting, words: &Words) -> String {
    let shown = words.cell(cell);
    let class = setting.class;
    match setting.is_key && !shown.is_empty() {
        true => format!("<th scope=\"row\" class=\"{class}\">{shown}</th>"),
        false => format!("<td class=\"{class}\">{shown}</td>"),
    }
}
