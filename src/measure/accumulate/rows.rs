//! How many rows.

use super::{Accumulate, Keys, at, merge_groups};
use crate::measure::axis::Groups;
use crate::measure::batch::{Batch, Taken};

/// Rows by group.
#[derive(Debug)]
pub struct Rows {
    groups: Groups,
    rows: Vec<u64>,
}

impl Rows {
    /// Of nothing yet.
    pub fn new(groups: Groups) -> Self {
        Rows { groups, rows: Vec::new() }
    }

    /// The rows of groups.
    pub fn total(&self, groups: &[u32]) -> u64 {
        groups.iter().filter_map(|group| self.rows.get(*group as usize)).sum()
    }
}

impl Accumulate for Rows {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        let Rows { groups, rows: counts } = self;
        for row in &taken.rows {
            groups.each(batch.row(*row), |group| *at(counts, group) += 1);
        }
    }

    fn merge(&mut self, other: Self, _: &Keys) {
        merge_groups(&mut self.rows, other.rows, |mine, theirs| *mine += theirs);
    }
}
