//! What is read as it stands and yet looks wrong: decimals of money in every run; amounts that are not price × quantity and keys with
//! decimals where the run looks closely.

use std::collections::BTreeMap;

use super::super::plan::AmountCheck;
use super::{Derived, Folder};
use crate::ingest::cell::{discount, is_blank};
use crate::ingest::doubts::{Doubt, Spot, has_many_decimals, is_off, without_decimals};
use crate::ingest::row::{Cells, Fixed, SCALE, TextSlot, number};
use crate::number::Number;

/// 0.01 in units of 10⁻²⁴.
const CENT: i128 = 10i128.pow(2 * SCALE - 2);

/// What headers call that which is taken off a price.
const DISCOUNTS: [&str; 9] = ["disc", "rebate", "allowance", "rabatt", "remise", "折", "优惠", "優惠", "让利"];

/// A key with decimals: its file, its slot, its number there.
pub(super) type DecimalKey = (u32, usize, u32);

/// Whether a discount stands in a column that nothing reads: it says nothing about the amount, as one that cannot be read.
fn has_unread_discount(cells: &Cells) -> bool {
    let is_read = |field: usize| cells.layout.fields.contains(&Some(field));
    let labels = cells.layout.labels.iter().enumerate().filter(|(field, _)| !is_read(*field));
    let mut discounts = labels.filter(|(_, label)| {
        let label = label.to_lowercase();
        DISCOUNTS.iter().any(|word| label.contains(word))
    });
    discounts.any(|(field, _)| {
        let cell = cells.field(field).and_then(|field| cells.bytes.get(field.start..field.end));
        cell.is_some_and(|cell| cell.iter().any(|byte| matches!(byte, b'1'..=b'9')))
    })
}

impl Folder<'_> {
    /// Doubts about a row that counts.
    #[inline]
    pub(super) fn doubt(&mut self, cells: &Cells) {
        // What was converted has the decimals of its rate.
        let is_converted = self.row.exchange.rate.is_some();
        for at in 0..if is_converted { 0 } else { self.context.needs.money.len() } {
            let slot = self.context.needs.money[at];
            if self.row.numbers[slot].is_some_and(|fixed| !fixed.has_usual_decimals()) {
                self.doubt_decimals(cells, slot);
            }
        }
        if let Some(check) = &self.context.stream.amount_check {
            self.doubt_amount(cells, check);
        }
    }

    #[cold]
    fn doubt_decimals(&mut self, cells: &Cells, slot: usize) {
        let is_cell = cells.layout.field_of(slot).is_some() && cells.layout.slots[slot].round.is_none();
        let Some(Fixed { units, .. }) = self.row.numbers[slot].filter(|_| is_cell) else { return };
        if has_many_decimals(units, SCALE) {
            let mut doubt = self.own_tally().decimals.remove(&slot).unwrap_or_default();
            doubt.see(self.row.line, || self.spot(cells, slot));
            self.own_tally().decimals.insert(slot, doubt);
        }
    }

    /// Compares an amount with price × quantity: in whole numbers first, which tells nearly every row.
    fn doubt_amount(&mut self, cells: &Cells, check: &AmountCheck) {
        let value = |slot: usize| {
            let read = || number(&cells.raw(slot)?, &cells.layout.slots[slot], cells.layout.encoding).ok().flatten();
            // As they are written, a price that no figure reads and an amount are in one currency.
            let is_as_it_counts = self.row.exchange.rate.is_none() || !self.context.needs.converted[slot];
            self.row.numbers[slot].filter(|_| is_as_it_counts).or_else(read)
        };
        let (Some(amount), Some(price), Some(qty)) = (value(check.amount), value(check.price), value(check.qty)) else {
            return;
        };
        // What is given away costs nothing, whatever it costs else; what is exchanged already is no product of a price that is not.
        let slots = &cells.layout.slots;
        let is_of_other =
            slots[check.amount].is_local && !slots[check.price].is_local && cells.has(self.context.stream.currency);
        if amount.units == 0 || is_of_other {
            return;
        }
        let is_written = |slot: &Option<usize>| slot.is_some_and(|slot| !cells.is_missing(slot));
        let is_reduced = is_written(&check.less) || is_written(&check.off);
        let apart = || {
            let made = price.units.checked_mul(qty.units)?;
            let amount = amount.units.checked_mul(10i128.pow(SCALE))?;
            Some(amount.checked_abs()?.abs_diff(made.checked_abs()?))
        };
        if !is_reduced && apart().is_some_and(|apart| apart <= CENT.unsigned_abs()) {
            return;
        }
        let mut is_bare = false;
        let less = check.less.and_then(|slot| {
            let raw = cells.raw(slot)?;
            let text = cells.text_of(&raw)?;
            let placed = &cells.layout.slots[slot];
            is_bare = !placed.header_percent && !text.contains(['%', '％', '折']);
            discount::read(&text, placed.header_percent, placed.number.decimal).ok()?
        });
        let off = check.off.and_then(value);
        // A discount that cannot be read says nothing about the amount.
        if is_written(&check.less) && less.is_none() || is_written(&check.off) && off.is_none() {
            return;
        }
        let size = |fixed: Fixed| fixed.to_number().abs();
        let off: Option<Number> = off.map(size);
        let differs =
            |less: Option<&Number>, off: Option<&Number>| is_off(&size(amount), (&size(price), &size(qty)), less, off);
        // A discount without a sign may also be the money that is taken off.
        let is_taken_off = || is_bare && off.is_none() && !differs(None, less.as_ref());
        if differs(less.as_ref(), off.as_ref()) && !is_taken_off() && !has_unread_discount(cells) {
            let mut doubt = std::mem::take(&mut self.own_tally().amounts);
            doubt.see(self.row.line, || self.spot(cells, check.amount));
            self.own_tally().amounts = doubt;
        }
    }

    /// How many pieces the row says it is about, in units of 10⁻¹²; nothing where it does not say, or not as a number.
    pub(super) fn pieces(&self, cells: &Cells) -> Option<i128> {
        let slot = self.context.stream.pieces?;
        let read = || number(&cells.raw(slot)?, &cells.layout.slots[slot], cells.layout.encoding).ok().flatten();
        self.row.numbers[slot].or_else(read).map(|fixed| fixed.units)
    }

    /// Notes a key with decimals; whether the bare key is there too is known in the end.
    pub(super) fn doubt_key(&mut self, cells: &Cells, slot: usize, key: Option<u32>) {
        let Some(key) = key.filter(|_| self.context.is_key[slot]) else { return };
        let names = &self.texts[slot].keys;
        if names.with(key, |text| std::str::from_utf8(text).ok().and_then(without_decimals).is_some()) {
            let at = (self.row.file, slot, key);
            let mut doubt = self.decimal_keys.remove(&at).unwrap_or_default();
            doubt.see(self.row.line, || self.spot(cells, slot));
            self.decimal_keys.insert(at, doubt);
        }
    }

    pub(super) fn spot(&self, cells: &Cells, slot: usize) -> Spot {
        let field = cells.layout.field_of(slot).and_then(|field| cells.field(field));
        let (start, end) = field.map_or((self.row.start, self.row.end), |field| (field.start, field.end));
        let (column, line, width) = self.position(cells.bytes, (start, end));
        let record = self.verbatim(cells.bytes);
        let excerpt = record.lines().nth((line - self.row.line) as usize).unwrap_or_default().to_owned();
        let text = cells.raw(slot).unwrap_or_default();
        let text = cells.layout.shown(&text).trim_matches(is_blank).to_owned();
        Spot { line, column, width, excerpt, text }
    }

    /// Takes the keys with decimals of another thread, and the keys of its slots that no store has.
    pub(super) fn merge_keys(&mut self, texts: &[TextSlot<Derived>], theirs: BTreeMap<DecimalKey, Doubt>) {
        for slot in (0..texts.len()).filter(|slot| self.context.is_key[*slot]) {
            let keys = &texts[slot].keys;
            for id in 0..keys.len() {
                keys.with(id as u32, |text| self.texts[slot].keys.intern(text));
            }
        }
        for ((file, slot, key), doubt) in theirs {
            let key = texts[slot].keys.with(key, |text| self.texts[slot].keys.intern(text));
            self.decimal_keys.entry((file, slot, key)).or_default().merge(doubt);
        }
    }

    /// Keys with decimals whose bare keys are there too, by file and slot.
    pub fn doubtful_keys(&mut self) -> BTreeMap<(u32, usize), Doubt> {
        let mut doubts: BTreeMap<(u32, usize), Doubt> = BTreeMap::new();
        for ((file, slot, key), doubt) in std::mem::take(&mut self.decimal_keys) {
            let keys = &self.texts[slot].keys;
            let bare = without_decimals(&keys.text(key)).map(|bare| keys.find(bare.as_bytes()));
            if bare.flatten().is_some() {
                doubts.entry((file, slot)).or_default().merge(doubt);
            }
        }
        doubts
    }
}
