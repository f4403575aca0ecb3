//! Keys that a thread knows to have a first row on an earlier day, a bit for each.
//!
//! Where windows hold all days, as those of a trend do, nearly every row is a later one of its customer, and nothing but that is asked of its key. Of keys
//! that are a running number it is one bit at the number, which stays in the nearest memory; the list of first days does not. A bit holds for rows behind
//! the last first day that any bit was set for, so that it is never wrong, and of use where rows come in the order of their days. Where they do not, keys
//! are looked up ahead instead.

use crate::calendar::NaiveDate;

/// Bits by the numbers of keys.
#[derive(Debug, Default)]
pub(super) struct Later {
    bits: Vec<u64>,
    /// How many are set.
    noted: usize,
    /// The last day on which one of these keys has its first row.
    since: Option<NaiveDate>,
    /// How often a bit was asked for in this block, and how often in vain.
    asked: u32,
    missed: u32,
    /// For so many blocks nothing is asked.
    pause: u32,
    /// Whether bits are of use in this block.
    is_used: bool,
}

/// How many bits there may be for each key, and how many in any case: those take 32 KB.
const ROOM: usize = 256;
const LEAST_ROOM: usize = 1 << 18;
/// So many blocks pass before it is tried again.
const PAUSE: u32 = 16;
/// Of fewer questions nothing follows.
const FEW: u32 = 64;

impl Later {
    /// Begins a block, of whose keys nothing else `is_asked`; whether bits are of use in it.
    pub fn begin_block(&mut self, is_asked: bool) -> bool {
        let is_in_vain = self.asked >= FEW && self.missed > self.asked / 2;
        self.pause = if is_in_vain { PAUSE } else { self.pause.saturating_sub(1) };
        (self.asked, self.missed) = (0, 0);
        self.is_used = is_asked && self.pause == 0;
        self.is_used
    }

    /// Whether the key of that number is known to have a row before that day.
    #[inline]
    pub fn has(&mut self, number: usize, day: NaiveDate) -> bool {
        if !self.is_used {
            return false;
        }
        let is_set = self.bits.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1);
        let has = is_set && self.since.is_some_and(|since| since < day);
        self.asked += 1;
        self.missed += u32::from(!has);
        has
    }

    /// Notes that the key of that number has its first row on that day. A number far off the others would need room for all between.
    pub fn note(&mut self, number: usize, first: NaiveDate) {
        if !self.is_used || number >= (ROOM * self.noted).max(LEAST_ROOM) {
            return;
        }
        if number / 64 >= self.bits.len() {
            self.bits.resize(number / 64 + 1, 0);
        }
        self.bits[number / 64] |= 1 << (number % 64);
        self.noted += 1;
        self.since = self.since.max(Some(first));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(at: i32) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(739_000 + at).expect("a day")
    }

    #[test]
    fn a_bit_holds_behind_the_last_first_day() {
        let mut later = Later::default();
        assert!(later.begin_block(true));
        later.note(7, day(1));
        assert!(later.has(7, day(2)) && !later.has(7, day(1)) && !later.has(8, day(2)));
        later.note(8, day(5));
        assert!(!later.has(7, day(5)), "nobody knows which of the two is meant");
        assert!(later.has(7, day(6)) && later.has(8, day(6)));
        later.note(99_999_999, day(1));
        assert!(!later.has(99_999_999, day(9)), "too far off");
    }

    #[test]
    fn where_bits_are_of_no_use_nothing_is_asked_for_a_while() {
        let mut later = Later::default();
        assert!(later.begin_block(true));
        (0..100).for_each(|number| assert!(!later.has(number, day(1))));
        let useful: Vec<bool> = (0..17).map(|_| later.begin_block(true)).collect();
        assert!(useful[..16].iter().all(|is_useful| !is_useful) && useful[16]);
    }
}
