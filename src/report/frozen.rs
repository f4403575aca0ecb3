//! A closed period as it was closed: the tables of its folder; a longer one as the sum of those that it is made of.

mod chosen;
mod summed;

use super::model::{Audience, Body, Cell, Column, Phrase, Report, Section, Shape, Table};
use super::statement::line_named;
use crate::number::Number;
use crate::policy::rules::{Label, PayUnit};
use crate::results::{BalanceKind, LineKind};

pub use summed::summed;

/// What a closed folder says of itself.
#[derive(Clone, Debug)]
pub struct Frozen<'a> {
    /// The period's name.
    pub period: &'a str,
    /// The closed periods that are added up; nothing where it is one itself.
    pub paid_by: Option<String>,
    /// The folder, as messages name it.
    pub folder: &'a str,
    /// Its head.
    pub head: &'a str,
    /// The policy's version.
    pub version: &'a str,
    /// The currency.
    pub currency: &'a str,
    /// The tool that closed it.
    pub tool: &'a str,
    /// Decimals of money.
    pub places: u32,
}

/// A table of the folder: the section's id, its header and rows.
pub type FrozenTable = (&'static str, Vec<String>, Vec<Vec<String>>);

/// Columns of these names are texts, whatever stands in them.
const TEXTS: [&str; 17] = [
    "person",
    "name",
    "team",
    "role",
    "component",
    "line",
    "unit",
    "reason",
    "approved_by",
    "remark",
    "order",
    "row",
    "kind",
    "scorecard",
    "list",
    "grade",
    "next_grade",
];

/// Columns whose titles are those of reports of periods that are not closed, by terms of the same id but for two.
const TITLES: [&str; 35] = [
    "added",
    "amount",
    "approved_by",
    "base",
    "closing",
    "coefficient",
    "component",
    "gap_to_first",
    "gap_to_median",
    "gap_to_next",
    "grade",
    "honour",
    "leave_days",
    "line",
    "list",
    "name",
    "next_grade",
    "next_grade_by",
    "next_grade_more",
    "next_grade_points",
    "opening",
    "order",
    "person",
    "rank",
    "rank_change",
    "reason",
    "released",
    "remark",
    "role",
    "score",
    "scorecard",
    "taken",
    "team",
    "total_amount",
    "unit",
];

/// The title of a column; one of the policy's names is its own.
fn title(header: &str, all: &[String]) -> Phrase {
    match header {
        "kind" => Phrase::term("balance_kind"),
        "row" => Phrase::term("source_row"),
        _ => match TITLES.iter().find(|known| **known == header) {
            Some(known) => Phrase::term(known),
            None => {
                all.iter().find_map(|of| called(header, of)).unwrap_or(Phrase::Label(Label::One(header.to_owned())))
            }
        },
    }
}

/// What people call a line of that name of the component, where it is one that was released or corrected.
fn called(line: &str, component: &str) -> Option<Phrase> {
    // Only the name of the period is shown, which is the same wherever its year begins.
    let kind = LineKind::named(line, component, 1);
    (kind != LineKind::Own).then(|| line_named(&kind, component, line))
}

/// Builds the report; `id` is that of the report that shows the same of a period that is not closed.
pub fn frozen(id: &'static str, title: &'static str, of: &Frozen, tables: Vec<FrozenTable>) -> Report<'static> {
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut head = vec![("period", Phrase::term("period"), text(of.period))];
    head.extend(of.paid_by.as_ref().map(|periods| ("paid_by", Phrase::term("paid_by"), text(periods))));
    head.extend([
        ("folder", Phrase::term("folder"), text(of.folder)),
        ("head", Phrase::term("head"), text(of.head)),
        ("version", Phrase::term("version"), text(of.version)),
        ("currency", Phrase::term("currency"), text(of.currency)),
        ("tool", Phrase::term("tool"), text(of.tool)),
    ]);
    let section = |(id, header, rows): FrozenTable| {
        let body = Body::Table(table(&header, &rows, of.places));
        Section { id, title: Phrase::term(id), audience: Audience::Everyone, body, notes: Vec::new() }
    };
    Report {
        id,
        title: Phrase::term(title),
        head,
        sections: tables.into_iter().map(section).collect(),
        brief: Vec::new(),
    }
}

/// The term of what a column has an id of.
fn term(column: &str, text: &str) -> Option<&'static str> {
    let units = || PayUnit::ALL.iter().map(|(id, _)| *id);
    let kinds = || BalanceKind::ALL.iter().map(|(id, _)| *id);
    match column {
        "unit" => units().find(|id| *id == text),
        "kind" => kinds().find(|id| *id == text),
        _ => None,
    }
}

fn table(header: &[String], rows: &[Vec<String>], places: u32) -> Table<'static> {
    let is_number = |column: usize| {
        !TEXTS.contains(&header[column].as_str())
            && rows.iter().all(|row| row[column].is_empty() || Number::parse_in_full(&row[column]).is_some())
    };
    let numeric: Vec<bool> = (0..header.len()).map(is_number).collect();
    let column =
        |(name, numeric): (&String, &bool)| Column { id: name.clone(), title: title(name, header), numeric: *numeric };
    let cell = |(text, numeric): (&String, &bool)| match Number::parse_in_full(text).filter(|_| *numeric) {
        Some(number) => Cell::Plain(number, Shape::Money(places)),
        None if text.is_empty() => Cell::Empty,
        None => Cell::Text(text.clone()),
    };
    let place = |name: &str| header.iter().position(|column| column == name);
    let names = place("line").zip(place("component"));
    let cells = |row: &Vec<String>| {
        let mut cells: Vec<Cell> = row.iter().zip(&numeric).map(cell).collect();
        for (column, text) in row.iter().enumerate() {
            if let Some(id) = term(&header[column], text) {
                cells[column] = Cell::phrase(Phrase::term(id));
            }
        }
        if let Some((line, name)) = names.and_then(|(line, of)| Some((line, called(&row[line], &row[of])?))) {
            cells[line] = Cell::phrase(name);
        }
        cells
    };
    Table { columns: header.iter().zip(&numeric).map(column).collect(), rows: rows.iter().map(cells).collect() }
}
