//! What the header of a file comes to: its columns as slots, what holds in every row, how days and numbers are written.

use std::sync::Arc;

use crate::ingest::cell::{DateFormat, Decimal, NumberFormat, Percent, Scaled, key, trimmed};
use crate::ingest::header::{CellKind, MonthLabel, normal_label};
use crate::ingest::personal::Personal;
use crate::ingest::sorting::Sorting;
use crate::number::Rounding;
use crate::source::Place;

/// A field of every row.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The column; its label where no column is known by it; empty where it has no label, or where the policy names another field as
    /// the column that its label says.
    pub name: String,
    /// Its label as written.
    pub label: String,
    /// How its cells are read; nothing for a column that no kind knows.
    pub kind: Option<CellKind>,
    /// The month that the label names, in a file with a column per month.
    pub month: Option<MonthLabel>,
    /// What its numbers are multiplied by.
    pub unit: Option<Scaled>,
    /// Whether its bare numbers are per cent.
    pub percent: bool,
    /// How its numbers are rounded on purpose.
    pub round: Option<Rounding>,
    /// The currency that its numbers are in, where a sign can contradict it.
    pub currency: Option<String>,
    /// The sign of another currency that its label, or a line above the header, gives it in a file whose rows name their own.
    pub marked: Option<&'static str>,
    /// Whether its label says that its amounts are in the policy's currency, whatever currency their rows name.
    pub is_local: bool,
    /// Words, folded, and what they are read as.
    pub words: Vec<(String, String)>,
    /// Which sign stands before the decimals of its numbers.
    pub decimal: Decimal,
    /// Whether its numbers are taken off however they are signed.
    pub is_taken_off: bool,
}

/// The value of a column that the policy gives to every row.
#[derive(Clone, Debug)]
pub struct Constant {
    /// The column.
    pub column: String,
    /// The value.
    pub text: String,
    /// Where the policy gives it.
    pub place: Place,
}

/// The header of one file.
#[derive(Clone, Debug)]
pub struct Heading {
    /// The file.
    pub file: Arc<str>,
    /// In the order of the fields.
    pub slots: Vec<Slot>,
    /// Columns that the policy gives.
    pub constants: Vec<Constant>,
    /// How ambiguous days are written.
    pub dates: DateFormat,
    /// The year that the lines above the header say that the list is of.
    pub year: Option<i32>,
    /// The header's line.
    pub place: Place,
    /// Its labels as written.
    pub labels: Vec<String>,
    /// Its labels in normal form.
    pub(super) normals: Vec<String>,
    /// Fields that no excerpt shows.
    pub personal: Personal,
    /// What tells the records below it apart.
    pub sorting: Sorting,
    /// Columns that files of this kind may have: what is none of them is found by its own header.
    pub(super) known: Vec<&'static str>,
}

impl Heading {
    /// The same header of another file: of the mended records of this one.
    pub fn under(&self, name: &Arc<str>) -> Self {
        Heading { file: name.clone(), ..self.clone() }
    }

    /// The field of that column, by its name or its own header.
    pub fn slot(&self, column: &str) -> Option<usize> {
        let by_name = self.slots.iter().position(|slot| slot.name == column);
        if by_name.is_some() || self.known.contains(&column) {
            return by_name;
        }
        let normal = normal_label(column);
        let own = |(slot, label): (&Slot, &String)| slot.kind.is_none() && slot.name == slot.label && *label == normal;
        self.slots.iter().zip(&self.normals).position(own)
    }

    /// The constant of that column.
    pub fn constant(&self, column: &str) -> Option<&Constant> {
        self.constants.iter().find(|constant| constant.column == column)
    }

    /// Every column that rows can have, the policy's own included.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        let labelled = self.slots.iter().filter(|slot| !slot.label.is_empty()).map(|slot| slot.name.as_str());
        labelled.chain(self.constants.iter().map(|constant| constant.column.as_str()))
    }

    /// Whether rows can have that column.
    pub fn has(&self, column: &str) -> bool {
        self.slot(column).is_some() || self.constant(column).is_some()
    }
}

impl Slot {
    /// Whether its label says nothing to this kind of file.
    pub fn is_unread(&self) -> bool {
        self.kind.is_none() && self.name == self.label && !self.label.is_empty()
    }

    /// How its numbers are written. Shares and targets may have a per cent sign, amounts not.
    pub fn number_format(&self) -> NumberFormat {
        let percent = match self.kind {
            _ if self.percent => Percent::Bare,
            Some(CellKind::Money) => Percent::Refused,
            _ => Percent::Marked,
        };
        NumberFormat {
            currency: self.currency.clone(),
            unit: self.unit,
            percent,
            is_rounded: self.round.is_some(),
            decimal: self.decimal,
            is_taken_off: self.is_taken_off,
            nature: self.nature(),
        }
    }

    /// The text with its word replaced by what the policy reads it as.
    pub(super) fn meant(&self, text: &str) -> String {
        let text = trimmed(text);
        if self.words.is_empty() {
            return text.to_owned();
        }
        let folded = key::matching(text);
        let word = self.words.iter().find(|(word, _)| *word == folded);
        word.map_or_else(|| text.to_owned(), |(_, meant)| meant.clone())
    }

    /// Whether its cells are amounts that a total row adds up.
    pub(super) fn adds_up(&self) -> bool {
        matches!(self.kind, Some(CellKind::Money | CellKind::Number | CellKind::Count)) && self.name != "year"
            || self.month.is_some()
    }
}
