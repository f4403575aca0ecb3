//! `DaySet`: different days, a bit for each; cheap to add to for every row.

use super::{Datelike, Days, NaiveDate};

/// Days from this one on, 1 January 1970, have a bit; earlier ones share its own.
const FIRST: i32 = 719_163;
const BITS: usize = 64;

/// Days that were seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DaySet {
    words: Vec<u64>,
}

impl DaySet {
    /// Adds a day.
    #[inline]
    pub fn add(&mut self, day: NaiveDate) {
        let at = usize::try_from(day.num_days_from_ce() - FIRST).unwrap_or(0);
        if self.words.len() <= at / BITS {
            self.words.resize(at / BITS + 1, 0);
        }
        self.words[at / BITS] |= 1 << (at % BITS);
    }

    /// Adds the days of another.
    pub fn merge(&mut self, other: &DaySet) {
        if self.words.len() < other.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        self.words.iter_mut().zip(&other.words).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// The days in their order.
    pub fn days(&self) -> Vec<NaiveDate> {
        let first = NaiveDate::from_num_days_from_ce_opt(FIRST).unwrap_or_default();
        let bits = (0..self.words.len() * BITS).filter(|at| self.words[at / BITS] >> (at % BITS) & 1 == 1);
        bits.filter_map(|at| first.checked_add_days(Days::new(at as u64))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_come_in_their_order_once() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let (mut mine, mut theirs) = (DaySet::default(), DaySet::default());
        ["2062-08-03", "2026-10-05", "2026-10-05"].map(day).into_iter().for_each(|day| mine.add(day));
        ["1970-01-01", "2099-12-31"].map(day).into_iter().for_each(|day| theirs.add(day));
        mine.merge(&theirs);
        assert_eq!(mine.days(), ["1970-01-01", "2026-10-05", "2062-08-03", "2099-12-31"].map(day));
    }
}
