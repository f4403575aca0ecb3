//! What a pass goes by, and what its threads share.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashSet;

use super::super::accumulate::SharedState;
use super::super::axis::{Axis, LABELS};
use super::super::batch::Credited;
use super::super::distinct::{Patience, SharedKeys};
use super::super::plan::{Gather, Keep, LABELS_OF_SALES, Plan, SlotKind, Stream, Term};
use super::super::segments::Segments;
use super::agreeing::{self, By};
use super::below_zero::{self, Below};
use super::beside::Beside;
use super::blanks::{Asked, RateNumber, Watch, asked, watched};
use super::customers::SharedCustomers;
use super::doubles::{self, Compared, Doubles, Seeing};
use super::labelling::{RowLabel, row_labels};
use super::needs::Needs;
use super::reading::is_of_refunds;
use super::repeating::SharedRows;
use super::sharing::{OrderNumber, Several};
use super::{SharedSums, SharedWords};
use crate::calendar::{NaiveDate, Period, months_before};
use crate::crediting::OrderBook;
use crate::crediting::orders::Order;
use crate::crediting::returns::AskedLabels;
use crate::ingest::header::{CellKind, columns_of};
use crate::ingest::layout::{FileLayout, Whence};
use crate::ingest::packed::Packed;
use crate::ledger::Ledger;
use crate::policy::rules::{FilterTest, InputKind, InputRule, Policy, ReturnsTo, Sign};

/// The numbers of orders that are short enough to be packed.
fn packed(book: &OrderBook) -> FxHashSet<Packed> {
    book.orders.keys().filter_map(|number| Packed::of(number.as_bytes())).collect()
}

/// Labels of a row that takes something back by which the rows that sold it are known.
const TELLING: [&str; LABELS_OF_SALES.len()] = LABELS_OF_SALES;

/// What a pass is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Fill the stores.
    Gather,
    /// Only find the first and last day.
    Days,
    /// Only list the orders that rows refer to.
    Keys,
    /// Only learn of those orders.
    Orders,
    /// Only learn which rows are there twice.
    Doubles,
    /// Only learn whose the first rows of keys are.
    Firsts,
    /// Only list the rows themselves.
    List,
}

/// Everything a fold reads and nothing it changes.
pub struct Context<'a> {
    /// The rules.
    pub policy: &'a Policy,
    /// The registers.
    pub ledger: &'a Ledger,
    /// What is gathered.
    pub plan: &'a Plan,
    /// The stream.
    pub stream: &'a Stream,
    /// Its input.
    pub rule: &'a InputRule,
    /// Its files; behind them, one for each file that has some, the mended records.
    pub files: &'a [FileLayout],
    /// Of each file, how rows are read that go by the number in the column beside a slot's own.
    pub(super) beside: Vec<Vec<Beside>>,
    /// Orders known from the sales, for rows that refer to one.
    pub book: &'a OrderBook,
    /// Of each segment, whether a window has it.
    pub in_window: Vec<bool>,
    /// Of each segment, whether a window of people has it: what is told of rows is told of those.
    pub told: Vec<bool>,
    /// Of each gather, the segments whose rows it keeps.
    pub kept: Vec<Vec<bool>>,
    /// Of each segment, whether the period before has it.
    pub(super) is_before: Vec<bool>,
    /// Earlier days whose rows are looked at.
    pub(super) looked: &'a [Period],
    /// What the pass is for.
    pub purpose: Purpose,
    /// Place of the stream's first file among all files of the plan.
    pub first_file: u32,
    /// Of a pass that lists rows the first and last day of those that are listed.
    pub listed: Option<(NaiveDate, NaiveDate)>,
    /// Totals whose rows are to be noted.
    pub wanted: Vec<Wanted>,
    /// Whether of each such row a last line is noted with what of it is in the total, also where that is the whole.
    pub notes_parts: bool,
    /// Numbers of orders that several customers share, once a pass has found them out.
    pub several: OnceLock<Several>,
    /// Whether the book has such numbers.
    has_several_in_book: bool,
    /// The last day whose rows are known; absent: all are.
    pub known_until: Option<NaiveDate>,
    /// Whether rows that take something back are settled by the book.
    pub(super) is_taking: bool,
    /// Of each column of the book, the slot that it is here.
    pub(super) sold_slots: Vec<Option<usize>>,
    /// What rows that take something back are asked.
    pub(super) asked_back: Arc<AskedLabels>,
    /// Whether something asks of a row that takes something back what only the rows have that sold it.
    pub(super) asks_of_sold: bool,
    /// Whether a pass that lists orders looks at rows that take something back only.
    pub(super) lists_returns_only: bool,
    /// Whether the stream is that of the sales.
    pub(super) is_of_sales: bool,
    /// Whether a question of management looks at its rows one by one.
    pub(super) is_listed: bool,
    /// Whether rows that take something back and lack nothing are listed while they are counted, to be compared with their orders afterwards.
    pub lists_complete: bool,
    /// Whether a pass that learns orders lists what takes them back, too.
    pub lists_taken: bool,
    /// Of a pass that learns orders, their numbers as most files write them.
    pub(super) referred: Option<FxHashSet<Packed>>,
    /// Whether it matters that several customers share the number of an order.
    pub(super) tells_customers: bool,
    /// What a row is asked.
    pub(super) needs: Needs,
    /// Labels that registers have for rows.
    pub(super) labels: Vec<RowLabel<'a>>,
    /// Whether rows before every window matter.
    pub(super) looks_before: bool,
    /// Whether the last row of people is asked for, however long ago it was.
    pub(super) keeps_last_days: bool,
    /// Whether rows outside of the period of which everything was seen before go the short way into the batch.
    pub(super) stores_short: bool,
    /// Numbers that are told where they are below zero.
    pub(super) below: Vec<Below>,
    /// Cells that are looked at for blanks.
    pub(super) watched: Vec<Watch>,
    /// Numbers by whose steps rates go.
    pub(super) rated: Vec<RateNumber>,
    /// Bounds of answers that filters ask for.
    pub(super) asked: Vec<Asked>,
    /// Of each file, whether a record can be seen to be a row by the first byte of its date cell.
    pub(super) is_surely: Vec<bool>,
    /// Of each slot, whether its texts are keys.
    pub(super) is_key: Vec<bool>,
    /// What was learned of rows that are there twice.
    pub doubles: &'a Doubles,
    /// Of each number that counts once what it counts by, where rows of a key are compared.
    pub(super) once_by: Vec<Vec<By>>,
    /// Of which rows it is kept what they are.
    pub(super) seeing: Seeing,
    /// Of each file the columns by which rows are compared.
    pub(super) compared: Vec<Vec<Compared>>,
    /// Of each file the columns that say which row it is; none where nothing is compared by them.
    pub(super) identifying: Vec<Vec<Compared>>,
    /// Whether everything that looks wrong is looked for, whatever it takes.
    pub(super) is_close: bool,
}

/// What the threads of a pass share.
#[derive(Debug)]
pub struct Shared {
    /// Of each gather, what all add to.
    pub(super) gathers: Vec<SharedState>,
    /// Of each slot, the words by which rows are told apart.
    pub(super) words: Vec<SharedWords>,
    /// Of each number of an order one customer.
    pub(super) customers: SharedCustomers,
    /// Rows that are looked at for being there twice.
    pub(super) rows: SharedRows,
    /// Of each file, sums in the order of lines.
    pub(super) sums: Vec<SharedSums>,
}

/// A total whose rows are to be noted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The caller's number for it.
    pub id: usize,
    /// Which gather it is made of.
    pub gather: usize,
    /// Whose rows.
    pub of: WantedOf,
    /// Only rows with one of these keys, as they are compared, in a slot.
    pub new: Option<(usize, FxHashSet<String>)>,
    /// Only rows of this label or order.
    pub part: Option<String>,
    /// Whether a row counts as the share of it.
    pub by_share: bool,
}

/// Whose rows are noted.
#[derive(Clone, Debug)]
pub enum WantedOf {
    /// Of people: those of these cells.
    Cells(BTreeSet<u32>),
    /// Those that have one of these words in a slot, as they are looked up, in a window.
    Words(usize, BTreeSet<String>, Period),
}

impl Wanted {
    /// Whether a credit is part of the total.
    pub(super) fn has(&self, credit: &Credited) -> bool {
        matches!(&self.of, WantedOf::Cells(cells) if cells.contains(&credit.cell))
    }
}

impl Context<'_> {
    /// Whether a slot's word and another name one customer of the register.
    pub(super) fn is_same_customer(&self, slot: usize, one: &str, other: &str) -> bool {
        let column = &self.stream.slots[slot].column;
        column == "customer" && self.ledger.is_one_entry(column, one, other)
    }
}

impl<'a> Context<'a> {
    /// The context of a pass over a stream.
    pub fn new(
        (policy, ledger, plan): (&'a Policy, &'a Ledger, &'a Plan),
        stream: &'a Stream,
        files: &'a [FileLayout],
        (book, doubles): (&'a OrderBook, &'a Doubles),
        purpose: Purpose,
    ) -> Self {
        let within = |windows: &[Period]| {
            let mut within = vec![false; plan.segments.len()];
            let segments = windows.iter().flat_map(|window| plan.segments.in_window(window));
            segments.for_each(|segment| within[segment] = true);
            within
        };
        let mut is_before = vec![false; plan.segments.len()];
        let before = plan.segments.exactly(&plan.current.previous());
        before.into_iter().flatten().for_each(|segment| is_before[segment] = true);
        let rule = &policy.inputs[stream.input];
        let is_surely =
            |layout: &FileLayout| layout.field_of(stream.date).is_some() && layout.sorting.is_fully_labelled();
        let columns = columns_of(&stream.kind);
        let is_key = |column: &str| columns.iter().any(|spec| spec.name == column && spec.kind == CellKind::Key);
        let keys = stream.slots.iter().map(|slot| slot.kind == SlotKind::Text && is_key(&slot.column));
        let is_of_sales = rule.kind() == InputKind::Sales;
        let is_taking = stream.takes_back || (is_of_sales && stream.returns.is_some() && stream.is_lowered());
        let sales = plan.streams.iter().find(|stream| policy.inputs[stream.input].kind() == InputKind::Sales);
        let own_slot = |column: &str| stream.slots.iter().position(|slot| slot.column == column);
        let sold_slots: Vec<Option<usize>> =
            sales.map_or_else(Vec::new, |sales| sales.slots.iter().map(|slot| own_slot(&slot.column)).collect());
        let column_of = |slot: usize| sold_slots.iter().position(|own| *own == Some(slot));
        let needed: Vec<usize> = stream.labels_of_returns().into_iter().filter_map(column_of).collect();
        let told = TELLING.iter().filter_map(|column| column_of(own_slot(column)?));
        let mut telling: Vec<usize> = told.chain(needed.iter().copied()).collect();
        telling.sort_unstable();
        telling.dedup();
        let has = |slot: usize| files.iter().any(|layout| layout.slots[slot].whence != Whence::Absent);
        let has_both = has(stream.order) && has(stream.customer);
        let counts_orders = stream.gathers.iter().any(|gather| gather.keep.key_slot(stream) == Some(stream.order));
        let needs = Needs::new(stream, ledger, book, purpose);
        let is_measured =
            |column: &usize| sold_slots[*column].is_some_and(|slot| stream.slots[slot].kind.is_of_numbers());
        let measured: Vec<usize> = needed.iter().copied().filter(is_measured).collect();
        let says_signs = matches!(stream.returns, Some((_, Sign::Flip | Sign::Keep)));
        let is_opposed = |slot: usize| says_signs && needs.signed[slot] && stream.is_of_either_sign(slot);
        let opposed = (0..stream.slots.len()).filter(|slot| is_opposed(*slot)).filter_map(column_of).collect();
        let asks_number = |term: &Term| match &term.test {
            FilterTest::In(range) => !is_of_refunds(range),
            FilterTest::OneOf(_) | FilterTest::NoneOf(_) => stream.slots[term.slot].kind.is_of_numbers(),
            FilterTest::On(_) => term.slot != stream.date,
            FilterTest::Missing(_) => false,
        };
        let of_gathers = || stream.gathers.iter().flat_map(|gather| &gather.terms);
        let asks_of_sold = !measured.is_empty() || of_gathers().any(|term| asks_number(&stream.terms[*term]));
        let is_split = !ledger.splits.by_order.is_empty() || !ledger.overlays.by_order.is_empty();
        let lacks_person = files.iter().any(|layout| layout.slots[stream.person].whence == Whence::Absent);
        // Mended records are rows of the file that they were written for.
        let tables = files.len() - files.iter().filter(|layout| layout.instead.is_some()).count();
        Context {
            several: OnceLock::new(),
            has_several_in_book: book.orders.values().any(Order::is_of_several),
            known_until: plan.known_until,
            is_taking,
            sold_slots,
            asks_of_sold,
            asked_back: Arc::new(AskedLabels { needed, telling, measured, opposed }),
            lists_complete: false,
            lists_taken: false,
            referred: (purpose == Purpose::Orders).then(|| packed(book)),
            lists_returns_only: (is_of_sales || !lacks_person) && !stream.is_collected_at_sale(),
            is_of_sales,
            is_listed: !is_of_sales && policy.management.listed(&rule.name).is_some(),
            tells_customers: has_both && (counts_orders || is_split) && purpose == Purpose::Gather,
            policy,
            ledger,
            plan,
            stream,
            rule,
            files,
            beside: files.iter().map(Beside::all).collect(),
            book,
            in_window: within(&plan.all_windows),
            told: within(&plan.windows),
            kept: stream.gathers.iter().map(|gather| plan.kept(gather)).collect(),
            is_before,
            looked: &stream.looked,
            purpose,
            first_file: 0,
            listed: None,
            wanted: Vec::new(),
            notes_parts: false,
            needs,
            labels: row_labels((policy, ledger), stream, purpose),
            looks_before: stream.gathers.iter().any(|gather| matches!(gather.keep, Keep::First(..) | Keep::LastDay)),
            keeps_last_days: stream.gathers.iter().any(|gather| gather.is_of_last_rows(policy)),
            stores_short: purpose == Purpose::Gather && (is_of_sales || ledger.customers.list.is_empty()),
            below: below_zero::told(policy, stream, files),
            rated: RateNumber::all(stream),
            watched: if purpose == Purpose::Gather { watched(policy, stream) } else { Vec::new() },
            asked: if purpose == Purpose::Gather { asked(policy, stream) } else { Vec::new() },
            is_surely: files.iter().map(is_surely).collect(),
            is_key: keys.collect(),
            doubles,
            once_by: if purpose == Purpose::Doubles { agreeing::asked(policy, stream) } else { Vec::new() },
            seeing: Seeing::of(rule, tables, purpose),
            compared: doubles::compared(stream, files),
            identifying: doubles::identifying(stream, files, tables),
            is_close: false,
        }
    }

    /// Looks for everything that looks wrong, and keeps what that takes: 24 bytes for each row of the period, and every key.
    pub fn look_closely(&mut self) {
        self.is_close = true;
        self.needs.only_counted.fill(false);
    }

    /// Whether a row of a day before the period says who is new in it.
    pub(super) fn hears_before(&self, day: NaiveDate) -> bool {
        let first = self.plan.current.first();
        let reaches = |gather: &Gather| match gather.keep {
            Keep::First(_, None) => true,
            Keep::First(_, Some(months)) => day >= months_before(first, months),
            _ => false,
        };
        self.looks_before && day < first && self.stream.gathers.iter().any(reaches)
    }

    /// Looks at rows of the period alone.
    pub fn looks_at_period_alone(&mut self) {
        self.looked = &[];
    }

    /// Keeps of no row what it is.
    pub fn sees_no_rows(&mut self) {
        self.seeing = Seeing::None;
    }

    /// Compares rows in all columns but their orders.
    pub fn passes_over_orders(&mut self) {
        for (layout, columns) in self.files.iter().zip(&mut self.compared) {
            let order = layout.field_of(self.stream.order);
            columns.retain(|column| !matches!(column, Compared::Field(field, _) if Some(*field) == order));
        }
    }

    /// Whether rows that several files have in different versions are looked for.
    pub(super) fn compares_versions(&self) -> bool {
        !self.identifying.is_empty() && self.seeing != Seeing::None
    }

    /// What the threads of a pass share. `patience` says when keys are counted before the end; nothing: never.
    pub fn shared(&self, patience: Option<Patience>) -> Shared {
        let groups = Arc::from(self.plan.segments.groups(&self.plan.windows));
        let keys = |gather: &Gather| match &gather.axis {
            Axis::Spells => SharedKeys::new(self.plan.spells, &groups, patience),
            Axis::Labels(_, windows) => {
                let groups = Arc::from(Segments::new(windows, []).groups(windows));
                SharedKeys::new(LABELS, &groups, patience)
            }
        };
        let of_gather = |gather| SharedState { keys: keys(gather), sums: Default::default() };
        Shared {
            gathers: self.stream.gathers.iter().map(of_gather).collect(),
            words: self.stream.slots.iter().map(|_| SharedWords::default()).collect(),
            customers: SharedCustomers::new(patience),
            rows: SharedRows::new(doubles::most(self), patience.and_then(|patience| self.turns_of_days(patience))),
            sums: self.files.iter().map(|_| SharedSums::new(self.stream.slots.len())).collect(),
        }
    }

    /// For how many turns a day rests that is looked through; nothing where days may come again, in another file.
    fn turns_of_days(&self, patience: Patience) -> Option<u32> {
        (self.files.len() == 1).then_some(patience.turns / 4)
    }

    /// Whether some number of an order may have several customers.
    #[inline]
    pub(super) fn tells_orders_apart(&self) -> bool {
        self.has_several_in_book || self.several.get().is_some()
    }

    /// Whether that number of an order has several customers.
    pub(super) fn is_of_several(&self, order: &str) -> bool {
        let is_several = |several: &Several| several.contains(&OrderNumber::of(order.as_bytes()));
        self.book.is_of_several(order) || self.several.get().is_some_and(is_several)
    }

    pub(super) fn returns_to_sale(&self) -> bool {
        self.policy.crediting.returns == ReturnsTo::Original
    }

    /// Whether what a row of that day takes back is not known yet, so that it is not taken off an earlier day.
    pub(super) fn is_unknown(&self, day: Option<NaiveDate>) -> bool {
        self.known_until.zip(day).is_some_and(|(last, day)| day > last)
    }
}
