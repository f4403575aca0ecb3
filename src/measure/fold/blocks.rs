//! From a block to its records: by the index where it is regular, else one by one with care.

use super::super::accumulate::{Accumulate, Accumulator};
use super::quick::{Lane, Passed};
use super::{Folder, mending};
use crate::calendar::NaiveDate;
use crate::ingest::blocks::{Block, LONGEST_RECORD};
use crate::ingest::decode::Evidence;
use crate::ingest::index::Index;
use crate::ingest::interner::NONE;
use crate::ingest::layout::FileLayout;
use crate::ingest::records::{Record, Records};
use crate::ingest::row::{Cells, DayReader, Fields, TextSlot};

/// How many rows are looked ahead.
const AHEAD: usize = 64;

/// Keys of the next rows, where they are known.
#[derive(Debug)]
pub(super) struct Ahead {
    pub(super) keys: [u32; AHEAD],
    /// The day of each key's first row so far; the last of all days where it is not known.
    pub(super) days: [NaiveDate; AHEAD],
}

impl Default for Ahead {
    fn default() -> Self {
        Ahead { keys: [NONE; AHEAD], days: [NaiveDate::MAX; AHEAD] }
    }
}

impl<'a> Folder<'a> {
    pub(super) fn read_block(&mut self, block: &Block) {
        let layout = &self.context.files[block.file];
        self.begin_file(block.file);
        self.tallies[block.file].begin_block(block.number);
        if block.is_overlong {
            return self.overlong(block);
        }
        let mut index = std::mem::take(&mut self.index);
        // A longer block may hold a record that is longer than any may be.
        let is_regular = block.bytes.len() <= LONGEST_RECORD
            && !mending::has_mended(block, layout)
            && index.fill(&block.bytes, layout.dialect, layout.labels.len(), block.traits);
        if layout.is_assumed && !(is_regular && index.is_plain_ascii()) {
            self.evidence[block.file].merge(Evidence::of(&block.bytes));
        }
        let line = match is_regular {
            true if index.is_plain() => self.read_indexed::<true>(block, layout, &index),
            true => self.read_indexed::<false>(block, layout, &index),
            false => self.read_with_care(block, layout),
        };
        self.index = index;
        self.tallies[block.file].end_block(line);
        self.flush();
        self.accumulators.iter_mut().for_each(Accumulate::end_turn);
        self.customers.end_turn();
        self.repeats.end_turn();
    }

    /// Forgets what holds for the file before only.
    pub(super) fn begin_file(&mut self, file: usize) {
        if self.file == Some(file) {
            return;
        }
        let encoding = |file: usize| self.context.files[file].encoding;
        if self.file.is_some_and(|last| encoding(last) != encoding(file)) {
            self.texts.iter_mut().for_each(TextSlot::forget);
        }
        self.passed = Passed::default();
        self.recipes.iter_mut().for_each(|recipes| recipes.forget_words());
        self.days = DayReader::default();
        self.file = Some(file);
    }

    /// Reads the records of a regular block; returns the line behind its last. `PLAIN`: without quotes and carriage returns.
    fn read_indexed<const PLAIN: bool>(&mut self, block: &Block, layout: &'a FileLayout, index: &Index) -> u32 {
        let bytes = &block.bytes;
        let mut line = block.first_line;
        self.tallies[block.file].records += index.records() as u64;
        let slot = self.context.needs.ahead.filter(|slot| layout.slots[*slot].is_as_written());
        let lane = self.lanes[block.file].take();
        if let Some(lane) = &lane {
            self.begin_lane(lane);
        }
        // Keys that are running numbers and have a row in a gap are known by a bit: they need not be looked up ahead.
        let all_in_windows = self.day.in_window && self.earlier.is_empty();
        let slot = slot.filter(|_| lane.is_none() || !self.earlier.is_used() || all_in_windows);
        // Of keys of which nothing but that is asked a bit says that a row is a later one.
        let are_bits_enough = slot.is_some() && self.earlier.is_used() && lane.as_ref().is_some_and(Lane::asks_no_keys);
        let uses_bits = self.later.begin_block(are_bits_enough);
        let slot = slot.filter(|_| !uses_bits);
        for record in 0..index.records() {
            let ahead = record % AHEAD;
            if let Some(slot) = slot.filter(|_| ahead == 0) {
                self.look_ahead(index, record, slot, bytes, layout);
            }
            let fields = index.fields(record);
            let at = line;
            line += if PLAIN { 1 } else { 1 + fields.breaks(bytes) };
            if let Some(lane) = &lane {
                if self.takes::<PLAIN>(lane, block, (fields, at), slot.map(|_| ahead)) {
                    continue;
                }
                self.settle_passed(block.file);
            }
            if self.is_of_other_order(fields, bytes, layout) {
                continue;
            }
            self.row.begin(block.file, at, fields.start(), fields.end(bytes));
            if let Some(slot) = slot
                && self.ahead.keys[ahead] != NONE
            {
                let key = self.ahead.keys[ahead];
                self.row.keys[slot] = Some(Some(key));
                self.row.known_since = self.ahead.days[ahead];
            }
            self.read_row(Cells { bytes, fields: Fields::Indexed(fields), layout, filled: &[], instead: &[] });
            if lane.is_some() {
                self.note_day();
            }
        }
        if lane.is_some() {
            self.settle_passed(block.file);
        }
        self.lanes[block.file] = lane;
        line - u32::from(bytes.last().is_some_and(|byte| *byte != b'\n'))
    }

    /// Looks up the keys of the next rows, all at once: each look may wait for memory, and these wait together. Nothing is learned here;
    /// a key that is new is left to its row.
    fn look_ahead(&mut self, index: &Index, from: usize, slot: usize, bytes: &[u8], layout: &FileLayout) {
        let Some(field) = layout.field_of(slot) else { return };
        let records = from..(from + AHEAD).min(index.records());
        let texts = &self.texts[slot];
        for (key, record) in self.ahead.keys.iter_mut().zip(records) {
            let text = index.fields(record).as_it_stands(field, bytes);
            *key = text.and_then(|text| texts.known_key(text, layout.encoding)).unwrap_or(NONE);
        }
        for at in 0..AHEAD {
            self.ahead.days[at] = self.first_day(self.ahead.keys[at]);
        }
    }

    /// The day of a key's first row so far; the last of all days where it is not known.
    #[inline]
    pub(super) fn first_day(&self, key: u32) -> NaiveDate {
        match self.context.needs.first.map(|index| &self.accumulators[index]) {
            Some(Accumulator::FirstRows(rows)) => rows.day(key),
            _ => NaiveDate::MAX,
        }
    }

    /// Reads the records of any block, each fault at its place.
    fn read_with_care(&mut self, block: &Block, layout: &'a FileLayout) -> u32 {
        let mut records = Records::new(&block.bytes, layout.dialect, block.first_line);
        while let Some(record) = records.advance() {
            self.tallies[block.file].records += 1;
            if layout.instead.is_some() && self.reads_instead(&record, block, layout) {
                continue;
            }
            self.row.begin(block.file, record.line, record.start, record.end);
            self.read_record(&record, &records, layout);
        }
        records.line()
    }

    pub(super) fn read_record(&mut self, record: &Record, records: &Records, layout: &FileLayout) {
        let bytes = records.bytes();
        match record.fault {
            Some((fault, at)) => self.record_fault(bytes, fault.code(), at),
            None => self.read_row(Cells {
                bytes,
                fields: Fields::Listed(records.fields()),
                layout,
                filled: &[],
                instead: &[],
            }),
        }
    }
}
