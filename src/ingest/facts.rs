//! `FileFacts`: the control totals of one file. Every record read is counted in exactly one of its parts.

use std::sync::Arc;

use super::stamp::Stamp;
use crate::calendar::NaiveDate;
use crate::calendar::day_set::DaySet;
use crate::number::Number;

/// What was read from one file and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// The file as the policy or the command line names it.
    pub file: Arc<str>,
    /// The sheet, where the file is a workbook.
    pub sheet: Option<String>,
    /// Its bytes.
    pub bytes: u64,
    /// What the system said of it when it was read; nothing of what is no file of its own: standard input.
    pub stamp: Option<Stamp>,
    /// SHA-256 of its bytes; nothing where it was not asked for.
    pub digest: Option<String>,
    /// Its physical lines.
    pub lines: u64,
    /// Records below the header, blank ones included.
    pub records: u64,
    /// Records that count.
    pub counted: u64,
    /// Records dated outside of what was asked for.
    pub outside_period: u64,
    /// Records left out by `counted`, and lines of text below a total row.
    pub not_counted: u64,
    /// Records that take a sale back; they are among the counted ones.
    pub returned: u64,
    /// Counted records that are nobody's.
    pub unassigned: u64,
    /// Records without any text.
    pub blank: u64,
    /// The header again.
    pub repeated_headers: u64,
    /// Total rows that agreed.
    pub totals_agreed: u64,
    /// Total rows that could not be compared.
    pub totals_not_compared: u64,
    /// Records set aside for a fault.
    pub set_aside: u64,
    /// Records that a mended one replaces; the mended ones are records too, each in another part.
    pub replaced: u64,
    /// Places of the mended records: file and line.
    pub mended: Vec<(Arc<str>, u32)>,
    /// Which label became which column, and how.
    pub columns: Vec<ColumnFact>,
    /// Labels that nothing matched.
    pub ignored: Vec<String>,
    /// The encoding it was read in, as a policy names it.
    pub encoding: String,
    /// What told the encoding: `named-by-policy`, `named-by-option`, `byte-order-mark`, `ascii`, `utf-8`, `header-labels`, `people` or
    /// `nothing-read-differs`.
    pub encoding_by: &'static str,
    /// Line of the header, from 1.
    pub header_line: u32,
    /// Between two fields.
    pub delimiter: u8,
    /// Whether quotes enclose fields; else they are ordinary characters.
    pub quotes: bool,
    /// Whether the file begins with a byte order mark.
    pub bom: bool,
    /// What says whose its rows are: `person`, `order`, `customer` or `nobody`; empty for a register.
    pub credited_by: &'static str,
    /// The earliest date of a counted record.
    pub first_date: Option<NaiveDate>,
    /// The latest date of a counted record.
    pub last_date: Option<NaiveDate>,
    /// The days of counted records.
    pub days: DaySet,
    /// The latest date of a counted record in the period before the one asked for.
    pub last_before: Option<NaiveDate>,
    /// Of each stretch of days into which a run cuts what it computes, whether a counted record lies in it; shorter where none does further on.
    pub in_segments: Vec<bool>,
    /// Of each number column the sum over all records and over the counted ones.
    pub sums: Vec<ColumnSum>,
}

/// Which label became which column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnFact {
    /// The column.
    pub column: String,
    /// The header as written.
    pub label: String,
    /// By which rule: `policy`, `synonym`, `lenient`, `contains`, `own-header`; or what gives it to every row: `constant`, `implied`.
    pub how: &'static str,
}

impl ColumnFact {
    /// Whether it is a column of the file, and no value that every row has.
    pub fn is_of_file(&self) -> bool {
        !matches!(self.how, "constant" | "implied")
    }
}

/// The sums of a number column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSum {
    /// The column.
    pub column: String,
    /// Over all records that could be read.
    pub all: Number,
    /// Over the counted ones.
    pub counted: Number,
}

/// What became of each header of a file, a line each, for messages: the header, a tab, and its column; nothing behind the tab of a
/// header that nothing uses.
pub fn became(columns: &[ColumnFact], ignored: &[String]) -> String {
    let read = columns.iter().filter(|column| column.is_of_file());
    let read = read.map(|column| format!("{}\t{}\n", one_line(&column.label), column.column));
    read.chain(ignored.iter().map(|label| format!("{}\t\n", one_line(label)))).collect()
}

fn one_line(label: &str) -> String {
    label.split(['\t', '\n', '\r']).map(str::trim).collect::<Vec<_>>().join(" ")
}

impl FileFacts {
    /// The parts with their ids, in the order in which reports show them; zero ones too.
    pub fn parts(&self) -> [(&'static str, u64); 9] {
        [
            ("counted", self.counted),
            ("outside_period", self.outside_period),
            ("not_counted", self.not_counted),
            ("blank", self.blank),
            ("repeated_headers", self.repeated_headers),
            ("total_rows", self.totals_agreed),
            ("total_rows_not_compared", self.totals_not_compared),
            ("set_aside", self.set_aside),
            ("replaced", self.replaced),
        ]
    }

    /// The file's name without that of a sheet, which it has where several of a workbook are read.
    pub fn stored_as(&self) -> &str {
        let without = |sheet: &String| self.file.strip_suffix(']')?.strip_suffix(sheet.as_str())?.strip_suffix('[');
        self.sheet.as_ref().and_then(without).unwrap_or(&self.file)
    }

    /// Whether a record of that place is among these: of the file itself, or mended for it.
    pub fn hold(&self, file: &Arc<str>, line: u32) -> bool {
        self.file == *file || self.mended.iter().any(|(mended, at)| mended == file && *at == line)
    }

    /// Whether anything stands below the header that is a row, counted or not, or at fault.
    pub fn has_rows(&self) -> bool {
        self.records > self.blank + self.repeated_headers + self.totals_agreed + self.totals_not_compared
    }

    /// Whether every record is in exactly one part.
    pub fn adds_up(&self) -> bool {
        self.records == self.parts().iter().map(|(_, count)| count).sum::<u64>()
    }
}
