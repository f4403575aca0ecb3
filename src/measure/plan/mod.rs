//! The plan: what to gather from which source, compiled from the policy before any file is read.
//!
//! A stream is one input read row by row. Its slots are the columns that something needs, its terms the tests that some `where`,
//! `counted` or `returns` makes, its gathers what is kept. Nothing else of a file is looked at.

pub use super::amount_check::AmountCheck;

mod either_sign;
mod gathers;
mod keep;
mod looked;
mod made;
mod said;
mod slots;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::axis::Axis;
use super::number_columns::{read_as_days, read_as_numbers};
use super::segments::Segments;
use crate::calendar::{NaiveDate, Period};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::rules::{FilterTest, InputKind, InputRule, MeasureId, Policy, Sign};
use crate::spelling::folded;

use gathers::{along, extra_gathers, gather_of, joint_gather, looks_at_wholes};
use slots::{SlotList, add_terms};
use words::{words_of_filters, words_of_measures};

pub use keep::{Each, Gather, Keep, NewKeys};
pub use made::{gathered_in, made_of};
pub use said::{TEAM, of_rows, said_by_rows};
pub use slots::{LabelOf, Slot, SlotKind, Term};
pub use words::{NamedBy, NamedWord};

/// What is gathered from the files, and over which days.
#[derive(Debug)]
pub struct Plan {
    /// Every window that may be asked for.
    pub windows: Vec<Period>,
    /// These, and those that are asked of the words of columns alone.
    pub all_windows: Vec<Period>,
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
    /// Earlier periods of which all that is looked at is as they were closed, whatever the files say of them.
    pub as_closed: Vec<Period>,
    /// Closed periods before the period, whose rows were told of when they were closed.
    pub closed: Vec<Period>,
    /// The last day whose rows are known: one that takes back what was sold before it counts on its own day if that is later, whatever
    /// the policy says. Absent: all are known.
    pub known_until: Option<NaiveDate>,
    /// Days that questions of management show figures of.
    pub shown: Vec<Period>,
    /// Those of them whose rows are looked at.
    pub questioned: Vec<Period>,
    /// The measures made of rows that questions show; where everything is looked at without one, all. Filled by the run.
    pub asked: BTreeSet<MeasureId>,
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
    /// Whether also the last day of rows that take nothing back is asked for.
    pub last_days: bool,
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
    /// Earlier days whose rows are looked at as those of the period are; each once, in order.
    pub looked: Vec<Period>,
    /// How many pieces a row sells or takes back, where what comes back is compared with what was sold; no figure needs it.
    pub pieces: Option<usize>,
    /// The amount beside numbers of either sign.
    pub guide: Option<usize>,
    /// Number columns that a question compares row by row.
    pub listed: Vec<usize>,
    /// Columns that together may have the same values in one row only.
    pub unique: Vec<usize>,
    /// Number columns that repeat their value in every row with the same key, and the key's.
    pub once: Vec<(usize, usize)>,
    /// Of each slot, into how many parts a unit of its numbers is cut where rows are added up: with splits, quantities into the denominators of
    /// all shares, so that a third of a piece is a third. Money is cut into its cents.
    pub parts: Vec<i64>,
    /// Columns whose bare numbers are per cent: they are no money.
    pub percent: Vec<String>,
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
        let mut all_windows = windows.clone();
        for window in asked.iter().flat_map(|asked| asked.windows.iter()) {
            if !all_windows.contains(window) {
                all_windows.push(window.clone());
            }
        }
        let segments = Segments::new(&all_windows, cuts);
        let mut streams: Vec<Stream> =
            (0..policy.inputs.len()).filter_map(|input| Stream::new(policy, input, asked)).collect();
        let shares = ledger.shares();
        streams.iter_mut().for_each(|stream| stream.cut_quantities(&shares));
        Plan {
            current: windows[0].clone(),
            parts: Vec::new(),
            as_closed: Vec::new(),
            closed: Vec::new(),
            known_until: None,
            shown: Vec::new(),
            questioned: Vec::new(),
            asked: BTreeSet::new(),
            windows,
            all_windows,
            segments,
            first_spell,
            spells: spells as usize,
            streams,
            shares: shares.into(),
            files: Vec::new(),
        }
    }

    /// Reads also what only tells whether the files look right.
    pub fn look_closely(&mut self) {
        self.streams.iter_mut().for_each(Stream::look_closely);
    }
}

impl Plan {
    /// Of each segment, whether rows of it are gathered: those of the windows in which it may be asked, of people and of words. First and last
    /// rows are of all days.
    pub fn kept(&self, gather: &Gather) -> Vec<bool> {
        let is_of_all_days =
            matches!(gather.keep, Keep::First(..) | Keep::LastDay | Keep::LastChange(_) | Keep::FirstDays(_));
        let windows: &[Period] = match &gather.axis {
            _ if is_of_all_days => return vec![true; self.segments.len()],
            Axis::Labels(_, windows) => windows,
            Axis::Spells => &self.windows,
        };
        let mut kept = vec![false; self.segments.len()];
        for window in windows {
            self.segments.in_window(window).for_each(|segment| kept[segment] = true);
        }
        kept
    }

    /// Forgets what is gathered of measures that the run added, where no file has the column that they are made of or told apart by.
    /// What takes sales back has the words of what it takes back.
    pub fn forget_absent(&mut self, policy: &Policy, index: usize, is_absent: impl Fn(usize) -> bool) {
        let stream = &mut self.streams[index];
        let slots = &stream.slots;
        let is_gone = |slot: usize| slots[slot].is_read() && is_absent(slot);
        let keeps = |keep: &Keep| keep.number().or(keep.text());
        let axis =
            |gather: &Gather| gather.axis.slot().filter(|slot| !stream.takes_back && slots[*slot].column != EVERY_ROW);
        let lacks = |gather: &Gather| axis(gather).into_iter().chain(keeps(&gather.keep)).any(is_gone);
        stream.gathers.retain(|gather| !(policy.is_hidden(gather.measure) && lacks(gather)));
    }
}

/// A column that no file has: along it all rows of a source are one word, the empty one, whosever they are.
pub const EVERY_ROW: &str = "(every row)";

/// Labels by which a row that takes a sale back tells which one; of a product and a customer also the number, which it may have alone.
pub const LABELS_OF_SALES: [&str; 7] =
    ["product", "product_id", "category", "region", "channel", "strategy", "customer_id"];

/// Whether rows of an input take its sales back.
fn is_taken_back(policy: &Policy, rule: &InputRule) -> bool {
    rule.kind() == InputKind::Sales && (rule.returns.is_some() || policy.known_input(InputKind::Returns).is_some())
}

/// A unit of a quantity is cut into so many parts at most.
const MOST_PARTS: i64 = 1_000_000;

fn gcd(one: i64, other: i64) -> i64 {
    if other == 0 { one } else { gcd(other, one % other) }
}

/// Takes the numbers of a sum at the rate at which each row's order was sold: what is collected is compared with what was sold at that.
fn at_sale(gather: &mut Gather, slots: &mut SlotList) {
    if let Keep::Sum(slot) = gather.keep
        && slots.list[slot].kind == SlotKind::Number
    {
        let column = format!("{} at the rate of the sale", slots.list[slot].column);
        gather.keep = Keep::Sum(slots.push(&column, SlotKind::AtSale(slot), false, false));
    }
}

impl Stream {
    /// Whether it is what was collected, taken at the rates at which orders were sold.
    pub fn is_collected_at_sale(&self) -> bool {
        self.kind == "collections" && self.slots.iter().any(|slot| matches!(slot.kind, SlotKind::AtSale(_)))
    }

    /// Whether rows that take a sale back change something: where only counts are asked for, they do not.
    pub fn is_lowered(&self) -> bool {
        self.gathers.iter().any(|gather| gather.keep.taken_back().is_some())
    }

    /// Cuts quantities so that each of these shares of one is whole.
    fn cut_quantities(&mut self, shares: &[Number]) {
        let common = shares.iter().try_fold(1i64, |common, share| {
            let below = share.denominator()?;
            Some(common / gcd(common, below) * below).filter(|common| *common <= MOST_PARTS)
        });
        let is_quantity = |slot: &Slot| slot.kind == SlotKind::Number && slot.is_known && !slot.money;
        let parts = |slot: &Slot| if is_quantity(slot) { common.unwrap_or(1) } else { 1 };
        self.parts = self.slots.iter().map(parts).collect();
    }

    /// Whether total rows and control totals have the sums of a slot: of money, and of number columns that no kind of file knows and some measure
    /// adds up, such as the amounts of a source of one's own.
    pub fn is_totalled(&self, slot: usize) -> bool {
        let spec = &self.slots[slot];
        let adds = |gather: &Gather| matches!(gather.keep, Keep::Sum(of) | Keep::Parts(Some(of), _) | Keep::Deals(Some(of), _) if of == slot);
        spec.money || (spec.kind == SlotKind::Number && !spec.is_known && self.gathers.iter().any(adds))
    }

    fn new(policy: &Policy, input: usize, asked: &[AskedAlong]) -> Option<Self> {
        let rule = &policy.inputs[input];
        if rule.kind().is_register() {
            return None;
        }
        let takes_back = rule.kind() == InputKind::Returns;
        let source = if takes_back { "sales" } else { rule.name.as_str() };
        let kind = if rule.own.is_some() { "own".to_owned() } else { rule.name.clone() };
        let (numbers, days) = (read_as_numbers(policy, rule, source), read_as_days(policy, rule, source));
        let mut slots = SlotList { rule, kind: &kind, list: Vec::new(), numbers, days };
        let date = slots.of(rule.kind().day_column(), Some(SlotKind::Day));
        slots.list[date].required = !takes_back;
        let person = slots.of("person", Some(SlotKind::Text));
        let person_id = slots.of("person_id", Some(SlotKind::Text));
        let order = slots.of("order", Some(SlotKind::Text));
        let releases = rule.kind() == InputKind::Collections && policy.collected.is_some();
        slots.list[order].required = takes_back || releases;
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
            if let Some(mut gather) = gather_of(policy, MeasureId(id), source, &mut slots, &mut terms)
                && (!takes_back || matches!(gather.keep, Keep::Sum(_)))
            {
                if policy.is_held_at_sale(MeasureId(id)) {
                    at_sale(&mut gather, &mut slots);
                }
                gathers.push(gather);
            }
        }
        if takes_back && gathers.is_empty() {
            // Rows that take a sale back lower sums, and no count: where nothing is added up they change nothing.
            return None;
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
        let undone = if takes_back || gathers.is_empty() { Vec::new() } else { slots.undone(&words) };
        let is_compared = takes_back || (source == rule.name && is_taken_back(policy, rule));
        let pieces = is_compared.then(|| slots.beside("qty"));
        let guide = either_sign::guide(&gathers, &mut slots);
        slots.rule_units(policy, source);
        let listed = said::listed(policy, &mut slots);
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
            looked: Vec::new(),
            pieces,
            guide,
            listed,
            unique,
            once,
            parts: Vec::new(),
            percent: rule.percent.clone(),
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
            // What tells no rows apart, no row lacks.
            let is_told = |slot: &usize| !own.contains(slot) && self.slots[*slot].column != EVERY_ROW;
            slots.extend(tested.chain(by).chain(gather.axis.slot()).chain(of).filter(is_told));
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
