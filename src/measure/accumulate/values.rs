//! Every value of a number column, for what lies in the middle.

use rustc_hash::FxHashMap;

use super::{Accumulate, Keys, SumCell};
use crate::measure::axis::Groups;
use crate::measure::batch::{Batch, Taken};
use crate::measure::plan::Each;

/// Values by group, in units of 10⁻¹².
#[derive(Debug)]
pub struct Values {
    groups: Groups,
    slot: usize,
    each: Each,
    values: FxHashMap<u32, Vec<i128>>,
}

impl Values {
    /// Of that column.
    pub fn new(groups: Groups, slot: usize, each: Each) -> Self {
        Values { groups, slot, each, values: FxHashMap::default() }
    }

    /// The values of groups, in any order.
    pub fn all(&self, groups: &[u32]) -> Vec<i128> {
        groups.iter().filter_map(|group| self.values.get(group)).flatten().copied().collect()
    }
}

impl Accumulate for Values {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        let Values { groups, slot, each, values } = self;
        for row in &taken.rows {
            let mut add = |group, part: SumCell| values.entry(group).or_default().push(part.sum);
            groups.parts_of(batch.row(*row), (*slot, *each), &mut add);
        }
    }

    fn merge(&mut self, other: Self, _: &Keys) {
        for (group, values) in other.values {
            self.values.entry(group).or_default().extend(values);
        }
    }
}
