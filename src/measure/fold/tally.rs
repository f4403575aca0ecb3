//! What became of every record of a file, in numbers that merge; and the total rows, settled when all blocks are in.

use std::collections::{BTreeMap, BTreeSet};

use super::exchanging::CurrencyWords;
use super::joining::{OpenBlock, SharedSums, add_all, keep};
use super::units::UnitWords;
use crate::calendar::NaiveDate;
use crate::calendar::day_set::DaySet;
use crate::ingest::doubts::{Doubt, Spot};
use crate::ingest::sorting::{TotalMarks, is_prose};
use crate::policy::rules::TotalRows;

/// A fault of a row, before the file's name and the finding are made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowFault {
    /// Which file.
    pub file: u32,
    /// Physical line of the record.
    pub line: u32,
    /// Line among the rows of its table: of a mended record the line of the one that it replaces.
    pub at: u32,
    /// Physical line of the cell, where a quoted field spans lines.
    pub cell_line: u32,
    /// Column in characters, from 1; 0: the row as a whole.
    pub column: u32,
    /// How many characters are meant.
    pub width: u32,
    /// The finding's code.
    pub code: &'static str,
    /// Its facts.
    pub args: Vec<(&'static str, String)>,
    /// The record, verbatim.
    pub record: String,
    /// Whether it is told only, and the row is counted all the same.
    pub warning: bool,
}

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordAt {
    /// Line among the rows of its table: of a mended record the line of the one that it replaces.
    pub at: u32,
    /// Which file.
    pub file: u32,
    /// Physical line in that.
    pub line: u32,
    /// The record, verbatim.
    pub record: String,
}

/// What stands among the rows and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A total row; whether it says of what: `Total Ann`.
    Total {
        /// Whether it does.
        is_named: bool,
    },
    /// A line that says who made the list, or when.
    Footer,
    /// Any other text in a single cell; whether it names somebody of staff.
    Text {
        /// Whether it does.
        is_person: bool,
    },
    /// The header again.
    Header,
    /// Nothing: of blank records with no row between them, or with rows and nothing else, one is kept.
    Blank,
}

/// A cell of a total row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotalCell {
    /// It says nothing.
    Blank,
    /// Its number, with how many decimals it has.
    Units(i128, u32),
    /// It is no number: `#REF!`.
    Unread,
}

impl TotalCell {
    fn of_which_unit(self, is_known: bool) -> Self {
        match self {
            TotalCell::Units(..) if !is_known => TotalCell::Unread,
            cell => cell,
        }
    }
}

/// A total row, or a line of text, whose meaning depends on what stands before and behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalEvent {
    /// Where it stands.
    pub place: RecordAt,
    /// What it is.
    pub kind: EventKind,
    /// The cells of a total row, by slot.
    pub cells: Vec<TotalCell>,
    /// Sums of the records above it, by slot: first those of its block, in the end those of its file.
    pub above: Vec<i128>,
    /// How many rows stand above it, likewise.
    pub rows: u64,
    /// How many of them could not be read.
    pub faulty: u64,
}

/// What became of a file's records.
#[derive(Debug, Default)]
pub struct FileTally {
    slots: usize,
    /// Records below the header.
    pub records: u64,
    /// Counted, in the period.
    pub counted: u64,
    /// Rows that are looked at: these, and those of earlier days that what is asked is made of.
    pub looked_at: u64,
    /// Counted, but dated outside of the period.
    pub outside_period: u64,
    /// Left out by `counted`.
    pub not_counted: u64,
    /// That take a sale back (in the period).
    pub returned: u64,
    /// Counted, but nobody's.
    pub unassigned: u64,
    /// Those of them that name nobody.
    pub of_blank: u64,
    /// Blank.
    pub blank: u64,
    /// The header again.
    pub repeated_headers: u64,
    /// With a fault.
    pub faulty: u64,
    /// The first record that is the header of another table.
    pub other_header: Option<RecordAt>,
    /// Of mended records: those that they replace, by line, as they stand.
    pub replaced: BTreeMap<u32, String>,
    /// Of mended records: the lines on which they stand.
    pub mended: Vec<u32>,
    /// Amounts with many decimals, by slot.
    pub decimals: BTreeMap<usize, Doubt>,
    /// Amounts that are not price × quantity.
    pub amounts: Doubt,
    /// The words of the column of units.
    pub units: UnitWords,
    /// The words of the column of currencies.
    pub currencies: CurrencyWords,
    /// Negative amounts of the period where nothing says which rows take something back, and their sum, by slot.
    pub negatives: BTreeMap<usize, (Doubt, i128)>,
    /// Of a file of returns that says nothing of its signs, the first negative and the first positive number, by slot.
    pub signs: BTreeMap<usize, (Option<Spot>, Option<Spot>)>,
    /// Of a file of returns, columns that nothing reads and that hold numbers where a row has no amount, with the first such row.
    pub unread: BTreeMap<usize, (u32, String)>,
    /// Earliest and latest counted day.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// The counted days.
    pub all_days: DaySet,
    /// Of a look at days alone, how many rows count on each, and the line of the first.
    pub by_day: BTreeMap<NaiveDate, (u64, u32)>,
    /// Latest counted day in the period before.
    pub last_before: Option<NaiveDate>,
    /// Of each segment of the plan, whether a counted row lies in it; shorter where none does further on.
    pub in_segments: Vec<bool>,
    /// By slot, over all records that could be read, also those that do not count, with the signs of the file.
    pub all_sums: Vec<i128>,
    /// By slot, over counted records in the period, with the signs that they count with.
    pub counted_sums: Vec<i128>,
    /// The same over the rows that are looked at, those of the period among them.
    pub looked_sums: Vec<i128>,
    /// Faults that were counted and not kept, by code.
    pub more: BTreeMap<&'static str, u64>,
    next_line: u32,
    shared: SharedSums,
    open: Option<OpenBlock>,
}

impl FileTally {
    /// An empty tally for that many slots, beside those of other threads that share the sums with it.
    pub fn new(slots: usize, shared: &SharedSums) -> Self {
        let [all_sums, counted_sums, looked_sums] = [(); 3].map(|()| vec![0; slots]);
        FileTally { slots, all_sums, counted_sums, looked_sums, shared: shared.clone(), ..FileTally::default() }
    }

    /// Begins a block.
    pub fn begin_block(&mut self, number: u32) {
        let (rows, faulty) = (self.rows(), self.faulty);
        self.open = Some(OpenBlock { number, sums: vec![0; self.slots], events: Vec::new(), rows, faulty });
    }

    /// Ends it; `line` is the one after its last.
    pub fn end_block(&mut self, line: u32) {
        self.next_line = self.next_line.max(line);
        if let Some(mut block) = self.open.take() {
            block.rows = self.rows() - block.rows;
            block.faulty = self.faulty - block.faulty;
            add_all(&mut self.all_sums, &block.sums);
            self.shared.add(block);
        }
    }

    /// Adds a number, as it stands in the file, to the sums over all records.
    #[inline]
    pub fn stand(&mut self, slot: usize, units: i128) {
        if let Some(block) = &mut self.open {
            block.sums[slot] += units;
        }
    }

    /// Records that are rows, whatever became of them.
    fn rows(&self) -> u64 {
        self.counted + self.outside_period + self.not_counted + self.faulty
    }

    /// Notes a total row, a line of text, the header again, or a blank record.
    pub fn event(&mut self, place: RecordAt, kind: EventKind, cells: Vec<TotalCell>) {
        let rows = self.rows();
        if let Some(block) = &mut self.open {
            let (above, rows, faulty) = (block.sums.clone(), rows - block.rows, self.faulty - block.faulty);
            keep(&mut block.events, TotalEvent { place, kind, cells, above, rows, faulty });
        }
    }

    /// Notes a column that nothing reads and that holds a number in a row without an amount; the first row is kept.
    pub fn see_unread(&mut self, field: usize, row: (u32, String)) {
        let known = self.unread.entry(field).or_insert_with(|| row.clone());
        if row.0 < known.0 {
            *known = row;
        }
    }

    /// Counts a fault that is not kept.
    pub fn more(&mut self, code: &'static str) {
        *self.more.entry(code).or_default() += 1;
    }

    /// Widens the counted days.
    #[inline]
    pub fn see_day(&mut self, day: NaiveDate) {
        self.days = Some(self.days.map_or((day, day), |(first, last)| (first.min(day), last.max(day))));
        self.all_days.add(day);
    }

    /// Notes the row of that line, which counts on a day.
    pub fn see_row_of(&mut self, day: NaiveDate, line: u32) {
        self.see_day(day);
        let known = self.by_day.entry(day).or_insert((0, line));
        *known = (known.0 + 1, known.1.min(line));
    }

    /// Notes that a counted row lies in a segment.
    #[inline]
    pub fn see_segment(&mut self, segment: usize) {
        if self.in_segments.len() <= segment {
            self.in_segments.resize(segment + 1, false);
        }
        self.in_segments[segment] = true;
    }

    /// The last physical line; `below` is the first below the header.
    pub fn last_line(&self, below: u32) -> u32 {
        self.next_line.max(below) - 1
    }

    /// Takes another thread's tally of the same file.
    pub fn merge(&mut self, other: FileTally) {
        self.next_line = self.next_line.max(other.next_line);
        self.records += other.records;
        self.counted += other.counted;
        self.outside_period += other.outside_period;
        self.not_counted += other.not_counted;
        self.returned += other.returned;
        self.unassigned += other.unassigned;
        self.of_blank += other.of_blank;
        self.blank += other.blank;
        self.repeated_headers += other.repeated_headers;
        self.faulty += other.faulty;
        if let Some((first, last)) = other.days {
            self.see_day(first);
            self.see_day(last);
        }
        self.all_days.merge(&other.all_days);
        self.last_before = self.last_before.max(other.last_before);
        for (day, (rows, line)) in other.by_day {
            let known = self.by_day.entry(day).or_insert((0, line));
            *known = (known.0 + rows, known.1.min(line));
        }
        let segments = other.in_segments.iter().enumerate().filter(|(_, has_rows)| **has_rows);
        segments.for_each(|(segment, _)| self.see_segment(segment));
        add_all(&mut self.all_sums, &other.all_sums);
        add_all(&mut self.counted_sums, &other.counted_sums);
        add_all(&mut self.looked_sums, &other.looked_sums);
        other.more.into_iter().for_each(|(code, count)| *self.more.entry(code).or_default() += count);
        other.other_header.into_iter().for_each(|header| self.see_other_header(header));
        self.replaced.extend(other.replaced);
        self.mended.extend(other.mended);
        other.decimals.into_iter().for_each(|(slot, doubt)| self.decimals.entry(slot).or_default().merge(doubt));
        self.amounts.merge(other.amounts);
        self.units.merge(other.units);
        self.currencies.merge(other.currencies);
        for (slot, (doubt, sum)) in other.negatives {
            let known = self.negatives.entry(slot).or_default();
            known.0.merge(doubt);
            known.1 += sum;
        }
        for (slot, (negative, positive)) in other.signs {
            let known = self.signs.entry(slot).or_default();
            keep_earlier(&mut known.0, negative);
            keep_earlier(&mut known.1, positive);
        }
        for (field, row) in other.unread {
            self.see_unread(field, row);
        }
    }

    /// Notes the header of another table; the first one of the file is kept.
    pub fn see_other_header(&mut self, header: RecordAt) {
        if self.other_header.as_ref().is_none_or(|first| header.at < first.at) {
            self.other_header = Some(header);
        }
    }

    /// Settles the total rows in the order of lines. A total agrees with the rows since some total row above it, or with all so far;
    /// where total rows are refused, none does. A line of text is a footer below a total row or a blank one and above no row, else a bad row.
    pub fn settle(&self, rule: TotalRows) -> Settled {
        let mut settled = Settled::default();
        let mut marks = TotalMarks::new(vec![0i128; self.slots]);
        let joined = self.shared.joined();
        // Of a total in a file of several units nobody knows which unit it is in.
        let in_one_unit = self.units.factor.is_none();
        let without_numbers = |event: &TotalEvent| {
            let cells = event.cells.iter().map(|cell| cell.of_which_unit(in_one_unit)).collect();
            TotalEvent { cells, ..event.clone() }
        };
        let is_blank = |event: &&TotalEvent| event.kind == EventKind::Blank;
        let is_last_blank = |event: &&TotalEvent| is_blank(event) && event.rows == joined.rows;
        let end = joined.events.iter().find(is_last_blank).map_or(u32::MAX, |blank| blank.place.at);
        let events: Vec<&TotalEvent> = joined.events.iter().filter(|event| !is_blank(event)).collect();
        for (index, event) in events.iter().map(|event| without_numbers(event)).enumerate() {
            let event = &event;
            let agrees = |start: &Vec<i128>, now: &Vec<i128>| {
                let since: Vec<i128> = now.iter().zip(start).map(|(now, start)| now - start).collect();
                differing(&event.cells, &since).is_none()
            };
            let rows_behind = events.get(index + 1).map_or(joined.rows, |next| next.rows) - event.rows;
            match event.kind {
                EventKind::Header | EventKind::Blank => {}
                EventKind::Total { .. } if rule == TotalRows::Refuse => {
                    marks.settle(event.above.clone(), agrees);
                    settled.bad.push(event.clone());
                }
                EventKind::Total { .. } if !marks.settle(event.above.clone(), agrees) => {
                    let list = if event.faulty > 0 { &mut settled.without_some } else { &mut settled.bad };
                    list.push(event.clone());
                }
                EventKind::Total { .. } if !is_compared(&event.cells) => settled.not_compared.push(event.clone()),
                EventKind::Total { .. } => settled.agreed += 1,
                EventKind::Footer if marks.seen() => settled.footers.push(event.place.clone()),
                EventKind::Text { .. } if marks.seen() && rows_behind == 0 => {
                    settled.footers.push(event.place.clone());
                }
                EventKind::Footer if event.place.at > end => settled.footers.push(event.place.clone()),
                EventKind::Text { is_person: false } if event.place.at > end && is_prose(&event.place.record) => {
                    settled.footers.push(event.place.clone());
                }
                EventKind::Footer | EventKind::Text { .. } => settled.bad.push(event.clone()),
            }
            if let EventKind::Text { .. } = event.kind
                && rows_behind > 0
            {
                settled.headings.push(event.clone());
            }
        }
        let is_group = |event: &TotalEvent| {
            matches!(event.kind, EventKind::Total { is_named: true } | EventKind::Text { is_person: true })
        };
        // Totals of people below rows of which many do not say whose they are; a few may be nobody's in any table.
        if self.of_blank > 0 && self.of_blank * MANY_BLANKS >= joined.rows && settled.headings.is_empty() {
            let is_named = |event: &&TotalEvent| event.kind == EventKind::Total { is_named: true };
            settled.headings = joined.events.iter().filter(is_named).cloned().collect();
        }
        let different: BTreeSet<&str> = settled.headings.iter().map(|event| event.place.record.trim()).collect();
        if different.len() <= FEW_HEADINGS && !joined.events.iter().any(is_group) {
            settled.headings.clear();
        }
        settled
    }
}

/// One row in so many that names nobody is no accident.
const MANY_BLANKS: u64 = 3;

/// So many different lines of text above rows are no groups, unless they name people or have totals of their own.
const FEW_HEADINGS: usize = 2;

/// Whether a total row has numbers, and nothing that should be one.
fn is_compared(cells: &[TotalCell]) -> bool {
    let has = |is: fn(&TotalCell) -> bool| cells.iter().any(is);
    has(|cell| matches!(cell, TotalCell::Units(..))) && !has(|cell| *cell == TotalCell::Unread)
}

fn keep_earlier(known: &mut Option<Spot>, other: Option<Spot>) {
    if let Some(other) = other.filter(|other| known.as_ref().is_none_or(|known| other.line < known.line)) {
        *known = Some(other);
    }
}

/// What the total rows of a file came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Total rows that agree.
    pub agreed: u64,
    /// Total rows that say nothing, or something that is no number.
    pub not_compared: Vec<TotalEvent>,
    /// Total rows that differ from the rows above them of which some could not be read.
    pub without_some: Vec<TotalEvent>,
    /// Lines of text below a total row.
    pub footers: Vec<RecordAt>,
    /// Total rows that differ or are refused, and lines of text among rows.
    pub bad: Vec<TotalEvent>,
    /// Lines of text above rows that they head, or totals below them, where the file is a report in groups.
    pub headings: Vec<TotalEvent>,
}

/// The first slot whose cell is not its sum, to half a unit of the cell's last digit.
pub fn differing(cells: &[TotalCell], sums: &[i128]) -> Option<usize> {
    cells.iter().zip(sums).position(|(cell, sum)| match cell {
        TotalCell::Blank | TotalCell::Unread => false,
        TotalCell::Units(units, scale) => (units - sum).abs() * 2 > 10i128.pow(crate::ingest::row::SCALE - scale),
    })
}
