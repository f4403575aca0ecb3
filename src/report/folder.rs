//! Reports that stand in a folder beside others: the page of a team, the workbook of everything; `index` has the page of whoever decides.

mod index;

use std::borrow::Cow;

use super::head;
use super::model::{Audience, Body, Cell, Phrase, Report, RowOf, Section, Table};
use crate::run::Outcome;

pub use index::index;

/// A report of the folder.
pub struct Page<'a> {
    /// The name of its files, without an extension.
    pub name: String,
    /// The report.
    pub report: Report<'a>,
}

impl<'a> Page<'a> {
    /// A report by the name of its files.
    pub fn new(name: impl Into<String>, report: Report<'a>) -> Self {
        Page { name: name.into(), report }
    }
}

fn is_for_people(section: &Section) -> bool {
    matches!(section.audience, Audience::People | Audience::Everyone | Audience::Kept)
}

fn is_blank(cell: &Cell) -> bool {
    match cell {
        Cell::Empty | Cell::Missing => true,
        Cell::Phrase(phrase) => matches!(&**phrase, Phrase::Joined(parts) if parts.is_empty()),
        Cell::Text(text) => text.is_empty(),
        _ => false,
    }
}

/// The report with the names of people leading to their pages; `path_of` knows the page of a person.
pub fn linked<'a>(report: Report<'a>, path_of: &dyn Fn(usize) -> Option<String>) -> Report<'a> {
    let sections = report.sections.into_iter().map(|section| {
        let Body::Table(table) = section.body else { return section };
        let Some(place) = table.columns.iter().position(|column| column.id == "name") else {
            return Section { body: Body::Table(table), ..section };
        };
        let rows = table.rows.iter().map(|row| {
            let mut row = row.into_owned();
            if let Cell::Of(_, RowOf::Person(person)) = &row[place]
                && let Some(path) = path_of(*person)
            {
                row[place] = Cell::Link(Box::new(row[place].clone()), path);
            }
            row
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        Section { body: Body::Table(Table { columns: table.columns, rows: rows.into() }), ..section }
    });
    Report { sections: sections.collect(), ..report }
}

/// The page of a team, from reports with the rows of its people.
pub fn team<'a>(outcome: &'a Outcome, team: &str, pages: Vec<Page<'a>>) -> Report<'a> {
    let title = Phrase::term("team_report").with("team", Cell::Text(team.to_owned()));
    let is_kept =
        |section: &Section| is_for_people(section) && !is_empty(section) && section.id != super::choice::NOTHING;
    let sections = joined(pages, is_kept).into_iter().map(without_blank_columns).collect();
    Report { id: "team", title, head: head::as_of(outcome), sections, brief: Vec::new() }
}

/// Every report in one, for a workbook.
pub fn workbook<'a>(outcome: &'a Outcome, pages: Vec<Page<'a>>) -> Report<'a> {
    let title = Phrase::term("index_report");
    Report { id: "report", title, head: head::as_of(outcome), sections: joined(pages, |_| true), brief: Vec::new() }
}

/// The section without the columns of its table in which no row has anything.
fn without_blank_columns(section: Section) -> Section {
    let Body::Table(table) = section.body else { return section };
    let rows: Vec<Vec<Cell>> = table.rows.iter().map(Cow::into_owned).collect();
    let kept: Vec<bool> = (0..table.columns.len()).map(|place| rows.iter().any(|row| !is_blank(&row[place]))).collect();
    let body = Body::Table(Table {
        columns: of_kept(table.columns, &kept),
        rows: rows.into_iter().map(|row| of_kept(row, &kept)).collect(),
    });
    Section { body, ..section }
}

/// What stands at the places that are kept.
fn of_kept<T>(all: Vec<T>, kept: &[bool]) -> Vec<T> {
    all.into_iter().zip(kept).filter_map(|(one, is_kept)| is_kept.then_some(one)).collect()
}

fn is_empty(section: &Section) -> bool {
    matches!(&section.body, Body::Table(table) if table.rows.is_empty())
}

/// Sections that every report has, in which each says the same of the files.
const OF_FILES: [&str; 3] = ["inputs", "control_totals", "unassigned"];

/// The sections of all; what every report says of the files once.
fn joined<'a>(pages: Vec<Page<'a>>, is_kept: impl Fn(&Section) -> bool) -> Vec<Section<'a>> {
    let mut sections: Vec<Section> = Vec::new();
    for page in pages {
        for section in page.report.sections {
            let is_known = |known: &Section| known.id == section.id && known.audience == section.audience;
            let is_again = OF_FILES.contains(&section.id) && sections.iter().any(is_known);
            if is_kept(&section) && !is_again {
                sections.push(section);
            }
        }
    }
    sections
}
