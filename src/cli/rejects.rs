//! The file of rows that were set aside: `file,line,column,code,reason,record`, the record as it stood, in the order of files and
//! lines; in the Excel dialect its texts are guarded, as those of reports are.

use crate::finding::{Finding, Severity};
use crate::ingest::faults::Rejected;
use crate::locale::Locale;
use crate::render::{CsvDialect, csv};

/// The bytes of the file, also when no row was set aside.
pub fn bytes(rejected: &[Rejected], locale: &Locale, dialect: CsvDialect) -> Vec<u8> {
    let header = ["file", "line", "column", "code", "reason", "record"].map(str::to_owned);
    let rows = rejected.iter().map(|row| {
        let finding =
            Finding { code: row.code, severity: Severity::Error, args: row.reason_args.clone(), places: Vec::new() };
        let (reason, _) = locale.finding(&finding);
        let column = if row.column == 0 { String::new() } else { row.column.to_string() };
        [row.file.to_string(), row.line.to_string(), column, row.code.to_owned(), reason, row.record.clone()]
    });
    csv::records(std::iter::once(header).chain(rows), dialect)
}
