//! The rows of a source that is small, as they stand, so that they may be looked at side by side.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::super::streams::Opened;
use crate::calendar::{NaiveDate, Period};
use crate::finding::Finding;
use crate::ingest::cell::{currency_code, says_currency};
use crate::ingest::layout::{FileLayout, Whence};
use crate::ingest::row::{DayReader, number};
use crate::measure::plan::Stream;
use crate::number::Number;
use crate::policy::rules::{FilterTerm, FilterTest, InputRule};
use crate::source::Place;
use crate::spelling::folded;

/// Of more bytes none are kept.
const MOST: usize = 4 << 20;
/// How many places are shown.
const SHOWN: usize = 8;
/// Between two cells.
const BETWEEN: u8 = 0x1F;
const NO_ORDER: u64 = 0;

/// A file's place among those of its source, and a line.
pub(super) type At = (usize, u32);

/// The cells of a row, and the place of its file.
pub(super) type Cells<'r> = (usize, &'r [&'r [u8]]);

/// A row, by the hash of its order, 0 where it has none: where its cells are kept, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    order: u64,
    cells: (usize, usize),
    /// Where it stands.
    pub at: At,
}

/// The rows of a source.
#[derive(Debug, Default)]
pub(super) struct Rows {
    cells: Vec<u8>,
    pub rows: Vec<Row>,
    is_full: bool,
}

impl Rows {
    /// Notes a row of that place, by its order and all of its cells.
    pub(super) fn look_at<'c>(&mut self, at: At, order: &[u8], cells: impl Iterator<Item = Cow<'c, [u8]>>) {
        self.is_full |= self.cells.len() > MOST;
        if self.is_full {
            return;
        }
        let start = self.cells.len();
        for cell in cells {
            self.cells.extend_from_slice(cell.trim_ascii());
            self.cells.push(BETWEEN);
        }
        let order = match order.trim_ascii() {
            [] => NO_ORDER,
            order => hash(order),
        };
        self.rows.push(Row { order, cells: (start, self.cells.len()), at });
    }

    /// Takes those of another thread.
    pub(super) fn merge(&mut self, other: Rows) {
        let before = self.cells.len();
        self.cells.extend(other.cells);
        let moved = |row: Row| Row { cells: (row.cells.0 + before, row.cells.1 + before), ..row };
        self.rows.extend(other.rows.into_iter().map(moved));
        self.is_full |= other.is_full;
    }

    /// The rows of each order, one order behind the other, once they are sorted.
    pub fn of_orders(&self) -> impl Iterator<Item = &[Row]> {
        let with_order = self.rows.iter().position(|row| row.order != NO_ORDER).unwrap_or(self.rows.len());
        self.rows[with_order..].chunk_by(|one, other| one.order == other.order)
    }

    /// Sorts them by order and place; with too many there are none.
    pub fn sorted(mut self) -> Self {
        // However many threads there are, they are as many bytes together.
        if self.is_full || self.cells.len() > MOST {
            return Rows::default();
        }
        self.rows.sort_unstable_by_key(|row| (row.order, row.at));
        self
    }

    /// The cells of a row.
    pub fn cells_of(&self, row: &Row) -> Vec<&[u8]> {
        let cells = &self.cells[row.cells.0..row.cells.1];
        cells.strip_suffix(&[BETWEEN]).unwrap_or(cells).split(|byte| *byte == BETWEEN).collect()
    }

    /// One cell of a row; nothing in it where the row is short.
    pub fn cell_of(&self, row: &Row, field: usize) -> &[u8] {
        let cells = &self.cells[row.cells.0..row.cells.1];
        cells.split(|byte| *byte == BETWEEN).nth(field).unwrap_or_default()
    }
}

fn hash(order: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(order);
    hasher.finish().max(NO_ORDER + 1)
}

/// The source whose rows are looked at.
pub(super) struct Source<'a> {
    pub rule: &'a InputRule,
    pub stream: &'a Stream,
    pub one: &'a Opened,
    pub period: &'a Period,
    /// The policy's currency.
    pub own: &'a str,
}

impl Source<'_> {
    pub fn layout(&self, file: usize) -> &FileLayout {
        &self.one.layouts()[file]
    }

    /// The text of a column in a row; nothing where it is blank or not there.
    pub fn text(&self, (file, cells): Cells, name: &str) -> Option<String> {
        let layout = self.layout(file);
        let (_, field) = layout.columns.iter().find(|(known, _)| known == name)?;
        let text = layout.encoding.lossy(cells.get(*field)?).trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    /// The number of a column in a row, as figures read it; of a column that no figure reads, a plain one.
    pub fn number(&self, row: Cells, name: &str) -> Option<Number> {
        let (layout, slot) = (self.layout(row.0), self.stream.slots.iter().position(|slot| slot.column == name));
        let Some((slot, field)) = slot.and_then(|slot| Some((slot, layout.field_of(slot)?))) else {
            return Number::parse(&self.text(row, name)?);
        };
        let fixed = number(row.1.get(field)?, &layout.slots[slot], layout.encoding).ok()??;
        Some(fixed.to_number())
    }

    /// The header of a column in a file.
    pub fn label(&self, file: usize, column: &str) -> String {
        let layout = self.layout(file);
        let field = layout.columns.iter().find(|(known, _)| known == column).map(|(_, field)| *field);
        field.and_then(|field| layout.labels.get(field)).map_or(column, |label| label.trim()).to_owned()
    }

    /// The finding at the first of some rows.
    pub fn at_rows(&self, finding: Finding, rows: impl Iterator<Item = At>) -> Finding {
        let places: BTreeSet<At> = rows.collect();
        let place = |(file, line): At| Place::line(self.layout(file).name.clone(), line, "");
        places.into_iter().take(SHOWN).map(place).fold(finding, Finding::at)
    }

    /// The number in a field, written as amounts are.
    pub fn field_as_amount(&self, row: Cells, field: usize) -> Option<Number> {
        let layout = self.layout(row.0);
        let amount =
            self.stream.slots.iter().position(|slot| slot.money && layout_has(layout, slot.column.as_str()))?;
        let fixed = number(row.1.get(field)?, &layout.slots[amount], layout.encoding).ok()??;
        Some(fixed.to_number())
    }

    /// Whether the row's day is looked at: it is of the period, or one of the earlier ones that what is asked is made of.
    pub fn is_looked_at(&self, row: Cells) -> bool {
        let is_asked = |day: NaiveDate| self.stream.looked.iter().any(|days| days.contains(day));
        self.day(row).is_some_and(|day| self.period.contains(day) || is_asked(day))
    }

    /// The row's day.
    pub fn day(&self, row: Cells) -> Option<NaiveDate> {
        let layout = self.layout(row.0);
        let field = layout.field_of(self.stream.date);
        let text = field.and_then(|field| row.1.get(field));
        text.and_then(|text| DayReader::default().read(text, layout.dates, layout.encoding).ok()?)
    }

    /// Whether `counted` lets the row pass, as far as its words tell.
    pub fn counts(&self, row: Cells) -> bool {
        self.rule.counted.iter().flat_map(|counted| &counted.terms).all(|term| self.passes(row, term).unwrap_or(true))
    }

    /// Whether a word of the row says that it takes a sale back.
    pub fn takes_back(&self, row: Cells) -> bool {
        let terms = self.rule.returns.iter().flat_map(|returns| &returns.rows.terms);
        let told: Vec<bool> = terms.filter_map(|term| self.passes(row, term)).collect();
        !told.is_empty() && told.into_iter().all(|passes| passes)
    }

    /// The code of the row's currency, in its file or given to all of it; nothing where none is said.
    pub fn currency(&self, row: Cells) -> Option<String> {
        let slot = self.stream.currency;
        let own = || self.text(row, &self.stream.slots[slot].column);
        let of_file = match &self.layout(row.0).slots[slot].whence {
            Whence::Constant(text) => Some(text.clone()),
            _ => own(),
        };
        let code = |text: String| match says_currency(&text, self.own) {
            true => self.own.to_owned(),
            false => currency_code(&text),
        };
        of_file.filter(|text| !text.trim().is_empty()).map(code)
    }

    /// Whether the row has the words of a term; nothing where the term is of numbers or days.
    fn passes(&self, row: Cells, term: &FilterTerm) -> Option<bool> {
        match &term.test {
            FilterTest::OneOf(labels) => Some(self.has_word(row, term, labels)),
            FilterTest::NoneOf(labels) => Some(!self.has_word(row, term, labels)),
            _ => None,
        }
    }

    fn has_word(&self, row: Cells, term: &FilterTerm, labels: &[String]) -> bool {
        let slot = self.stream.slots.iter().position(|slot| slot.column == term.column);
        let Some(own) = self.text(row, &term.column) else { return false };
        let meant = slot.map_or(own.as_str(), |slot| self.layout(row.0).slots[slot].meaning(&own));
        labels.iter().any(|label| folded(label) == folded(&own) || folded(label) == folded(meant))
    }
}

fn layout_has(layout: &FileLayout, column: &str) -> bool {
    layout.columns.iter().any(|(known, _)| known == column)
}
