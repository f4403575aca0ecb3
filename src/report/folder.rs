//! Reports that stand in a folder beside others: the page of whoever decides, the page of a team, the workbook of everything.

use std::borrow::Cow;

use super::head;
use super::model::{Audience, Body, Cell, Phrase, Report, Section, Table};
use super::text_column;
use crate::run::Outcome;

/// So many rows of the ranking are on the first page.
const RANKED: usize = 15;
/// So many rows of what is behind, of alarms and of suggestions are on the first page.
const LISTED: usize = 10;

/// The section in which a report says in words what it shows.
const IN_WORDS: &str = "in_words";
/// Whose words are on the first page, in this order.
const SPEAKING: [&str; 3] = ["pay", "score", "progress"];
/// Of a suggestion this says what is lacking to it: nothing of those to decide about.
const LACKING: &str = "lacking";

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
const FIRST_PAGE: [(&str, &str, usize); 7] = [
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
    sections.extend(in_words(&mut all));
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

/// What the reports say in words of themselves, in one section above everything.
fn in_words<'a>(all: &mut Vec<(String, Section<'a>)>) -> Option<Section<'a>> {
    let (said, rest): (Vec<_>, Vec<_>) =
        std::mem::take(all).into_iter().partition(|(_, section)| section.id == IN_WORDS);
    *all = rest;
    let mut notes: Vec<Phrase> = Vec::new();
    for name in SPEAKING {
        let own = said.iter().filter(|(page, _)| page == name);
        own.for_each(|(_, section)| notes.extend(section.notes.iter().cloned()));
    }
    let first = said.into_iter().next()?.1;
    (!notes.is_empty()).then_some(Section { notes, ..first })
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
    let lacking = table.columns.iter().position(|column| column.id == LACKING && section.id == "suggestions");
    let is_whole = |row: &Cow<[Cell]>| lacking.is_none_or(|place| is_blank(&row[place]));
    let rows = table.rows.iter().filter(is_whole).take(most.saturating_add(1));
    let mut rows: Vec<Vec<Cell>> = rows.map(Cow::into_owned).collect();
    let mut notes = section.notes;
    if rows.len() > most {
        rows.truncate(most);
        notes.push(Phrase::term("first_rows_only").with("count", Cell::count(most as i64)));
    }
    let body = Body::Table(Table { columns: table.columns, rows: rows.into() });
    Section { body, notes, ..section }
}

fn is_blank(cell: &Cell) -> bool {
    match cell {
        Cell::Empty | Cell::Missing => true,
        Cell::Phrase(phrase) => matches!(&**phrase, Phrase::Joined(parts) if parts.is_empty()),
        Cell::Text(text) => text.is_empty(),
        _ => false,
    }
}

/// The report with the names of people leading to their pages; `path_of` knows the page of a person by the name.
pub fn linked<'a>(report: Report<'a>, path_of: &dyn Fn(&str) -> Option<String>) -> Report<'a> {
    let sections = report.sections.into_iter().map(|section| {
        let Body::Table(table) = section.body else { return section };
        let Some(place) = table.columns.iter().position(|column| column.id == "name") else {
            return Section { body: Body::Table(table), ..section };
        };
        let rows = table.rows.iter().map(|row| {
            let mut row = row.into_owned();
            if let Cell::Text(name) = &row[place]
                && let Some(path) = path_of(name)
            {
                row[place] = Cell::Link(name.clone(), path);
            }
            row
        });
        let rows: Vec<Vec<Cell>> = rows.collect();
        Section { body: Body::Table(Table { columns: table.columns, rows: rows.into() }), ..section }
    });
    Report { sections: sections.collect(), ..report }
}

/// What else is in the folder.
fn list<'a>(files: &[&str]) -> Section<'a> {
    let row = |path: &&str| vec![Cell::Link((*path).to_owned(), (*path).to_owned())];
    let is_listed = |path: &&&str| !path.starts_with("statements/");
    let mut rows: Vec<Vec<Cell>> = files.iter().filter(is_listed).map(row).collect();
    if files.iter().any(|path| path.starts_with("statements/")) {
        rows.push(vec![Cell::Link("statements/".to_owned(), "statements/".to_owned())]);
    }
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
