//! CSV: the first table for machines, with the columns' ids as header; no total rows, nothing else.

use csv::{QuoteStyle, Terminator, WriterBuilder};

use crate::locale::Locale;
use crate::report::model::{Body, Cell, Column, Report, Table};

use super::{CsvDialect, RenderError, RenderOptions, for_machines, plain};

/// What a spreadsheet takes for the beginning of a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// The first table for machines in the dialect of the options.
pub fn render(report: &Report, options: &RenderOptions, _: &Locale) -> Result<Vec<u8>, RenderError> {
    let no_table = RenderError::NoTable { report: report.id, format: "csv" };
    let table = for_machines(report).find_map(|section| match &section.body {
        Body::Table(table) => Some(table),
        _ => None,
    });
    let table = table.ok_or_else(|| no_table.clone())?;
    // A writer into memory fails only where records differ in length, and `flexible` allows that.
    write(table, options.csv).map_err(|_| no_table)
}

/// Plain records in the default dialect.
///
/// Writing into memory fails only where records differ in length, and `flexible` allows that; then there are no bytes.
pub fn records<R: IntoIterator<Item = String>>(records: impl IntoIterator<Item = R>) -> Vec<u8> {
    let mut writer = WriterBuilder::new().flexible(true).terminator(Terminator::Any(b'\n')).from_writer(Vec::new());
    let written = records.into_iter().try_for_each(|record| writer.write_record(record));
    written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default()
}

fn write(table: &Table, dialect: CsvDialect) -> csv::Result<Vec<u8>> {
    let (start, terminator) = match dialect {
        CsvDialect::Rfc4180 => ("", Terminator::Any(b'\n')),
        CsvDialect::Excel => ("\u{FEFF}", Terminator::CRLF),
    };
    let mut writer = WriterBuilder::new()
        .flexible(true)
        .quote_style(QuoteStyle::Necessary)
        .terminator(terminator)
        .from_writer(Vec::from(start));
    writer.write_record(table.columns.iter().map(|column| &column.id))?;
    for row in &table.rows {
        writer.write_record(table.columns.iter().zip(row).map(|(column, cell)| field(column, cell, dialect)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn field(column: &Column, cell: &Cell, dialect: CsvDialect) -> String {
    let text = plain::text(cell);
    let is_number = column.numeric || matches!(cell, Cell::Figure(..) | Cell::Plain(..) | Cell::Date(_));
    match dialect {
        CsvDialect::Excel if !is_number && text.starts_with(FORMULA_STARTS) => format!("'{text}"),
        _ => text,
    }
}
