//! Numbers that have either sign by nature, such as a margin: a row that takes a sale back turns them round, whichever sign the sale had. What tells whether
//! a file writes such a row as the sale was, or below 0, is the amount beside them.

use super::slots::SlotList;
use super::{Gather, SlotKind, Stream};
use crate::ingest::header::is_of_either_sign;
use crate::policy::rules::FilterTest;

/// The slot of the amount beside numbers of either sign, where something adds these up; of an amount that is made of others, their quantity. Where no
/// figure reads it, its cells are looked at all the same.
pub(super) fn guide(gathers: &[Gather], slots: &mut SlotList) -> Option<usize> {
    let added: Vec<usize> = gathers.iter().filter_map(|gather| gather.keep.number()).collect();
    let is_of_either = |slot: &usize| is_of_either_sign(&slots.list[*slot].column);
    if !added.iter().any(is_of_either) {
        return None;
    }
    if slots.rule.own.is_some() {
        return added.into_iter().find(|slot| !is_of_either(slot));
    }
    let made = slots.rule.amount_of.as_ref().map(|made| made.qty.clone());
    Some(slots.beside(made.as_deref().unwrap_or("amount")))
}

impl Stream {
    /// Whether a slot holds numbers that have either sign by nature. Where `returns` tells by them what takes a sale back, their sign says just that.
    pub fn is_of_either_sign(&self, slot: usize) -> bool {
        let tells = self.returns.iter().flat_map(|(terms, _)| terms).map(|term| &self.terms[*term]);
        let mut tells = tells.filter(|term| term.slot == slot && matches!(term.test, FilterTest::In(_)));
        let spec = &self.slots[slot];
        spec.kind == SlotKind::Number && is_of_either_sign(&spec.column) && tells.next().is_none()
    }
}
