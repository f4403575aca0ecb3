//! The total of a number column, and how many rows have a number there.

use super::{Accumulate, Keys, SumCell, at, merge_groups};
use crate::measure::axis::Groups;
use crate::measure::batch::{Batch, Taken};

/// Sums by group.
#[derive(Debug)]
pub struct Sums {
    groups: Groups,
    slot: usize,
    sums: Vec<SumCell>,
}

impl Sums {
    /// Of that column.
    pub fn new(groups: Groups, slot: usize) -> Self {
        Sums { groups, slot, sums: Vec::new() }
    }

    /// The sum over groups.
    pub fn total(&self, groups: &[u32]) -> SumCell {
        let mut total = SumCell::default();
        groups.iter().filter_map(|group| self.sums.get(*group as usize)).for_each(|sum| total.add(*sum));
        total
    }
}

impl Accumulate for Sums {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        let Sums { groups, slot, sums } = self;
        for row in &taken.rows {
            groups.parts(batch.row(*row), Some(*slot), |group, part| at(sums, group).add(part));
        }
    }

    fn merge(&mut self, other: Self, _: &Keys) {
        merge_groups(&mut self.sums, other.sums, SumCell::add);
    }
}
