//! Keys that have a row before a window, a bit for each.
//!
//! A customer is new in a window if no row stands before. Of years of sales nearly every row lies before the windows, and all that is
//! asked of it is that it was there: of keys that are a running number that is one bit at the number. A quarter of a million customers
//! are 32 KB, which stay in the nearest memory. Nothing else is kept of such a row, and of its key nothing at all.
//!
//! Days that no window has lie in gaps: before the first window, between two, behind the last.

use crate::ingest::interner::Interner;
use crate::ingest::packed::{Packed, Shape};

/// Keys by the gaps that they have a row in.
#[derive(Clone, Debug, Default)]
pub(super) struct Earlier {
    /// What the keys have in common; nothing as long as they are not known to be running numbers.
    shape: Option<Shape>,
    gaps: Vec<Gap>,
    /// How many bits are set.
    noted: usize,
    /// What other threads have noted of keys of other shapes.
    others: Vec<Earlier>,
}

/// A gap is one segment.
#[derive(Clone, Debug)]
struct Gap {
    segment: usize,
    /// By the number of each key, whether it has a row there.
    bits: Vec<u64>,
}

impl Earlier {
    /// Whether keys are running numbers, so that they are noted.
    #[inline]
    pub fn is_used(&self) -> bool {
        self.shape.is_some()
    }

    /// Whether nothing is noted.
    pub fn is_empty(&self) -> bool {
        self.gaps.is_empty() && self.others.is_empty()
    }

    /// Prepares for the rows of a block. Keys that are not ASCII have other bytes in other encodings: of them nothing is noted.
    pub fn begin_block(&mut self, keys: &Interner) {
        self.shape = self.shape.or(keys.run_shape().filter(|shape| shape.is_ascii()));
    }

    /// The number of the key from `start` to `end` of a block; nothing where it is no running number.
    #[inline(always)]
    pub fn number_at(&self, block: &[u8], start: usize, end: usize) -> Option<usize> {
        self.shape?.number_at(block, start, end).map(|number| number as usize)
    }

    /// Whether the key of that number is noted to have a row in a gap up to that segment.
    #[inline(always)]
    pub fn has(&self, number: usize, segment: usize) -> bool {
        let is_set = |gap: &Gap| gap.bits.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1);
        self.gaps.iter().any(|gap| gap.segment <= segment && is_set(gap))
    }

    /// Notes that the key of that number has a row in the gap that is this segment; whether it could be noted. A number far off the others
    /// would need room for all between.
    pub fn note(&mut self, number: usize, segment: usize) -> bool {
        if number >= (ROOM * self.noted).max(LEAST_ROOM) {
            return false;
        }
        let bits = self.bits(segment);
        bits.resize(bits.len().max(number / 64 + 1), 0);
        bits[number / 64] |= 1 << (number % 64);
        self.noted += 1;
        true
    }

    fn bits(&mut self, segment: usize) -> &mut Vec<u64> {
        let at = self.gaps.iter().position(|gap| gap.segment == segment).unwrap_or_else(|| {
            self.gaps.push(Gap { segment, bits: Vec::new() });
            self.gaps.len() - 1
        });
        &mut self.gaps[at].bits
    }

    /// Whether a key is noted to have a row in a gap before that segment.
    pub fn has_text(&self, key: &[u8], segment: usize) -> bool {
        let number = self.shape.zip(Packed::of(key)).and_then(|(shape, text)| shape.number_of(text));
        number.is_some_and(|number| self.has(number as usize, segment))
            || self.others.iter().any(|other| other.has_text(key, segment))
    }

    /// Takes what another thread has noted.
    pub fn merge(&mut self, mut other: Earlier) {
        self.others.append(&mut other.others);
        if other.is_empty() {
            return;
        }
        if self.is_empty() {
            self.shape = other.shape;
        }
        if self.shape != other.shape {
            self.others.push(other);
            return;
        }
        for gap in other.gaps {
            let bits = self.bits(gap.segment);
            bits.resize(bits.len().max(gap.bits.len()), 0);
            bits.iter_mut().zip(gap.bits).for_each(|(mine, theirs)| *mine |= theirs);
        }
    }
}

/// How many bits there may be for each key, and how many in any case: those take 32 KB.
const ROOM: usize = 256;
const LEAST_ROOM: usize = 1 << 18;

#[cfg(test)]
mod tests {
    use super::*;

    /// Of keys that are a running number behind a prefix.
    fn of(prefix: &str) -> Earlier {
        let mut keys = Interner::default();
        (0..3_000).for_each(|number| {
            keys.intern(format!("{prefix}{number:05}").as_bytes());
        });
        let mut earlier = Earlier::default();
        earlier.begin_block(&keys);
        earlier
    }

    #[test]
    fn a_key_is_known_by_its_number_once_it_is_noted() {
        let mut earlier = of("C");
        assert!(earlier.is_used() && earlier.is_empty());
        let number = |text: &str| earlier.number_at(text.as_bytes(), 0, text.len());
        assert_eq!(number("C00007"), Some(7));
        for other in ["C000007", "D00007", "C0000x", "7", ""] {
            assert_eq!(number(other), None, "{other}");
        }
        assert!(earlier.note(7, 2));
        assert!(earlier.has(7, 2) && earlier.has(7, 5) && !earlier.has(8, 5));
        assert!(!earlier.has(7, 1), "a row before that gap may be the first");
        assert!(earlier.note(7, 0));
        assert!(earlier.has(7, 1));
        assert!(
            earlier.has_text(b"C00007", 1) && !earlier.has_text(b"D00007", 1) && !earlier.has_text("客".as_bytes(), 1)
        );
        assert!(!earlier.note(99_999_999, 0), "too far off");
        assert!(!of("客").is_used());
    }

    #[test]
    fn what_threads_have_noted_is_joined() {
        let [mut all, mut same, mut other] = [of("C"), of("C"), of("D")];
        all.note(1, 0);
        same.note(70_000, 3);
        other.note(2, 3);
        let mut joined = Earlier::default();
        for part in [all, same, of("C"), other] {
            joined.merge(part);
        }
        for (key, segment, is_known) in
            [("C00001", 1, true), ("C70000", 4, true), ("C70000", 2, false), ("D00002", 4, true), ("C00002", 4, false)]
        {
            assert_eq!(joined.has_text(key.as_bytes(), segment), is_known, "{key} before {segment}");
        }
    }
}
