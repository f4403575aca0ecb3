//! One pass over a stream: each record is read as far as something needs it, credited, and added to the stores.

mod blanks;
mod context;
mod customers;
mod doubles;
mod doubting;
mod earlier;
mod hearing;
mod keeping;
mod labelling;
mod mending;
mod needs;
mod newcomers;
mod nobodys;
mod owning;
mod quick;
mod reading;
mod remarks;
mod repeating;
mod returning;
mod row;
mod sharing;
mod sorting;
mod storing;
mod straying;
mod tally;
mod tracing;
mod units;
mod values;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::accumulate::{Accumulate, Accumulator, FirstRow, Keys};
use super::batch::{Batch, Credited, Shares};
use super::plan::Gather;
use crate::calendar::NaiveDate;
use crate::crediting::Unassigned;
use crate::crediting::orders::Order;
use crate::crediting::returns::{TakenBack, TakenPart};
use crate::ingest::blocks::{Block, LONGEST_RECORD};
use crate::ingest::decode::Evidence;
use crate::ingest::doubts::{Doubt, Repeats};
use crate::ingest::index::Index;
use crate::ingest::interner::{Interner, NONE};
use crate::ingest::layout::FileLayout;
use crate::ingest::records::{Record, Records};
use crate::ingest::row::{Cells, DayReader, Fields, TextSlot};
use crate::ingest::scan::{self, Fold};
use crate::ingest::sorting::Filling;
use customers::OwnCustomers;
use doubting::DecimalKey;
use earlier::Earlier;
use quick::{Lane, Passed};
use repeating::OwnRows;
use row::Row;
use sharing::Told;

pub use blanks::{BARE, FAR, NEAR, SIGNED};
pub use context::{Context, Purpose, Shared, Wanted, WantedOf};
pub use doubles::{Doubles, FirstOfKeys, IN_PERIOD};
pub use hearing::HeardWords;
pub use labelling::{Lack, Unlabelled};
pub use newcomers::{KEPT, Newcomers};
pub use nobodys::UnassignedRows;
pub use reading::{Derived, seconds_in};
pub use remarks::{Remark, Remarks};
pub use returning::MOST_COMPARED;
pub use sharing::Several;
pub use straying::{Stray, Strays};
pub use tally::{EventKind, FileTally, RecordAt, RowFault, Settled, SharedSums, TotalCell, TotalEvent, differing};
pub use units::UnitWords;
pub use wording::{OwnWords, SharedWords};

/// From how many keys on a gather is merged in a thread of its own.
const MANY_KEYS: usize = 10_000;

/// How many rows are looked ahead.
const AHEAD: usize = 64;

/// Keys of the next rows, where they are known.
#[derive(Debug)]
struct Ahead {
    keys: [u32; AHEAD],
    /// The day of each key's first row so far; the last of all days where it is not known.
    days: [NaiveDate; AHEAD],
}

impl Default for Ahead {
    fn default() -> Self {
        Ahead { keys: [NONE; AHEAD], days: [NaiveDate::MAX; AHEAD] }
    }
}

/// Where a day lies among the windows.
#[derive(Clone, Copy, Debug, Default)]
struct DayPlace {
    day: Option<NaiveDate>,
    segment: usize,
    in_window: bool,
    in_period: bool,
}

/// A row of a wanted total: file, line and part of it, record; of a first row also its key, and what must still be the first when all is
/// read; its order.
type Hit = ((u32, u32, u32), String, Option<(Vec<u8>, FirstRow)>, Option<String>);

/// How many rows were not compared with their orders; file and line of those that are to be, and the order of each.
pub type Uncompared = (u64, Vec<((u32, u32), String)>);

/// The state of one thread.
pub struct Folder<'a> {
    context: &'a Context<'a>,
    texts: Vec<TextSlot<Derived>>,
    days: DayReader,
    row: Row,
    /// The file of the last block.
    file: Option<usize>,
    /// Of each file, what its blocks say of its encoding, where that is only assumed.
    pub evidence: Vec<Evidence>,
    index: Index,
    /// Where the last day looked at lies.
    day: DayPlace,
    /// Of each file, the quick way past rows that change nothing.
    lanes: Vec<Option<Lane>>,
    passed: Passed,
    /// What was looked up before the rows were read.
    ahead: Ahead,
    earlier: Earlier,
    /// Room for the credits of one row.
    credits: Vec<Credited>,
    /// The shares of the row's order.
    shares: Shares<'a>,
    /// Rows that count and were not handed to the accumulators yet.
    batch: Batch<'a>,
    /// Of each slot, the words by which rows are told apart.
    pub words: Vec<OwnWords>,
    /// What the row takes back of what was sold, while that is counted.
    sold: Option<&'a TakenPart>,
    /// Of each file, the values above the blanks of merged cells.
    fillings: Vec<Filling>,
    decimal_keys: BTreeMap<DecimalKey, Doubt>,
    /// Rows that are looked at for being there twice.
    pub repeats: OwnRows,
    /// Rows of the period by what says which row it is, to find those that differ in two files.
    pub versions: Repeats,
    /// File and line of rows of the period without an order, where several files have orders.
    pub orderless: Vec<(u32, u32)>,
    /// Keys that must not repeat.
    pub unique: Repeats,
    /// Of each number that counts once, the first rows by key.
    pub once: Vec<FirstOfKeys>,
    /// Room for what a row is compared by.
    row_text: Vec<u8>,
    /// One for each gather of the stream.
    pub accumulators: Vec<Accumulator>,
    /// One for each file.
    pub tallies: Vec<FileTally>,
    /// Faults of rows, at most so many of a kind.
    pub faults: Vec<RowFault>,
    /// Rows that are nobody's.
    pub unassigned: BTreeMap<(String, Unassigned), UnassignedRows>,
    /// Rows of other windows that name nobody, by the segment in which they lie.
    pub nobodys_elsewhere: BTreeMap<(String, Unassigned, usize), UnassignedRows>,
    /// Orders of the sales that others refer to.
    pub orders: BTreeMap<String, Order>,
    /// Rows that take something back.
    pub taken: Vec<TakenBack>,
    /// Of each number in a window one customer, to find out which have several.
    customers: OwnCustomers,
    /// In the second pass, numbers of several customers.
    pub shared_numbers: Told,
    /// Whether a row that takes something back lacks what only its order has, which was not learned.
    pub is_needy: bool,
    /// Rows of the windows among large sales that take something back, lack nothing, and were not compared with what was sold.
    pub uncompared: Uncompared,
    hits: Vec<(usize, Hit)>,
    /// What is odd about rows that stand as they are, by code and column.
    pub remarks: Remarks,
    /// Of each slot the words that it has, where the policy names some.
    pub heard: Vec<HeardWords>,
    /// Words of rows of the period that are nearly named.
    pub strays: Strays,
    /// Customers of the period that their register lacks.
    pub newcomers: Newcomers,
    /// Rows of the period that lack a label of a register.
    pub unlabelled: Unlabelled,
    /// Of each label of a register, the entries of keys by their slot.
    entries: FxHashMap<(usize, usize, u32), Option<usize>>,
    /// Orders of splits and overlays that some row has, whether it counts or not.
    pub credited: BTreeSet<String>,
    /// Of each slot whose texts are shown, texts that are not looked up as they stand: by what they are looked up, the first row's text.
    written: BTreeMap<(usize, String), ((u32, u32), String)>,
}

impl<'a> Folder<'a> {
    /// An empty state, beside those of other threads.
    pub fn new(context: &'a Context<'a>, shared: &Shared) -> Self {
        let stream = context.stream;
        let of_gather = |(gather, shared): (&Gather, _)| Accumulator::new(gather, context.plan, stream.order, shared);
        let accumulators = match context.purpose {
            Purpose::Gather => stream.gathers.iter().zip(&shared.keys).map(of_gather).collect(),
            _ => Vec::new(),
        };
        Folder {
            context,
            texts: stream.slots.iter().map(|_| TextSlot::default()).collect(),
            days: DayReader::default(),
            row: Row::new(stream.slots.len(), stream.gathers.len()),
            file: None,
            evidence: context.files.iter().map(|_| Evidence::default()).collect(),
            index: Index::default(),
            day: DayPlace::default(),
            lanes: context.files.iter().map(|layout| Lane::new(context, layout)).collect(),
            passed: Passed::default(),
            ahead: Ahead::default(),
            earlier: Earlier::default(),
            credits: Vec::new(),
            shares: Shares::default(),
            batch: Batch::new(stream.slots.len(), stream.gathers.len()),
            words: shared.words.iter().map(OwnWords::new).collect(),
            sold: None,
            fillings: context
                .files
                .iter()
                .map(|layout| Filling::new(layout.filled.iter().copied(), &layout.stops))
                .collect(),
            decimal_keys: BTreeMap::new(),
            repeats: OwnRows::new(&shared.rows),
            versions: Repeats::of_at_most(doubles::most(context)),
            orderless: Vec::new(),
            unique: Repeats::default(),
            once: vec![FirstOfKeys::default(); stream.once.len()],
            row_text: Vec::new(),
            accumulators,
            tallies: shared.sums.iter().map(|sums| FileTally::new(stream.slots.len(), sums)).collect(),
            faults: Vec::new(),
            unassigned: BTreeMap::new(),
            nobodys_elsewhere: BTreeMap::new(),
            orders: BTreeMap::new(),
            taken: Vec::new(),
            customers: OwnCustomers::new(&shared.customers),
            shared_numbers: Told::new(),
            is_needy: false,
            uncompared: Default::default(),
            hits: Vec::new(),
            heard: stream.slots.iter().map(|_| HeardWords::default()).collect(),
            strays: Strays::new(),
            newcomers: Newcomers::default(),
            unlabelled: Unlabelled::new(),
            entries: FxHashMap::default(),
            credited: BTreeSet::new(),
            remarks: Remarks::new(),
            written: BTreeMap::new(),
        }
    }

    /// A key of a slot as its first row writes it.
    pub fn as_written(&self, slot: usize, key: String) -> String {
        let key = (slot, key);
        match self.written.get(&key) {
            Some((_, written)) => written.clone(),
            None => key.1,
        }
    }

    /// The normal forms of a slot, by the numbers that the stores use as keys.
    pub fn keys(&self, slot: usize) -> &Interner {
        &self.texts[slot].keys
    }

    /// The keys of the orders that are kept one by one, in order.
    pub fn deals(&self) -> BTreeSet<String> {
        let names = self.keys(self.context.stream.order);
        let mut keys = BTreeSet::new();
        for own in &self.accumulators {
            if let Accumulator::Deals(deals) = own {
                keys.extend(deals.keys().map(|key| names.text(key)));
            }
        }
        keys
    }

    /// How many rows of a file were given values above them.
    pub fn filled_rows(&self, file: usize) -> u64 {
        self.fillings[file].rows()
    }

    /// Whether a key of that gather has a row before a window of which it has its first row on `day`.
    pub fn is_known_before(&self, gather: usize, key: &[u8], day: NaiveDate) -> bool {
        self.context.needs.first == Some(gather) && self.earlier.has_text(key, self.context.plan.segments.of(day))
    }

    /// The rows of the wanted totals, in the order of totals, files and lines.
    pub fn hits(&self) -> Vec<(usize, &Hit)> {
        let mut hits: Vec<(usize, &Hit)> =
            self.hits.iter().filter(|(id, hit)| self.is_first(*id, hit)).map(|(id, hit)| (*id, hit)).collect();
        hits.sort_by_key(|(id, hit)| (*id, hit.0));
        hits.dedup_by_key(|(id, hit)| (*id, hit.0));
        hits
    }

    /// Whether a candidate for a first row is the first of all.
    fn is_first(&self, id: usize, hit: &Hit) -> bool {
        let Some((key, row)) = &hit.2 else { return true };
        let mut wanted = self.context.wanted.iter().filter(|wanted| wanted.id == id);
        wanted.any(|Wanted { gather, .. }| {
            let gather = *gather;
            let slot = self.context.stream.gathers[gather].keep.key_slot(self.context.stream);
            let Some(id) = slot.and_then(|slot| self.texts[slot].keys.find(key)) else { return false };
            let is_it = |first: Option<&FirstRow>| first == Some(row);
            match &self.accumulators[gather] {
                Accumulator::FirstRows(rows) => {
                    is_it(rows.get(id).as_ref()) && !self.is_known_before(gather, key, row.day)
                }
                Accumulator::RecentRows(rows) => rows
                    .windows()
                    .iter()
                    .filter_map(|window| window.get(&id))
                    .any(|recent| is_it(recent.first.as_ref())),
                _ => false,
            }
        })
    }

    fn read_block(&mut self, block: &Block) {
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
    fn begin_file(&mut self, file: usize) {
        if self.file == Some(file) {
            return;
        }
        let encoding = |file: usize| self.context.files[file].encoding;
        if self.file.is_some_and(|last| encoding(last) != encoding(file)) {
            self.texts.iter_mut().for_each(TextSlot::forget);
        }
        self.passed = Passed::default();
        self.days = DayReader::default();
        self.file = Some(file);
    }

    /// Whether keys came that may have been counted already: the rows must be read again without counting before the end.
    pub fn came_late(&self) -> bool {
        let own = |own: &Accumulator| matches!(own, Accumulator::Distinct(keys) if keys.came_late());
        self.customers.came_late() || self.repeats.came_late() || self.accumulators.iter().any(own)
    }

    /// Takes the numbers of orders that several customers share, of all threads.
    pub fn take_several(&mut self) -> Several {
        self.customers.take_several()
    }

    /// Whether some file that was assumed to be in UTF-8 may be in another encoding.
    pub fn is_misread(&self) -> bool {
        let assumed = self.context.files.iter().zip(&self.evidence).filter(|(layout, _)| layout.is_assumed);
        assumed.into_iter().any(|(_, evidence)| evidence.settles().is_none())
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
    fn first_day(&self, key: u32) -> NaiveDate {
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

    fn read_record(&mut self, record: &Record, records: &Records, layout: &FileLayout) {
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

    /// What becomes of the records of the row's table.
    fn tally(&mut self) -> &mut FileTally {
        &mut self.tallies[self.row.table as usize]
    }

    /// What is told of the file that the row stands in.
    fn own_tally(&mut self) -> &mut FileTally {
        &mut self.tallies[self.row.file as usize]
    }
}

impl Fold for Folder<'_> {
    fn block(&mut self, block: &Block) {
        self.read_block(block);
    }

    fn is_done(&self) -> bool {
        self.file.is_some_and(|file| self.evidence[file].is_broken) || self.came_late()
    }

    fn merge(&mut self, other: Self) {
        let gathers = &self.context.stream.gathers;
        let Folder {
            texts,
            earlier,
            accumulators,
            evidence,
            tallies,
            faults,
            unassigned,
            nobodys_elsewhere,
            orders,
            taken,
            customers,
            shared_numbers,
            is_needy,
            uncompared,
            hits,
            repeats,
            versions,
            orderless,
            unique,
            once,
            decimal_keys,
            heard,
            strays,
            newcomers,
            unlabelled,
            credited,
            remarks,
            written,
            ..
        } = other;
        self.credited.extend(credited);
        self.take_remarks(remarks);
        self.take_strays(strays);
        self.newcomers.merge(newcomers);
        self.merge_unlabelled(unlabelled);
        self.heard.iter_mut().zip(heard).for_each(|(mine, theirs)| mine.merge(theirs));
        written.into_iter().for_each(|(key, text)| self.note_written(key, text));
        self.earlier.merge(earlier);
        self.hits.extend(hits);
        self.repeats.merge(repeats);
        self.versions.merge(versions);
        self.orderless.extend(orderless);
        self.unique.merge(unique);
        doubles::merge_once(&mut self.once, once);
        if self.context.is_close {
            self.merge_keys(&texts, decimal_keys);
        }
        let mut translations: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for slot in gathers.iter().flat_map(|gather| gather.keep.texts(self.context.stream)) {
            let keys = &mut self.texts[slot].keys;
            let translated = || texts[slot].keys.numbers_in(keys);
            translations.entry(slot).or_insert_with(translated);
        }
        let keys = Keys(&translations);
        let is_many = |slot: usize| translations.get(&slot).is_some_and(|numbers| numbers.len() >= MANY_KEYS);
        // Each gather keeps what is its own, so that they merge side by side.
        std::thread::scope(|scope| {
            for ((mine, theirs), gather) in self.accumulators.iter_mut().zip(accumulators).zip(gathers) {
                let has_many = gather.keep.texts(self.context.stream).into_iter().any(is_many);
                let merge = move || mine.merge(theirs, &keys);
                if has_many { scan::beside(scope, merge) } else { merge() }
            }
        });
        self.evidence.iter_mut().zip(evidence).for_each(|(mine, theirs)| mine.merge(theirs));
        self.tallies.iter_mut().zip(tallies).for_each(|(mine, theirs)| mine.merge(theirs));
        self.faults.extend(faults);
        for (key, rows) in unassigned {
            self.note_unassigned(key, rows);
        }
        for (key, rows) in nobodys_elsewhere {
            self.nobodys_elsewhere.entry(key).or_insert(rows.none()).add(rows);
        }
        for (key, order) in orders {
            self.orders.entry(key).or_default().merge(order);
        }
        self.taken.extend(taken);
        self.customers.merge(customers);
        sharing::merge_told(&mut self.shared_numbers, shared_numbers);
        self.is_needy |= is_needy;
        self.uncompared.0 += uncompared.0;
        self.uncompared.1.extend(uncompared.1);
    }
}
