//! How much of rows, or of different values, each person has: a share of a split order counts as such.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Accumulate, Keys, by_cell};
use crate::measure::batch::{Batch, BatchRow, Credited, Taken};
use crate::number::Number;

/// All shares that there are, in rising order, the whole among them.
type AllShares = Arc<[Number]>;

/// The number of a share, and the key of a row.
type ShareAndKey = (u32, u32);

/// Rows by cell, the number of their share, and the key of the column by which some are new.
#[derive(Debug)]
pub struct CreditedRows {
    shares: AllShares,
    of: Option<usize>,
    rows: FxHashMap<(u32, ShareAndKey), u64>,
}

/// Of each value the largest share, by cell.
#[derive(Debug)]
pub struct CreditedKeys {
    slot: usize,
    shares: AllShares,
    largest: FxHashMap<(u32, u32), u32>,
}

/// The same, found by cell.
pub struct RowsByCell {
    shares: AllShares,
    rows: FxHashMap<u32, Vec<(ShareAndKey, u64)>>,
}

/// The same, found by cell.
pub struct KeysByCell {
    shares: AllShares,
    keys: FxHashMap<u32, Vec<(u32, u32)>>,
}

/// The number of a credit's share among all, of which it is one.
fn number(shares: &[Number], row: BatchRow, credit: &Credited) -> u32 {
    let one = Number::one();
    let share = row.shares().of(credit).map_or(&one, |credit| &credit.share);
    shares.partition_point(|known| known < share) as u32
}

impl CreditedRows {
    /// None yet.
    pub fn new(shares: &AllShares, of: Option<usize>) -> Self {
        CreditedRows { shares: shares.clone(), of, rows: FxHashMap::default() }
    }

    /// Found by cell.
    pub fn finish(self) -> RowsByCell {
        RowsByCell { shares: self.shares, rows: by_cell(self.rows) }
    }
}

impl Accumulate for CreditedRows {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        for row in taken.rows.iter().map(|row| batch.row(*row)) {
            let key = self.of.map_or(0, |slot| row.label(slot));
            for credit in row.credits() {
                *self.rows.entry((credit.cell, (number(&self.shares, row, credit), key))).or_default() += 1;
            }
        }
    }

    fn merge(&mut self, other: Self, keys: &Keys) {
        for ((cell, (share, key)), rows) in other.rows {
            let key = self.of.map_or(key, |slot| keys.of(slot, key));
            *self.rows.entry((cell, (share, key))).or_default() += rows;
        }
    }
}

impl RowsByCell {
    /// How much of rows these cells have, and of how many; of keys that are new.
    pub fn total(&self, cells: &[u32], is_new: impl Fn(u32) -> bool) -> (Number, u64) {
        let (mut value, mut rows) = (Number::zero(), 0);
        let all = cells.iter().filter_map(|cell| self.rows.get(cell)).flatten();
        for ((number, _), count) in all.filter(|((_, key), _)| is_new(*key)) {
            value = &value + &(&self.shares[*number as usize] * &Number::from(*count as i64));
            rows += count;
        }
        (value, rows)
    }
}

impl CreditedKeys {
    /// None yet, of that column.
    pub fn new(slot: usize, shares: &AllShares) -> Self {
        CreditedKeys { slot, shares: shares.clone(), largest: FxHashMap::default() }
    }

    fn keep_larger(&mut self, key: (u32, u32), share: u32) {
        self.largest.entry(key).and_modify(|known| *known = share.max(*known)).or_insert(share);
    }

    /// Found by cell.
    pub fn finish(self) -> KeysByCell {
        KeysByCell { shares: self.shares, keys: by_cell(self.largest) }
    }
}

impl Accumulate for CreditedKeys {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        for row in taken.rows.iter().map(|row| batch.row(*row)) {
            let Some(key) = row.key(self.slot) else { continue };
            for credit in row.credits() {
                let share = number(&self.shares, row, credit);
                self.keep_larger((credit.cell, key), share);
            }
        }
    }

    fn merge(&mut self, other: Self, keys: &Keys) {
        for ((cell, key), share) in other.largest {
            self.keep_larger((cell, keys.of(self.slot, key)), share);
        }
    }
}

impl KeysByCell {
    /// How much of different values these cells have, and of how many. Each person, which `person` tells of a cell, has the largest of the
    /// own shares; a group has those of its people, and a value once.
    pub fn total(&self, cells: &[u32], person: impl Fn(u32) -> usize) -> (Number, u64) {
        let mut largest: BTreeMap<(u32, usize), u32> = BTreeMap::new();
        for cell in cells {
            for (key, number) in self.keys.get(cell).into_iter().flatten() {
                let known = largest.entry((*key, person(*cell))).or_insert(*number);
                *known = *number.max(known);
            }
        }
        let mut of_key: BTreeMap<u32, Number> = BTreeMap::new();
        for ((key, _), number) in largest {
            let known = of_key.entry(key).or_insert_with(Number::zero);
            *known = (&*known + &self.shares[number as usize]).min(Number::one());
        }
        (of_key.values().fold(Number::zero(), |value, share| &value + share), of_key.len() as u64)
    }
}
