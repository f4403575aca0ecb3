//! CSV: the first table for machines, under the columns' ids or titles, with the period and the currency in front where that is asked for;
//! no total rows, nothing else.

use std::borrow::Cow;

use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

use crate::locale::Locale;
use crate::report::model::{Body, Cell, Column, Phrase, Report, Table};

use super::text::is_unseen;
use super::{CsvDialect, CsvHeader, CsvLead, RenderError, RenderOptions, for_machines, plain};

/// The facts of the run that may stand in front of each row.
const LEAD: [&str; 2] = ["period", "currency"];

/// What a spreadsheet takes for the beginning of a formula, full-width signs and what it passes over before them included.
const FORMULA_STARTS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

/// From so many digits on a spreadsheet shows a number otherwise than it was written.
const LONG_NUMBER: usize = 12;

/// The first table for machines in the dialect of the options.
pub fn render(report: &Report, options: &RenderOptions, locale: &Locale) -> Result<Vec<u8>, RenderError> {
    let no_table = RenderError::NoTable { report: report.id, format: "csv" };
    let table = for_machines(report).find_map(|section| match &section.body {
        Body::Table(table) => Some(table),
        _ => None,
    });
    let table = table.ok_or_else(|| no_table.clone())?;
    // A writer into memory fails only where records differ in length, and `flexible` allows that.
    let mut lead = lead(report, options.csv_lead);
    lead.retain(|(own, _)| table.columns.iter().all(|column| column.id != own.id));
    write(table, &lead, options, locale).map_err(|_| no_table)
}

/// What stands in front of each row: column and cell.
fn lead<'r>(report: &'r Report, lead: CsvLead) -> Vec<(Column, &'r Cell)> {
    if lead != CsvLead::PeriodAndCurrency {
        return Vec::new();
    }
    let facts = report.head.iter().filter(|(id, ..)| LEAD.contains(id));
    let column = |id: &str, title: &Phrase| Column { id: id.to_owned(), title: title.clone(), numeric: false };
    facts.map(|(id, title, cell)| (column(id, title), cell)).collect()
}

/// The header. A title that several columns have is followed by each one's id.
fn header(columns: &[&Column], header: CsvHeader, locale: &Locale) -> Vec<String> {
    let titles: Vec<String> = columns.iter().map(|column| locale.phrase(&column.title)).collect();
    let title = |(column, title): (&&Column, &String)| match titles.iter().filter(|other| *other == title).count() {
        1 => title.clone(),
        _ => format!("{title} ({})", column.id),
    };
    match header {
        CsvHeader::Ids => columns.iter().map(|column| column.id.clone()).collect(),
        CsvHeader::Titles => columns.iter().zip(&titles).map(title).collect(),
    }
}

/// Records of texts in that dialect. A text that stands like a guarded one is guarded too, so that it can be read again.
///
/// Writing into memory fails only where records differ in length, and `flexible` allows that; then there are no bytes.
pub fn records<R: IntoIterator<Item = String>>(records: impl IntoIterator<Item = R>, dialect: CsvDialect) -> Vec<u8> {
    let guarded = |text: String| match dialect {
        CsvDialect::Excel if is_formula(text.trim_start_matches('\'')) => format!("'{text}"),
        _ => text_in(text, dialect),
    };
    let mut writer = writer(dialect);
    let written = records.into_iter().try_for_each(|record| writer.write_record(record.into_iter().map(guarded)));
    written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default()
}

fn writer(dialect: CsvDialect) -> Writer<Vec<u8>> {
    let (start, terminator) = match dialect {
        CsvDialect::Rfc4180 => ("", Terminator::Any(b'\n')),
        CsvDialect::Excel => ("\u{FEFF}", Terminator::CRLF),
    };
    let mut builder = WriterBuilder::new();
    builder.flexible(true).quote_style(QuoteStyle::Necessary).terminator(terminator);
    builder.from_writer(Vec::from(start))
}

fn write(table: &Table, lead: &[(Column, &Cell)], options: &RenderOptions, locale: &Locale) -> csv::Result<Vec<u8>> {
    let dialect = options.csv;
    let mut writer = writer(dialect);
    let columns: Vec<&Column> = lead.iter().map(|(column, _)| column).chain(&table.columns).collect();
    let header = header(&columns, options.csv_header, locale);
    writer.write_record(header.into_iter().map(|text| text_in(text, dialect)))?;
    for row in table.rows.iter() {
        let cells = lead.iter().map(|(_, cell)| *cell).chain(row.iter());
        writer.write_record(columns.iter().zip(cells).map(|(column, cell)| field(column, cell, dialect)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn field<'c>(column: &Column, cell: &'c Cell, dialect: CsvDialect) -> Cow<'c, [u8]> {
    let is_number = column.numeric || matches!(cell, Cell::Figure(..) | Cell::Plain(..) | Cell::Date(_));
    match (cell, is_number || dialect == CsvDialect::Rfc4180) {
        (Cell::Empty | Cell::Missing, _) => Cow::Borrowed(b""),
        (Cell::Text(text), true) => Cow::Borrowed(text.as_bytes()),
        (_, true) => Cow::Owned(plain::text(cell).into_bytes()),
        (_, false) => Cow::Owned(text_in(plain::text(cell), dialect).into_bytes()),
    }
}

/// A text as the dialect writes it. For Excel, what would become a formula is led by an apostrophe, and an id whose zeros or digits would be
/// lost is written as a formula that gives its text, `="007"`; keys read both as what they were.
fn text_in(text: String, dialect: CsvDialect) -> String {
    let is_id = || {
        let loses = text.starts_with('0') && text.len() > 1 || text.len() >= LONG_NUMBER;
        loses && text.bytes().all(|b| b.is_ascii_digit())
    };
    match dialect {
        CsvDialect::Excel if is_formula(&text) => format!("'{text}"),
        CsvDialect::Excel if is_id() => format!("=\"{text}\""),
        _ => text,
    }
}

/// Whether a spreadsheet may take the text for a formula: blanks, control and bidi characters before the sign are passed over.
fn is_formula(text: &str) -> bool {
    let is_passed = |c: char| c.is_control() || c.is_whitespace() || is_unseen(c);
    let is_led = text.starts_with(|c: char| c.is_control() || is_unseen(c));
    is_led || text.trim_start_matches(is_passed).starts_with(FORMULA_STARTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_change_is_guarded_in_its_dialect_alone() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("＝1", "'＝1"),
            ("＠x", "'＠x"),
            ("\u{202E}=1", "'\u{202E}=1"),
            ("\u{1F}x", "'\u{1F}x"),
            (" -x", "' -x"),
            ("007", "=\"007\""),
            ("123456789012345678", "=\"123456789012345678\""),
            ("42", "42"),
            ("0", "0"),
            ("S007", "S007"),
        ] {
            assert_eq!(text_in(text.to_owned(), CsvDialect::Excel), expected, "{text:?}");
            assert_eq!(text_in(text.to_owned(), CsvDialect::Rfc4180), text);
        }
    }
}
