//! The total of a number column, and how many rows have a number there.

use std::ops::Range;
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashMap;

use super::{Accumulate, Keys, SCALE, SumCell, at};
use crate::ingest::scan::lock;
use crate::measure::axis::Groups;
use crate::measure::batch::{Batch, Taken};
use crate::measure::plan::Each;

/// Sums by group. There may be very many groups, customers in months, so that they are kept in whole small units as far as these go.
#[derive(Debug, Default)]
struct Totals {
    /// In units of `UNIT`.
    sums: Vec<i64>,
    rows: Vec<u32>,
    /// What does not go into these.
    rests: FxHashMap<u32, SumCell>,
}

/// Amounts have no more decimals than four, nearly always.
const UNIT: i64 = 10i64.pow(SCALE - 4);

/// Sums by the words of a column, of all threads: there may be too many groups for each thread to have its own.
#[derive(Clone, Debug, Default)]
pub struct SharedSums(Arc<Mutex<Totals>>);

/// Sums by group, of one thread; by words those of a block, until they are handed in.
#[derive(Debug)]
pub struct Sums {
    groups: Groups,
    number: (usize, Each),
    own: Totals,
    shared: SharedSums,
    /// Groups with sums in units, of a row each.
    noted: Vec<(u32, i64)>,
    /// What does not go into these.
    noted_rests: Vec<(u32, SumCell)>,
}

impl Totals {
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
        let whole = units(part.sum);
        let sum = at(&mut self.sums, group);
        let rows = at(&mut self.rows, group);
        let added = whole.and_then(|whole| sum.checked_add(whole));
        match (added, u32::try_from(part.rows).ok().and_then(|more| rows.checked_add(more))) {
            (Some(new), Some(count)) => (*sum, *rows) = (new, count),
            _ => self.rests.entry(group).or_default().add(part),
        }
    }

    /// Adds a row with so many units.
    #[inline]
    fn add_row(&mut self, group: u32, units: i64) {
        let sum = at(&mut self.sums, group);
        let rows = at(&mut self.rows, group);
        match (sum.checked_add(units), rows.checked_add(1)) {
            (Some(new), Some(count)) => (*sum, *rows) = (new, count),
            _ => {
                self.rests.entry(group).or_default().add(SumCell { sum: i128::from(units) * i128::from(UNIT), rows: 1 })
            }
        }
    }

    fn merge(&mut self, other: Totals) {
        let length = other.sums.len().max(other.rows.len()) as u32;
        let Totals { sums, rows, rests } = other;
        let whole = Totals { sums, rows, rests: FxHashMap::default() };
        (0..length).for_each(|group| self.add(group, whole.of(group)));
        rests.into_iter().for_each(|(group, rest)| self.rests.entry(group).or_default().add(rest));
    }
}

impl Sums {
    /// Of that column, of which each of the people of a shared row has a part or the whole; `shared` is what all threads add to.
    pub fn new(groups: Groups, number: (usize, Each), shared: &SharedSums) -> Self {
        Sums {
            groups,
            number,
            own: Totals::default(),
            shared: shared.clone(),
            noted: Vec::new(),
            noted_rests: Vec::new(),
        }
    }

    /// The sum over groups.
    pub fn total(&self, groups: &[u32]) -> SumCell {
        let mut total = SumCell::default();
        groups.iter().for_each(|group| total.add(self.own.of(*group)));
        total
    }

    /// The sum over groups that stand together.
    pub fn total_of(&self, groups: Range<u32>) -> SumCell {
        let mut total = SumCell::default();
        groups.for_each(|group| total.add(self.own.of(group)));
        total
    }

    /// The same in units of a ten-thousandth, with how many rows are in it; nothing where some sum does not go into these.
    pub fn units_of(&self, groups: Range<u32>) -> Option<(i64, u64)> {
        let Totals { sums, rows, rests } = &self.own;
        if !rests.is_empty() {
            return None;
        }
        let (first, last) = (groups.start as usize, groups.end as usize);
        let all = sums.get(first..last.min(sums.len())).unwrap_or_default();
        let count = rows.get(first..last.min(rows.len())).unwrap_or_default();
        let sum = all.iter().try_fold(0i64, |sum, units| sum.checked_add(*units))?;
        Some((sum, count.iter().map(|rows| u64::from(*rows)).sum()))
    }

    /// What all threads have.
    pub fn finish(mut self) -> Self {
        self.end_turn();
        let mut shared = std::mem::take(&mut *lock(&self.shared.0));
        // Nothing is added any more.
        shared.sums.shrink_to_fit();
        shared.rows.shrink_to_fit();
        match &self.groups {
            Groups::Spells => self,
            Groups::Labels(_) => Sums { own: shared, ..self },
        }
    }
}

/// A sum in units; nothing of one that is finer, or beyond all bounds.
#[inline]
fn units(sum: i128) -> Option<i64> {
    match i64::try_from(sum) {
        Ok(sum) => (sum % UNIT == 0).then_some(sum / UNIT),
        Err(_) => units_of_large(sum),
    }
}

#[cold]
fn units_of_large(sum: i128) -> Option<i64> {
    let unit = i128::from(UNIT);
    if sum % unit == 0 { i64::try_from(sum / unit).ok() } else { None }
}

impl Accumulate for Sums {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        let Sums { groups, number, own, noted, noted_rests, .. } = self;
        for row in taken.rows.iter().map(|row| batch.row(*row)) {
            match &groups {
                Groups::Spells => groups.parts_of(row, *number, |group, part| own.add(group, part)),
                Groups::Labels(_) => groups.parts_of(row, *number, |group, part| match units(part.sum) {
                    Some(units) if part.rows == 1 => noted.push((group, units)),
                    _ => noted_rests.push((group, part)),
                }),
            }
        }
    }

    fn merge(&mut self, mut other: Self, _: &Keys) {
        other.end_turn();
        self.own.merge(other.own);
    }

    fn end_turn(&mut self) {
        if !self.noted.is_empty() || !self.noted_rests.is_empty() {
            let mut shared = lock(&self.shared.0);
            self.noted.drain(..).for_each(|(group, units)| shared.add_row(group, units));
            self.noted_rests.drain(..).for_each(|(group, part)| shared.add(group, part));
        }
    }
}
