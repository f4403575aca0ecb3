//! Rows of the period whose word is nearly one that the policy names, or that have none where `counted` asks for one: they count otherwise than
//! they look.

use std::collections::BTreeMap;

use super::super::plan::{SlotKind, Term};
use super::context::Context;
use super::needs::{BITS, Needs};
use super::{DayPlace, Folder, Purpose};
use crate::calendar::NaiveDate;
use crate::finding::meant::{Named, Nearness};
use crate::ingest::cell::{key, undone};
use crate::ingest::layout::Placed;
use crate::ingest::row::{Cells, Word};
use crate::policy::rules::FilterTest;
use crate::spelling::folded;

/// Rows with one such word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// As its first row writes it, in normal form; empty for rows without a word.
    pub own: String,
    /// How many rows have it.
    pub rows: u64,
    /// Sum of the first money column, in units of 10⁻¹².
    pub sum: i128,
    /// File and line of the first.
    pub first: (u32, u32),
}

/// By slot and folded word.
pub type Strays = BTreeMap<(usize, String), Stray>;

/// Whether a word of a slot is likely meant for one that the policy names, and neither named nor declared itself.
pub(super) fn is_stray(needs: &Needs, placed: &Placed, slot: usize, word: Option<Word>) -> bool {
    let Some(word) = word else { return needs.asks_for_word[slot] };
    let named = &needs.alike[slot];
    let is_known = || named.iter().any(|named| named.is(word.own) || named.is(word.meant));
    let is_declared = || placed.word(word.own).is_some();
    let form = Named::new(word.own);
    let is_near = |named: &Named| {
        named.nearness_of(&form) == Nearness::Likely || named.is_another_form(&form) || named.is_among(word.own)
    };
    named.iter().any(is_near) && !is_known() && !is_declared()
}

/// Whether a word of a column of states says that the row is no sale, and neither a rule nor the input says anything of it.
pub(super) fn says_undone(context: &Context, placed: &Placed, (slot, own): (usize, &str)) -> bool {
    let is_named = || context.needs.named[slot].iter().any(|named| named.is(own));
    undone::is_no_sale(&context.stream.slots[slot].column, own) && !is_named() && placed.word(own).is_none()
}

impl Folder<'_> {
    /// Notes strays of a row that `counted` leaves out for nothing else.
    pub(super) fn note_left_out(&mut self, cells: &Cells, day: NaiveDate) {
        let context = self.context;
        let Some(terms) = context.stream.counted.as_ref().filter(|_| context.purpose == Purpose::Gather) else {
            return;
        };
        let is_of_text = |slot: usize| context.stream.slots[slot].kind == SlotKind::Text;
        let of_text = |term: &&usize| {
            let Term { slot, test } = &context.stream.terms[**term];
            **term < BITS && is_of_text(*slot) && !matches!(test, FilterTest::In(_) | FilterTest::On(_))
        };
        let fails = |term: &&usize| self.row.passed >> **term & 1 == 0;
        let failed = terms.iter().filter(of_text).filter(fails);
        let failed: Vec<usize> = failed.map(|term| context.stream.terms[*term].slot).collect();
        let place = self.place_of(day);
        let money = self.money().map_or(0, |slot| self.row.written[slot]);
        let is_stray = |slot: usize| self.is_stray_in(slot) && (place.is_looked_at || !cells.is_missing(slot));
        let comes_back = money < 0 && place.is_looked_at && context.stream.returns.is_none();
        let is_told = |slot: &usize| is_stray(*slot) || comes_back && self.says_returned(cells, *slot);
        if failed.iter().all(is_told) && place.is_heard {
            failed.iter().for_each(|slot| self.note_stray(cells, *slot, money));
        }
    }

    /// Notes strays of a row that counts.
    pub(super) fn note_strays(&mut self, cells: &Cells, place: DayPlace) {
        let context = self.context;
        for slot in context.needs.heard.iter().filter(|_| place.is_heard) {
            if self.is_stray_in(*slot)
                && (place.is_looked_at || !cells.is_missing(*slot))
                && !self.is_undone_in(cells, *slot)
            {
                let money = self.money().and_then(|slot| self.row.numbers[slot]).map_or(0, |fixed| fixed.units);
                self.note_stray(cells, *slot, money);
            }
        }
        if place.is_looked_at && !self.row.back {
            self.note_undone(cells);
        }
    }

    /// Notes a row that says itself that it was returned, cancelled or lost, in a column that nothing reads, or of which only others are left out; what it says is no fault.
    fn note_undone(&mut self, cells: &Cells) {
        let money = self.money().and_then(|slot| self.row.numbers[slot]).map_or(0, |fixed| fixed.units);
        if money < 0 {
            return;
        }
        for slot in &self.context.stream.undone {
            self.find_text(cells, *slot);
            if self.is_stray_in(*slot) && self.is_undone_in(cells, *slot) {
                self.note_stray(cells, *slot, money);
            }
        }
    }

    /// Whether the stray word of a slot is one by which the row says itself that it is no sale.
    #[cold]
    fn is_undone_in(&self, cells: &Cells, slot: usize) -> bool {
        let context = self.context;
        let is_it = |own: &str| says_undone(context, &cells.layout.slots[slot], (slot, own));
        let text = || cells.text_of(&cells.raw(slot)?).and_then(|text| key::read(&text).ok().flatten());
        context.stream.undone.contains(&slot) && text().is_some_and(|own| is_it(&own))
    }

    /// Whether the word of a slot says that what was sold has come back, and neither a rule nor the input says anything of it.
    #[cold]
    fn says_returned(&self, cells: &Cells, slot: usize) -> bool {
        let context = self.context;
        let text = || cells.text_of(&cells.raw(slot)?).and_then(|text| key::read(&text).ok().flatten());
        let is_it = |own: &str| says_undone(context, &cells.layout.slots[slot], (slot, own));
        text().is_some_and(|own| is_it(&own) && undone::took_back(&context.stream.slots[slot].column, &own))
    }

    fn money(&self) -> Option<usize> {
        self.context.stream.slots.iter().position(|slot| slot.money)
    }

    fn is_stray_in(&self, slot: usize) -> bool {
        self.row.found[slot].is_some_and(|id| self.texts[slot].known(id).derived.is_stray)
    }

    #[cold]
    fn note_stray(&mut self, cells: &Cells, slot: usize, sum: i128) {
        let text = cells.raw(slot).unwrap_or_default();
        let own = cells.text_of(&text).and_then(|text| key::read(&text).ok().flatten()).unwrap_or_default();
        let stray = Stray { own, rows: 1, sum, first: self.place() };
        self.take_stray((slot, folded(&stray.own).into_owned()), stray);
    }

    /// Takes the strays of another thread.
    pub(super) fn take_strays(&mut self, strays: Strays) {
        strays.into_iter().for_each(|(key, stray)| self.take_stray(key, stray));
    }

    fn take_stray(&mut self, key: (usize, String), stray: Stray) {
        match self.strays.get_mut(&key) {
            Some(known) => {
                (known.rows, known.sum) = (known.rows + stray.rows, known.sum + stray.sum);
                if stray.first < known.first {
                    (known.first, known.own) = (stray.first, stray.own);
                }
            }
            None => {
                self.strays.insert(key, stray);
            }
        }
    }
}
