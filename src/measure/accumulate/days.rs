//! The first and the last day.

use super::{Accumulate, Keys, at, merge_groups};
use crate::calendar::NaiveDate;
use crate::measure::axis::Groups;
use crate::measure::batch::{Batch, Taken};

/// The first and the last day.
type Ends = (NaiveDate, NaiveDate);

/// First and last days by group; nothing where no row was.
#[derive(Debug)]
pub struct Days {
    groups: Groups,
    days: Vec<Option<Ends>>,
}

impl Days {
    /// Of nothing yet.
    pub fn new(groups: Groups) -> Self {
        Days { groups, days: Vec::new() }
    }

    /// The first and the last day of groups.
    pub fn ends(&self, groups: impl Iterator<Item = u32>) -> Option<(NaiveDate, NaiveDate)> {
        let days = groups.filter_map(|group| *self.days.get(group as usize)?);
        days.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)))
    }

    /// The last day of groups.
    pub fn last(&self, groups: &[u32]) -> Option<NaiveDate> {
        self.of(groups).map(|(_, last)| last).max()
    }

    fn of<'a>(&'a self, groups: &'a [u32]) -> impl Iterator<Item = Ends> + 'a {
        groups.iter().filter_map(|group| *self.days.get(*group as usize)?)
    }
}

impl Accumulate for Days {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        let Days { groups, days } = self;
        for row in &taken.rows {
            let row = batch.row(*row);
            groups.each_ever(row, |group| widen(at(days, group), Some((row.day(), row.day()))));
        }
    }

    fn merge(&mut self, other: Self, _: &Keys) {
        merge_groups(&mut self.days, other.days, widen);
    }
}

fn widen(known: &mut Option<Ends>, more: Option<Ends>) {
    *known = match (*known, more) {
        (Some((first, last)), Some((other_first, other_last))) => Some((first.min(other_first), last.max(other_last))),
        (known, more) => known.or(more),
    };
}
