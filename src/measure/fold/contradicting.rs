//! Rows whose number is of one customer or product, and whose name is of another: the name decides, and the number beside it is nobody's concern.

use super::{Folder, Purpose};
use crate::ingest::cell::key;
use crate::ingest::row::Cells;
use crate::spelling::{alike, folded};

impl Folder<'_> {
    /// Notes a number that the register has for another than it has the name for.
    pub(super) fn note_contradictions(&mut self, cells: &Cells) {
        let context = self.context;
        if context.purpose != Purpose::Gather {
            return;
        }
        for beside in &context.beside[self.row.file as usize] {
            let by_number = Cells { layout: &beside.layout, ..*cells };
            let named = self.registered(cells, beside.slot);
            let numbered = named.as_ref().and_then(|_| self.registered(&by_number, beside.slot));
            if let (Some((name, own)), Some((number, other))) = (named, numbered)
                && own != other
                && !self.is_called(beside.slot, other, &name)
            {
                let shown = format!("`{number}` – `{name}`");
                self.remark_text("number-of-another", &shown, context.stream.slots[beside.slot].column.clone());
            }
        }
    }

    /// Whether an entry of a register has that name too: several may.
    fn is_called(&self, slot: usize, entry: usize, name: &str) -> bool {
        let ledger = self.context.ledger;
        let own = match self.context.stream.slots[slot].column.as_str() {
            "customer" => ledger.customers.list.get(entry).map(|customer| &customer.name),
            _ => ledger.products.list.get(entry).map(|product| &product.name),
        };
        own.is_some_and(|own| alike(&key::normal(own), name))
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
        let raw = cells.raw(slot)?;
        let own = key::read(&cells.text_of(&raw)?).ok().flatten()?;
        let entry = by_key.get(&*folded(cells.layout.slots[slot].key(&own)))?;
        Some((own, *entry))
    }
}
