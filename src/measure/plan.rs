//! The plan: what to gather from which source, compiled from the policy before any file is read.
//!
//! A stream is one input read row by row. Its slots are the columns that something needs, its terms the tests that some `where`,
//! `counted` or `returns` makes, its gathers what is kept. Nothing else of a file is looked at.

pub use super::amount_check::AmountCheck;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::axis::Axis;
use super::number_columns::{read_as_days, read_as_numbers};
use super::segments::Segments;
use super::values;
use crate::calendar::{NaiveDate, Period};
use crate::ingest::cell::undone;
use crate::ingest::header::{CellKind, columns_of};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::REGISTERS;
use crate::policy::rules::labels::{Described, of_register};
use crate::policy::rules::{
    ColumnRef, DayRange, Duration, DurationUnit, Filter, FilterTest, Formula, InputRule, MeasureId, MeasureKind,
    MeasureRule, Over, PayKind, Policy, Quantity, Sign,
};
use crate::source::Span;
use crate::spelling::folded;

/// What is gathered from the files, and over which days.
#[derive(Debug)]
pub struct Plan {
    /// Every window that may be asked for.
    pub windows: Vec<Period>,
    /// The days cut so that windows are whole.
    pub segments: Segments,
    /// Spells numbered over all people: the first of each person.
    pub first_spell: Vec<u32>,
    /// How many spells there are.
    pub spells: usize,
    /// One for each source in the policy.
    pub streams: Vec<Stream>,
    /// The window in which orders are kept one by one.
    pub current: Period,
    /// The periods that are paid by themselves, where they are not that window.
    pub parts: Vec<Period>,
    /// All shares of the registers, in rising order, the whole among them.
    pub shares: Arc<[Number]>,
    /// Names of the files of the streams, in the order in which they are read; filled before the scan.
    pub files: Vec<Arc<str>>,
}

/// Measures that are asked for by the words of a column, in some of the plan's windows.
#[derive(Clone, Debug)]
pub struct AskedAlong {
    /// The column, by its own name or its header.
    pub column: String,
    /// Measures that are gathered from rows.
    pub measures: Vec<MeasureId>,
    /// The windows.
    pub windows: Arc<[Period]>,
}

/// How a column is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotKind {
    /// A day.
    Day,
    /// A day with a time.
    Moment,
    /// An exact decimal.
    Number,
    /// A ratio.
    Rate,
    /// A text from a small set, or a key.
    Text,
    /// A number made of two moments: slots of the first and the second.
    Duration(usize, usize, DurationUnit),
    /// An amount made of price, quantity and perhaps a discount: their slots.
    Product(usize, usize, Option<usize>),
}

impl SlotKind {
    /// Whether its cells are numbers, or numbers are made of them.
    pub fn is_of_numbers(&self) -> bool {
        matches!(self, SlotKind::Number | SlotKind::Rate | SlotKind::Duration(..) | SlotKind::Product(..))
    }
}

/// One column that something needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Canonical name, or the header where it has none.
    pub column: String,
    /// Another column that serves where the file lacks this one: `customer_id` for `customer`.
    pub instead: Option<&'static str>,
    /// How it is read.
    pub kind: SlotKind,
    /// Whether a file without the column, and a row without the value, is a fault.
    pub required: bool,
    /// Whether its sums are control totals.
    pub money: bool,
    /// Whether files of the kind are known to have it.
    pub is_known: bool,
    /// Whether it says what is taken off: `85折` is 0.15 there.
    pub is_discount: bool,
    /// Of a label of a register: where it comes from. No file has such a column.
    pub label: Option<LabelOf>,
}

/// Where a label of a register comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelOf {
    /// The register.
    pub register: Described,
    /// Its column.
    pub column: String,
    /// The slots by which its entry is found, the surest first; none where it is that of the person whose row it is.
    pub keys: Vec<usize>,
}

impl Slot {
    /// Whether its cells stand in the rows of a file.
    pub fn is_read(&self) -> bool {
        !matches!(self.kind, SlotKind::Duration(..) | SlotKind::Product(..)) && self.label.is_none()
    }
}

/// One test of one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Which column.
    pub slot: usize,
    /// What it must be.
    pub test: FilterTest,
}

/// A word of the policy that rows of a stream may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedWord {
    /// Which column.
    pub slot: usize,
    /// As the policy writes it.
    pub word: String,
    /// The same as cells of its column have it; nothing where none can: `soon` is no day.
    pub value: Option<String>,
    /// Where it stands, or the list that it stands in.
    pub span: Span,
    /// What names it.
    pub by: NamedBy,
}

/// What names a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedBy {
    /// `counted`.
    Counted,
    /// `returns`, `where`.
    Filter,
    /// A label of `rates`.
    Rate,
}

/// What is kept of the rows that pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The total of a number column, and how many rows.
    Sum(usize),
    /// The same without rows that take a sale back: what a mean is made of.
    Mean(usize),
    /// How many rows.
    Rows,
    /// How many rows match these further terms, out of all.
    Share(Vec<usize>),
    /// Different values of a text column.
    Distinct(usize),
    /// For each value of a text column its first row, ever or (with months) in and before each window.
    First(usize, Option<u32>),
    /// Every value of a number column.
    Values(usize),
    /// The last day.
    LastDay,
    /// The last day on which a row changed the total of a number column.
    LastChange(usize),
    /// For each value of a text column the first day in each cell.
    FirstDays(usize),
    /// Filled cells out of all, of these columns.
    Filled(Vec<usize>),
    /// Totals of the first column, or without one the number of rows, by the values of the second.
    Parts(Option<usize>, usize),
    /// How much of the rows, or of the different values of a text column, is credited: a share counts as such.
    Credited(Option<usize>),
    /// Totals of the column, or without one the number of rows, by order, and, with a second column, each order's by its values.
    Deals(Option<usize>, Option<usize>),
    /// Of what else is kept, the rows that several people have.
    Joint(Box<Keep>),
}

impl Keep {
    /// Whether more of a row is read than its numbers and the keys of first rows, which are read of every row that counts.
    pub fn reads_more(&self) -> bool {
        if let Keep::Joint(of) = self {
            return of.reads_more();
        }
        !matches!(
            self,
            Keep::Sum(_)
                | Keep::Mean(_)
                | Keep::Rows
                | Keep::Values(_)
                | Keep::LastDay
                | Keep::LastChange(_)
                | Keep::First(..)
        )
    }

    /// The number column that it adds up where rows that take a sale back count too; nothing for a store that they pass by.
    pub fn taken_back(&self) -> Option<usize> {
        match *self {
            Keep::Sum(slot) | Keep::Parts(Some(slot), _) | Keep::Deals(Some(slot), _) => Some(slot),
            Keep::Joint(ref of) => of.taken_back(),
            _ => None,
        }
    }

    /// The slot whose numbers are added up, or stand in a row.
    pub fn number(&self) -> Option<usize> {
        match *self {
            Keep::Sum(slot)
            | Keep::Mean(slot)
            | Keep::Values(slot)
            | Keep::Parts(Some(slot), _)
            | Keep::Deals(Some(slot), _) => Some(slot),
            _ => None,
        }
    }

    /// The slots whose texts it numbers.
    pub fn texts(&self, stream: &Stream) -> Vec<usize> {
        let label = if let Keep::Deals(_, label) = self { *label } else { None };
        self.key_slot(stream).into_iter().chain(label).collect()
    }

    /// The slot whose texts are the keys of the store; nothing for stores without keys.
    pub fn key_slot(&self, stream: &Stream) -> Option<usize> {
        match self {
            Keep::Distinct(slot)
            | Keep::FirstDays(slot)
            | Keep::First(slot, _)
            | Keep::Parts(_, slot)
            | Keep::Credited(Some(slot)) => Some(*slot),
            Keep::Deals(..) => Some(stream.order),
            Keep::Joint(of) if matches!(**of, Keep::Parts(..)) => of.key_slot(stream),
            _ => None,
        }
    }
}

/// One thing that is gathered.
#[derive(Clone, Debug)]
pub struct Gather {
    /// For which measure.
    pub measure: MeasureId,
    /// Terms that all must hold.
    pub terms: Vec<usize>,
    /// What is kept.
    pub keep: Keep,
    /// By what it is told apart.
    pub axis: Axis,
    /// Whose rows alone are in, where not all are.
    pub of: Option<NewKeys>,
    /// Of first rows, the days on which they must be: what was before says all the same who is new.
    pub days: Vec<DayRange>,
}

/// Keys that are new in a window: rows of no others are in its total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewKeys {
    /// The slot of the keys.
    pub slot: usize,
    /// The measure, a `first`, that says which are new.
    pub by: MeasureId,
}

impl Gather {
    /// Whether a first row may be on that day.
    pub fn may_be_on(&self, day: NaiveDate) -> bool {
        self.days.iter().all(|days| days.contains(day))
    }

    /// Whether more of a row is read for it than its numbers and the keys of first rows.
    pub fn reads_more(&self) -> bool {
        self.keep.reads_more() || self.axis.slot().is_some() || self.of.is_some()
    }
}

/// One input read row by row.
#[derive(Debug)]
pub struct Stream {
    /// Which input of the policy.
    pub input: usize,
    /// The kind of file, for the header's synonyms.
    pub kind: String,
    /// Its columns.
    pub slots: Vec<Slot>,
    /// Its tests.
    pub terms: Vec<Term>,
    /// Slot of the date (of tickets and pipeline: `opened`).
    pub date: usize,
    /// Slot of the person.
    pub person: usize,
    /// Slot of the staff number, used where the file has both.
    pub person_id: usize,
    /// Slot of the order.
    pub order: usize,
    /// Slot of the customer.
    pub customer: usize,
    /// Slot of the currency.
    pub currency: usize,
    /// Slot of the unit that stands beside the amounts, or beside the quantities.
    pub unit: usize,
    /// Terms of `counted`; none: every row counts.
    pub counted: Option<Vec<usize>>,
    /// Terms of `returns`, and the sign in the file.
    pub returns: Option<(Vec<usize>, Sign)>,
    /// Whether every row takes a sale back (the file `returns`).
    pub takes_back: bool,
    /// What is gathered.
    pub gathers: Vec<Gather>,
    /// Words that something compares with texts of its rows.
    pub words: Vec<NamedWord>,
    /// Whether pay depends on how large an order is as a whole.
    pub looks_at_wholes: bool,
    /// Columns that nothing reads, and in which a row may say that it was returned, cancelled or lost.
    pub undone: Vec<usize>,
    /// Columns that together may have the same values in one row only.
    pub unique: Vec<usize>,
    /// Number columns that repeat their value in every row with the same key, and the key's.
    pub once: Vec<(usize, usize)>,
    /// The columns that say what an amount should be, where all of them are read.
    pub amount_check: Option<AmountCheck>,
}

impl Plan {
    /// Compiles what the windows of `policy` need, the first of which is the period appraised.
    pub fn new(policy: &Policy, ledger: &Ledger, windows: Vec<Period>) -> Self {
        Plan::along(policy, ledger, windows, &[])
    }

    /// The same, with totals by the words of columns.
    pub fn along(policy: &Policy, ledger: &Ledger, windows: Vec<Period>, asked: &[AskedAlong]) -> Self {
        let mut first_spell = Vec::with_capacity(ledger.people.list.len());
        let mut spells = 0u32;
        for person in &ledger.people.list {
            first_spell.push(spells);
            spells += person.spells.len() as u32;
        }
        let cuts = ledger.people.list.iter().flat_map(|person| person.spells.iter().map(|spell| spell.first));
        let segments = Segments::new(&windows, cuts);
        let streams = (0..policy.inputs.len()).filter_map(|input| Stream::new(policy, input, asked)).collect();
        Plan {
            current: windows[0].clone(),
            parts: Vec::new(),
            windows,
            segments,
            first_spell,
            spells: spells as usize,
            streams,
            shares: ledger.shares().into(),
            files: Vec::new(),
        }
    }

    /// Reads also what only tells whether the files look right.
    pub fn look_closely(&mut self) {
        self.streams.iter_mut().for_each(Stream::look_closely);
    }
}

/// Labels by which a row that takes a sale back tells which one.
pub const LABELS_OF_SALES: [&str; 5] = ["product", "category", "region", "channel", "strategy"];

/// Whether rows of an input take its sales back.
fn is_taken_back(policy: &Policy, rule: &InputRule) -> bool {
    rule.name == "sales" && (rule.returns.is_some() || policy.input("returns").is_some())
}

impl Stream {
    fn new(policy: &Policy, input: usize, asked: &[AskedAlong]) -> Option<Self> {
        let rule = &policy.inputs[input];
        if REGISTERS.contains(&rule.name.as_str()) {
            return None;
        }
        let takes_back = rule.name == "returns";
        let source = if takes_back { "sales" } else { rule.name.as_str() };
        let kind = if rule.own.is_some() { "own".to_owned() } else { rule.name.clone() };
        let (numbers, days) = (read_as_numbers(policy, rule, source), read_as_days(policy, rule, source));
        let mut slots = SlotList { rule, kind: &kind, list: Vec::new(), numbers, days };
        let date_column = if matches!(rule.name.as_str(), "tickets" | "pipeline") { "opened" } else { "date" };
        let date = slots.of(date_column, Some(SlotKind::Day));
        slots.list[date].required = !takes_back;
        let person = slots.of("person", Some(SlotKind::Text));
        let person_id = slots.of("person_id", Some(SlotKind::Text));
        let order = slots.of("order", Some(SlotKind::Text));
        slots.list[order].required = takes_back;
        let customer = slots.of("customer", Some(SlotKind::Text));
        let currency = slots.of("currency", Some(SlotKind::Text));
        let unit = slots.of("amount_unit", Some(SlotKind::Text));
        if takes_back {
            slots.of("returned", Some(SlotKind::Text));
        }
        if takes_back || (source == rule.name && is_taken_back(policy, rule)) {
            LABELS_OF_SALES.iter().for_each(|column| {
                slots.of(column, Some(SlotKind::Text));
            });
        }
        let unique: Vec<usize> =
            rule.unique.iter().map(|column| slots.measured(&column.value, SlotKind::Text)).collect();
        let once = rule.once_per.iter().map(|(number, key)| {
            (slots.measured(number, SlotKind::Number), slots.measured(&key.value, SlotKind::Text))
        });
        let once: Vec<(usize, usize)> = once.collect();
        let mut terms = Vec::new();
        let counted = rule.counted.as_ref().map(|filter| add_terms(&mut terms, &mut slots, filter));
        let returns =
            rule.returns.as_ref().map(|returns| (add_terms(&mut terms, &mut slots, &returns.rows), returns.sign));
        let mut gathers = Vec::new();
        for id in 0..policy.measures.len() {
            if let Some(gather) = gather_of(policy, MeasureId(id), source, &mut slots, &mut terms)
                && (!takes_back || matches!(gather.keep, Keep::Sum(_)))
            {
                gathers.push(gather);
            }
        }
        let mut extra = extra_gathers(policy, &gathers, &mut slots);
        if policy.crediting.splits || policy.crediting.overlays {
            let joint: Vec<Gather> = gathers.iter().chain(&extra).filter_map(joint_gather).collect();
            extra.extend(joint);
        }
        let along: Vec<Gather> = asked.iter().flat_map(|asked| along(asked, &gathers, &mut slots)).collect();
        let mut words = words_of_filters(rule, &slots);
        if !takes_back {
            words.extend(words_of_measures(policy, &gathers, &slots));
        }
        gathers.extend(extra.into_iter().chain(along));
        if takes_back {
            slots
                .list
                .iter_mut()
                .for_each(|slot| slot.required &= slot.kind == SlotKind::Text && slot.column == "order");
        }
        let undone = if takes_back || gathers.is_empty() { Vec::new() } else { slots.undone() };
        let slots = slots.list;
        let (date, person, person_id, order, customer, currency) = (date, person, person_id, order, customer, currency);
        let mut stream = Stream {
            input,
            kind,
            slots,
            terms,
            date,
            person,
            person_id,
            order,
            customer,
            currency,
            unit,
            counted,
            returns,
            takes_back,
            gathers,
            words,
            looks_at_wholes: !takes_back && looks_at_wholes(policy, source),
            undone,
            unique,
            once,
            amount_check: None,
        };
        // Where a figure needs both, the comparison costs no cell more.
        if stream.has_price_and_qty() {
            stream.look_closely();
        }
        Some(stream)
    }

    /// The labels of a slot that have rates of their own, folded.
    pub fn rated(&self, slot: usize) -> Vec<String> {
        let rated = self.words.iter().filter(|named| named.slot == slot && named.by == NamedBy::Rate);
        rated.map(|named| folded(&named.word).into_owned()).collect()
    }

    /// The label of a rate as the policy writes it, of a value of its column; else the value.
    pub fn as_rated(&self, slot: usize, value: String) -> String {
        let is_it =
            |named: &&NamedWord| named.slot == slot && named.by == NamedBy::Rate && named.value == Some(value.clone());
        self.words.iter().find(is_it).map_or(value.clone(), |named| named.word.clone())
    }

    /// Slots whose label decides where a row that takes something back counts: those that a filter of a sum tests, and by which sums are told
    /// apart.
    pub fn labels_of_returns(&self) -> Vec<usize> {
        let own = [self.date, self.person, self.person_id, self.order, self.customer, self.currency];
        let mut slots: Vec<usize> = Vec::new();
        for gather in &self.gathers {
            let by = match gather.keep {
                Keep::Parts(Some(_), slot) | Keep::Deals(Some(_), Some(slot)) => Some(slot),
                Keep::Sum(_) | Keep::Deals(Some(_), None) | Keep::LastChange(_) => None,
                _ => continue,
            };
            let tested = gather.terms.iter().map(|term| &self.terms[*term]);
            let tested = tested.filter(|term| !matches!(term.test, FilterTest::In(_))).map(|term| term.slot);
            let of = gather.of.map(|of| of.slot);
            slots.extend(tested.chain(by).chain(gather.axis.slot()).chain(of).filter(|slot| !own.contains(slot)));
        }
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    /// The columns that a file must have: those that every row needs, and those that a filter looks at, since no row can pass, or every
    /// row does, where the column is not there. That a column is blank may be asked of a file without it, and what takes sales back may
    /// have fewer columns than they.
    pub fn needed(&self, rule: &InputRule) -> Vec<String> {
        let constant = |slot: &&Slot| !rule.constants.iter().any(|(column, _)| *column == slot.column);
        let of_counted = self.counted.iter().flatten();
        let all = (0..self.terms.len()).filter(|_| !self.takes_back);
        let terms: Vec<usize> = all.chain(of_counted.copied()).collect();
        let tested = |slot: usize| {
            let is_its = |term: &Term| term.slot == slot && !matches!(term.test, FilterTest::Missing(_));
            terms.iter().any(|term| is_its(&self.terms[*term]))
        };
        let slots = self.slots.iter().enumerate().filter(|(index, slot)| slot.required || tested(*index));
        // A label of a register is found by the key that a row has.
        let read = slots.filter_map(|(_, slot)| match &slot.label {
            Some(label) => label.keys.last().map(|key| &self.slots[*key]),
            None => Some(slot),
        });
        let mut columns: Vec<String> = Vec::new();
        for slot in read.filter(|slot| slot.is_read()).filter(constant) {
            if !columns.contains(&slot.column) {
                columns.push(slot.column.clone());
            }
        }
        columns
    }
}

/// What is gathered of measures for each word of a column.
fn along(asked: &AskedAlong, gathers: &[Gather], slots: &mut SlotList) -> Vec<Gather> {
    let is_asked = |gather: &&Gather| asked.measures.contains(&gather.measure);
    if !gathers.iter().any(|gather| is_asked(&gather)) {
        return Vec::new();
    }
    let slot = slots.of(&asked.column, Some(SlotKind::Text));
    let axis = Axis::Labels(slot, asked.windows.clone());
    gathers.iter().filter(is_asked).map(|gather| Gather { axis: axis.clone(), ..gather.clone() }).collect()
}

/// The slots of a stream while it is compiled.
struct SlotList<'a> {
    rule: &'a InputRule,
    kind: &'a str,
    list: Vec<Slot>,
    /// Columns that some rule reads as numbers.
    numbers: BTreeSet<String>,
    /// Columns that some filter reads as days.
    days: BTreeSet<String>,
}

impl SlotList<'_> {
    /// The slot of a column, made when it is not there yet.
    fn of(&mut self, column: &str, kind: Option<SlotKind>) -> usize {
        if let Some(found) = self.list.iter().position(|slot| slot.column == column) {
            return found;
        }
        if let Some((register, own)) = of_register(column) {
            return self.label(column, (register, own));
        }
        if let Some(duration) = self.rule.durations.iter().find(|duration| duration.name == column) {
            return self.duration(duration.clone());
        }
        if let ("amount", Some(made)) = (column, self.rule.amount_of.clone()) {
            let price = self.of(&made.price, Some(SlotKind::Number));
            let qty = self.of(&made.qty, Some(SlotKind::Number));
            let less = made.less.as_deref().map(|less| self.of(less, Some(SlotKind::Rate)));
            // Without one of them no row would have an amount.
            [Some(price), Some(qty), less].into_iter().flatten().for_each(|part| self.list[part].required = true);
            return self.push(column, SlotKind::Product(price, qty, less), true, true);
        }
        let spec = columns_of(self.kind).iter().find(|spec| spec.name == column);
        let own_number = self.numbers.contains(column);
        let known = match spec.map(|spec| spec.kind) {
            Some(CellKind::Date) => Some(SlotKind::Day),
            Some(CellKind::Moment) => Some(SlotKind::Moment),
            Some(CellKind::Money | CellKind::Number | CellKind::Count) => Some(SlotKind::Number),
            Some(CellKind::Rate | CellKind::Discount) => Some(SlotKind::Rate),
            Some(_) => Some(SlotKind::Text),
            None if self.days.contains(column) => Some(SlotKind::Day),
            None => own_number.then_some(SlotKind::Number),
        };
        let money = spec.is_some_and(|spec| matches!(spec.kind, CellKind::Money));
        let required = spec.is_some_and(|spec| spec.required);
        let slot_kind = known.or(kind).unwrap_or(SlotKind::Text);
        self.push(column, slot_kind, required, money)
    }

    /// The slot of a label of a register, and those by which its entry is found.
    fn label(&mut self, column: &str, (register, own): (Described, &str)) -> usize {
        let keys: &[&str] = match register {
            Described::Customers => &["customer_id", "customer"],
            Described::Products => &["product_id", "product"],
            Described::Staff => &[],
        };
        let keys = keys.iter().map(|key| self.of(key, Some(SlotKind::Text))).collect();
        let slot = self.push(column, SlotKind::Text, false, false);
        self.list[slot].label = Some(LabelOf { register, column: own.to_owned(), keys });
        slot
    }

    fn duration(&mut self, duration: Duration) -> usize {
        let [from, to] = [&duration.from, &duration.to].map(|end| self.column_of(end));
        let from = self.of(&from, Some(SlotKind::Moment));
        let to = self.of(&to, Some(SlotKind::Moment));
        // Without one of them every row would lack the time.
        [from, to].into_iter().for_each(|end| self.list[end].required = true);
        self.push(&duration.name, SlotKind::Duration(from, to, duration.unit), false, false)
    }

    /// The column that a header is, where the policy gives it to one; else the header itself.
    fn column_of(&self, header: &str) -> String {
        let given =
            self.rule.columns.iter().find(|(_, given)| given.value == header).map(|(column, _)| column.as_str());
        let is_date = self.rule.own.as_ref().and_then(|own| own.date.as_ref()).is_some_and(|date| date.value == header);
        given.or(is_date.then_some("date")).unwrap_or(header).to_owned()
    }

    fn push(&mut self, column: &str, kind: SlotKind, required: bool, money: bool) -> usize {
        let instead = match column {
            "person" => Some("person_id"),
            "customer" => Some("customer_id"),
            "product" => Some("product_id"),
            _ => None,
        };
        let spec = columns_of(self.kind).iter().find(|spec| spec.name == column);
        let is_less = self.rule.amount_of.as_ref().is_some_and(|made| made.less.as_deref() == Some(column));
        let is_discount = is_less || spec.is_some_and(|spec| spec.kind == CellKind::Discount);
        let is_known = spec.is_some();
        let column = column.to_owned();
        self.list.push(Slot { column, instead, kind, required, money, is_known, is_discount, label: None });
        self.list.len() - 1
    }

    /// The columns of states that no rule reads.
    fn undone(&mut self) -> Vec<usize> {
        let known = columns_of(self.kind);
        let is_unread = |column: &&str| {
            known.iter().any(|spec| spec.name == *column) && self.list.iter().all(|slot| slot.column != *column)
        };
        let columns: Vec<&str> = undone::COLUMNS.into_iter().filter(is_unread).collect();
        columns.into_iter().map(|column| self.push(column, SlotKind::Text, false, false)).collect()
    }

    fn named(&self, slot: usize, word: &str, (span, by): (Span, NamedBy)) -> NamedWord {
        NamedWord { slot, word: word.to_owned(), value: values::of_word(&self.list[slot], word), span, by }
    }

    /// The slot of a column that something measures: a file without it is refused.
    fn measured(&mut self, column: &str, kind: SlotKind) -> usize {
        let slot = self.of(column, Some(kind));
        self.list[slot].required = true;
        slot
    }
}

fn add_terms(terms: &mut Vec<Term>, slots: &mut SlotList, filter: &Filter) -> Vec<usize> {
    let add = |term: &crate::policy::rules::FilterTerm| {
        let kind = match term.test {
            FilterTest::In(_) => SlotKind::Number,
            FilterTest::On(_) => SlotKind::Day,
            _ => SlotKind::Text,
        };
        let column = match kind {
            SlotKind::Day => slots.column_of(&term.column),
            _ => term.column.clone(),
        };
        let slot = slots.of(&column, Some(kind));
        let term = Term { slot, test: values::of_test(&slots.list[slot], &term.test) };
        terms.iter().position(|known| *known == term).unwrap_or_else(|| {
            terms.push(term);
            terms.len() - 1
        })
    };
    filter.terms.iter().map(add).collect()
}

/// The words of a filter that are texts.
fn words_of<'a>(filter: &'a Filter, slots: &'a SlotList, by: NamedBy) -> impl Iterator<Item = NamedWord> + 'a {
    filter.terms.iter().flat_map(move |term| {
        let labels = match &term.test {
            FilterTest::OneOf(labels) | FilterTest::NoneOf(labels) => labels.as_slice(),
            _ => &[],
        };
        let slot = slots.list.iter().position(|slot| slot.column == term.column && slot.label.is_none());
        let named = move |word: &String| Some(slots.named(slot?, word, (term.span, by)));
        labels.iter().filter_map(named)
    })
}

fn words_of_filters(rule: &InputRule, slots: &SlotList) -> Vec<NamedWord> {
    let counted = rule.counted.iter().flat_map(|filter| words_of(filter, slots, NamedBy::Counted));
    counted.chain(rule.returns.iter().flat_map(|returns| words_of(&returns.rows, slots, NamedBy::Filter))).collect()
}

/// The words of the measures that are gathered, and the labels of rates on them.
fn words_of_measures(policy: &Policy, gathers: &[Gather], slots: &SlotList) -> Vec<NamedWord> {
    let of_measure = |gather: &Gather| &policy.measure(gather.measure).filter;
    let filters = gathers.iter().flat_map(|gather| words_of(of_measure(gather), slots, NamedBy::Filter));
    let mut words: Vec<NamedWord> = filters.collect();
    let is_base = |base: MeasureId| {
        let parts = gathered_in(policy, base);
        gathers.iter().any(|gather| parts.contains(&gather.measure))
    };
    for component in &policy.pay {
        let (base, formula) = match &component.kind {
            PayKind::Commission(commission) => (commission.base.value, &commission.formula),
            PayKind::Override(rule) => (rule.base.value, &rule.formula),
            _ => continue,
        };
        if let Formula::ByLabel { column, rates, .. } = formula
            && let Some(slot) = slots.list.iter().position(|slot| slot.column == column.value && slot.label.is_none())
            && is_base(base)
        {
            words.extend(rates.iter().map(|(word, rate)| slots.named(slot, word, (rate.span, NamedBy::Rate))));
        }
    }
    words
}

/// A filter without its ranges of the row's own days, and these.
fn without_own_days(filter: &Filter, slots: &SlotList) -> (Filter, Vec<DayRange>) {
    let (mut rest, mut days) = (Filter::default(), Vec::new());
    for term in &filter.terms {
        match &term.test {
            // The first slot is that of the row's own day.
            FilterTest::On(range) if slots.list[0].column == slots.column_of(&term.column) => days.push(range.clone()),
            _ => rest.terms.push(term.clone()),
        }
    }
    (rest, days)
}

/// The keys that must be new for a row to be in a measure.
fn new_keys(policy: &Policy, measure: &MeasureRule, slots: &mut SlotList) -> Option<NewKeys> {
    let by = measure.of.as_ref()?.value;
    let MeasureKind::First(column, _) = &policy.measure(by).kind else { return None };
    Some(NewKeys { slot: slots.measured(&column.column, SlotKind::Text), by })
}

fn gather_of(
    policy: &Policy,
    id: MeasureId,
    source: &str,
    slots: &mut SlotList,
    terms: &mut Vec<Term>,
) -> Option<Gather> {
    let measure = policy.measure(id);
    let mine = |column: &ColumnRef| column.source == source;
    let keep = match &measure.kind {
        MeasureKind::Sum(column) if mine(column) => Keep::Sum(slots.measured(&column.column, SlotKind::Number)),
        MeasureKind::Count(name) if name == source => Keep::Rows,
        MeasureKind::Distinct(column) if mine(column) => Keep::Distinct(slots.measured(&column.column, SlotKind::Text)),
        MeasureKind::First(column, months) if mine(column) => {
            Keep::First(slots.measured(&column.column, SlotKind::Text), months.as_ref().map(|months| months.value))
        }
        MeasureKind::Mean(column) if mine(column) => Keep::Mean(slots.measured(&column.column, SlotKind::Number)),
        MeasureKind::Share(name) if name == source => {
            let matching = add_terms(terms, slots, &measure.filter);
            let keep = Keep::Share(matching);
            return Some(Gather {
                measure: id,
                terms: Vec::new(),
                keep,
                axis: Axis::Spells,
                of: None,
                days: Vec::new(),
            });
        }
        MeasureKind::Median(Quantity::Column(column)) if mine(column) => {
            Keep::Values(slots.measured(&column.column, SlotKind::Number))
        }
        MeasureKind::Median(Quantity::Between { from, to, unit }) if mine(from) => {
            let name = format!("{}…{}", from.column, to.column);
            let (from, to) = (from.column.clone(), to.column.clone());
            Keep::Values(slots.duration(Duration { name, from, to, unit: *unit, span: measure.span }))
        }
        MeasureKind::SinceLast(sources, _) if sources.iter().any(|name| name == source) => Keep::LastDay,
        MeasureKind::Filled(columns) if columns.iter().any(mine) => {
            let columns = columns.iter().filter(|column| mine(column));
            Keep::Filled(columns.map(|column| slots.measured(&column.column, SlotKind::Text)).collect())
        }
        _ => return None,
    };
    let (filter, days) = match keep {
        Keep::First(..) => without_own_days(&measure.filter, slots),
        _ => (measure.filter.clone(), Vec::new()),
    };
    let terms = add_terms(terms, slots, &filter);
    Some(Gather { measure: id, terms, keep, axis: Axis::Spells, of: new_keys(policy, measure, slots), days })
}

/// What pay needs beside the measures themselves: parts by label or number, orders one by one, the days of a contest.
fn extra_gathers(policy: &Policy, gathers: &[Gather], slots: &mut SlotList) -> Vec<Gather> {
    let mut extra: Vec<Gather> = Vec::new();
    for component in &policy.pay {
        let more: Vec<Gather> = match &component.kind {
            PayKind::Commission(commission) => {
                let parts = gathered_in(policy, commission.base.value);
                let of_base = gathers.iter().filter(|gather| parts.contains(&gather.measure));
                let is_of_deals = commission.over.value == Over::Deal;
                let of_base: Vec<Gather> = of_base
                    .filter_map(|gather| parts_gather(&commission.formula, is_of_deals, gather, slots))
                    .collect();
                let looked = commission.measures_of_orders(policy).into_iter();
                let looked: Vec<MeasureId> = looked.flat_map(|measure| gathered_in(policy, measure.value)).collect();
                let of_looked =
                    gathers.iter().filter(|gather| looked.contains(&gather.measure)).filter_map(deals_gather);
                of_base.into_iter().chain(of_looked).collect()
            }
            PayKind::Override(rule) => {
                let parts = gathered_in(policy, rule.base.value);
                let of_base = gathers.iter().filter(|gather| parts.contains(&gather.measure));
                of_base.filter_map(|gather| parts_gather(&rule.formula, false, gather, slots)).collect()
            }
            PayKind::Contest(contest) if !contest.share_ties => {
                let parts = made_of(policy, contest.measure.value);
                gathers.iter().filter(|gather| parts.contains(&gather.measure)).filter_map(days_gather).collect()
            }
            _ => Vec::new(),
        };
        let multiplied = component.kind.multiplied().into_iter().filter(|_| component.is_by_share());
        let counted: BTreeSet<MeasureId> = multiplied.flat_map(|measure| made_of(policy, measure.value)).collect();
        let credited = gathers.iter().filter(|gather| counted.contains(&gather.measure)).filter_map(credited_gather);
        for gather in more.into_iter().chain(credited) {
            if !extra.iter().any(|known| known.measure == gather.measure && known.keep == gather.keep) {
                extra.push(gather);
            }
        }
    }
    extra
}

/// Whether some commission pays orders of a source by how large each is.
fn looks_at_wholes(policy: &Policy, source: &str) -> bool {
    let is_of_source = |measure: MeasureId| {
        let parts = gathered_in(policy, measure);
        parts.iter().any(|part| policy.measure(*part).kind.inputs().contains(&source))
    };
    policy.pay.iter().any(|component| match &component.kind {
        PayKind::Commission(commission)
            if commission.over.value == Over::Deal && is_of_source(commission.base.value) =>
        {
            let is_of_whole =
                matches!(commission.formula, Formula::Tiers { .. } | Formula::Curve { .. } | Formula::Matrix { .. });
            is_of_whole || component.cap.is_some() || component.floor.is_some()
        }
        _ => false,
    })
}

/// A base by order, or by what its rates go by.
fn parts_gather(formula: &Formula, is_of_deals: bool, gather: &Gather, slots: &mut SlotList) -> Option<Gather> {
    let value = match gather.keep {
        Keep::Sum(value) => Some(value),
        Keep::Rows => None,
        _ => return None,
    };
    let column = match formula {
        Formula::ByLabel { column, .. } | Formula::ByNumber { column, .. } => Some(&column.value),
        _ => None,
    };
    let slot = column.map(|column| slots.measured(column, SlotKind::Text));
    let keep = match slot {
        _ if is_of_deals => Keep::Deals(value, slot),
        Some(slot) => Keep::Parts(value, slot),
        None => return None,
    };
    Some(Gather { keep, ..gather.clone() })
}

/// A sum or count by order.
fn deals_gather(gather: &Gather) -> Option<Gather> {
    let value = match gather.keep {
        Keep::Sum(value) => Some(value),
        Keep::Rows => None,
        _ => return None,
    };
    Some(Gather { keep: Keep::Deals(value, None), ..gather.clone() })
}

/// The rows of several people, of which a figure of these people has each once; first rows and days are one thing for all anyway.
fn joint_gather(gather: &Gather) -> Option<Gather> {
    let is_added_up = matches!(
        gather.keep,
        Keep::Sum(_)
            | Keep::Mean(_)
            | Keep::Rows
            | Keep::Share(_)
            | Keep::Filled(_)
            | Keep::Distinct(_)
            | Keep::Values(_)
            | Keep::Parts(..)
    );
    is_added_up.then(|| Gather { keep: Keep::Joint(Box::new(gather.keep.clone())), ..gather.clone() })
}

/// How much of a count is credited; of first rows it is known by their orders.
fn credited_gather(gather: &Gather) -> Option<Gather> {
    let keep = match gather.keep {
        Keep::Rows => Keep::Credited(None),
        Keep::Distinct(slot) => Keep::Credited(Some(slot)),
        _ => return None,
    };
    Some(Gather { keep, ..gather.clone() })
}

/// The days on which a measure came to its value; first rows have theirs already.
fn days_gather(gather: &Gather) -> Option<Gather> {
    let keep = match gather.keep {
        Keep::Sum(slot) => Keep::LastChange(slot),
        Keep::Distinct(slot) => Keep::FirstDays(slot),
        Keep::First(..) | Keep::LastDay => return None,
        _ => Keep::LastDay,
    };
    Some(Gather { keep, ..gather.clone() })
}

/// The measures gathered from rows that a measure is made of in any way; itself when it is one.
pub fn made_of(policy: &Policy, measure: MeasureId) -> Vec<MeasureId> {
    leaves(measure, |measure| match &policy.measure(measure).kind {
        MeasureKind::Total(parts) => parts.clone(),
        MeasureKind::Difference(first, second) | MeasureKind::Ratio(first, second) => vec![*first, *second],
        MeasureKind::Growth(of, _) | MeasureKind::Attainment(of) | MeasureKind::Target(of) => vec![*of],
        _ => Vec::new(),
    })
}

/// The measures gathered from rows that a measure is made of by adding and taking away; itself when it is one.
pub fn gathered_in(policy: &Policy, measure: MeasureId) -> Vec<MeasureId> {
    leaves(measure, |measure| match &policy.measure(measure).kind {
        MeasureKind::Total(parts) => parts.clone(),
        MeasureKind::Difference(first, second) => vec![*first, *second],
        _ => Vec::new(),
    })
}

/// What is made of nothing else, below a measure; each once, however often it stands there.
fn leaves(measure: MeasureId, parts: impl Fn(MeasureId) -> Vec<MeasureId>) -> Vec<MeasureId> {
    let (mut seen, mut left, mut found) = (BTreeSet::new(), vec![measure], Vec::new());
    while let Some(measure) = left.pop() {
        if !seen.insert(measure) {
            continue;
        }
        let made_of = parts(measure);
        if made_of.is_empty() {
            found.push(measure);
        }
        left.extend(made_of.into_iter().rev());
    }
    found
}
