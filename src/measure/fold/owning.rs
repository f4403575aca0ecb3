//! Whose a row is, and which order it belongs to: what its columns name, what its order or customer says.

use super::Folder;
use crate::calendar::NaiveDate;
use crate::crediting::Named;
use crate::crediting::orders::Order;
use crate::ingest::cell::{CellFault, is_blank, key};
use crate::ingest::row::Cells;
use crate::ledger::alike::is_same_number;
use crate::spelling::{alike, folded};

impl Folder<'_> {
    /// Whom the row's own columns name; nothing where the file has no such column.
    pub(super) fn named(&mut self, cells: &Cells) -> Option<Named> {
        let (person, person_id) = (self.context.stream.person, self.context.stream.person_id);
        let by_name = self.text(cells, person, |known| known.derived.named);
        let both = cells.has(person_id) && cells.layout.field_of(person) != cells.layout.field_of(person_id);
        let by_id = if both { self.text(cells, person_id, |known| known.derived.named) } else { None };
        match (by_name, by_id) {
            (Some(by_name @ (Named::Person(_) | Named::Shared)), Some(Named::Person(other)))
                if by_name != Named::Person(other) && !self.is_name_of(cells, other) =>
            {
                let raw = cells.raw(person).unwrap_or_default();
                let id = cells.raw(person_id).unwrap_or_default();
                let fault = CellFault::new("person-and-id-differ", &cells.text_of(&raw).unwrap_or_default());
                self.fault(cells, Some(person), fault.with("id", cells.text_of(&id).unwrap_or_default()));
                by_id
            }
            (Some(Named::Shared | Named::Nobody), Some(Named::Unknown)) => by_id,
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

    /// Whether the name that the row writes is that of the person.
    fn is_name_of(&self, cells: &Cells, person: usize) -> bool {
        let written = Self::shown_text(cells, self.context.stream.person);
        alike(&key::normal(&written), &key::normal(&self.context.ledger.people.list[person].name))
    }

    /// Notes a name and a number of which staff has one only: the row is credited by that.
    pub(super) fn remark_name(&mut self, cells: &Cells) {
        let (person, person_id) = (self.context.stream.person, self.context.stream.person_id);
        if cells.layout.field_of(person_id).is_none() || cells.layout.field_of(person).is_none() {
            return;
        }
        let named = [person, person_id].map(|slot| self.text(cells, slot, |known| known.derived.named));
        let (code, slot, other) = match named {
            [Some(Named::Unknown), Some(Named::Person(other))] => ("names-differ-from-ids", person, other),
            [Some(Named::Person(other)), Some(Named::Unknown)] => ("ids-of-nobody", person_id, other),
            _ => return,
        };
        let text = Self::shown_text(cells, slot);
        let known = &self.context.ledger.people.list[other];
        if code == "ids-of-nobody" && is_same_number(&known.id, &text) {
            return;
        }
        let shown = format!("`{text}` ({}: `{}`)", known.id, known.name);
        self.remark_text(code, "", shown);
    }

    /// The person of the row's order, else the owner of its customer on that day. A sale is its own order, so its order says nothing.
    pub(super) fn inherited(&mut self, cells: &Cells, day: NaiveDate, order: Option<&str>) -> Option<Named> {
        let context = self.context;
        let customer = self.customer_key(cells);
        if let Some(order) = order.filter(|_| !context.is_of_sales).and_then(|order| context.book.orders.get(order)) {
            let customer = customer.as_deref().map(|own| self.as_sold_to(order, own));
            if let Some((_, named)) = order.first(customer) {
                return Some(named);
            }
            if customer.is_none() && order.is_of_several() {
                let raw = cells.raw(context.stream.order).unwrap_or_default();
                let fault = CellFault::new("order-of-several-customers", &cells.text_of(&raw).unwrap_or_default());
                self.fault(cells, Some(context.stream.order), fault);
            }
        }
        let owner = context.ledger.customers.owner_on(&customer?, day).map(Named::Person);
        if let (Some(_), Some(order)) = (owner, order) {
            self.remark_stray(cells, day, order);
        }
        owner
    }

    /// Notes a row that is its customer's owner's though it names an order: one that nobody sold, or that another customer bought.
    fn remark_stray(&mut self, cells: &Cells, day: NaiveDate, order: &str) {
        let context = self.context;
        let has_sales = !context.sold_slots.is_empty() && !context.is_of_sales;
        if !has_sales || context.stream.takes_back || !self.place_of(day).is_looked_at {
            return;
        }
        let is_sold = context.book.orders.get(order).is_some_and(|order| !order.sold.is_empty());
        self.remark(cells, if is_sold { "rows-of-other-customer" } else { "rows-of-unknown-order" }, "");
    }

    pub(super) fn order_key(&mut self, cells: &Cells) -> Option<String> {
        if self.context.needs.order { self.key_text(cells, self.context.stream.order) } else { None }
    }

    pub(super) fn customer_key(&mut self, cells: &Cells) -> Option<String> {
        self.key_text(cells, self.context.stream.customer)
    }

    /// The customer of a row as the rows of its order name it.
    pub(super) fn customer_of(&mut self, cells: &Cells, order: &Order) -> Option<String> {
        self.customer_key(cells).map(|own| self.as_sold_to(order, &own).to_owned())
    }

    fn as_sold_to<'k>(&self, order: &'k Order, own: &'k str) -> &'k str {
        order.as_sold_to(own, &|own, sold| self.context.ledger.is_one_entry("customer", own, sold))
    }

    /// The number of the row's customer, where the file has one beside the name; nothing where it is no key.
    pub(super) fn customer_number(&self, cells: &Cells) -> Option<String> {
        let (_, field) = cells.layout.columns.iter().find(|(name, _)| name == "customer_id")?;
        if cells.layout.field_of(self.context.stream.customer) == Some(*field) {
            return None;
        }
        let raw = cells.field(*field)?.bytes(cells.bytes);
        let text = cells.text_of(&raw)?;
        let number = key::read(&text).ok()??;
        Some(folded(&number).into_owned())
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
    pub(super) fn shown_text(cells: &Cells, slot: usize) -> String {
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
}
