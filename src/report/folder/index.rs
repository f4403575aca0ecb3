//! The page of whoever decides: how the period went, what is wrong, what to decide; and where everything else is.

use std::borrow::Cow;

use super::{Page, is_blank, is_for_people, without_blank_columns};
use crate::report::head;
use crate::report::model::{Audience, Body, Cell, Phrase, Report, Section, Table};
use crate::report::text_column;
use crate::run::Outcome;

/// So many rows of the ranking and of attainments are on the first page.
const RANKED: usize = 15;
/// So many rows of what is behind, of alarms and of suggestions are on the first page.
const LISTED: usize = 10;

/// The section in which a report says in words what it shows.
const IN_WORDS: &str = "in_words";
/// Whose words are on the first page, in this order.
const SPEAKING: [&str; 3] = ["pay", "score", "progress"];
/// Of a suggestion this says what is lacking to it: nothing of those to decide about.
const LACKING: &str = "lacking";

/// What of which report is on the first page, and at most how many rows; pictures of it stand above all of it.
const FIRST_PAGE: [(&str, &str, usize); 8] = [
    ("watch", "watch_high", LISTED),
    ("watch", "suggestions", LISTED),
    ("score", "ranking", RANKED),
    ("progress", "progress", LISTED),
    ("progress", "attainments", RANKED),
    ("pay", "component_totals", usize::MAX),
    ("score", "unassigned", LISTED),
    ("watch", "not_kept", LISTED),
];

/// Lists of the files of the folder: the section, and with what their paths begin.
const LISTS: [(&str, &str); 4] = [
    ("folder_files", ""),
    ("folder_teams", "teams/"),
    ("folder_statements", "statements/"),
    ("folder_tables", "data/"),
];

/// The page; `files` are the other files of the folder, with whom or what they are of, where that is not a report.
pub fn index<'a>(outcome: &'a Outcome, pages: Vec<Page<'a>>, files: &[(String, Option<Cell>)]) -> Report<'a> {
    let titles: Vec<(String, Phrase)> =
        pages.iter().map(|page| (format!("{}.html", page.name), called(&page.report))).collect();
    let mut all: Vec<(String, Section<'a>)> = Vec::new();
    for page in pages {
        all.extend(page.report.sections.into_iter().map(|section| (page.name.clone(), section)));
    }
    let mut sections: Vec<Section> = in_words(&mut all).into_iter().collect();
    let [reports, others @ ..] = LISTS;
    sections.extend(list(reports, files, &titles));
    let (charts, tables): (Vec<_>, Vec<_>) =
        shown(all).into_iter().partition(|section| matches!(section.body, Body::Chart(_)));
    sections.extend(charts.into_iter().chain(tables));
    sections.extend(others.into_iter().filter_map(|one| list(one, files, &titles)));
    Report { id: "index", title: Phrase::term("index_report"), head: head::as_of(outcome), sections, brief: Vec::new() }
}

/// What a report is called among others: one of a label with the label.
fn called(report: &Report) -> Phrase {
    match report.head.iter().find(|(id, ..)| *id == "by") {
        Some((.., label)) => Phrase::term("report_by_label")
            .with("report", Cell::phrase(report.title.clone()))
            .with("label", in_words_of_people(label)),
        None => report.title.clone(),
    }
}

/// Labels that have a word of their own, with its term.
const LABELS: [(&str, &str); 5] = [
    ("product", "product_name"),
    ("customer", "customer"),
    ("region", "region"),
    ("channel", "channel"),
    ("category", "category"),
];

/// A label by the word for it; one that has none by itself.
fn in_words_of_people(label: &Cell) -> Cell {
    let known = |text: &str| LABELS.into_iter().find(|(name, _)| *name == text);
    let term = if let Cell::Text(text) = label { known(text) } else { None };
    term.map_or_else(|| label.clone(), |(_, term)| Cell::phrase(Phrase::term(term)))
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

/// The sections that the first page has, in its order.
fn shown<'a>(mut all: Vec<(String, Section<'a>)>) -> Vec<Section<'a>> {
    let mut sections = Vec::new();
    for (name, id, most) in FIRST_PAGE {
        let (own, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|(page, section)| {
            page == name && is_for_people(section) && (section.id == id || draws(section, id))
        });
        all = rest;
        sections.extend(own.into_iter().map(|(_, section)| without_blank_columns(shortened(section, most))));
    }
    sections
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

/// Files whose paths begin so, as links; nothing where there are none.
fn list<'a>(
    (id, beginning): (&'static str, &str),
    files: &[(String, Option<Cell>)],
    titles: &[(String, Phrase)],
) -> Option<Section<'a>> {
    let link = |(path, of): &(String, Option<Cell>)| {
        let name = path.strip_prefix(beginning).filter(|name| !name.contains('/'))?;
        let title = titles.iter().find(|(known, _)| known == path).map(|(_, title)| Cell::phrase(title.clone()));
        let shown = of.clone().or(title).unwrap_or_else(|| Cell::Text(name.to_owned()));
        Some(vec![Cell::Link(Box::new(shown), path.clone())])
    };
    let rows: Vec<Vec<Cell>> = files.iter().filter_map(link).collect();
    let is_any = !rows.is_empty();
    let body = Body::Table(Table { columns: vec![text_column("file")], rows: rows.into() });
    let section = Section { id, title: Phrase::term(id), audience: Audience::People, body, notes: Vec::new() };
    is_any.then_some(section)
}
