//! The column of units of a register: it is the amounts' or it is not, in all rows of a file alike.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::row::{RegisterRow, UNIT};
use crate::finding::Finding;
use crate::ingest::cell::UnitWord;
use crate::ingest::faults::Faults;

/// Rows of a file by the word in their column of units, the first of each.
#[derive(Default)]
struct Words<'a> {
    money: Option<&'a RegisterRow>,
    factor: Option<&'a RegisterRow>,
    things: Option<&'a RegisterRow>,
    nothing: Option<&'a RegisterRow>,
}

/// Refuses a file whose column of units is of money in some of these rows and of things in others, and rows without a unit where others are
/// multiplied.
pub fn check(rows: &[RegisterRow], is_of_money: impl Fn(&RegisterRow) -> bool, faults: &mut Faults) {
    let mut files: BTreeMap<Arc<str>, Words<'_>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.heading.slot(UNIT).is_some() && is_of_money(row)) {
        let amounts = (0..row.heading.slots.len()).filter(|slot| row.heading.slots[*slot].currency.is_some());
        let Some(amount) = amounts.into_iter().find(|slot| row.text_in(*slot).is_some()) else { continue };
        let words = files.entry(row.heading.file.clone()).or_default();
        match row.unit_word(amount) {
            UnitWord::Nothing => words.nothing = words.nothing.or(Some(row)),
            UnitWord::Things => words.things = words.things.or(Some(row)),
            UnitWord::Ones => words.money = words.money.or(Some(row)),
            UnitWord::Times(_) => {
                words.money = words.money.or(Some(row));
                words.factor = words.factor.or(Some(row));
            }
            UnitWord::OtherCurrency(_) | UnitWord::Unsized => {}
        }
    }
    files.values().for_each(|words| words.tell(faults));
}

impl Words<'_> {
    fn tell(&self, faults: &mut Faults) {
        let text = |row: &RegisterRow| row.text(UNIT).unwrap_or_default();
        if let (Some(money), Some(things)) = (self.money, self.things) {
            let mixed = Finding::error("unit-column-mixed").with("money", text(money)).with("things", text(things));
            faults.push(mixed.at(things.place(UNIT)).at(money.place(UNIT)));
        }
        if let (Some(factor), Some(nothing)) = (self.factor, self.nothing) {
            let missing = Finding::error("unit-missing").with("unit", text(factor));
            faults.push(missing.at(nothing.place(UNIT)).at(factor.place(UNIT)));
        }
    }
}
