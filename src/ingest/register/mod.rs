//! `Register`: a file that says how things stand (people, targets, ratings …), read as a whole into rows that know their lines.
//!
//! Registers are small; what is read from millions of rows takes the path of `scan`. All faults of all files are found in one run.

mod cells;
mod heading;
mod row;
mod sorting;
mod totals;

use std::sync::Arc;

use super::facts::FileFacts;
use super::faults::Faults;
use crate::finding::Finding;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::InputRule;
use crate::source::Place;

pub use cells::{Cells, Need};
pub use heading::{Heading, Slot};
pub use row::RegisterRow;

/// Which columns a register is read for.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Without one of these the file is refused.
    pub needed: Vec<String>,
    /// Of each group one alternative must be there whole: `period`, or `from` and `to`.
    pub any_of: Vec<Vec<Vec<String>>>,
    /// Read where they are there; two labels for one of them are refused.
    pub optional: Vec<String>,
}

impl Wanted {
    /// These columns needed, those read where they are there.
    pub fn new(needed: &[&str], optional: &[&str]) -> Self {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Wanted { needed: owned(needed), any_of: Vec::new(), optional: owned(optional) }
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
    /// Control totals, a file each.
    pub facts: Vec<FileFacts>,
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
    /// Reads the files of an input: name and bytes, which are UTF-8 with or without a byte order mark.
    pub fn read(
        rule: &InputRule,
        policy: &Policy,
        wanted: &Wanted,
        files: &[(Arc<str>, Vec<u8>)],
        faults: &mut Faults,
    ) -> Self {
        let mut register = Register { name: rule.name.clone(), ..Register::default() };
        for (index, (file, bytes)) in files.iter().enumerate() {
            let is_same = |(name, other): &&(Arc<str>, Vec<u8>)| name == file || (other == bytes && !bytes.is_empty());
            if let Some((first, _)) = files[..index].iter().find(is_same) {
                let twice = Finding::error("same-file-twice").with("input", &rule.name).with("first", first);
                faults.push(twice.at(Place::file(file.clone())));
                continue;
            }
            sorting::read_file(Rules { rule, policy, wanted }, file, bytes, &mut register, faults);
        }
        register.settle(faults);
        register
    }

    /// Counts again what is counted and what was set aside, after the rows were looked at.
    pub fn settle(&mut self, faults: &Faults) {
        for facts in &mut self.facts {
            facts.set_aside = faults.set_aside_in(&facts.file);
            let rows: Vec<&RegisterRow> = self.rows.iter().filter(|row| row.heading.file == facts.file).collect();
            let counted: Vec<&RegisterRow> =
                rows.iter().copied().filter(|row| !faults.is_set_aside(&facts.file, row.line)).collect();
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
