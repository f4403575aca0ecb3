//! The last day.

use super::{Accumulate, Keys, at, merge_groups};
use crate::calendar::NaiveDate;
use crate::measure::axis::Groups;
use crate::measure::batch::{Batch, Taken};

/// Last days by group; nothing where no row was.
#[derive(Debug)]
pub struct Days {
    groups: Groups,
    days: Vec<Option<NaiveDate>>,
}

impl Days {
    /// Of nothing yet.
    pub fn new(groups: Groups) -> Self {
        Days { groups, days: Vec::new() }
    }

    /// The last day of groups.
    pub fn last(&self, groups: &[u32]) -> Option<NaiveDate> {
        groups.iter().filter_map(|group| *self.days.get(*group as usize)?).max()
    }
}

impl Accumulate for Days {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        let Days { groups, days } = self;
        for row in &taken.rows {
            let row = batch.row(*row);
            groups.each_ever(row, |group| keep_later(at(days, group), Some(row.day())));
        }
    }

    fn merge(&mut self, other: Self, _: &Keys) {
        merge_groups(&mut self.days, other.days, keep_later);
    }
}

fn keep_later(known: &mut Option<NaiveDate>, day: Option<NaiveDate>) {
    *known = (*known).max(day);
}
