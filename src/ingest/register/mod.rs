//! `Register`: a file that says how things stand (people, targets, ratings …), read as a whole into rows that know their lines.
//!
//! Registers are small; what is read from millions of rows takes the path of `scan`. All faults of all files are found in one run.

mod candidate;
mod cells;
mod counted;
mod differing;
mod doubles;
mod doubts;
mod first_rows;
mod groups;
mod heading;
mod implied;
mod month_order;
mod naming;
mod of_kind;
mod republic;
mod row;
mod signs;
mod slots;
mod sorting;
mod target_lines;
mod title;
mod totals;
pub mod units;

use std::sync::Arc;

use super::decode::Detected;
#[cfg(test)]
use super::decode::{Encoding, How};
use super::facts::FileFacts;
use super::faults::Faults;
use super::files::has_one_line;
use super::mended::Mended;
use super::stamp::Stamp;
use crate::finding::Finding;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{InputKind, InputRule};
use crate::source::Place;

pub(super) use candidate::HEADER_LINES;
pub use cells::{Cells, Need};
pub use differing::{UnitAt, finding as differing_units};
pub use row::{RegisterRow, UNIT};
pub use slots::{Heading, Slot};
pub(in crate::ingest) use title::unit_of;

/// Which columns a register is read for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Without one of these the file is refused.
    pub needed: Vec<String>,
    /// Of each group one alternative must be there whole: `period`, or `from` and `to`.
    pub any_of: Vec<Vec<Vec<String>>>,
    /// Read where they are there; two labels for one of them are refused.
    pub optional: Vec<String>,
    /// Any other columns that something asks for: a file may lack them.
    pub named: Vec<String>,
    /// Columns of targets that may be absent, for all rows have this value.
    pub implied: Vec<(&'static str, String)>,
    /// Columns that are read as numbers, whether a kind of file knows them or not.
    pub numbers: Vec<String>,
}

impl Wanted {
    /// These columns needed, those read where they are there.
    pub fn new(needed: &[&str], optional: &[&str]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Wanted { needed: owned(needed), optional: owned(optional), ..Wanted::default() }
    }

    /// Whether something asks for the column.
    fn reads(&self, column: &str) -> bool {
        [&self.needed, &self.optional, &self.named, &self.numbers].into_iter().flatten().any(|name| name == column)
    }

    /// One of these alternatives must be there whole.
    pub fn any_of(mut self, alternatives: &[&[&str]]) -> Self {
        let owned = alternatives.iter().map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        self.any_of.push(owned.collect());
        self
    }
}

/// The header of a file that is read as a stream: which field is which, and where the rows begin.
#[derive(Clone, Debug)]
pub struct FileHead {
    /// The columns.
    pub heading: Heading,
    /// How records are written.
    pub dialect: crate::ingest::records::Dialect,
    /// First byte below the header.
    pub below: usize,
    /// The line on which that byte stands.
    pub line: u32,
    /// Which label became which column.
    pub columns: Vec<crate::ingest::facts::ColumnFact>,
    /// Labels that nothing matched.
    pub ignored: Vec<String>,
}

impl FileHead {
    /// Finds the header in the first bytes of a file (without byte order mark). Its faults are reported; nothing where the file
    /// cannot be read.
    pub fn find(
        (rule, policy, wanted): (&InputRule, &Policy, &Wanted),
        file: &Arc<str>,
        bytes: &[u8],
        faults: &mut Faults,
    ) -> Option<Self> {
        let found = Rules { rule, policy, wanted }.find_header(file, bytes, faults)?;
        let heading::Found { heading, dialect, below, line, columns, ignored } = found;
        Some(FileHead { heading, dialect, below, line, columns, ignored })
    }
}

/// All rows of one input.
#[derive(Clone, Debug, Default)]
pub struct Register {
    /// The input's name.
    pub name: String,
    /// In the order of the files and lines; those that could not be read as rows are faults.
    pub rows: Vec<RegisterRow>,
    /// Rows that `counted` leaves out.
    pub left_out: Vec<RegisterRow>,
    /// Control totals, a file each.
    pub facts: Vec<FileFacts>,
}

/// One file of a register, as a whole.
#[derive(Clone, Debug)]
pub struct RegisterFile {
    /// As the policy or the command line names it.
    pub name: Arc<str>,
    /// The sheet, where it is one of a workbook.
    pub sheet: Option<Arc<str>>,
    /// Which entry of the input's `files` found it.
    pub entry: usize,
    /// Its text in UTF-8, with or without a byte order mark, as a transcoder gives it.
    pub text: Vec<u8>,
    /// How many bytes the file has.
    pub bytes: u64,
    /// What the system said of it when it was found; nothing of what is in memory.
    pub stamp: Option<Stamp>,
    /// What it is in.
    pub detected: Detected,
}

#[cfg(test)]
impl RegisterFile {
    /// A file in UTF-8.
    pub fn utf8(name: impl Into<Arc<str>>, text: impl Into<Vec<u8>>) -> Self {
        let (text, detected) = (text.into(), Detected { encoding: Encoding::UTF_8, how: How::Utf8 });
        RegisterFile { name: name.into(), sheet: None, entry: 0, bytes: text.len() as u64, stamp: None, text, detected }
    }
}

/// What the reading of a register goes by.
#[derive(Clone, Copy)]
pub(super) struct Rules<'a> {
    /// The input.
    pub rule: &'a InputRule,
    /// The policy it stands in.
    pub policy: &'a Policy,
    /// The columns it is read for.
    pub wanted: &'a Wanted,
}

impl Register {
    /// Which input it is.
    pub fn kind(&self) -> InputKind {
        InputKind::of(&self.name)
    }

    /// Reads the files of an input.
    pub fn read(
        rule: &InputRule,
        policy: &Policy,
        wanted: &Wanted,
        files: &[RegisterFile],
        faults: &mut Faults,
    ) -> Self {
        Register::read_mended((rule, policy, wanted), files, &Mended::default(), faults)
    }

    /// Reads the files of an input, mended records in the place of those that they replace.
    pub fn read_mended(
        (rule, policy, wanted): (&InputRule, &Policy, &Wanted),
        files: &[RegisterFile],
        mended: &Mended,
        faults: &mut Faults,
    ) -> Self {
        let mut register = Register { name: rule.name.clone(), ..Register::default() };
        for (index, file) in files.iter().enumerate() {
            let is_same = |other: &&RegisterFile| {
                other.name == file.name || (other.text == file.text && !has_one_line(&file.text))
            };
            if let Some(first) = files[..index].iter().find(is_same) {
                let twice = Finding::error("same-file-twice").with("input", &rule.name).with("first", &first.name);
                faults.push(twice.at(Place::file(file.name.clone())));
                continue;
            }
            let rules = Rules { rule: rule.of_entry(file.entry), policy, wanted };
            sorting::read_file(rules, (file, mended.of(&file.name)), &mut register, faults);
        }
        register.leave_out(rule, faults);
        register.settle_doubles((rule, wanted), faults);
        register.settle(faults);
        register.doubt((rule, policy), faults);
        differing::check(&register.rows, faults);
        if register.kind() != InputKind::Targets {
            units::check(&register.rows, |_| true, faults);
        }
        register
    }

    /// Counts again what is counted and what was set aside, after the rows were looked at.
    pub fn settle(&mut self, faults: &Faults) {
        for facts in &mut self.facts {
            let of_mended = facts.mended.iter().filter(|(file, line)| faults.is_set_aside(file, *line)).count();
            facts.set_aside = faults.set_aside_in(&facts.file) + of_mended as u64;
            let of_file = |rows: &'_ &RegisterRow| facts.hold(&rows.heading.file, rows.line);
            let own: Vec<&RegisterRow> = self.rows.iter().filter(of_file).collect();
            let rows: Vec<&RegisterRow> = own.iter().copied().chain(self.left_out.iter().filter(of_file)).collect();
            let counted: Vec<&RegisterRow> =
                own.into_iter().filter(|row| !faults.is_set_aside(&row.heading.file, row.line)).collect();
            facts.counted = counted.len() as u64;
            for sum in &mut facts.sums {
                let total = |rows: &[&RegisterRow]| -> Number {
                    let numbers: Vec<Number> = rows.iter().filter_map(|row| row.readable_number(&sum.column)).collect();
                    numbers.iter().sum()
                };
                sum.all = total(&rows);
                sum.counted = if counted.len() == rows.len() { sum.all.clone() } else { total(&counted) };
            }
        }
    }
}

#[cfg(test)]
mod tests;
