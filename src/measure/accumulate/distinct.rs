//! How many different values of a text column.

use super::{Accumulate, Keys, at, merge_groups};
use crate::measure::axis::Groups;
use crate::measure::batch::{Batch, Counted, Taken};
use crate::measure::distinct::{Cell, DistinctCounts, OwnKeys, SharedKeys};

/// Keys by group, and how many rows have one: of a group there are no more rows than lines, of which 32 bits tell.
#[derive(Debug)]
pub struct Distinct {
    groups: Groups,
    slot: usize,
    keys: OwnKeys,
    rows: Vec<u32>,
}

/// The same, counted.
pub struct DistinctSeries {
    groups: Groups,
    counts: DistinctCounts,
    rows: Vec<u32>,
}

impl Distinct {
    /// Of that column; `shared` is what all threads add to.
    pub fn new(groups: Groups, slot: usize, shared: &SharedKeys) -> Self {
        Distinct { groups, slot, keys: OwnKeys::new(shared), rows: Vec::new() }
    }

    /// Whether keys came that may have been counted already.
    pub fn came_late(&self) -> bool {
        self.keys.came_late()
    }

    /// The counts of all threads.
    pub fn finish(self) -> DistinctSeries {
        DistinctSeries { groups: self.groups, counts: self.keys.finish(), rows: self.rows }
    }
}

impl Accumulate for Distinct {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        let Distinct { groups, slot, keys, rows } = self;
        for row in &taken.rows {
            let row = batch.row(*row);
            let key = row.counted(*slot);
            let segment = groups.segment(row);
            groups.each(row, |group| {
                let cell = Cell { number: groups.cell(group), segment };
                match key {
                    Counted::Nothing => return,
                    Counted::Numbered(shape, number) => keys.add(cell, (shape, number)),
                    Counted::Other(key) => keys.add_other(cell, key),
                }
                *at(rows, group) += 1;
            });
        }
    }

    fn merge(&mut self, other: Self, keys: &Keys) {
        self.keys.merge(other.keys, |key| keys.of(self.slot, key));
        merge_groups(&mut self.rows, other.rows, |mine, theirs| *mine += theirs);
    }

    fn end_turn(&mut self) {
        self.keys.end_turn();
    }
}

impl DistinctSeries {
    /// How many different values groups have together, and how many rows.
    pub fn total(&self, groups: &[u32]) -> (u64, u64) {
        let numbers: Vec<u32> = groups.iter().map(|group| self.groups.cell(*group)).collect();
        let rows = groups.iter().filter_map(|group| self.rows.get(*group as usize)).map(|rows| u64::from(*rows)).sum();
        (self.counts.count(&numbers), rows)
    }
}
