//! The total of a number column, and how many rows have a number there.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::{Accumulate, Keys, SCALE, SumCell, at};
use crate::measure::axis::Groups;
use crate::measure::batch::{Batch, Taken};

/// Sums by group. There may be very many groups, customers in months, so that they are kept in whole small units as far as these go.
#[derive(Debug)]
pub struct Sums {
    groups: Groups,
    slot: usize,
    /// In units of `UNIT`.
    sums: Vec<i64>,
    rows: Vec<u32>,
    /// What does not go into these.
    rests: FxHashMap<u32, SumCell>,
}

/// Amounts have no more decimals than four, nearly always.
const UNIT: i64 = 10i64.pow(SCALE - 4);

impl Sums {
    /// Of that column.
    pub fn new(groups: Groups, slot: usize) -> Self {
        Sums { groups, slot, sums: Vec::new(), rows: Vec::new(), rests: FxHashMap::default() }
    }

    /// The sum over groups.
    pub fn total(&self, groups: &[u32]) -> SumCell {
        let mut total = SumCell::default();
        groups.iter().for_each(|group| total.add(self.of(*group)));
        total
    }

    /// The sum over groups that stand together.
    pub fn total_of(&self, groups: Range<u32>) -> SumCell {
        let mut total = SumCell::default();
        groups.for_each(|group| total.add(self.of(group)));
        total
    }

    fn of(&self, group: u32) -> SumCell {
        let place = group as usize;
        let units = self.sums.get(place).map_or(0, |sum| i128::from(*sum) * i128::from(UNIT));
        let mut of = SumCell { sum: units, rows: self.rows.get(place).map_or(0, |rows| u64::from(*rows)) };
        if !self.rests.is_empty() {
            self.rests.get(&group).into_iter().for_each(|rest| of.add(*rest));
        }
        of
    }

    /// Adds to a group; what is finer, or beyond all bounds, to its rest.
    #[inline]
    fn add(&mut self, group: u32, part: SumCell) {
        let whole = match i64::try_from(part.sum) {
            Ok(sum) => (sum % UNIT == 0).then_some(sum / UNIT),
            Err(_) => units(part.sum),
        };
        let sum = at(&mut self.sums, group);
        let rows = at(&mut self.rows, group);
        let added = whole.and_then(|whole| sum.checked_add(whole));
        match (added, u32::try_from(part.rows).ok().and_then(|more| rows.checked_add(more))) {
            (Some(new), Some(count)) => (*sum, *rows) = (new, count),
            _ => self.rests.entry(group).or_default().add(part),
        }
    }
}

/// A large sum in units.
#[cold]
fn units(sum: i128) -> Option<i64> {
    let unit = i128::from(UNIT);
    if sum % unit == 0 { i64::try_from(sum / unit).ok() } else { None }
}

impl Accumulate for Sums {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        let (groups, slot) = (self.groups.clone(), self.slot);
        for row in &taken.rows {
            groups.parts(batch.row(*row), Some(slot), |group, part| self.add(group, part));
        }
    }

    fn merge(&mut self, other: Self, _: &Keys) {
        for (group, sum) in (0..).zip(other.sums) {
            let mine = at(&mut self.sums, group);
            match mine.checked_add(sum) {
                Some(both) => *mine = both,
                None => {
                    let rest = SumCell { sum: i128::from(sum) * i128::from(UNIT), rows: 0 };
                    self.rests.entry(group).or_default().add(rest);
                }
            }
        }
        for (group, rows) in (0..).zip(other.rows) {
            let mine = at(&mut self.rows, group);
            match mine.checked_add(rows) {
                Some(sum) => *mine = sum,
                None => self.rests.entry(group).or_default().add(SumCell { sum: 0, rows: u64::from(rows) }),
            }
        }
        for (group, rest) in other.rests {
            self.rests.entry(group).or_default().add(rest);
        }
    }
}
