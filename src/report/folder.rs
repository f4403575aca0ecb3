//! Reports that stand in a folder beside others: the page of whoever decides, the page of a team, the workbook of everything.

use super::head;
use super::model::{Audience, Body, Cell, Phrase, Report, Section, Table};
use super::text_column;
use crate::run::Outcome;

/// So many rows of the ranking are on the first page.
const RANKED: usize = 15;
/// So many rows of what is behind, of alarms and of suggestions are on the first page.
const LISTED: usize = 10;

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

/// What of which report is on the first page, and at most how many rows.
const FIRST_PAGE: [(&str, &str, usize); 9] = [
    ("score", "result", usize::MAX),
    ("pay", "result", usize::MAX),
    ("watch", "watch_high", LISTED),
    ("watch", "suggestions", LISTED),
    ("progress", "progress", LISTED),
    ("score", "ranking", RANKED),
    ("pay", "component_totals", usize::MAX),
    ("score", "unassigned", LISTED),
    ("watch", "not_kept", LISTED),
];

/// The page of whoever decides: how the period went, what is wrong, what to decide; and where everything else is.
pub fn index<'a>(outcome: &'a Outcome, pages: Vec<Page<'a>>, files: &[&str]) -> Report<'a> {
    let mut all: Vec<(String, Section<'a>)> = Vec::new();
    for page in pages {
        all.extend(page.report.sections.into_iter().map(|section| (page.name.clone(), section)));
    }
    let mut sections: Vec<Section> = Vec::new();
    for (name, id, most) in FIRST_PAGE {
        let (own, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|(page, section)| {
            page == name && is_for_people(section) && (section.id == id || draws(section, id))
        });
        all = rest;
        sections.extend(own.into_iter().map(|(_, section)| shortened(section, most)));
    }
    sections.push(list(files));
    Report { id: "index", title: Phrase::term("index_report"), head: head::as_of(outcome), sections }
}

fn is_for_people(section: &Section) -> bool {
    matches!(section.audience, Audience::People | Audience::Everyone | Audience::Kept)
}

/// Whether it is a picture of that section.
fn draws(section: &Section, id: &str) -> bool {
    matches!(&section.body, Body::Chart(chart) if chart.of == id)
}

/// The first rows; that there are more is said.
fn shortened(section: Section, most: usize) -> Section {
    let Body::Table(table) = section.body else { return section };
    let mut rows: Vec<Vec<Cell>> = table.rows.iter().take(most.saturating_add(1)).map(|row| row.into_owned()).collect();
    let mut notes = section.notes;
    if rows.len() > most {
        rows.truncate(most);
        notes.push(Phrase::term("first_rows_only").with("count", Cell::count(most as i64)));
    }
    let body = Body::Table(Table { columns: table.columns, rows: rows.into() });
    Section { body, notes, ..section }
}

/// What else is in the folder.
fn list<'a>(files: &[&str]) -> Section<'a> {
    let row = |path: &&str| vec![Cell::Link((*path).to_owned(), (*path).to_owned())];
    let is_listed = |path: &&&str| !path.starts_with("statements/");
    let rows: Vec<Vec<Cell>> = files.iter().filter(is_listed).map(row).collect();
    let body = Body::Table(Table { columns: vec![text_column("file")], rows: rows.into() });
    let title = Phrase::term("folder_files");
    Section { id: "folder_files", title, audience: Audience::People, body, notes: Vec::new() }
}

/// The page of a team, from reports with the rows of its people.
pub fn team<'a>(outcome: &'a Outcome, team: &str, pages: Vec<Page<'a>>) -> Report<'a> {
    let title = Phrase::term("team_report").with("team", Cell::Text(team.to_owned()));
    let is_kept = |section: &Section| is_for_people(section) && !is_empty(section);
    Report { id: "team", title, head: head::as_of(outcome), sections: joined(pages, is_kept) }
}

/// Every report in one, for a workbook.
pub fn workbook<'a>(outcome: &'a Outcome, pages: Vec<Page<'a>>) -> Report<'a> {
    let title = Phrase::term("index_report");
    Report { id: "report", title, head: head::as_of(outcome), sections: joined(pages, |_| true) }
}

fn is_empty(section: &Section) -> bool {
    matches!(&section.body, Body::Table(table) if table.rows.is_empty())
}

/// The sections of all, each once: what several reports say of the files is the same.
fn joined<'a>(pages: Vec<Page<'a>>, is_kept: impl Fn(&Section) -> bool) -> Vec<Section<'a>> {
    let mut sections: Vec<Section> = Vec::new();
    for page in pages {
        let is_many = page.name.starts_with("trend-");
        for section in page.report.sections {
            let is_known = |known: &Section| known.id == section.id && known.audience == section.audience;
            let is_again = !is_many && !matches!(section.body, Body::Chart(_)) && sections.iter().any(is_known);
            if is_kept(&section) && !is_again {
                sections.push(section);
            }
        }
    }
    sections
}
