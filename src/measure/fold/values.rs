//! Values of a row's cells in columns of numbers, rates and days: what it is tested by, told apart by, and counted by.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::super::plan::{Slot, SlotKind, Term};
use super::Folder;
use super::needs::BITS;
use super::numbers::seconds_in;
use super::reading::is_of_refunds;
use crate::calendar::NaiveDate;
use crate::ingest::cell::{self, CellFault};
use crate::ingest::row::{Cells, Fixed, SCALE, number};
use crate::number::Number;
use crate::policy::rules::FilterTest;

/// What is asked of a number; of nothing where the row has none.
type Asks<'a> = &'a dyn Fn(Option<&Number>) -> bool;

impl Folder<'_> {
    /// Whether a term holds for the row.
    pub(super) fn holds(&mut self, cells: &Cells, term: usize) -> bool {
        let Term { slot, test } = &self.context.stream.terms[term];
        let kind = &self.context.stream.slots[*slot].kind;
        if self.row.unlisted.contains(slot) {
            return false;
        }
        match test {
            FilterTest::In(range) => {
                let asks = |number: Option<&Number>| number.is_some_and(|number| range.contains(number));
                self.asks_number(cells, *slot, (&asks, self.row.back && !is_of_refunds(range)))
            }
            // Of a column that holds no days the policy was refused.
            FilterTest::On(_) if kind.is_of_numbers() => false,
            FilterTest::On(days) => self.day_tested(cells, *slot).is_some_and(|day| days.contains(day)),
            FilterTest::OneOf(values) if kind.is_of_numbers() => {
                let asks = |number: Option<&Number>| number.is_some_and(|number| values.contains(&number.to_string()));
                self.asks_number(cells, *slot, (&asks, self.row.back))
            }
            FilterTest::NoneOf(values) if kind.is_of_numbers() => {
                let asks = |number: Option<&Number>| number.is_none_or(|number| !values.contains(&number.to_string()));
                self.asks_number(cells, *slot, (&asks, self.row.back))
            }
            FilterTest::OneOf(values) if *kind != SlotKind::Text => values.contains(&self.day_in(cells, *slot)),
            FilterTest::NoneOf(values) if *kind != SlotKind::Text => !values.contains(&self.day_in(cells, *slot)),
            _ => {
                let derived = self.text(cells, *slot, |known| {
                    let derived = &known.derived;
                    (derived.bits, term.checked_sub(BITS).and_then(|further| derived.more.get(further)).copied())
                });
                derived.is_some_and(|(bits, further)| further.unwrap_or(term < BITS && bits >> term & 1 == 1))
            }
        }
    }

    /// Asks the number of the row, or of the rows that it takes back: where these all answer alike, so does it. A row that takes back none
    /// of which that is known goes by its own number without its sign.
    fn asks_number(&mut self, cells: &Cells, slot: usize, (asks, is_of_sold): (Asks, bool)) -> bool {
        let seconds = Number::from(seconds_in(&self.context.stream.slots[slot].kind));
        let value = |fixed: &Fixed| fixed.to_number().checked_div(&seconds);
        if is_of_sold {
            let numbers: BTreeSet<Number> = self.numbers_sold(slot).iter().filter_map(value).collect();
            let mut answers = numbers.iter().map(|number| asks(Some(number)));
            if let Some(first) = answers.next() {
                if answers.all(|answer| answer == first) {
                    return first;
                }
                self.across_bound(cells, slot, &numbers);
            }
        }
        let own = self.number(cells, slot).and_then(|own| value(&own));
        asks(own.map(|own| if is_of_sold { own.abs() } else { own }).as_ref())
    }

    /// The rate of a slot; a fault where it cannot be read.
    pub(super) fn rate(&mut self, cells: &Cells, slot: usize) -> Option<Number> {
        let context = self.context;
        let raw = cells.raw(slot)?;
        let placed = &cells.layout.slots[slot];
        let is_percent = placed.header_percent && cells.text_instead(slot).is_none();
        let read = |text: Cow<str>| match context.stream.slots[slot].is_discount {
            true => cell::discount::read(&text, is_percent, placed.number.decimal),
            false => cell::rate::read(&text, is_percent, placed.number.decimal),
        };
        match cells.readable(&raw).and_then(read) {
            Ok(Some(rate)) if rate.is_negative() && context.stream.slots[slot].is_discount => {
                let text = cells.layout.shown(&raw).trim().to_owned();
                self.fault(cells, Some(slot), CellFault::new("number-negative", &text));
                None
            }
            Ok(rate) => rate,
            Err(fault) => {
                self.fault(cells, Some(slot), fault);
                None
            }
        }
    }

    /// The rate of a slot as a number that is added up.
    pub(super) fn rate_in_full(&mut self, cells: &Cells, slot: usize) -> Option<Fixed> {
        let rate = self.rate(cells, slot)?;
        self.fixed(cells, slot, &rate)
    }

    /// A number in the units in which rows have it; a fault where it has more decimals.
    pub(super) fn fixed(&mut self, cells: &Cells, slot: usize, number: &Number) -> Option<Fixed> {
        let scale = number.decimals().filter(|scale| *scale <= SCALE);
        let fixed = scale.and_then(|scale| Some(Fixed { units: number.to_scaled(SCALE)?, scale }));
        if fixed.is_none() {
            self.fault(cells, Some(slot), CellFault::new("number-too-long", &number.to_string()));
        }
        fixed
    }

    /// The day of a slot as a text; empty where there is none.
    fn day_in(&mut self, cells: &Cells, slot: usize) -> String {
        self.day_of(cells, slot).map_or_else(String::new, |day| day.to_string())
    }

    /// The day of a slot that a range is asked of: the row's own is the one that it counts on, as soon as that is known.
    fn day_tested(&mut self, cells: &Cells, slot: usize) -> Option<NaiveDate> {
        let counted_on = self.row.day.filter(|_| slot == self.context.stream.date);
        counted_on.or_else(|| self.day_of(cells, slot))
    }

    /// The day of a slot, of a moment too; nothing where it is blank, and where it cannot be read, which is a fault.
    fn day_of(&mut self, cells: &Cells, slot: usize) -> Option<NaiveDate> {
        let raw = cells.raw(slot)?;
        let read = |text: Cow<str>| cell::date::read(&text, cells.layout.dates);
        match cells.readable(&raw).and_then(read) {
            Ok(day) => day,
            Err(fault) => {
                self.fault(cells, Some(slot), fault);
                None
            }
        }
    }

    /// What a row is told apart by: a text as it is looked up, a number in full; empty where it is missing.
    pub(super) fn label(&mut self, cells: &Cells, slot: usize) -> String {
        if let Some(label) = self.label_sold(slot) {
            return label;
        }
        match &self.context.stream.slots[slot].kind {
            SlotKind::Text => {
                let key = self.key_of(cells, slot);
                key.map_or_else(String::new, |key| self.texts[slot].keys.text(key))
            }
            SlotKind::Rate => {
                let rate = self.rate(cells, slot).map_or_else(String::new, |rate| rate.to_string());
                self.context.stream.as_rated(slot, rate)
            }
            SlotKind::Day | SlotKind::Moment => {
                let day = self.day_in(cells, slot);
                self.context.stream.as_rated(slot, day)
            }
            kind => {
                let seconds = Number::from(seconds_in(kind));
                let number = self.row.numbers[slot].and_then(|fixed| fixed.to_number().checked_div(&seconds));
                let is_taken_off = self.row.back && !matches!(kind, SlotKind::Duration(..));
                let number = number.map(|number| if is_taken_off { number.abs() } else { number });
                let number = number.map_or_else(String::new, |number| number.to_string());
                self.context.stream.as_rated(slot, number)
            }
        }
    }

    /// The key of a value, as a number; nothing where the cell is blank. Equal values written in two ways have one.
    pub(super) fn key_of_value(&mut self, cells: &Cells, slot: usize) -> Option<u32> {
        let label = self.label(cells, slot);
        (!label.is_empty()).then(|| self.texts[slot].keys.intern(label.as_bytes()))
    }

    /// What a cell of a column of values says, told without a fault; nothing where it is blank or cannot be read.
    pub(super) fn value_told(&self, cells: &Cells, slot: usize, raw: &[u8]) -> Option<String> {
        let Slot { kind, is_discount, .. } = &self.context.stream.slots[slot];
        let placed = &cells.layout.slots[slot];
        let (percent, decimal) = (placed.header_percent, placed.number.decimal);
        let text = cells.text_of(raw)?;
        match kind {
            SlotKind::Day | SlotKind::Moment => Some(cell::date::read(&text, cells.layout.dates).ok()??.to_string()),
            SlotKind::Rate if *is_discount => Some(cell::discount::read(&text, percent, decimal).ok()??.to_string()),
            SlotKind::Rate => Some(cell::rate::read(&text, percent, decimal).ok()??.to_string()),
            _ => Some(number(raw, placed, cells.layout.encoding).ok()??.to_number().to_string()),
        }
    }
}
