//! A workbook: a first sheet with the facts of the run and its control totals, then a sheet for each section, last those of the tables for machines.
//!
//! Cells are numbers, days and texts as such; the same report gives the same bytes.

mod cells;
mod charts;
mod formulas;
mod names;
mod sheet;
mod stored;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use crate::finding::Finding;
use crate::locale::{Locale, Precision};
use crate::report::model::{Audience, Body, Cell, Column, Node, Report, Section, Spot, Table};

use super::{RenderError, RenderOptions};
use cells::Pen;
use formulas::Live;
use names::Names;
use sheet::Page;

/// The section that stands on the first sheet.
const TOTALS: &str = "control_totals";

/// What the first sheet is called.
const FIRST: &str = "overview";

/// When every workbook says that it was made: files of the same report are the same.
const MADE: &str = "2000-01-01";

/// Who says so: nobody.
const NOBODY: &str = "";

/// The report as a workbook.
pub(super) fn render(report: &Report, _: &RenderOptions, locale: &Locale) -> Result<Vec<u8>, RenderError> {
    if let Some(section) = sections(report).find(|section| is_too_long(section)) {
        return Err(RenderError::TooManyRows { section: section.id, most: table::MOST_ROWS });
    }
    workbook(report, locale).map_err(|error| match error {
        XlsxError::MaxStringLengthExceeded => RenderError::TextTooLong { report: report.id },
        other => RenderError::Workbook { reason: other.to_string() },
    })
}

/// What of a report stands in a workbook otherwise than as it is meant: numbers of many digits, as texts.
pub(super) fn told(report: &Report, locale: &Locale) -> Option<Finding> {
    let is_long = |cell: &Cell, precision| cells::is_long(locale, cell, precision);
    let of_head = report.head.iter().filter(|(.., cell)| is_long(cell, Precision::Shown)).count();
    let of_section = |section: &Section| match &section.body {
        Body::Table(table) => {
            let is_long = |cell: &&Cell| is_long(cell, precision_of(section));
            table.rows.iter().map(|row| row.iter().filter(is_long).count()).sum()
        }
        Body::Steps(nodes) => nodes.iter().map(|node| long_steps(node, &|cell| is_long(cell, Precision::Exact))).sum(),
        Body::Notes | Body::Chart(_) | Body::Formulas(_) => 0,
    };
    let count = of_head + sections(report).map(of_section).sum::<usize>();
    (count > 0).then(|| Finding::warning("numbers-as-text").with("count", count).with("report", report.id))
}

fn long_steps(node: &Node, is_long: &dyn Fn(&Cell) -> bool) -> usize {
    usize::from(is_long(&node.value)) + node.inputs.iter().map(|input| long_steps(input, is_long)).sum::<usize>()
}

/// The sections that a workbook has, in the order of its sheets: those for people, then the tables for machines that have rows.
fn sections<'r>(report: &'r Report<'r>) -> impl Iterator<Item = &'r Section<'r>> {
    let for_people = |section: &&Section| {
        matches!(section.audience, Audience::People | Audience::Everyone | Audience::Kept | Audience::Workbook)
    };
    let people = report.sections.iter().filter(for_people);
    people.chain(report.sections.iter().filter(|section| is_data(section)))
}

/// Whether it is a table for machines: what an analyst filters and sums.
fn is_data(section: &Section) -> bool {
    let has_rows = matches!(&section.body, Body::Table(table) if !table.rows.is_empty());
    section.audience == Audience::Machines && has_rows
}

/// Whether a table has more rows than a sheet, with room for its header and notes.
fn is_too_long(section: &Section) -> bool {
    let room = table::MOST_ROWS as usize - section.notes.len() - 3;
    matches!(&section.body, Body::Table(table) if table.rows.iter().nth(room).is_some())
}

/// A section and the name of its sheet.
struct Sheet<'r> {
    section: &'r Section<'r>,
    name: String,
}

impl Sheet<'_> {
    /// Whether it is a table for machines, beside one for people perhaps.
    fn is_data(&self) -> bool {
        self.section.audience == Audience::Machines
    }
}

/// The sheets after the first one, in their order. Sentences stand on the first; charts have none of their own, but stand on that of their table.
fn sheets<'r>(report: &'r Report<'r>, locale: &Locale, names: &mut Names) -> Vec<Sheet<'r>> {
    let has_sheet =
        |section: &&Section| section.id != TOTALS && matches!(section.body, Body::Table(_) | Body::Steps(_));
    let sheet = |section: &'r Section<'r>| {
        let title = locale.phrase(&section.title);
        let title = if is_data(section) { locale.fill("sheet_of_data", &[("name", &title)]) } else { title };
        Sheet { section, name: names.name(&title, section.id) }
    };
    sections(report).filter(has_sheet).map(sheet).collect()
}

/// With how many decimals numbers are shown: of steps with as many as are calculated with.
fn precision_of(section: &Section) -> Precision {
    match (&section.body, section.audience) {
        (Body::Steps(_), _) | (_, Audience::Workbook) => Precision::Exact,
        _ => Precision::Shown,
    }
}

fn workbook(report: &Report, locale: &Locale) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let mut names = Names::default();
    let title = locale.phrase(&report.title);
    let first_name = names.name(locale.term(FIRST), report.id);
    let sheets = sheets(report, locale, &mut names);
    let live = Live::of(report, &sheets, locale);
    let made = ExcelDateTime::parse_from_str(MADE)?;
    workbook.set_properties(&DocProperties::new().set_title(&title).set_author(NOBODY).set_creation_datetime(&made));
    workbook.push_worksheet(first(report, locale, &first_name)?);
    for sheet in &sheets {
        workbook.push_worksheet(made_of(report, sheet, locale, &live)?);
    }
    workbook.save_to_buffer()
}

/// The facts of the run, what is said in sentences, and the control totals.
fn first(report: &Report, locale: &Locale, name: &str) -> Result<Worksheet, XlsxError> {
    let mut page = Page::new(name, Pen { locale, precision: Precision::Shown })?;
    table::heading(&mut page, &locale.phrase(&report.title))?;
    let facts: Vec<(String, &Cell)> = report.head.iter().map(|(_, title, cell)| (locale.phrase(title), cell)).collect();
    table::facts(&mut page, &facts)?;
    for section in sections(report).filter(|section| matches!(section.body, Body::Notes)) {
        page.row += 1;
        table::heading(&mut page, &locale.phrase(&section.title))?;
        page.sentences(&section.notes)?;
    }
    let totals = sections(report).find(|section| section.id == TOTALS);
    if let Some((section, Body::Table(totals))) = totals.map(|section| (section, &section.body)) {
        page.row += 1;
        table::heading(&mut page, &locale.phrase(&section.title))?;
        table::table(&mut page, totals, (&BTreeSet::new(), &|_, _| None))?;
    }
    page.notes(totals.map_or(&[], |section| &section.notes))?;
    page.finish()
}

/// The sheet of a section.
fn made_of(report: &Report, sheet: &Sheet, locale: &Locale, live: &Live) -> Result<Worksheet, XlsxError> {
    let section = sheet.section;
    let mut page = Page::new(&sheet.name, Pen { locale, precision: precision_of(section) })?;
    match &section.body {
        Body::Table(table) => {
            let charts = if sheet.is_data() { Vec::new() } else { charts::of(report, section) };
            let of_cell = |row, column| {
                let spot = Spot { section: section.id, row, column };
                if sheet.is_data() { None } else { live.at(spot) }
            };
            table::table(&mut page, table, (&charts::drawn(table, &charts), &of_cell))?;
            below_table(&mut page, table, section)?;
            charts::draw(&mut page, table, &charts)?;
        }
        Body::Steps(nodes) => {
            let columns = table::steps(&mut page, nodes)?;
            page.filter(columns, 0)?;
            page.notes(&section.notes)?;
        }
        Body::Notes | Body::Chart(_) | Body::Formulas(_) => {}
    }
    page.finish()
}

fn below_table(page: &mut Page, table: &Table, section: &Section) -> Result<(), XlsxError> {
    page.table_rows = page.row - 1;
    page.filter(table.columns.len(), key_columns(&table.columns))?;
    if page.table_rows == 0 {
        let nothing = page.locale().term("nothing_to_list");
        page.text(0, nothing, &sheet::note_look())?;
        page.row += 1;
    }
    page.notes(&section.notes)
}

/// How many leading columns say whose row it is: up to the first that is a text, and a name after an id.
fn key_columns(columns: &[Column]) -> usize {
    let first = columns.iter().position(|column| !column.numeric).map_or(1, |index| index + 1);
    if columns.get(first).is_some_and(|column| column.id == "name") { first + 1 } else { first }
}
