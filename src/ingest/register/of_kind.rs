//! Headers whose remark is of another kind than their column: `学时（千元）`, `分数(%)`.

use super::Rules;
use super::slots::Slot;
use crate::finding::Finding;
use crate::ingest::cell::{Nature, is_of_money};
use crate::ingest::faults::Faults;
use crate::ingest::header::{remark, remarks};
use crate::source::Place;

impl Slot {
    /// What its numbers are of; where the policy says what words are worth, they are worth that.
    pub(super) fn nature(&self) -> Nature {
        if self.words.is_empty() { Nature::of(&self.name, self.kind) } else { Nature::Any }
    }
}

impl Rules<'_> {
    /// Reports a unit or per cent sign in the label of a column that is read, where neither can be.
    pub(super) fn refuse_other_kind(&self, slot: &Slot, place: &Place, faults: &mut Faults) {
        let said = remark(&slot.label);
        let is_percent = said.percent && !self.rule.percent.contains(&slot.name);
        let is_money = remarks(&slot.label).iter().any(|remark| is_of_money(remark));
        if slot.nature().contradicts(said.unit.is_some(), is_percent, is_money) && self.is_read(slot) {
            let other = Finding::error("unit-of-other-kind").with("text", slot.label.trim()).with("column", &slot.name);
            faults.push(other.at(place.clone()));
        }
    }
}
