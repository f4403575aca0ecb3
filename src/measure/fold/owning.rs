//! Whose a row is, and which order it belongs to: what its columns name, what its order or customer says, what a return takes back.

use super::Folder;
use crate::calendar::NaiveDate;
use crate::crediting::Named;
use crate::ingest::cell::{CellFault, is_blank};
use crate::ingest::row::{Cells, Fixed};
use crate::spelling::folded;

impl Folder<'_> {
    /// Whom the row's own columns name; nothing where the file has no such column.
    pub(super) fn named(&mut self, cells: &Cells) -> Option<Named> {
        let (person, person_id) = (self.context.stream.person, self.context.stream.person_id);
        let by_name = self.text(cells, person, |known| known.derived.named);
        let both = cells.has(person_id) && cells.layout.field_of(person) != cells.layout.field_of(person_id);
        let by_id = if both { self.text(cells, person_id, |known| known.derived.named) } else { None };
        match (by_name, by_id) {
            (Some(Named::Person(one)), Some(Named::Person(other))) if one != other => {
                let raw = cells.raw(person).unwrap_or_default();
                let id = cells.raw(person_id).unwrap_or_default();
                let fault = CellFault::new("person-and-id-differ", &cells.text_of(&raw).unwrap_or_default());
                self.fault(cells, Some(person), fault.with("id", cells.text_of(&id).unwrap_or_default()));
                by_id
            }
            (Some(Named::Shared), None | Some(Named::Nobody)) => {
                let raw = cells.raw(person).unwrap_or_default();
                let fault = CellFault::new("shared-name", &cells.text_of(&raw).unwrap_or_default());
                self.fault(cells, Some(person), fault);
                by_name
            }
            (_, Some(Named::Person(_))) => by_id,
            _ => by_name.or(by_id),
        }
    }

    /// The person of the row's order, else the owner of its customer on that day.
    pub(super) fn inherited(&mut self, cells: &Cells, day: NaiveDate, order: Option<&str>) -> Option<Named> {
        let by_order = order.and_then(|order| self.context.book.orders.get(order)).and_then(|order| order.first);
        if let Some((_, named)) = by_order {
            return Some(named);
        }
        let customer = self.customer_key(cells)?;
        self.context.ledger.customers.owner_on(&customer, day).map(Named::Person)
    }

    pub(super) fn order_key(&mut self, cells: &Cells) -> Option<String> {
        if self.context.needs.order { self.key_text(cells, self.context.stream.order) } else { None }
    }

    pub(super) fn customer_key(&mut self, cells: &Cells) -> Option<String> {
        self.key_text(cells, self.context.stream.customer)
    }

    /// A slot's text as it is looked up, without keeping it; a text that is no key is a fault.
    pub(super) fn key_text(&mut self, cells: &Cells, slot: usize) -> Option<String> {
        let raw = cells.raw(slot)?;
        match cells.readable(&raw).and_then(|text| crate::ingest::cell::key::read(&text)) {
            Ok(key) => key.map(|own| folded(cells.layout.slots[slot].key(&own)).into_owned()),
            Err(fault) => {
                self.fault(cells, Some(slot), fault);
                None
            }
        }
    }

    /// A slot's text for people to look at.
    fn shown_text(cells: &Cells, slot: usize) -> String {
        cells.raw(slot).map_or_else(String::new, |raw| cells.layout.shown(&raw).trim_matches(is_blank).to_owned())
    }

    /// Of a list of returns with a column that says so, whether this one did come back.
    pub(super) fn is_returned(&mut self, cells: &Cells) -> bool {
        let Some(slot) = self.context.stream.slots.iter().position(|slot| slot.column == "returned") else {
            return true;
        };
        let Some(raw) = cells.raw(slot) else { return true };
        match cells.readable(&raw).and_then(|text| crate::ingest::cell::yes_no::read(&text)) {
            Ok(answer) => answer.unwrap_or(false),
            Err(fault) => {
                self.fault(cells, Some(slot), fault);
                false
            }
        }
    }

    pub(super) fn day_of_return(
        &mut self,
        cells: &Cells,
        day: Option<NaiveDate>,
        order: Option<&str>,
    ) -> Option<NaiveDate> {
        if !self.context.returns_to_sale() {
            return day;
        }
        let sale = order.and_then(|order| self.context.book.orders.get(order)).and_then(|order| order.first);
        match sale {
            Some((sold, _)) => Some(sold),
            None => {
                let text = Self::shown_text(cells, self.context.stream.order);
                self.fault(cells, Some(self.context.stream.order), CellFault::new("return-of-unknown-order", &text));
                None
            }
        }
    }

    /// A bare order number takes back everything that was sold in it, on its day.
    pub(super) fn take_back_whole_order(&mut self, cells: &Cells, order: Option<&str>) {
        let context = self.context;
        let text = Self::shown_text(cells, context.stream.order);
        if !context.returns_to_sale() {
            self.fault(cells, Some(context.stream.order), CellFault::new("bare-return-needs-original", &text));
        }
        let known = order.and_then(|order| context.book.orders.get(order)).cloned().unwrap_or_default();
        let several = known.customers.len() > 1 && self.customer_key(cells).is_none();
        if several {
            self.fault(cells, Some(context.stream.order), CellFault::new("order-of-several-customers", &text));
        }
        let Some((day, _)) = known.first else {
            self.fault(cells, Some(context.stream.order), CellFault::new("return-of-unknown-order", &text));
            self.tally().faulty += 1;
            return;
        };
        if self.row.faulty {
            self.tally().faulty += 1;
            return;
        }
        for (named, line) in known.lines {
            for (slot, number) in self.row.numbers.iter_mut().enumerate() {
                let column = &context.stream.slots[slot].column;
                let sold = context.book.columns.iter().position(|known| known == column);
                let sum = sold.and_then(|slot| line.sums.get(slot)).copied().unwrap_or(0);
                *number = Some(Fixed { units: -sum, scale: crate::ingest::row::SCALE.min(2) });
            }
            self.store_row(cells, day, named, order);
            if self.row.faulty {
                break;
            }
        }
        self.row.numbers.fill(None);
    }

    /// Lists an order that the row refers to: for its person, or for the day of its sale.
    pub(super) fn list_order(&mut self, named: Option<Named>, order: Option<String>) {
        let needs_day = self.row.back && self.context.returns_to_sale();
        if let (Some(order), true) = (order, named.is_none() || needs_day) {
            self.orders.entry(order).or_default();
        }
    }

    pub(super) fn learn_order(
        &mut self,
        cells: &Cells,
        day: Option<NaiveDate>,
        named: Option<Named>,
        order: Option<&str>,
    ) {
        let (Some(day), Some(order), false) = (day, order, self.row.back) else { return };
        if !self.context.book.orders.contains_key(order) {
            return;
        }
        let sums: Vec<i128> = self.row.numbers.iter().map(|number| number.map_or(0, |fixed| fixed.units)).collect();
        let customer = self.customer_key(cells);
        self.orders.entry(order.to_owned()).or_default().add(day, named.unwrap_or_default(), &sums, customer);
    }
}
