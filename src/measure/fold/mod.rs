//! One pass over a stream: each record is read as far as something needs it, credited, and added to the stores.

mod agreeing;
mod below_zero;
mod beside;
mod blanks;
mod blocks;
mod claiming;
mod context;
mod contradicting;
mod customers;
mod doubles;
mod doubting;
mod earlier;
mod either_sign;
mod ending;
mod exchanging;
mod faults;
mod hearing;
mod joining;
mod keeping;
mod labelling;
mod later;
mod listing;
mod mending;
mod merging;
mod named_orders;
mod needs;
mod newcomers;
mod nobodys;
mod numbers;
mod owning;
mod quick;
mod reading;
mod recipes;
mod remarks;
mod repeating;
mod returning;
mod row;
mod sharing;
mod sizing;
mod sorting;
mod storing;
mod straying;
mod tally;
mod tracing;
mod units;
mod values;
mod wording;
mod worth;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::accumulate::{Accumulator, FirstRow};
use super::batch::{Batch, Credited, Shares};
use super::plan::Gather;
use crate::calendar::NaiveDate;
use crate::crediting::Unassigned;
use crate::crediting::exchange::Exchange;
use crate::crediting::orders::{Order, SoldLabel};
use crate::crediting::returns::{TakenBack, TakenPart};
use crate::ingest::decode::Evidence;
use crate::ingest::doubts::{Doubt, Repeats};
use crate::ingest::index::Index;
use crate::ingest::interner::Interner;
use crate::ingest::row::{DayReader, Fixed, TextSlot};
use crate::ingest::sorting::Filling;
use blocks::Ahead;
use customers::OwnCustomers;
use doubting::DecimalKey;
use earlier::Earlier;
use later::Later;
use quick::{Lane, Passed};
use recipes::Recipes;
use repeating::OwnRows;
use row::Row;
use sharing::Told;

pub use agreeing::{Differing, keys_that_differ};
pub use blanks::{BARE, FAR, NEAR, SIGNED, WITHOUT_NUMBER};
pub use claiming::{Claims, Strange};
pub use context::{Context, Purpose, Shared, Wanted, WantedOf};
pub use contradicting::UNKNOWN_NUMBER;
pub use doubles::{Doubles, FirstOfKeys, LOOKED_AT};
pub use exchanging::CurrencyWords;
pub use hearing::HeardWords;
pub use joining::SharedSums;
pub use labelling::{Lack, Unlabelled};
pub use listing::ListedRecord;
pub use named_orders::Counts;
pub use newcomers::{KEPT, Newcomer, Newcomers};
pub use nobodys::UnassignedRows;
pub use numbers::seconds_in;
pub use reading::Derived;
pub use remarks::{LACKING, Remark, Remarks};
pub use returning::MOST_COMPARED;
pub use sharing::Several;
pub use sizing::Sizes;
pub use straying::{Stray, Strays};
pub use tally::{EventKind, FileTally, RecordAt, RowFault, Settled, TotalCell, TotalEvent, differing};
pub use units::UnitWords;
pub use wording::{OwnWords, SharedWords};

/// Where a day lies among the windows.
#[derive(Clone, Copy, Debug, Default)]
struct DayPlace {
    day: Option<NaiveDate>,
    segment: usize,
    in_window: bool,
    is_told: bool,
    in_period: bool,
    /// Whether what is odd about rows is told: in the period, and on earlier days that what is asked is made of.
    is_looked_at: bool,
    /// Whether words that are nearly named are told: in the period, and before it where first rows decide who is new in it.
    is_heard: bool,
}

/// A row of a wanted total.
#[derive(Clone, Debug)]
pub struct Hit {
    /// File, line and part of it.
    pub at: (u32, u32, u32),
    /// The record as it stands.
    pub record: String,
    /// Of a first row its key, and what must still be the first when all is read.
    first: Option<(Vec<u8>, FirstRow)>,
    /// Its order.
    pub order: Option<String>,
    /// The day on which it counts.
    pub day: NaiveDate,
    /// What of it is added up; nothing where nothing is.
    pub number: Option<Fixed>,
}

/// How many rows were not compared with their orders; file and line of those that are to be, and the order of each.
pub type Uncompared = (u64, Vec<((u32, u32), String)>);

/// The state of one thread.
pub struct Folder<'a> {
    context: &'a Context<'a>,
    texts: Vec<TextSlot<Derived>>,
    /// By day, the texts of currencies with their rates, as they were looked up.
    exchanged: FxHashMap<Option<NaiveDate>, Vec<(String, Exchange)>>,
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
    /// What becomes of rows of which all was seen before.
    recipes: Option<Box<Recipes>>,
    /// What was looked up before the rows were read.
    ahead: Ahead,
    earlier: Earlier,
    /// Keys that have a row on an earlier day, where nothing else is asked of them.
    later: Later,
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
    /// Rows that are looked at by what says which row it is, to find those that differ in two files.
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
    /// The largest amounts of the period.
    pub sizes: Sizes,
    /// Those of all days that are looked at, the period among them.
    pub sizes_of_all: Sizes,
    /// Whether a row that counts names nobody, or somebody whom staff does not have.
    pub names_nobody: bool,
    /// In a pass that looks for them, whose the first rows of keys are.
    pub claims: Claims,
    /// Orders of the sales that others refer to.
    pub orders: BTreeMap<String, Order>,
    /// Rows that take something back.
    pub taken: Vec<TakenBack>,
    /// Labels of rows that were sold, each once.
    sold_labels: BTreeSet<Arc<SoldLabel>>,
    /// Of each number in a window one customer, to find out which have several.
    customers: OwnCustomers,
    /// In the second pass, numbers of several customers.
    pub shared_numbers: Told,
    /// Whether a row that takes something back lacks what only its order has, which was not learned.
    pub is_needy: bool,
    /// Rows of the windows among large sales that take something back, lack nothing, and were not compared with what was sold.
    pub uncompared: Uncompared,
    hits: Vec<(usize, Hit)>,
    /// Rows that are only listed, and were not taken yet.
    listed: Vec<ListedRecord>,
    /// What is odd about rows that stand as they are, by code and column.
    pub remarks: Remarks,
    /// By slot, the rows whose number is that of their name in the register.
    pub agreeing: BTreeMap<usize, u64>,
    /// Of each slot the words that it has, where the policy names some.
    pub heard: Vec<HeardWords>,
    /// Words of rows of the period that are nearly named.
    pub strays: Strays,
    /// Customers of the period that their register lacks.
    pub newcomers: Newcomers,
    /// Those of earlier days that are looked at.
    pub newcomers_before: Newcomers,
    /// Rows that lack a label of a register.
    pub unlabelled: Unlabelled,
    /// Of each label of a register, the entries of keys by their slot.
    entries: FxHashMap<(usize, usize, u32), Option<usize>>,
    /// Orders of splits and overlays that some row has, whether it counts or not.
    pub credited: BTreeMap<String, Counts>,
    /// Orders that others refer to, of rows that do not count.
    pub open_orders: BTreeSet<String>,
    /// Of each slot whose texts are shown, texts that are not looked up as they stand: by what they are looked up, the first row's text.
    written: BTreeMap<(usize, String), ((u32, u32), String)>,
}

impl<'a> Folder<'a> {
    /// An empty state, beside those of other threads.
    pub fn new(context: &'a Context<'a>, shared: &Shared) -> Self {
        let stream = context.stream;
        let of_gather = |(gather, shared): (&Gather, _)| Accumulator::new(gather, context.plan, stream.order, shared);
        let accumulators = match context.purpose {
            Purpose::Gather => stream.gathers.iter().zip(&shared.gathers).map(of_gather).collect(),
            _ => Vec::new(),
        };
        Folder {
            context,
            texts: stream.slots.iter().map(|_| TextSlot::default()).collect(),
            exchanged: FxHashMap::default(),
            days: DayReader::default(),
            row: Row::new(stream.slots.len(), stream.gathers.len()),
            file: None,
            evidence: context.files.iter().map(|_| Evidence::default()).collect(),
            index: Index::default(),
            day: DayPlace::default(),
            lanes: context.files.iter().map(|layout| Lane::new(context, layout)).collect(),
            passed: Passed::default(),
            recipes: Some(Box::default()),
            ahead: Ahead::default(),
            earlier: Earlier::default(),
            later: Later::default(),
            credits: Vec::new(),
            shares: Shares::default(),
            batch: Batch::new(&stream.parts, stream.gathers.len()),
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
            sizes: Sizes::default(),
            sizes_of_all: Sizes::default(),
            names_nobody: false,
            claims: Claims::new(),
            orders: BTreeMap::new(),
            taken: Vec::new(),
            sold_labels: BTreeSet::new(),
            customers: OwnCustomers::new(&shared.customers),
            shared_numbers: Told::new(),
            is_needy: false,
            uncompared: Default::default(),
            hits: Vec::new(),
            listed: Vec::new(),
            heard: stream.slots.iter().map(|_| HeardWords::default()).collect(),
            strays: Strays::new(),
            newcomers: Newcomers::default(),
            newcomers_before: Newcomers::default(),
            unlabelled: Unlabelled::new(),
            entries: FxHashMap::default(),
            credited: BTreeMap::new(),
            open_orders: BTreeSet::new(),
            remarks: Remarks::new(),
            agreeing: BTreeMap::new(),
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
        hits.sort_by_key(|(id, hit)| (*id, hit.at));
        hits.dedup_by_key(|(id, hit)| (*id, hit.at));
        hits
    }

    /// Whether a candidate for a first row is the first of all.
    fn is_first(&self, id: usize, hit: &Hit) -> bool {
        let Some((key, row)) = &hit.first else { return true };
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

    /// What becomes of the records of the row's table.
    fn tally(&mut self) -> &mut FileTally {
        &mut self.tallies[self.row.table as usize]
    }

    /// What is told of the file that the row stands in.
    fn own_tally(&mut self) -> &mut FileTally {
        &mut self.tallies[self.row.file as usize]
    }
}
