//! Rows that count, as columns: both ways of reading a row fill them, and accumulators add them up.
//!
//! A column holds small things of one kind: days, segments, numbers of a slot, numbers that an interner gave to texts. A row is what stands
//! at one place of all columns. Which rows an accumulator takes is a list of such places.

use super::accumulate::{PartCell, SumCell};
use crate::calendar::NaiveDate;
use crate::crediting::{divide, overlay};
use crate::ingest::packed::Shape;
use crate::ingest::row::{Fixed, SCALE};
use crate::ledger::Credit;

/// A batch with so many rows is full.
pub const FULL: usize = 1024;

/// The number of no text.
pub const NO_TEXT: u32 = u32::MAX;

/// A row that is counted, as a sum of rows has it.
pub const ONE_ROW: i128 = 10i128.pow(SCALE);

/// One person's credit for a row.
#[derive(Clone, Copy, Debug)]
pub struct Credited {
    /// Who, by index.
    pub person: usize,
    /// The spell in its segment, of own sales or of overlays.
    pub cell: u32,
    /// Which share of the order's split, or of its overlays; nothing: the whole row.
    pub share: Option<usize>,
    /// Whether the credit is beyond the whole.
    pub is_overlay: bool,
}

/// The shares of a row's order, and those beyond the whole; empty where it has none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shares<'a> {
    /// That add up to the whole.
    pub split: &'a [Credit],
    /// Beyond it.
    pub over: &'a [Credit],
}

impl<'a> Shares<'a> {
    /// The share of a credit; nothing: the whole.
    pub fn of(&self, credit: &Credited) -> Option<&'a Credit> {
        let list = if credit.is_overlay { self.over } else { self.split };
        credit.share.map(|share| &list[share])
    }

    /// Each credit's part of a number of the row, none where the row has no such number; without a slot of the row as one, which is
    /// everybody's whole.
    pub fn parts(&self, number: Option<Fixed>, credits: &[Credited]) -> Vec<SumCell> {
        let Some(number) = number else { return Vec::new() };
        let is_split = credits.iter().any(|credit| credit.share.is_some() && !credit.is_overlay);
        let parts = if is_split { divide(number, self.split) } else { Vec::new() };
        let part = |credit: &Credited| match (credit.share, credit.is_overlay) {
            (None, _) => number.units,
            // Shares are counted along the lists that the parts are made from.
            (Some(share), false) => parts[share],
            (Some(share), true) => overlay(number, &self.over[share].share),
        };
        credits.iter().map(|credit| SumCell { sum: part(credit), rows: 1 }).collect()
    }
}

/// A key that is only counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// The cell is blank.
    #[default]
    Nothing,
    /// What stands around its number, and the number.
    Numbered(Shape, u32),
    /// As the interner of its slot has numbered it.
    Other(u32),
}

/// Columns of rows that count.
#[derive(Debug, Default)]
pub struct Batch<'a> {
    days: Vec<NaiveDate>,
    segments: Vec<u32>,
    places: Vec<(u32, u32)>,
    shares: Vec<Shares<'a>>,
    credits: Vec<Credited>,
    /// Of each row, where its credits end.
    ends: Vec<u32>,
    /// Of each slot, into how many parts a unit of its numbers is cut, so that shares of them are whole.
    parts: Vec<i64>,
    /// By slot; empty where no accumulator reads it.
    numbers: Vec<Vec<Option<Fixed>>>,
    keys: Vec<Vec<u32>>,
    labels: Vec<Vec<u32>>,
    words: Vec<Vec<u32>>,
    counted: Vec<Vec<Counted>>,
    /// Of each gather, what it takes.
    pub taken: Vec<Taken>,
}

/// The rows that a gather takes.
#[derive(Clone, Debug, Default)]
pub struct Taken {
    /// Their places.
    pub rows: Vec<u32>,
    /// Of each, how much of it matches, where the gather asks for it.
    pub matching: Vec<PartCell>,
}

/// What of a row is the same for every accumulator.
#[derive(Clone, Copy, Debug)]
pub struct NewRow<'a> {
    /// The day that it counts on.
    pub day: NaiveDate,
    /// Its segment.
    pub segment: u32,
    /// Its file among all of the plan, and its line.
    pub place: (u32, u32),
    /// Of its order.
    pub shares: Shares<'a>,
}

impl<'a> Batch<'a> {
    /// An empty one, of so many gathers; of each slot, into how many parts a unit of its numbers is cut.
    pub fn new(parts: &[i64], gathers: usize) -> Self {
        let slots = parts.len();
        Batch {
            parts: parts.to_vec(),
            numbers: vec![Vec::new(); slots],
            keys: vec![Vec::new(); slots],
            labels: vec![Vec::new(); slots],
            words: vec![Vec::new(); slots],
            counted: vec![Vec::new(); slots],
            taken: vec![Taken::default(); gathers],
            ..Batch::default()
        }
    }

    /// Whether there is no room for another row.
    #[inline]
    pub fn is_full(&self) -> bool {
        self.days.len() >= FULL
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Adds a row with its credits. Columns of slots are filled as far as somebody reads them.
    pub fn push(&mut self, row: NewRow<'a>, credits: &[Credited]) {
        self.days.push(row.day);
        self.segments.push(row.segment);
        self.places.push(row.place);
        self.shares.push(row.shares);
        self.credits.extend_from_slice(credits);
        self.ends.push(self.credits.len() as u32);
    }

    /// Sets the number of a slot in the last row.
    #[inline]
    pub fn set_number(&mut self, slot: usize, number: Option<Fixed>) {
        let number = match self.parts[slot] {
            1 => number,
            parts => number.map(|number| number.in_parts(parts)),
        };
        set(&mut self.numbers[slot], self.days.len(), None, number);
    }

    /// Sets the key of a slot in the last row.
    #[inline]
    pub fn set_key(&mut self, slot: usize, key: Option<u32>) {
        set(&mut self.keys[slot], self.days.len(), NO_TEXT, key.unwrap_or(NO_TEXT));
    }

    /// Sets the label of a slot in the last row.
    #[inline]
    pub fn set_label(&mut self, slot: usize, label: u32) {
        set(&mut self.labels[slot], self.days.len(), NO_TEXT, label);
    }

    /// Sets the word by which the last row is told apart in a slot: all threads number it alike.
    #[inline]
    pub fn set_word(&mut self, slot: usize, word: u32) {
        set(&mut self.words[slot], self.days.len(), NO_TEXT, word);
    }

    /// Whether the last row has the word of a slot.
    #[inline]
    pub fn has_word(&self, slot: usize) -> bool {
        self.words[slot].len() == self.days.len()
    }

    /// Sets the key of a slot that is only counted in the last row.
    #[inline]
    pub fn set_counted(&mut self, slot: usize, key: Counted) {
        set(&mut self.counted[slot], self.days.len(), Counted::Nothing, key);
    }

    /// Whether the last row has the label of a slot.
    #[inline]
    pub fn has_label(&self, slot: usize) -> bool {
        self.labels[slot].len() == self.days.len()
    }

    /// Whether the last row has the key of a slot that is only counted.
    #[inline]
    pub fn has_counted(&self, slot: usize) -> bool {
        self.counted[slot].len() == self.days.len()
    }

    /// Gives the last row to a gather, with how much of it matches where that is asked.
    #[inline]
    pub fn take(&mut self, gather: usize, matching: Option<PartCell>) {
        let taken = &mut self.taken[gather];
        taken.rows.push(self.days.len() as u32 - 1);
        taken.matching.extend(matching);
    }

    /// Forgets all rows, and keeps the room.
    pub fn clear(&mut self) {
        self.days.clear();
        self.segments.clear();
        self.places.clear();
        self.shares.clear();
        self.credits.clear();
        self.ends.clear();
        self.numbers.iter_mut().for_each(Vec::clear);
        self.keys.iter_mut().for_each(Vec::clear);
        self.labels.iter_mut().for_each(Vec::clear);
        self.words.iter_mut().for_each(Vec::clear);
        self.counted.iter_mut().for_each(Vec::clear);
        for taken in &mut self.taken {
            taken.rows.clear();
            taken.matching.clear();
        }
    }

    /// The row at a place.
    #[inline]
    pub fn row(&self, at: u32) -> BatchRow<'_> {
        BatchRow { batch: self, at: at as usize }
    }
}

/// Sets the last of so many rows; those between that nobody asked for are blank.
#[inline]
fn set<T: Copy>(column: &mut Vec<T>, rows: usize, blank: T, value: T) {
    if column.len() + 1 == rows {
        column.push(value);
    } else {
        column.resize(rows, blank);
        column[rows - 1] = value;
    }
}

/// One row of a batch.
#[derive(Clone, Copy, Debug)]
pub struct BatchRow<'b> {
    batch: &'b Batch<'b>,
    at: usize,
}

impl<'b> BatchRow<'b> {
    /// The day that it counts on.
    #[inline]
    pub fn day(&self) -> NaiveDate {
        self.batch.days[self.at]
    }

    /// Its segment.
    #[inline]
    pub fn segment(&self) -> u32 {
        self.batch.segments[self.at]
    }

    /// Its file among all of the plan, and its line.
    #[inline]
    pub fn place(&self) -> (u32, u32) {
        self.batch.places[self.at]
    }

    /// Whose it is.
    #[inline]
    pub fn credits(&self) -> &'b [Credited] {
        let start = self.at.checked_sub(1).map_or(0, |before| self.batch.ends[before]);
        &self.batch.credits[start as usize..self.batch.ends[self.at] as usize]
    }

    /// The shares of its order.
    #[inline]
    pub fn shares(&self) -> Shares<'b> {
        self.batch.shares[self.at]
    }

    /// The number of a slot; without a slot the row as one.
    #[inline]
    pub fn number(&self, slot: Option<usize>) -> Option<Fixed> {
        match slot {
            Some(slot) => self.batch.numbers[slot][self.at],
            None => Some(Fixed { units: ONE_ROW, scale: 0 }),
        }
    }

    /// The key of a slot; nothing where the cell is blank.
    #[inline]
    pub fn key(&self, slot: usize) -> Option<u32> {
        Some(self.batch.keys[slot][self.at]).filter(|key| *key != NO_TEXT)
    }

    /// The label of a slot.
    #[inline]
    pub fn label(&self, slot: usize) -> u32 {
        self.batch.labels[slot][self.at]
    }

    /// The word by which the row is told apart in a slot.
    #[inline]
    pub fn word(&self, slot: usize) -> u32 {
        self.batch.words[slot][self.at]
    }

    /// The key of a slot that is only counted.
    #[inline]
    pub fn counted(&self, slot: usize) -> Counted {
        self.batch.counted[slot][self.at]
    }

    /// Each credit's part of the number of a slot; of rows without a slot everybody has the whole row.
    pub fn parts(&self, slot: Option<usize>) -> Vec<SumCell> {
        match slot {
            Some(_) => self.shares().parts(self.number(slot), self.credits()),
            None => vec![SumCell { sum: ONE_ROW, rows: 1 }; self.credits().len()],
        }
    }
}
