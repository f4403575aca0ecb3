//! `Row`: what a record's fields gave.

use crate::calendar::NaiveDate;
use crate::crediting::exchange::Exchange;
use crate::ingest::cell::Scaled;
use crate::ingest::row::Fixed;

/// What a record's fields gave, before it is added anywhere.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) file: u32,
    pub(super) line: u32,
    /// The file to whose rows it belongs, and its line among these: of a mended record the line of the one that it replaces.
    pub(super) table: u32,
    pub(super) at: u32,
    pub(super) end: usize,
    pub(super) start: usize,
    pub(super) back: bool,
    /// The day that it counts on, once that is known.
    pub(super) day: Option<NaiveDate>,
    pub(super) numbers: Vec<Option<Fixed>>,
    /// What its amounts are multiplied by, where a column beside them says so.
    pub(super) unit: Option<Scaled>,
    /// Its currency.
    pub(super) exchange: Exchange,
    /// Of each gather, whether the row passes its terms.
    pub(super) passes: Vec<bool>,
    /// Whether `passes` is known already.
    pub(super) is_sorted: bool,
    /// Of each gather that only counts keys, whether the row's is its own normal form beyond doubt.
    pub(super) plain_keys: Vec<bool>,
    /// Whether it is among the rows that count.
    pub(super) was_counted: bool,
    /// Of each slot its number as the file writes it, whatever the sign that it counts with.
    pub(super) written: Vec<i128>,
    /// Which terms its texts pass, of those that were looked up.
    pub(super) passed: u128,
    /// Of each slot the number of its text, once it was looked up.
    pub(super) found: Vec<Option<u32>>,
    /// Of each slot the number of its key, once it was looked up; inside, nothing for a missing one.
    pub(super) keys: Vec<Option<Option<u32>>>,
    /// A day on which the key looked up ahead has a row; the last of all days where none is known.
    pub(super) known_since: NaiveDate,
    pub(super) faulty: bool,
    /// Slots of labels of registers that have no entry for it.
    pub(super) unlisted: Vec<usize>,
    /// Whether several people have it of whom `staff` says different things.
    pub(super) shared: bool,
    /// Of a row that takes back a whole order, which of its parts this is, from 1; 0 of every other row.
    pub(super) part: u32,
}

impl Row {
    pub(super) fn new(slots: usize, gathers: usize) -> Self {
        Row {
            numbers: vec![None; slots],
            written: vec![0; slots],
            passes: vec![false; gathers],
            plain_keys: vec![false; gathers],
            found: vec![None; slots],
            keys: vec![None; slots],
            ..Row::default()
        }
    }

    /// Forgets the row before.
    #[inline]
    pub(super) fn begin(&mut self, file: usize, line: u32, start: usize, end: usize) {
        (self.file, self.line, self.start, self.end) = (file as u32, line, start, end);
        (self.table, self.at) = (self.file, line);
        (self.faulty, self.back, self.was_counted, self.is_sorted) = (false, false, false, false);
        (self.part, self.unit, self.exchange, self.day) = (0, None, Exchange::default(), None);
        self.written.fill(0);
        self.forget_texts();
    }

    /// Forgets what its texts said: another part of the order that it takes back has others.
    #[inline]
    pub(super) fn forget_texts(&mut self) {
        (self.is_sorted, self.shared) = (false, false);
        self.unlisted.clear();
        (self.passed, self.known_since) = (0, NaiveDate::MAX);
        self.found.fill(None);
        self.keys.fill(None);
    }
}
