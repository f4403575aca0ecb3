//! Of each value of a text column, the first day: for who got there first.

use rustc_hash::FxHashMap;

use super::{Accumulate, Keys, by_cell};
use crate::calendar::NaiveDate;
use crate::measure::batch::{Batch, Taken};

/// First days by cell and key.
#[derive(Debug)]
pub struct FirstDays {
    slot: usize,
    days: FxHashMap<(u32, u32), NaiveDate>,
}

/// The same, found by cell.
pub struct DaysByCell(FxHashMap<u32, Vec<(u32, NaiveDate)>>);

impl FirstDays {
    /// Of that column.
    pub fn new(slot: usize) -> Self {
        FirstDays { slot, days: FxHashMap::default() }
    }

    fn keep_earlier(&mut self, key: (u32, u32), day: NaiveDate) {
        self.days.entry(key).and_modify(|known| *known = day.min(*known)).or_insert(day);
    }

    /// Found by cell.
    pub fn finish(self) -> DaysByCell {
        DaysByCell(by_cell(self.days))
    }
}

impl Accumulate for FirstDays {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        for row in &taken.rows {
            let row = batch.row(*row);
            let Some(key) = row.key(self.slot) else { continue };
            row.credits().iter().for_each(|credit| self.keep_earlier((credit.cell, key), row.day()));
        }
    }

    fn merge(&mut self, other: Self, keys: &Keys) {
        for ((cell, key), day) in other.days {
            self.keep_earlier((cell, keys.of(self.slot, key)), day);
        }
    }
}

impl DaysByCell {
    /// The day on which the last of the different values of cells came: of each value, the first day counts.
    pub fn last_new(&self, cells: &[u32]) -> Option<NaiveDate> {
        let mut first: FxHashMap<u32, NaiveDate> = FxHashMap::default();
        for (key, day) in cells.iter().filter_map(|cell| self.0.get(cell)).flatten() {
            first.entry(*key).and_modify(|known| *known = *day.min(known)).or_insert(*day);
        }
        first.into_values().max()
    }
}
