//! A column of units beside the amounts: `1.2,万元` is 12,000. It is the amounts' where its words are of money, the quantities' where none
//! is; both in one file are told in the end, when all words are known.

use super::super::plan::{SlotKind, Stream};
use super::Folder;
use crate::crediting::exchange::Exchange;
use crate::ingest::cell::{CellFault, UnitWord, is_of_things, unsized_unit};
use crate::ingest::doubts::Spot;
use crate::ingest::row::{Cells, InRow};

/// The first row of a file of each kind of word.
#[derive(Debug, Default)]
pub struct UnitWords {
    /// A unit of money.
    pub money: Option<Spot>,
    /// One of money that is more or less than one.
    pub factor: Option<Spot>,
    /// One of things.
    pub things: Option<Spot>,
    /// None, beside an amount.
    pub nothing: Option<Spot>,
}

impl UnitWords {
    /// Takes those of another thread.
    pub fn merge(&mut self, other: UnitWords) {
        for (mine, theirs) in [
            (&mut self.money, other.money),
            (&mut self.factor, other.factor),
            (&mut self.things, other.things),
            (&mut self.nothing, other.nothing),
        ] {
            if let Some(theirs) = theirs.filter(|spot| mine.as_ref().is_none_or(|known| spot.line < known.line)) {
                *mine = Some(theirs);
            }
        }
    }
}

/// Of each slot, whether a unit of money multiplies it: of money, or the one number column of a source that has no money.
pub(super) fn scaled(stream: &Stream) -> Vec<bool> {
    let is_number = |slot: usize| stream.slots[slot].kind == SlotKind::Number;
    let is_money = |slot: usize| is_number(slot) && stream.slots[slot].money;
    let unknown: Vec<usize> = (0..stream.slots.len()).filter(|slot| is_of_unknown_unit(stream, *slot)).collect();
    let has_money = (0..stream.slots.len()).any(is_money);
    (0..stream.slots.len()).map(|slot| is_money(slot) || (!has_money && unknown == [slot])).collect()
}

/// Of each slot, whether a rate of exchange multiplies it: as a unit does, but no column whose own label says that its numbers are things or times.
pub(super) fn converted(stream: &Stream) -> Vec<bool> {
    let is_money = |slot: usize| stream.slots[slot].kind == SlotKind::Number && stream.slots[slot].money;
    let unknown: Vec<usize> = (0..stream.slots.len()).filter(|slot| may_be_money(stream, *slot)).collect();
    let has_money = (0..stream.slots.len()).any(is_money);
    let is_ruled = |slot: usize| may_be_money(stream, slot) && stream.slots[slot].is_ruled_money == Some(true);
    let is_lone = |slot: usize| !has_money && unknown == [slot];
    (0..stream.slots.len()).map(|slot| is_money(slot) || is_ruled(slot) || is_lone(slot)).collect()
}

/// Whether it may be money, as far as anybody knows: neither the kind of file nor its label says what it is of.
pub(super) fn may_be_money(stream: &Stream, slot: usize) -> bool {
    let spec = &stream.slots[slot];
    is_of_unknown_unit(stream, slot) && spec.is_ruled_money.unwrap_or_else(|| !is_of_things(&spec.column))
}

/// Whether a row's currency matters.
pub(super) fn has_money(stream: &Stream) -> bool {
    let is_money = |slot: usize| stream.slots[slot].kind == SlotKind::Number && stream.slots[slot].money;
    (0..stream.slots.len()).any(|slot| is_money(slot) || may_be_money(stream, slot))
}

/// Whether it is a number column of which no kind of file says what it is of.
pub(super) fn is_of_unknown_unit(stream: &Stream, slot: usize) -> bool {
    let spec = &stream.slots[slot];
    spec.kind == SlotKind::Number && !spec.money && !spec.is_known && !stream.percent.contains(&spec.column)
}

/// Whether a row's unit matters: something is money, or may be.
pub(super) fn has_units(stream: &Stream) -> bool {
    let is_number = |slot: &usize| stream.slots[*slot].kind == SlotKind::Number;
    let may_be_money = |slot: usize| stream.slots[slot].money || is_of_unknown_unit(stream, slot);
    (0..stream.slots.len()).filter(is_number).any(may_be_money)
}

impl Folder<'_> {
    /// What the amounts of the row are multiplied by, where its file has a column that says so; a fault where that is not clear.
    pub(super) fn read_unit(&mut self, cells: &Cells) {
        self.row.unit = None;
        let slot = self.context.stream.unit;
        if !cells.has(slot) || !self.context.needs.has_units {
            return;
        }
        let Some(word) = self.text(cells, slot, |known| known.derived.unit) else { return };
        match word {
            UnitWord::OtherCurrency(sign) => {
                let text = self.spot(cells, slot).text;
                let currency = &self.context.policy.header.currency;
                let other = CellFault::new("currency-contradiction", &text).with("sign", sign);
                self.fault(cells, Some(slot), other.with("currency", currency));
            }
            UnitWord::Unsized => {
                let amounts = (0..self.context.stream.slots.len()).find(|slot| self.context.needs.scaled[*slot]);
                let column = amounts.map_or("amount", |slot| &self.context.stream.slots[slot].column);
                let text = self.spot(cells, slot).text;
                return self.fault(cells, Some(slot), unsized_unit(&text, column));
            }
            UnitWord::Times(factor) => self.row.unit = Some(factor),
            UnitWord::Nothing | UnitWord::Ones | UnitWord::Things => {}
        }
        self.note_unit(cells, slot, word);
        if word != UnitWord::Things && word != UnitWord::Nothing {
            self.refuse_second_unit(cells, word);
        }
    }

    /// Keeps the first row of each kind of word; one without a word is kept only if it has an amount.
    fn note_unit(&mut self, cells: &Cells, slot: usize, word: UnitWord) {
        let line = self.row.line;
        let words = &self.own_tally().units;
        let is_first = |known: &Option<Spot>| known.as_ref().is_none_or(|known| line < known.line);
        let (money, factor, things, nothing) =
            (is_first(&words.money), is_first(&words.factor), is_first(&words.things), is_first(&words.nothing));
        let spot = |folder: &Self| Some(folder.spot(cells, slot));
        match word {
            UnitWord::Times(_) => {
                if money {
                    self.own_tally().units.money = spot(self);
                }
                if factor {
                    self.own_tally().units.factor = spot(self);
                }
            }
            UnitWord::Ones if money => self.own_tally().units.money = spot(self),
            UnitWord::Things if things => self.own_tally().units.things = spot(self),
            UnitWord::Nothing if nothing && self.has_amount(cells) => self.own_tally().units.nothing = spot(self),
            UnitWord::Ones | UnitWord::Things | UnitWord::Nothing | UnitWord::OtherCurrency(_) | UnitWord::Unsized => {}
        }
        if matches!(word, UnitWord::Ones | UnitWord::Things) {
            self.passed.remember_unit(cells.as_it_stands(slot));
        }
    }

    fn has_amount(&self, cells: &Cells) -> bool {
        let scaled = self.context.needs.scaled.iter().enumerate().filter(|(_, is_scaled)| **is_scaled);
        scaled.into_iter().any(|(slot, _)| !cells.is_missing(slot))
    }

    /// A unit in the header, or in the policy, beside one in the row; or a number of which nobody knows whether it is money.
    fn refuse_second_unit(&mut self, cells: &Cells, word: UnitWord) {
        let (stream, needs, unit) = (self.context.stream, &self.context.needs, self.context.stream.unit);
        let has_unit = |slot: usize| {
            let placed = &cells.layout.slots[slot];
            placed.number.unit.is_some() || (word != UnitWord::Ones && placed.is_of_ones)
        };
        let scaled = (0..stream.slots.len()).filter(|slot| needs.scaled[*slot] && cells.has(*slot));
        if scaled.into_iter().any(has_unit) {
            let text = self.spot(cells, unit).text;
            return self.fault(cells, Some(unit), CellFault::new("number-unit-twice", &text));
        }
        let unknown = (0..stream.slots.len()).find(|slot| is_of_unknown_unit(stream, *slot) && !needs.scaled[*slot]);
        if let (Some(other), UnitWord::Times(_)) = (unknown.filter(|slot| cells.has(*slot)), word) {
            let text = self.spot(cells, unit).text;
            let other = &stream.slots[other].column;
            self.fault(cells, Some(unit), CellFault::new("unit-of-which", &text).with("other", other));
        }
    }

    /// What the row says of the amounts of a slot.
    pub(super) fn in_row(&self, cells: &Cells, slot: usize) -> InRow<'_> {
        let needs = &self.context.needs;
        let unit = self.row.unit.filter(|_| needs.scaled[slot]);
        if !needs.converted[slot] || cells.layout.slots[slot].is_local {
            return InRow { unit, ..InRow::default() };
        }
        let Exchange { code, rate, .. } = &self.row.exchange;
        InRow { unit, currency: code.as_deref(), rate: rate.as_ref() }
    }
}
