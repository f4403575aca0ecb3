//! The first row of each value of a text column in each window, and whether one was shortly before: for `within_months`.

use rustc_hash::FxHashMap;

use super::{Accumulate, FirstRow, Keys, Texts, keep_earlier};
use crate::calendar::{NaiveDate, Period, months_before};
use crate::measure::batch::{Batch, Taken};

/// In and before one window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recent {
    /// The first row in the window.
    pub first: Option<FirstRow>,
    /// The last day before the window, as far back as the months reach.
    pub last_before: Option<NaiveDate>,
}

/// By window and key.
#[derive(Debug)]
pub struct RecentRows {
    slot: usize,
    windows: Vec<FxHashMap<u32, Recent>>,
}

impl RecentRows {
    /// Of that column, in so many windows.
    pub fn new(slot: usize, windows: usize) -> Self {
        RecentRows { slot, windows: vec![FxHashMap::default(); windows] }
    }

    /// Keeps a row where it is the first of its key in a window, or the last one in the months before.
    pub fn keep(&mut self, key: u32, row: &FirstRow, (windows, months): (&[Period], u32)) {
        let day = row.day;
        for (window, recent) in windows.iter().zip(&mut self.windows) {
            if window.contains(day) {
                keep_earlier(&mut recent.entry(key).or_default().first, row.clone());
            } else if day < window.first() && day >= months_before(window.first(), months) {
                let known = &mut recent.entry(key).or_default().last_before;
                *known = (*known).max(Some(day));
            }
        }
    }

    /// Of each window, what is known of keys.
    pub fn windows(&self) -> &[FxHashMap<u32, Recent>] {
        &self.windows
    }

    /// Of each window, what is known of keys, as they are compared.
    pub fn finish(self, texts: &Texts) -> Vec<Vec<(String, Recent)>> {
        let named = |(key, recent)| ((texts.compared)(self.slot, key), recent);
        self.windows.into_iter().map(|window| window.into_iter().map(named).collect()).collect()
    }
}

/// First rows are kept while rows are read.
impl Accumulate for RecentRows {
    fn update(&mut self, _: &Batch, _: &Taken) {}

    fn merge(&mut self, other: Self, keys: &Keys) {
        for (mine, theirs) in self.windows.iter_mut().zip(other.windows) {
            for (key, recent) in theirs {
                let known = mine.entry(keys.of(self.slot, key)).or_default();
                known.last_before = known.last_before.max(recent.last_before);
                recent.first.into_iter().for_each(|row| keep_earlier(&mut known.first, row));
            }
        }
    }
}
