//! Keys of which a row on an earlier day is known, a bit for each.
//!
//! Of years of sales nearly every row is a later one of its customer. What the quick way has to know is whether the customer has had a
//! row before, and of keys that are a running number that is one bit at the number: a quarter of a million customers are 32 KB, which
//! stay in the nearest memory, where the days of their first rows would not.

use crate::calendar::NaiveDate;
use crate::ingest::interner::Interner;
use crate::ingest::packed::Shape;

/// Keys that have a row on `until` or before.
#[derive(Clone, Debug)]
pub(super) struct Earlier {
    until: NaiveDate,
    /// What the keys have in common; nothing as long as they are not known to be running numbers.
    shape: Option<Shape>,
    /// By the number of each key.
    bits: Vec<u64>,
    /// Keys that have a row on a later day than `until`, and none before that day.
    later: Vec<(usize, NaiveDate)>,
}

impl Default for Earlier {
    fn default() -> Self {
        Earlier { until: NaiveDate::MIN, shape: None, bits: Vec::new(), later: Vec::new() }
    }
}

impl Earlier {
    /// Whether keys are running numbers, so that they are noted.
    #[inline]
    pub fn is_used(&self) -> bool {
        self.shape.is_some()
    }

    /// The day on which, or before which, every noted key has a row.
    pub fn until(&self) -> NaiveDate {
        self.until
    }

    /// Prepares for the rows of a block. Keys that are not ASCII have other bytes in other encodings: of them nothing is noted.
    pub fn begin_block(&mut self, keys: &Interner) {
        self.shape = self.shape.or(keys.run_shape().filter(|shape| shape.is_ascii()));
    }

    /// Rows of a day are next: from now on all keys with a row before it are noted.
    pub fn begin_day(&mut self, day: NaiveDate) {
        let until = day.pred_opt().unwrap_or(NaiveDate::MIN);
        if until > self.until {
            self.until = until;
            let (noted, later) = std::mem::take(&mut self.later).into_iter().partition(|(_, day)| *day <= until);
            self.later = later;
            Vec::into_iter(noted).for_each(|(number, _)| self.set(number));
        }
    }

    /// The number of the key from `start` to `end` of a block; nothing where it is no running number.
    #[inline(always)]
    pub fn number_at(&self, block: &[u8], start: usize, end: usize) -> Option<usize> {
        self.shape?.number_at(block, start, end).map(|number| number as usize)
    }

    /// Whether the key of that number is noted to have a row before a day.
    #[inline(always)]
    pub fn has(&self, number: usize, day: NaiveDate) -> bool {
        self.bits.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1) && self.until < day
    }

    /// Notes a key that has its first row so far on `day`; on the last of all days it has none. There are so many `keys`.
    pub fn note(&mut self, number: usize, day: NaiveDate, keys: usize) {
        // A number far off the others would need room for all between.
        if number / 64 >= self.bits.len() && number < ROOM * keys {
            self.bits.resize(number / 64 + 1, 0);
        }
        if day <= self.until {
            self.set(number);
        } else if day < NaiveDate::MAX {
            self.later.push((number, day));
        }
    }

    fn set(&mut self, number: usize) {
        if let Some(bits) = self.bits.get_mut(number / 64) {
            *bits |= 1 << (number % 64);
        }
    }
}

/// How many bits there may be for each key.
const ROOM: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 5, day).expect("a day of May")
    }

    #[test]
    fn a_key_is_known_by_its_number_once_it_is_noted() {
        let mut keys = Interner::default();
        (0..3_000).for_each(|number| {
            keys.intern(format!("C{number:05}").as_bytes());
        });
        let mut earlier = Earlier::default();
        earlier.begin_block(&keys);
        assert!(earlier.is_used());
        earlier.begin_day(day(10));
        let number = |text: &str| earlier.number_at(text.as_bytes(), 0, text.len());
        assert_eq!(number("C00007"), Some(7));
        for other in ["C000007", "D00007", "C0000x", "7", ""] {
            assert_eq!(number(other), None, "{other}");
        }
        earlier.note(7, day(9), keys.len());
        assert!(earlier.has(7, day(10)) && !earlier.has(8, day(10)));
        assert!(!earlier.has(7, day(9)), "an earlier row may be the first");
        earlier.note(8, day(10), keys.len());
        earlier.note(9, day(12), keys.len());
        assert!(!earlier.has(8, day(11)), "of the day itself nothing is known yet");
        earlier.begin_day(day(11));
        assert!(earlier.has(8, day(11)) && !earlier.has(9, day(11)));
        earlier.begin_day(day(3));
        assert!(earlier.has(8, day(11)) && !earlier.has(7, day(10)), "days do not go back");
        earlier.note(10, NaiveDate::MAX, keys.len());
        assert_eq!(earlier.later, [(9, day(12))], "a key without a row is not kept");
        earlier.note(99_999, day(9), 100);
        assert!(!earlier.has(99_999, day(11)), "too far off");
        let mut names = Interner::default();
        (0..3_000).for_each(|number| {
            names.intern(format!("客{number:05}").as_bytes());
        });
        let mut of_names = Earlier::default();
        of_names.begin_block(&names);
        assert!(!of_names.is_used());
    }
}
