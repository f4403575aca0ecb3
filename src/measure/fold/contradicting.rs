//! Rows whose number is of one customer or product, and whose name is of another, or of none: the name decides, and the number beside it is nobody's
//! concern.

use super::{Folder, Purpose};
use crate::ingest::cell::key;
use crate::ingest::row::Cells;
use crate::spelling::{alike, folded};

impl Folder<'_> {
    /// Notes a number that the register has for another than it has the name for, or that it has while it lacks the name.
    pub(super) fn note_contradictions(&mut self, cells: &Cells) {
        let context = self.context;
        if context.purpose != Purpose::Gather {
            return;
        }
        for beside in &context.beside[self.row.file as usize] {
            let by_number = Cells { layout: &beside.layout, ..*cells };
            let column = &context.stream.slots[beside.slot].column;
            let Some(name) = Self::name_in(cells, beside.slot) else { continue };
            let Some((number, other)) = self.registered(&by_number, beside.slot) else { continue };
            match self.registered(cells, beside.slot) {
                _ if self.is_called(beside.slot, other, &name) => {}
                Some((_, own)) if own == other => {}
                Some(_) => self.remark_text("number-of-another", &format!("`{number}` – `{name}`"), column.clone()),
                None => {
                    let registered = self.name_of(beside.slot, other);
                    // A register may have numbers alone.
                    if !registered.is_empty() && !alike(registered, &number) {
                        let shown = format!("`{number}` ({registered}) – `{name}`");
                        self.remark_text("number-under-other-name", &shown, column.clone());
                    }
                }
            }
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

    /// Whether an entry of a register has that name too: several may.
    fn is_called(&self, slot: usize, entry: usize, name: &str) -> bool {
        alike(&key::normal(self.name_of(slot, entry)), name)
    }

    /// What a slot says, and which entry of its register it is; nothing where the register does not have it.
    fn registered(&self, cells: &Cells, slot: usize) -> Option<(String, usize)> {
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
