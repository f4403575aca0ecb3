//! Rows whose number is of one customer or product, and whose name is of another, or of none: of customers the number decides, of products the name.

use super::{Folder, Purpose};
use crate::ingest::cell::key;
use crate::ingest::row::Cells;
use crate::ledger::alike::is_same_number;
use crate::spelling::{alike, folded};

/// Rows whose name the register has under another number, and whose number it has not.
pub const UNKNOWN_NUMBER: &str = "name-under-other-number";

/// What is told where the name decides: a number of another than the name's, and a number of what is called otherwise.
const BY_NAME: [&str; 2] = ["number-of-another", "number-under-other-name"];

/// The same where the number decides.
const BY_NUMBER: [&str; 2] = ["name-of-another", "name-unlike-number"];

impl Folder<'_> {
    /// Notes a number that the register has for another than it has the name for, or that it has while it lacks the name.
    pub(super) fn note_contradictions(&mut self, cells: &Cells) {
        let context = self.context;
        if context.purpose != Purpose::Gather {
            return;
        }
        let cells = &Cells { layout: &context.files[self.row.file as usize], ..*cells };
        for beside in &context.beside[self.row.file as usize] {
            let by_number = Cells { layout: &beside.layout, ..*cells };
            let column = &context.stream.slots[beside.slot].column;
            let [contradicts, differs] = if beside.decides { BY_NUMBER } else { BY_NAME };
            let Some(name) = Self::name_in(cells, beside.slot) else { continue };
            let Some((number, other)) = self.registered(&by_number, beside.slot) else {
                self.note_unknown_number((cells, &by_number), beside.slot);
                continue;
            };
            match self.registered(cells, beside.slot) {
                None if self.is_called(beside.slot, other, &name) => {}
                Some((_, own)) if own != other && self.is_called(beside.slot, other, &name) => {}
                Some((_, own)) if own == other => *self.agreeing.entry(beside.slot).or_default() += 1,
                Some(_) => self.remark_text(contradicts, &format!("`{number}` – `{name}`"), column.clone()),
                None => {
                    let registered = self.name_of(beside.slot, other);
                    // A register may have numbers alone.
                    if !registered.is_empty() && !alike(registered, &number) {
                        let shown = format!("`{number}` ({registered}) – `{name}`");
                        self.remark_text(differs, &shown, column.clone());
                    }
                }
            }
        }
    }

    /// Notes a number that nobody has in the register, beside a name that one alone has there under another.
    fn note_unknown_number(&mut self, (cells, by_number): (&Cells, &Cells), slot: usize) {
        let (Some(number), Some((name, own))) = (Self::name_in(by_number, slot), self.registered(cells, slot)) else {
            return;
        };
        let id = self.id_of(slot, own);
        let is_by_name = !id.is_empty() && !alike(id, &name) && self.is_called(slot, own, &name);
        if is_by_name && !alike(&number, &name) && !is_same_number(id, &number) {
            let shown = format!("`{number}` – `{name}` ({id})");
            let column = self.context.stream.slots[slot].column.clone();
            self.remark_text(UNKNOWN_NUMBER, &column, shown);
        }
    }

    /// What a row calls what its slot names.
    fn name_in(cells: &Cells, slot: usize) -> Option<String> {
        key::read(&cells.text_of(&cells.raw(slot)?)?).ok().flatten()
    }

    /// What the register calls an entry.
    fn name_of(&self, slot: usize, entry: usize) -> &str {
        let ledger = self.context.ledger;
        let own = match self.context.stream.slots[slot].column.as_str() {
            "customer" => ledger.customers.list.get(entry).map(|customer| &*customer.name),
            _ => ledger.products.list.get(entry).map(|product| product.name.as_str()),
        };
        own.unwrap_or_default()
    }

    /// The number by which the register knows an entry.
    fn id_of(&self, slot: usize, entry: usize) -> &str {
        let ledger = self.context.ledger;
        let own = match self.context.stream.slots[slot].column.as_str() {
            "customer" => ledger.customers.list.get(entry).map(|customer| &*customer.id),
            _ => ledger.products.list.get(entry).map(|product| product.id.as_str()),
        };
        own.unwrap_or_default()
    }

    /// Whether an entry of a register has that name too: several may.
    fn is_called(&self, slot: usize, entry: usize, name: &str) -> bool {
        alike(&key::normal(self.name_of(slot, entry)), name)
    }

    /// What a slot says, and which entry of its register it is; nothing where the register does not have it.
    pub(super) fn registered(&self, cells: &Cells, slot: usize) -> Option<(String, usize)> {
        let ledger = self.context.ledger;
        let by_key = match self.context.stream.slots[slot].column.as_str() {
            "customer" => &ledger.customers.by_key,
            "product" => &ledger.products.by_key,
            _ => return None,
        };
        if by_key.is_empty() {
            return None;
        }
        let own = Self::name_in(cells, slot)?;
        let entry = by_key.get(&folded(cells.layout.slots[slot].key(&own)))?;
        Some((own, entry))
    }
}
