//! Rows that are nobody's: those of the period by whom they name, and those of other windows, which figures of the period may be compared with.

use super::super::accumulate::Accumulator;
use super::Folder;
use crate::calendar::NaiveDate;
use crate::crediting::{Named, Unassigned};
use crate::ingest::cell::key;
use crate::ingest::row::Cells;
use crate::policy::rules::InputKind;

/// Rows of one name that are nobody's, for one reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnassignedRows {
    /// How many.
    pub rows: u64,
    /// Sum of the first money column, in units of 10⁻¹².
    pub sum: i128,
    /// How many of them take a sale back.
    pub back: u64,
    /// File and line of the first.
    pub first: (u32, u32),
    /// The last day of them.
    pub last: NaiveDate,
}

impl UnassignedRows {
    /// None yet, where these are the first that are known.
    pub(super) fn none(self) -> Self {
        UnassignedRows { first: self.first, ..Default::default() }
    }

    /// Adds others.
    pub fn add(&mut self, rows: UnassignedRows) {
        self.rows += rows.rows;
        self.sum += rows.sum;
        self.back += rows.back;
        self.first = self.first.min(rows.first);
        self.last = self.last.max(rows.last);
    }
}

impl Folder<'_> {
    /// Notes a row that is nobody's.
    pub(super) fn nobody(&mut self, cells: &Cells, (named, why): (Named, Unassigned), in_period: bool) {
        if !in_period {
            return self.nobody_elsewhere(cells, (named, why));
        }
        self.tally().unassigned += 1;
        self.tally().of_blank += u64::from(why == Unassigned::Blank);
        let key = self.called(cells, named, why);
        let rows = self.row_of_nobody();
        self.note_unassigned(key, rows);
    }

    /// Notes a row of another window that names nobody whom staff has: it is missing there too.
    fn nobody_elsewhere(&mut self, cells: &Cells, (named, why): (Named, Unassigned)) {
        if (self.day.is_told || self.context.keeps_last_days) && why != Unassigned::NotEmployed {
            let (name, why) = self.called(cells, named, why);
            let rows = self.row_of_nobody();
            self.nobodys_elsewhere.entry((name, why, self.day.segment)).or_insert(rows.none()).add(rows);
        }
    }

    /// What the row has in its first money column, in units of 10⁻¹².
    pub(super) fn first_money(&self) -> i128 {
        let money = self.context.stream.slots.iter().position(|slot| slot.money);
        money.and_then(|slot| self.row.numbers[slot]).map_or(0, |fixed| fixed.units)
    }

    pub(super) fn row_of_nobody(&self) -> UnassignedRows {
        UnassignedRows {
            rows: 1,
            sum: self.first_money(),
            back: u64::from(self.row.back),
            first: (self.row.file, self.row.line),
            last: self.day.day.unwrap_or_default(),
        }
    }

    /// The name of whom the row would be, or of the order that leads to somebody unknown.
    fn called(&self, cells: &Cells, named: Named, why: Unassigned) -> (String, Unassigned) {
        let stream = self.context.stream;
        let mut own = [stream.person, stream.person_id].map(|slot| Self::shown_text(cells, slot));
        // Of a name that several have the number beside it says more.
        if self.context.ledger.people.is_shared(&key::normal(&own[0])) && !own[1].is_empty() {
            own.swap(0, 1);
        }
        let mut own = own.into_iter();
        match (own.find(|name| !name.is_empty()), named, why) {
            (Some(name), ..) => (name, why),
            (None, Named::Person(person), _) => (self.context.ledger.people.list[person].id.clone(), why),
            (None, _, Unassigned::Unknown) => (Self::shown_text(cells, stream.order), Unassigned::OrderOfUnknown),
            (None, _, Unassigned::Blank) if self.goes_by_order(cells) => match self.why_by_order(cells) {
                // Of an order that somebody sold only a payment has to be its customer's.
                Unassigned::OrderOfOther if self.context.rule.kind() != InputKind::Collections => (String::new(), why),
                why => (Self::shown_text(cells, stream.order), why),
            },
            (None, _, Unassigned::Blank) if self.goes_by_customer(cells) => {
                (Self::shown_text(cells, stream.customer), Unassigned::CustomerOfNobody)
            }
            (None, ..) => (String::new(), why),
        }
    }

    /// Why its order leads a row to nobody.
    fn why_by_order(&self, cells: &Cells) -> Unassigned {
        let order = key::matching(&Self::shown_text(cells, self.context.stream.order)).into_owned();
        let is_sold = self.context.book.orders.get(&order).is_some_and(|order| !order.sold.is_empty());
        if is_sold { Unassigned::OrderOfOther } else { Unassigned::OrderOfNone }
    }

    /// Whether nothing but the order of a sale says whose the row is.
    fn goes_by_order(&self, cells: &Cells) -> bool {
        let stream = self.context.stream;
        let has = |slot: usize| cells.layout.field_of(slot).is_some();
        let names_people = has(stream.person) || has(stream.person_id);
        let has_sales = !self.context.sold_slots.is_empty();
        !self.context.is_of_sales
            && !stream.takes_back
            && (has_sales || self.context.rule.kind() == InputKind::Collections)
            && !names_people
            && !Self::shown_text(cells, stream.order).is_empty()
    }

    /// Whether the files name customers and no people, and a register says whose these are.
    fn goes_by_customer(&self, cells: &Cells) -> bool {
        let stream = self.context.stream;
        let has = |slot: usize| cells.layout.field_of(slot).is_some();
        let names_people = has(stream.person) || has(stream.person_id);
        !names_people
            && !self.context.ledger.customers.list.is_empty()
            && !Self::shown_text(cells, stream.customer).is_empty()
    }

    /// The last day up to the end of the period on which the person has a row, by what a gather keeps of last days.
    pub fn last_day(&self, gather: usize, person: usize) -> Option<NaiveDate> {
        let Some(Accumulator::Days(days)) = self.accumulators.get(gather) else { return None };
        let plan = self.context.plan;
        let segments = 0..=plan.segments.of(plan.current.last());
        let cells = (0..self.context.ledger.people.list[person].spells.len()).flat_map(|spell| {
            segments.clone().flat_map(move |segment| [false, true].map(|over| (spell, segment, over)))
        });
        let cells: Vec<u32> = cells.map(|(spell, segment, over)| self.cell(person, spell, segment, over)).collect();
        days.last(&cells)
    }

    /// Adds rows that are nobody's.
    pub(super) fn note_unassigned(&mut self, key: (String, Unassigned), rows: UnassignedRows) {
        self.unassigned.entry(key).or_insert(rows.none()).add(rows);
    }
}
