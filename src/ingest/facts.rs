//! `FileFacts`: the control totals of one file. Every record read is counted in exactly one of its parts.

use std::sync::Arc;

use crate::calendar::NaiveDate;
use crate::number::Number;

/// What was read from one file and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// The file as the policy or the command line names it.
    pub file: Arc<str>,
    /// Its bytes.
    pub bytes: u64,
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
    /// Between two fields.
    pub delimiter: u8,
    /// Whether the file begins with a byte order mark.
    pub bom: bool,
    /// The earliest date of a counted record.
    pub first_date: Option<NaiveDate>,
    /// The latest date of a counted record.
    pub last_date: Option<NaiveDate>,
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
    /// By which rule: `policy`, `synonym`, `lenient`, `contains`, `own-header`, or `constant`.
    pub how: &'static str,
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

impl FileFacts {
    /// Whether a record of that place is among these: of the file itself, or mended for it.
    pub fn hold(&self, file: &Arc<str>, line: u32) -> bool {
        self.file == *file || self.mended.iter().any(|(mended, at)| mended == file && *at == line)
    }

    /// Whether every record is in exactly one part.
    pub fn adds_up(&self) -> bool {
        let parts = [
            self.counted,
            self.outside_period,
            self.not_counted,
            self.blank,
            self.repeated_headers,
            self.totals_agreed,
            self.set_aside,
            self.replaced,
        ];
        self.records == parts.iter().sum::<u64>()
    }
}
