//! What a column of `customers`, `products` or `staff` says of each of its entries, from when to when.

use std::collections::BTreeSet;

use super::Ledger;
use super::keys::Keys;
use crate::calendar::NaiveDate;
use crate::ingest::cell::{is_blank, is_missing, key};
use crate::ingest::header::normal_label;
use crate::policy::rules::labels::Described;
use crate::source::Place;

/// The cells of a row of a register: column, text and place.
pub type RowCells<'l> = &'l [(String, String, Place)];

/// The text of a column, by its name or its label, in normal form; nothing where it is missing.
pub fn cell(row: RowCells, column: &str) -> Option<String> {
    let by_name = row.iter().find(|(name, _, _)| name == column);
    let by_label = || row.iter().find(|(name, _, _)| normal_label(name) == normal_label(column));
    let (_, text, _) = by_name.or_else(by_label)?;
    let text = text.trim_matches(is_blank);
    (!is_missing(text)).then(|| key::normal(text).into_owned())
}

/// From a day to a day, both included, a word; nothing where the cell is blank.
type Spell = (NaiveDate, NaiveDate, Option<Box<str>>);

/// A column of a register.
#[derive(Debug)]
pub struct Labels<'l> {
    /// Of whom.
    by_key: &'l Keys,
    /// By entry, in the order of days.
    entries: Vec<Vec<Spell>>,
}

/// What a register says of an entry on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label<'l> {
    /// It has no such entry, or none on that day.
    Unlisted,
    /// The entry has nothing in the column.
    Blank,
    /// This word.
    Word(&'l str),
}

impl<'l> Labels<'l> {
    /// A column of a register.
    pub fn of(ledger: &'l Ledger, register: Described, column: &str) -> Self {
        let spell = |(first, last, cells): (NaiveDate, NaiveDate, RowCells)| {
            (first, last, cell(cells, column).map(String::into_boxed_str))
        };
        let entries = rows(ledger, register).map(|rows| rows.into_iter().map(spell).collect()).collect();
        let by_key = match register {
            Described::Customers => &ledger.customers.by_key,
            Described::Products => &ledger.products.by_key,
            Described::Staff => &ledger.people.by_key,
        };
        Labels { by_key, entries }
    }

    /// The entry of a key as it is looked up.
    pub fn entry(&self, key: &str) -> Option<usize> {
        self.by_key.get(key)
    }

    /// What is said of an entry on a day.
    pub fn on(&self, entry: usize, day: NaiveDate) -> Label<'_> {
        let spells = self.entries.get(entry).map_or(&[][..], Vec::as_slice);
        match spells.iter().find(|(first, last, _)| *first <= day && day <= *last) {
            None => Label::Unlisted,
            Some((_, _, None)) => Label::Blank,
            Some((_, _, Some(word))) => Label::Word(word),
        }
    }

    /// Every word, of any day.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().flatten().filter_map(|(_, _, word)| word.as_deref())
    }

    /// Whether the register has no entry.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// The columns of a register in which some row has something, as they are called.
pub fn columns(ledger: &Ledger, register: Described) -> BTreeSet<&str> {
    if register == Described::Staff {
        return ledger.people.written.iter().map(String::as_str).collect();
    }
    let cells = rows(ledger, register).flatten().flat_map(|(_, _, cells)| cells);
    cells.map(|(column, _, _)| column.as_str()).collect()
}

/// The rows of each entry.
fn rows(
    ledger: &Ledger,
    register: Described,
) -> Box<dyn Iterator<Item = Vec<(NaiveDate, NaiveDate, RowCells<'_>)>> + '_> {
    match register {
        Described::Customers => {
            Box::new(ledger.customers.list.iter().map(|customer| {
                customer.owners.iter().map(|row| (row.first, row.last, row.cells.as_slice())).collect()
            }))
        }
        Described::Products => {
            Box::new(
                ledger.products.list.iter().map(|product| {
                    product.rows.iter().map(|row| (row.first, row.last, row.cells.as_slice())).collect()
                }),
            )
        }
        Described::Staff => Box::new(ledger.people.list.iter().map(|person| {
            person.spells.iter().map(|spell| (spell.first, spell.last, spell.cells.as_slice())).collect()
        })),
    }
}
