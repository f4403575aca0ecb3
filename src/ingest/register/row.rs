//! `RegisterRow`: one record as it stands, with its columns by name and the places of its cells.

use std::borrow::Cow;
use std::sync::Arc;

use super::cells::Cells;
use super::slots::Heading;
use crate::ingest::cell::{Decimal, NumberFormat, Percent, UnitWord, discount, is_missing, number};
use crate::ingest::faults::Faults;
use crate::ingest::header::CellKind;
use crate::ingest::personal::starred;
use crate::ingest::records::{Dialect, Field, Records, line_ends};
use crate::number::Number;
use crate::source::Place;

/// So many decimals of a number are kept.
const MOST_DECIMALS: usize = 12;
/// To so many a sum in binary is right, whatever its dust.
const OF_DUST: usize = 6;

/// The column that says in which unit the row's amounts are.
pub const UNIT: &str = "amount_unit";

/// Fields whose blank repeats the value above, with it.
pub type Filled = Vec<(usize, String)>;

/// One record.
#[derive(Clone, Debug)]
pub struct RegisterRow {
    /// The header of its file.
    pub heading: Arc<Heading>,
    /// Physical line of its first byte, from 1.
    pub line: u32,
    record: Box<str>,
    /// In bytes of `record`.
    fields: Box<[Cut]>,
    /// Fields whose blank repeats the value above; hardly any row has some.
    filled: Option<Box<Filled>>,
}

/// A field of a record that is kept: there may be millions, and no record has so many bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cut {
    start: u32,
    /// Negative where the field holds doubled quotes.
    length: i32,
}

impl Cut {
    fn of(field: &Field, from: usize) -> Self {
        let number = |bytes: usize| u32::try_from(bytes).unwrap_or(0);
        let length = number(field.end - field.start).cast_signed();
        Cut { start: number(field.start - from), length: if field.doubled { -length } else { length } }
    }

    fn range(self) -> (usize, usize) {
        let start = self.start as usize;
        (start, start + self.length.unsigned_abs() as usize)
    }

    fn text(self, record: &str) -> Cow<'_, str> {
        let (start, end) = self.range();
        let field = Field { start, end, quoted: false, doubled: self.length < 0 };
        match field.bytes(record.as_bytes()) {
            Cow::Borrowed(_) => Cow::Borrowed(&record[start..end]),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        }
    }
}

impl RegisterRow {
    /// The row of a record that stands alone; of several fields `filled` are blanks that repeat the value above.
    pub fn of_record(heading: &Arc<Heading>, line: u32, record: String, (dialect, filled): (Dialect, Filled)) -> Self {
        let mut records = Records::new(record.as_bytes(), dialect, line);
        let fields = records.advance().map(|_| records.fields().to_vec()).unwrap_or_default();
        let mut row = RegisterRow::new(heading, line, record, (&fields, 0));
        row.fill(filled);
        row
    }

    /// The row of a record whose fields stand in a text in which it begins there.
    pub(super) fn new(heading: &Arc<Heading>, line: u32, record: String, (fields, from): (&[Field], usize)) -> Self {
        let fields = fields.iter().map(|field| Cut::of(field, from)).collect();
        RegisterRow { heading: heading.clone(), line, record: record.into_boxed_str(), fields, filled: None }
    }

    /// Gives it the blanks that repeat the value above.
    pub(super) fn fill(&mut self, filled: Filled) {
        self.filled = if filled.is_empty() { None } else { Some(Box::new(filled)) };
    }

    /// How many fields it has.
    pub(super) fn width(&self) -> usize {
        self.fields.len()
    }

    /// The record as it stands, without its last line end.
    pub fn record(&self) -> &str {
        &self.record
    }

    /// The cell of a field as written; empty where the row is shorter.
    pub fn raw(&self, slot: usize) -> Cow<'_, str> {
        let mut filled = self.filled.iter().flat_map(|filled| filled.iter());
        if let Some((_, above)) = filled.find(|(filled, _)| *filled == slot) {
            return Cow::Borrowed(above);
        }
        self.fields.get(slot).map_or(Cow::Borrowed(""), |field| field.text(&self.record))
    }

    /// The cells as written.
    pub(super) fn texts(&self) -> Vec<Cow<'_, str>> {
        (0..self.fields.len()).map(|slot| self.raw(slot)).collect()
    }

    /// The text of a field without blanks around it, its word replaced by what the policy reads it as; nothing when missing.
    pub fn text_in(&self, slot: usize) -> Option<String> {
        let text = self.heading.slots.get(slot)?.meant(&self.raw(slot));
        (!is_missing(&text)).then_some(text)
    }

    /// The text of a column, from its cell or from the policy's constants; nothing when missing.
    pub fn text(&self, column: &str) -> Option<String> {
        match self.heading.slot(column) {
            Some(slot) => self.text_in(slot),
            None => self.heading.constant(column).map(|constant| constant.text.clone()),
        }
    }

    /// Where a column's value stands: its cell, the policy's constant, or the row where it has neither.
    pub fn place(&self, column: &str) -> Place {
        match (self.heading.slot(column), self.heading.constant(column)) {
            (Some(slot), _) => self.place_in(slot),
            (None, Some(constant)) => constant.place.clone(),
            (None, None) => self.whole(),
        }
    }

    /// Where a field stands; the row as a whole where it is shorter.
    pub fn place_in(&self, slot: usize) -> Place {
        match self.fields.get(slot) {
            Some(field) => self.place_at(field.range()),
            None => self.whole(),
        }
    }

    /// The row as a whole, all its lines.
    pub fn whole(&self) -> Place {
        let shown = self.shown(None);
        let excerpt = shown.split(['\n', '\r']).next().unwrap_or("");
        let last_line = self.line + line_ends(self.record.as_bytes());
        Place { last_line, ..Place::line(self.heading.file.clone(), self.line, excerpt) }
    }

    /// Every labelled field with a text whose column is meant: column, text, place. Numbers of number columns and of columns that no kind knows stand as plain decimals, with a
    /// per cent sign where the cell or the label has one; everything else as written. The policy's constants come last.
    pub fn cells(&self, is_meant: impl Fn(&str) -> bool) -> Vec<(String, String, Place)> {
        let slots = self.heading.slots.iter().enumerate().filter(|(_, slot)| !slot.label.is_empty());
        let slots = slots.filter(|(_, slot)| is_meant(&slot.name));
        let texts =
            slots.filter_map(|(index, slot)| Some((slot.name.clone(), self.plain_text(index)?, self.place_in(index))));
        let constants = self.heading.constants.iter().filter(|constant| is_meant(&constant.column));
        let constants = constants.map(|one| (one.column.clone(), one.text.clone(), one.place.clone()));
        let mut cells: Vec<_> = texts.chain(constants).collect();
        cells.shrink_to_fit();
        cells
    }

    /// The text of a field, a number in it as a plain decimal, as `cells` has it.
    pub fn plain_text(&self, index: usize) -> Option<String> {
        let slot = self.heading.slots.get(index)?;
        let text = self.text_in(index)?;
        if slot.kind == Some(CellKind::Discount) {
            let taken_off = discount::read(&text, slot.percent, slot.decimal).ok().flatten();
            return Some(taken_off.map_or(text, |rate| rate.to_string()));
        }
        let numbers = [CellKind::Money, CellKind::Number, CellKind::Count, CellKind::Rate];
        if slot.kind.is_some_and(|kind| !numbers.contains(&kind)) {
            return Some(text);
        }
        let is_in_units = slot.unit.is_some() || matches!(self.unit_word(index), UnitWord::Times(_));
        let is_as_written = !is_in_units && slot.round.is_none() && slot.decimal == Decimal::Point;
        let is_plain = !slot.percent && is_as_written && Number::parse(&text).is_some();
        let plain = if is_plain { None } else { self.plain_number(index, &text) };
        Some(plain.unwrap_or(text))
    }

    /// `4,5００` as `4500`, `５％` as `5%`, and, below a label with a per cent sign, `5` as `5%`.
    fn plain_number(&self, slot: usize, text: &str) -> Option<String> {
        let format = NumberFormat { percent: Percent::Marked, ..self.number_format(slot) };
        let number = self.rounded(slot, number::read(text, &format).ok()??.to_number());
        let is_marked = text.contains(['%', '％']);
        Some(match (is_marked, self.heading.slots[slot].percent) {
            (true, _) => format!("{}%", &number * &Number::from(100)),
            (false, true) => format!("{number}%"),
            (false, false) => number.to_string(),
        })
    }

    /// Typed access that reports what cannot be read.
    pub fn read<'r, 'f>(&'r self, faults: &'f mut Faults) -> Cells<'r, 'f> {
        Cells::new(self, faults)
    }

    /// Half a unit of the last digit that a field writes: how far a total may be from its sum.
    pub fn half_a_unit_in(&self, slot: usize) -> Number {
        let text = self.raw(slot);
        let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        let comma = self.heading.slots.get(slot).is_some_and(|slot| slot.decimal == Decimal::Comma);
        let decimals = digits.rsplit_once(if comma { ',' } else { '.' }).map_or(0, |(_, decimals)| decimals.len());
        // More decimals than can be kept are what a spreadsheet calculated in binary.
        let decimals = if decimals > MOST_DECIMALS { OF_DUST } else { decimals };
        let half = Number::from_scaled(5, u32::try_from(decimals).unwrap_or(0) + 1);
        let unit = self.heading.slots.get(slot).and_then(|slot| slot.unit);
        unit.map_or(half.clone(), |unit| &half * &unit.to_number())
    }

    /// The number of a column where it can be read, for sums.
    pub(super) fn readable_number(&self, column: &str) -> Option<Number> {
        self.readable_in(self.heading.slot(column)?)
    }

    /// The number of a field where it can be read, for sums.
    pub(super) fn readable_in(&self, slot: usize) -> Option<Number> {
        let format = self.number_format(slot);
        number::read(&self.text_in(slot)?, &format).ok().flatten().map(|scaled| self.rounded(slot, scaled.to_number()))
    }

    pub(super) fn number_format(&self, slot: usize) -> NumberFormat {
        let format = self.heading.slots[slot].number_format();
        match self.unit_word(slot) {
            UnitWord::Times(unit) if format.unit.is_none() => NumberFormat { unit: Some(unit), ..format },
            _ => format,
        }
    }

    /// What the column of units says of an amount of the row; nothing of what is no amount.
    pub fn unit_word(&self, slot: usize) -> UnitWord {
        let currency = self.heading.slots.get(slot).and_then(|slot| slot.currency.as_deref());
        let text = currency.and_then(|_| self.text(UNIT));
        currency.zip(text).map_or(UnitWord::Nothing, |(currency, text)| UnitWord::of(&text, currency))
    }

    pub(super) fn rounded(&self, slot: usize, number: Number) -> Number {
        self.heading.slots[slot].round.as_ref().map_or_else(|| number.clone(), |rounding| rounding.apply(&number))
    }

    /// The record as excerpts show it: what is personal in stars, but for the field in which the byte `meant` stands.
    pub(super) fn shown(&self, meant: Option<usize>) -> Cow<'_, str> {
        if self.heading.personal.is_none() {
            return Cow::Borrowed(&self.record);
        }
        let fields =
            self.heading.personal.fields_among(self.fields.len()).into_iter().filter_map(|slot| self.fields.get(slot));
        let ranges = fields.map(|field| field.range());
        let is_meant = |(start, end): &(usize, usize)| meant.is_some_and(|at| (*start..*end).contains(&at));
        Cow::Owned(starred(&self.record, ranges.filter(|range| !is_meant(range))))
    }

    fn place_at(&self, (start, end): (usize, usize)) -> Place {
        let before = &self.record[..start];
        let line_start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let line = self.line + line_ends(before.as_bytes());
        let line_end = self.record[line_start..].find(['\n', '\r']).map_or(self.record.len(), |end| line_start + end);
        let shown = self.shown(Some(start));
        let excerpt = shown.split(['\n', '\r']).nth(before.matches(['\n', '\r']).count()).unwrap_or("");
        let count = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        Place {
            file: self.heading.file.clone(),
            line,
            last_line: line + line_ends(&self.record.as_bytes()[start..end]),
            column: count(&self.record[line_start..start]) + 1,
            width: count(&self.record[start..end.min(line_end).max(start)]).max(1),
            excerpt: excerpt.to_owned(),
        }
    }
}
