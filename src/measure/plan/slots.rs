//! Columns that something needs, how each is read, and the tests of them.

use std::collections::BTreeSet;

use super::super::values;
use super::{Each, NamedBy, NamedWord};
use crate::ingest::cell::{undone, vocabulary};
use crate::ingest::header::{CellKind, columns_of};
use crate::policy::Policy;
use crate::policy::rules::labels::{Described, of_register};
use crate::policy::rules::{ColumnRef, Duration, DurationUnit, Filter, FilterTest, InputRule, Unit};
use crate::source::Span;
use crate::spelling::alike;

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
    /// The number of another slot at the rate at which the row's order was sold.
    AtSale(usize),
}

impl SlotKind {
    /// Whether its cells are numbers, or numbers are made of them.
    pub fn is_of_numbers(&self) -> bool {
        matches!(
            self,
            SlotKind::Number | SlotKind::Rate | SlotKind::Duration(..) | SlotKind::Product(..) | SlotKind::AtSale(_)
        )
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
    /// Whether the `unit` of the measures of it says that it is money, or no money; nothing where they say neither.
    pub is_ruled_money: Option<bool>,
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
        !matches!(self.kind, SlotKind::Duration(..) | SlotKind::Product(..) | SlotKind::AtSale(_))
            && self.label.is_none()
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

/// The slots of a stream while it is compiled.
pub(super) struct SlotList<'a> {
    pub(super) rule: &'a InputRule,
    pub(super) kind: &'a str,
    pub(super) list: Vec<Slot>,
    /// Columns that some rule reads as numbers.
    pub(super) numbers: BTreeSet<String>,
    /// Columns that some filter reads as days.
    pub(super) days: BTreeSet<String>,
}

impl SlotList<'_> {
    /// The slot of a column, made when it is not there yet.
    pub(super) fn of(&mut self, column: &str, kind: Option<SlotKind>) -> usize {
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
            _ if self.rule.is_own_number(column) => Some(SlotKind::Number),
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
    pub(super) fn label(&mut self, column: &str, (register, own): (Described, &str)) -> usize {
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

    pub(super) fn duration(&mut self, duration: Duration) -> usize {
        let [from, to] = [&duration.from, &duration.to].map(|end| self.column_of(end));
        let from = self.of(&from, Some(SlotKind::Moment));
        let to = self.of(&to, Some(SlotKind::Moment));
        // Without one of them every row would lack the time.
        [from, to].into_iter().for_each(|end| self.list[end].required = true);
        self.push(&duration.name, SlotKind::Duration(from, to, duration.unit), false, false)
    }

    /// The column that a header is, where the policy gives it to one; else the header itself.
    pub(super) fn column_of(&self, header: &str) -> String {
        let given =
            self.rule.columns.iter().find(|(_, given)| given.value == header).map(|(column, _)| column.as_str());
        let is_date = self.rule.own.as_ref().and_then(|own| own.date.as_ref()).is_some_and(|date| date.value == header);
        given.or(is_date.then_some("date")).unwrap_or(header).to_owned()
    }

    pub(super) fn push(&mut self, column: &str, kind: SlotKind, required: bool, money: bool) -> usize {
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
        let label = None;
        let is_ruled_money = None;
        self.list.push(Slot { column, instead, kind, required, money, is_known, is_ruled_money, is_discount, label });
        self.list.len() - 1
    }

    /// The slot of a column that may be looked at beside others: no file needs it, and where no figure does, its cells are no fault.
    pub(super) fn beside(&mut self, column: &str) -> usize {
        let known = self.list.iter().position(|slot| slot.column == column);
        known.unwrap_or_else(|| self.push(column, SlotKind::Text, false, false))
    }

    /// The columns of states that no rule reads, and those of which only `counted` says what does not count, or `returns` what takes back.
    pub(super) fn undone(&mut self, words: &[NamedWord]) -> Vec<usize> {
        let known = columns_of(self.kind);
        let excluding: Vec<usize> = (0..self.list.len()).filter(|slot| self.only_excludes(*slot, words)).collect();
        let is_unread = |column: &&str| {
            known.iter().any(|spec| spec.name == *column) && self.list.iter().all(|slot| slot.column != *column)
        };
        let columns: Vec<&str> = undone::COLUMNS.into_iter().filter(is_unread).collect();
        let unread = columns.into_iter().map(|column| self.push(column, SlotKind::Text, false, false));
        excluding.into_iter().chain(unread.collect::<Vec<usize>>()).collect()
    }

    /// Whether a column of states is named by `counted` and `returns` alone, and only to leave words out or to take back.
    fn only_excludes(&self, slot: usize, words: &[NamedWord]) -> bool {
        let column = self.list[slot].column.as_str();
        let mut terms =
            self.rule.counted.iter().flat_map(|counted| &counted.terms).filter(|term| term.column == column);
        let returns = self.rule.returns.iter().flat_map(|returns| &returns.rows.terms);
        let returned: Vec<&String> = returns
            .filter(|term| term.column == column)
            .flat_map(|term| match &term.test {
                FilterTest::OneOf(labels) => labels.as_slice(),
                _ => &[],
            })
            .collect();
        let takes_back = |word: &NamedWord| returned.iter().any(|known| alike(known, &word.word));
        let mut named = words.iter().filter(|word| word.slot == slot).peekable();
        undone::COLUMNS.contains(&column)
            && self.list[slot].kind == SlotKind::Text
            && named.peek().is_some()
            && named.all(|word| word.by == NamedBy::Counted || takes_back(word))
            && terms.all(|term| matches!(term.test, FilterTest::NoneOf(_)))
    }

    pub(super) fn named(&self, slot: usize, word: &str, (span, by): (Span, NamedBy)) -> NamedWord {
        let Slot { column, kind, .. } = &self.list[slot];
        let others = if *kind == SlotKind::Text { self.read_alike(column, word) } else { Vec::new() };
        NamedWord { slot, word: word.to_owned(), value: values::of_word(&self.list[slot], word), others, span, by }
    }

    /// The other words of a column that are read as what a word is read as: by the input's own list of words, and by those that everybody knows.
    fn read_alike(&self, column: &str, word: &str) -> Vec<String> {
        let lists = || self.rule.values.iter().filter(|(known, _)| known == column).flat_map(|(_, list)| list);
        let declared = lists().find(|(own, _)| alike(own, word)).map(|(_, meant)| meant.value.as_str());
        let meant = declared.unwrap_or_else(|| vocabulary::meaning(self.kind, column, word));
        let known = vocabulary::words_of_kind(self.kind, column, meant).into_iter().map(str::to_owned);
        let declared = lists().filter(|(_, own)| alike(&own.value, meant)).map(|(own, _)| own.clone());
        known.chain(declared).chain([meant.to_owned()]).filter(|other| !alike(other, word)).collect()
    }

    /// What each of the people of a shared row has of a column's number where that is no part of a sum: amounts and quantities are divided.
    pub(super) fn each(&self, slot: usize) -> Each {
        let Slot { column, money, .. } = &self.list[slot];
        let is_divided = column == "qty" || (*money && column != "price");
        if is_divided { Each::Part } else { Each::Whole }
    }

    /// Notes of numbers that no kind of file knows whether they are money, where the policy gives the measures of them a unit.
    pub(super) fn rule_units(&mut self, policy: &Policy, source: &str) {
        let is_open = |slot: &Slot| slot.kind == SlotKind::Number && !slot.money && !slot.is_known;
        for slot in self.list.iter_mut().filter(|slot| is_open(slot)) {
            let is_of_it = |of: &&ColumnRef| of.source == source && of.column == slot.column;
            let of = policy.measures.iter().filter(|rule| rule.kind.columns().iter().any(is_of_it));
            let mut said = of.filter_map(|rule| match rule.unit {
                Unit::Money => Some(true),
                Unit::Number => None,
                Unit::Count | Unit::Hours | Unit::Days | Unit::Points | Unit::Rate => Some(false),
            });
            let first = said.next();
            slot.is_ruled_money = first.filter(|first| said.all(|other| other == *first));
        }
    }

    /// The slot of a column that something measures: a file without it is refused.
    pub(super) fn measured(&mut self, column: &str, kind: SlotKind) -> usize {
        let slot = self.of(column, Some(kind));
        self.list[slot].required = true;
        slot
    }
}

pub(super) fn add_terms(terms: &mut Vec<Term>, slots: &mut SlotList, filter: &Filter) -> Vec<usize> {
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
