//! How many rows match, or how many cells are filled, out of all.

use super::{Accumulate, Keys, PartCell, at, merge_groups};
use crate::measure::axis::Groups;
use crate::measure::batch::{Batch, Taken};

/// Matching rows by group, or filled cells.
#[derive(Debug)]
pub struct Shares {
    groups: Groups,
    shares: Vec<PartCell>,
}

impl Shares {
    /// Of nothing yet.
    pub fn new(groups: Groups) -> Self {
        Shares { groups, shares: Vec::new() }
    }

    /// Those of groups.
    pub fn total(&self, groups: &[u32]) -> PartCell {
        let mut total = PartCell::default();
        groups.iter().filter_map(|group| self.shares.get(*group as usize)).for_each(|share| total.add(*share));
        total
    }
}

impl Accumulate for Shares {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        let Shares { groups, shares } = self;
        for (row, share) in taken.rows.iter().zip(&taken.matching) {
            groups.each(batch.row(*row), |group| at(shares, group).add(*share));
        }
    }

    fn merge(&mut self, other: Self, _: &Keys) {
        merge_groups(&mut self.shares, other.shares, PartCell::add);
    }
}
