//! Rows that are there more than once, of all threads, day by day.
//!
//! Equal rows have the same day. Where a file stands in the order of its days, a day to which no row comes any more is looked through and
//! dropped. Should a row of it come all the same, nobody knows any more whether it is there twice: then `came_late` says so, and the rows have
//! to be read again with nothing dropped.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use rustc_hash::FxHashSet;

use crate::calendar::NaiveDate;
use crate::ingest::doubts::{Group, Repeats, Seen};
use crate::ingest::scan::lock;

/// So many rows are kept in any case.
const KEPT: usize = 1 << 16;

/// The rows of a day.
#[derive(Debug, Default)]
struct Day {
    rows: Repeats,
    /// The last turn in which it was used.
    used: u32,
}

/// What all threads have.
#[derive(Debug, Default)]
struct Days {
    days: BTreeMap<NaiveDate, Day>,
    /// How many rows they have together.
    kept: usize,
    /// With more rows than these, nothing will be told.
    most: usize,
    is_full: bool,
    /// A day is looked through when no row came to it for so many turns; nothing: at the end.
    turns: Option<u32>,
    turn: u32,
    found: Vec<Group>,
    dropped: FxHashSet<NaiveDate>,
    came_late: bool,
}

impl Days {
    fn add(&mut self, day: NaiveDate, row: Seen) {
        if self.is_full {
            return;
        }
        let turn = self.turn;
        let own = self.days.entry(day).or_insert_with(|| {
            self.came_late |= self.dropped.contains(&day);
            Day { rows: Repeats::default(), used: turn }
        });
        if self.turns.is_some_and(|turns| turn - own.used > turns) {
            self.turns = None;
        }
        own.used = turn;
        own.rows.add(row);
        self.kept += 1;
    }

    /// Ends a turn of one of the threads.
    fn end_turn(&mut self) {
        self.turn += 1;
        if let Some(turns) = self.turns.filter(|turns| self.kept > KEPT && self.turn.is_multiple_of(*turns)) {
            let rests = |day: &Day| self.turn - day.used > turns;
            let resting: Vec<NaiveDate> =
                self.days.iter().filter(|(_, day)| rests(day)).map(|(date, _)| *date).collect();
            for (date, day) in resting.into_iter().filter_map(|date| Some((date, self.days.remove(&date)?))) {
                self.kept -= day.rows.rows();
                self.found.extend(day.rows.groups());
                self.dropped.insert(date);
            }
        }
        if self.kept > self.most {
            *self = Days { is_full: true, came_late: self.came_late, ..Days::default() };
        }
    }
}

/// The rows of all threads.
#[derive(Clone, Debug)]
pub struct SharedRows(Arc<Mutex<Days>>);

impl SharedRows {
    /// None yet; with more rows than `most` at once nothing will be told. A day is dropped when no row came to it for so many `turns`.
    pub fn new(most: usize, turns: Option<u32>) -> Self {
        SharedRows(Arc::new(Mutex::new(Days { most, turns, ..Days::default() })))
    }
}

/// What one thread has of a block.
#[derive(Debug)]
pub struct OwnRows {
    shared: SharedRows,
    noted: Vec<(NaiveDate, Seen)>,
    is_full: bool,
    came_late: bool,
}

impl OwnRows {
    /// None yet, beside those of other threads.
    pub fn new(shared: &SharedRows) -> Self {
        OwnRows { shared: shared.clone(), noted: Vec::new(), is_full: false, came_late: false }
    }

    /// Adds a row of a day.
    #[inline]
    pub fn add(&mut self, day: NaiveDate, row: Seen) {
        self.noted.push((day, row));
    }

    /// Hands in what was added since the last time.
    pub fn end_turn(&mut self) {
        if self.noted.is_empty() {
            return;
        }
        let mut shared = lock(&self.shared.0);
        self.noted.drain(..).for_each(|(day, row)| shared.add(day, row));
        shared.end_turn();
        (self.is_full, self.came_late) = (shared.is_full, shared.came_late);
    }

    /// Whether there were more rows than are looked at.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// Whether a row of a day had come after the day was dropped, when this thread handed in last.
    pub fn came_late(&self) -> bool {
        self.came_late
    }

    /// Takes what another thread has.
    pub fn merge(&mut self, other: OwnRows) {
        self.is_full |= other.is_full;
        self.came_late |= other.came_late;
    }

    /// The rows of all threads that are there more than once, in the order of their first places.
    pub fn take_groups(&mut self) -> Vec<Group> {
        let mut shared = lock(&self.shared.0);
        let days = std::mem::take(&mut shared.days);
        let mut groups = std::mem::take(&mut shared.found);
        groups.extend(days.into_values().flat_map(|day| day.rows.groups()));
        groups.sort_unstable_by(|one, other| one.at.cmp(&other.at));
        groups
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(at: u32) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(739_000 + at as i32).expect("a day")
    }

    /// Shows rows of days, a block for each day, of which every hundredth is there twice: how many groups, whether late, and days kept.
    fn told(days: impl Iterator<Item = u32>, turns: Option<u32>, most: usize) -> (usize, bool, usize) {
        let shared = SharedRows::new(most, turns);
        let mut own = OwnRows::new(&shared);
        for at in days {
            for line in 0..10_000u32 {
                let text = format!("{at},{}", if line % 100 == 1 { line - 1 } else { line });
                own.add(day(at), Seen::of(text.as_bytes(), (0, at * 10_000 + line), None));
            }
            own.end_turn();
        }
        let kept = lock(&shared.0).days.len();
        (own.take_groups().len(), own.came_late(), kept)
    }

    #[test]
    fn days_that_rest_are_looked_through_and_dropped() {
        let (groups, late, kept) = told(0..30, Some(4), 1 << 20);
        assert_eq!((groups, late), (3000, false));
        assert!(kept <= 12, "{kept} days");
        assert_eq!(told(0..30, None, 1 << 20), (3000, false, 30));
    }

    #[test]
    fn a_day_that_comes_again_is_told_of() {
        assert!(told((0..30).chain([0]), Some(4), 1 << 20).1);
        let groups = told((0..30).chain([0]), None, 1 << 20).0;
        assert_eq!(groups, 3000 + 9800);
    }

    #[test]
    fn beyond_the_most_nothing_is_told() {
        assert_eq!(told(0..30, None, 100_000), (0, false, 0));
        assert_eq!(told(0..30, Some(4), 150_000).0, 3000);
    }
}
