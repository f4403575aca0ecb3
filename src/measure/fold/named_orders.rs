//! Orders of rows that splits, overlays or holds name, and whether those rows count.

use super::Folder;
use super::context::Purpose;
use crate::calendar::NaiveDate;
use crate::ingest::cell::{self, CellFault};
use crate::ingest::row::Cells;
use crate::ledger::records::APART;

/// Whether rows of an order count, the surer the later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counts {
    /// They are in the period, and say themselves that nothing was sold.
    Undone,
    /// They do not count: they may be open, or of another day.
    No,
    /// They count.
    Yes,
}

impl Folder<'_> {
    /// Whether a row that does not count says itself that it was undone, in the period.
    pub(super) fn why_left_out(&self, cells: &Cells, day: &Result<Option<NaiveDate>, CellFault>) -> Counts {
        let is_in = matches!(day, Ok(Some(day)) if self.context.plan.current.contains(*day));
        if is_in && self.says_undone(cells) { Counts::Undone } else { Counts::No }
    }

    /// Notes an order that others refer to and that this row, which does not count, may sell yet.
    pub(super) fn note_open(&mut self, cells: &Cells) {
        let is_asked =
            self.context.purpose == Purpose::Orders && self.is_referred_to(cells) && !self.says_undone(cells);
        let text = if is_asked { cells.raw(self.context.stream.order) } else { None };
        if let Some(order) =
            text.and_then(|raw| cells.text_of(&raw).map(|text| cell::key::matching(&text).into_owned()))
        {
            self.open_orders.insert(order);
        }
    }

    /// Whether some word of the row says that nothing was sold.
    fn says_undone(&self, cells: &Cells) -> bool {
        let slots = &self.context.stream.slots;
        let says_so = |slot: usize| {
            let column = slots[slot].column.as_str();
            let word = || cell::key::read(&cells.text_of(&cells.raw(slot)?)?).ok()?;
            cell::undone::COLUMNS.contains(&column)
                && word().is_some_and(|word| cell::undone::says_so(column, cells.layout.slots[slot].meaning(&word)))
        };
        (0..slots.len()).any(says_so)
    }

    /// Notes the row's order where it has splits or overlays, of its customer or of anyone, or is on hold.
    pub(super) fn note_credited(&mut self, cells: &Cells, counts: Counts) {
        let (stream, ledger) = (self.context.stream, self.context.ledger);
        let lists = [&ledger.splits, &ledger.overlays];
        if lists.iter().all(|credits| credits.by_order.is_empty()) && ledger.holds.keys.is_empty() {
            return;
        }
        let key = |slot: usize| Some(cell::key::matching(&cells.text_of(&cells.raw(slot)?)?).into_owned());
        let Some(order) = key(stream.order) else { return };
        let of_customer = key(stream.customer).filter(|_| lists.iter().any(|credits| credits.have_customers));
        let number = format!("{order}{APART}");
        let of_customer = of_customer.map(|customer| format!("{number}{customer}"));
        let is_named = |key: &String| {
            ledger.holds.keys.contains(key)
                || lists
                    .iter()
                    .any(|credits| credits.by_order.contains_key(key) || (*key == number && credits.has_number(key)))
        };
        for key in [order, number.clone()].into_iter().chain(of_customer) {
            if is_named(&key) && self.credited.get(&key).is_none_or(|known| *known < counts) {
                self.credited.insert(key, counts);
            }
        }
    }
}
