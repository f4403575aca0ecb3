//! Days cut into segments so that every window is made of whole ones.
//!
//! A row is added to one accumulator only, that of its segment; a window is the sum of its segments. Segments also begin
//! where anybody's spell begins, so that inside of one nobody changes team or manager.

use std::iter::repeat_n;

use crate::calendar::{Days, NaiveDate, Period};

/// The segments of a plan, numbered from 0 in the order of days; together they cover every day.
#[derive(Clone, Debug)]
pub struct Segments {
    /// First days; the first is `NaiveDate::MIN`.
    starts: Vec<NaiveDate>,
    /// Segment of each day from `first_day` on; before it is segment 0.
    by_day: Vec<u16>,
    first_day: NaiveDate,
}

impl Segments {
    /// Cuts at both ends of every window, and at every day of `cuts` that is inside of one.
    pub fn new(windows: &[Period], cuts: impl IntoIterator<Item = NaiveDate>) -> Self {
        let mut starts = vec![NaiveDate::MIN];
        for window in windows {
            starts.push(window.first());
            starts.extend(window.last().checked_add_days(Days::new(1)));
        }
        starts.extend(cuts.into_iter().filter(|cut| windows.iter().any(|window| window.contains(*cut))));
        starts.sort_unstable();
        starts.dedup();
        let first_day = starts.get(1).copied().unwrap_or(NaiveDate::MAX);
        let of_segment = |(segment, ends): (u16, &[NaiveDate])| {
            let days = usize::try_from((ends[1] - ends[0]).num_days()).unwrap_or(0);
            repeat_n(segment, days)
        };
        // The last segment has no end: days behind the list are in it.
        let by_day = (1..).zip(starts[1..].windows(2)).flat_map(of_segment).collect();
        Segments { starts, by_day, first_day }
    }

    /// The segment of a day.
    #[inline]
    pub fn of(&self, day: NaiveDate) -> usize {
        let offset = (day - self.first_day).num_days();
        match usize::try_from(offset) {
            Err(_) => 0,
            Ok(offset) => usize::from(self.by_day.get(offset).copied().unwrap_or((self.starts.len() - 1) as u16)),
        }
    }

    /// How many segments there are.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Never: there is always one.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// First day of a segment.
    pub fn first_day(&self, segment: usize) -> NaiveDate {
        self.starts[segment]
    }

    /// The segments that a window is made of; nothing where it begins or ends inside of one: no sum of segments is its total.
    pub fn exactly(&self, window: &Period) -> Option<std::ops::Range<usize>> {
        let segments = self.in_window(window);
        let ends = window.last().checked_add_days(Days::new(1));
        let is_cut = self.starts[segments.start] == window.first() && self.starts.get(segments.end).copied() == ends;
        is_cut.then_some(segments)
    }

    /// The segments that have a day of the window: of one that was planned those that it is made of.
    pub fn in_window(&self, window: &Period) -> std::ops::Range<usize> {
        self.of(window.first())..self.of(window.last()) + 1
    }

    /// Of each segment, the first one that it may be counted together with: some windows have both, or others between them.
    pub fn groups(&self, windows: &[Period]) -> Vec<u32> {
        let mut is_joined = vec![false; self.len()];
        for window in windows {
            is_joined[self.in_window(window)].iter_mut().skip(1).for_each(|joined| *joined = true);
        }
        let mut first = 0;
        let group = |(segment, joined): (u32, bool)| {
            first = if joined { first } else { segment };
            first
        };
        (0..).zip(is_joined).map(group).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_of_one_window_are_a_group() {
        let period = |text: &str| Period::parse(text, 1).expect("a period");
        let groups = |windows: &[&str]| {
            let windows: Vec<Period> = windows.iter().map(|text| period(text)).collect();
            Segments::new(&windows, []).groups(&windows)
        };
        assert_eq!(groups(&["2026-10", "2026-09"]), [0, 1, 2, 3]);
        assert_eq!(groups(&["2026-10", "2026-Q4", "2026-09"]), [0, 1, 2, 2, 4]);
        assert_eq!(groups(&["2026-12", "2026-Q4", "2026", "2025-12"]), [0, 1, 2, 2, 2, 5]);
    }

    #[test]
    fn every_day_is_in_one_segment_and_windows_are_whole() {
        let period = |text: &str| Period::parse(text, 1).expect("a period");
        let windows = [period("2026-10"), period("2026-09"), period("2025-10")];
        let cut = NaiveDate::from_ymd_opt(2026, 10, 16).expect("a day");
        let segments = Segments::new(&windows, [cut]);
        assert_eq!(segments.in_window(&windows[0]).len(), 2);
        assert_eq!(segments.in_window(&windows[1]).len(), 1);
        for (window, other) in [(0, 1), (0, 2), (1, 2)] {
            let (a, b) = (segments.in_window(&windows[window]), segments.in_window(&windows[other]));
            assert!(a.end <= b.start || b.end <= a.start);
        }
        assert!(windows.iter().all(|window| segments.exactly(window) == Some(segments.in_window(window))));
        for other in ["2026-Q4", "2026-10-01..2026-10-20", "2026-10-02..2026-10-31", "2026-12", "2026-08"] {
            assert_eq!(segments.exactly(&period(other)), None, "{other}");
        }
        assert!(segments.exactly(&period("2026-10-01..2026-10-15")).is_some());
        assert_eq!(segments.of(NaiveDate::MIN), 0);
        assert_eq!(segments.of(NaiveDate::MAX), segments.len() - 1);
        assert_eq!(segments.of(cut) - 1, segments.of(cut.pred_opt().expect("a day")));
    }
}
