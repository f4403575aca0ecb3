//! `Repeats`: what is there more than once – rows equal in all that is read of them, or keys that must not repeat.

/// Bits of the hash that are kept; file and line take the rest. Among ten million different rows two share these 80 bits once in 24
/// billion runs.
const HASH_BITS: u32 = 80;
const FILE_BITS: u32 = 16;

/// Decimals of the amounts that are kept; one with more has no sum that could be told.
pub const AMOUNT_DECIMALS: u32 = 4;

/// 24 bytes for each row: hash, file, line, amount.
#[derive(Clone, Debug)]
pub struct Repeats {
    seen: Vec<Seen>,
    /// With more rows than these, none are kept.
    most: usize,
    is_full: bool,
}

/// What a row is and where it stands: two words for the hash, file and line, so that no room is lost between rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen {
    high: u64,
    low: u64,
    /// In units of 10⁻⁴.
    amount: i64,
}

/// An amount that does not fit.
const NONE: i64 = i64::MIN;

/// Where a row stands: the file's place among those of its input, and the line.
pub type At = (u16, u32);

/// Equal rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Where each stands, in order.
    pub at: Vec<At>,
    /// The amount of one in units of 10⁻⁴, where it is known.
    pub amount: Option<i64>,
    /// The amount of each, in the same order.
    pub amounts: Vec<Option<i64>>,
}

impl Default for Repeats {
    fn default() -> Self {
        Repeats::of_at_most(usize::MAX)
    }
}

impl Repeats {
    /// Nothing yet; with more rows than these nothing will be told.
    pub fn of_at_most(most: usize) -> Self {
        Repeats { seen: Vec::new(), most, is_full: false }
    }

    /// Adds a row by what is read of it, with its amount in units of 10⁻⁴.
    #[inline]
    pub fn see(&mut self, row: &[u8], at: At, amount: Option<i64>) {
        self.add(Seen::of(row, at, amount));
    }

    /// Adds a row.
    #[inline]
    pub fn add(&mut self, seen: Seen) {
        if !self.is_full {
            self.seen.push(seen);
            self.settle();
        }
    }

    /// How many rows are kept.
    pub fn rows(&self) -> usize {
        self.seen.len()
    }

    /// Takes what another thread saw.
    pub fn merge(&mut self, mut other: Repeats) {
        self.is_full |= other.is_full;
        self.seen.append(&mut other.seen);
        self.settle();
    }

    #[inline]
    fn settle(&mut self) {
        if self.is_full || self.seen.len() > self.most {
            self.is_full = true;
            self.seen = Vec::new();
        }
    }

    /// Whether there were more rows than are looked at.
    pub fn is_full(&self) -> bool {
        self.is_full
    }

    /// The rows that are there more than once, in the order of their first places.
    pub fn groups(mut self) -> Vec<Group> {
        self.keep_likely();
        self.seen.sort_unstable();
        let hash = |seen: &Seen| (seen.high, seen.low >> (128 - HASH_BITS));
        let at = |seen: &Seen| ((seen.low >> 32 & 0xFFFF) as u16, (seen.low & 0xFFFF_FFFF) as u32);
        let same = self.seen.chunk_by(|a, b| hash(a) == hash(b)).filter(|group| group.len() > 1);
        let amount = |seen: &Seen| Some(seen.amount).filter(|amount| *amount != NONE);
        let group = |group: &[Seen]| Group {
            at: group.iter().map(at).collect(),
            amount: group.first().and_then(amount),
            amounts: group.iter().map(amount).collect(),
        };
        let mut groups: Vec<Group> = same.map(group).collect();
        groups.sort_unstable_by(|a, b| a.at.cmp(&b.at));
        groups
    }
}

impl Seen {
    /// A row by what is read of it, with its amount in units of 10⁻⁴.
    #[inline]
    pub fn of(row: &[u8], (file, line): At, amount: Option<i64>) -> Self {
        let [high, low] = hashed(row);
        let hash = u128::from(high) << 64 | u128::from(low);
        let kept = hash >> (128 - HASH_BITS) << (128 - HASH_BITS);
        let packed = kept | u128::from(file) << (128 - HASH_BITS - FILE_BITS) | u128::from(line);
        Seen { high: (packed >> 64) as u64, low: packed as u64, amount: amount.unwrap_or(NONE) }
    }
}

impl Repeats {
    /// Leaves out nearly every row that is there once: those with a place of their own in a table of 64 bits a row.
    fn keep_likely(&mut self) {
        let words = self.seen.len().next_power_of_two();
        let place = |seen: &Seen| {
            let bit = seen.high as usize & (words * 64 - 1);
            (bit / 64, 1u64 << (bit % 64))
        };
        let (mut once, mut twice) = (vec![0u64; words], vec![0u64; words]);
        for (word, bit) in self.seen.iter().map(place) {
            twice[word] |= once[word] & bit;
            once[word] |= bit;
        }
        self.seen.retain(|seen| {
            let (word, bit) = place(seen);
            twice[word] & bit != 0
        });
    }
}

const SEEDS: [u64; 2] = [0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F];

/// Two hashes that do not change from run to run: eight bytes at a time, by products folded onto themselves.
fn hashed(bytes: &[u8]) -> [u64; 2] {
    let fold = |state: u64, word: u64, seed: u64| {
        let product = u128::from(state ^ word) * u128::from(seed | 1);
        (product as u64) ^ ((product >> 64) as u64) ^ word.rotate_left(29)
    };
    let mut states = SEEDS.map(|seed| seed ^ bytes.len() as u64);
    let mut add = |word: u64| states.iter_mut().zip(SEEDS).for_each(|(state, seed)| *state = fold(*state, word, seed));
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().for_each(|word| add(u64::from_be_bytes(*word)));
    add(rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)));
    let [one, other] = states;
    let end = |state: u64, seed: u64| fold(state, seed.rotate_left(17), seed);
    [end(one, SEEDS[0]), end(other, SEEDS[1])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_there_twice_are_found_across_threads_and_files() {
        let (mut mine, mut theirs) = (Repeats::default(), Repeats::default());
        for (line, row) in [(2, "a,1"), (3, "b,1"), (4, "a,1")] {
            mine.see(row.as_bytes(), (0, line), Some(10_000));
        }
        for (line, row) in [(2, "b,1"), (u32::MAX, "c,1"), (9, "a,1")] {
            theirs.see(row.as_bytes(), (u16::MAX, line), None);
        }
        theirs.merge(mine);
        let at: Vec<Vec<At>> = theirs.groups().into_iter().map(|group| group.at).collect();
        assert_eq!(at, [vec![(0, 2), (0, 4), (u16::MAX, 9)], vec![(0, 3), (u16::MAX, 2)]]);
    }

    #[test]
    fn beyond_the_most_nothing_is_told_however_threads_shared_the_rows() {
        let see = |repeats: &mut Repeats, lines: std::ops::Range<u32>| {
            lines.for_each(|line| repeats.see(b"a", (0, line), None));
        };
        for cut in [0, 1, 3, 4] {
            let (mut mine, mut theirs) = (Repeats::of_at_most(3), Repeats::of_at_most(3));
            see(&mut mine, 0..cut);
            see(&mut theirs, cut..4);
            mine.merge(theirs);
            assert!(mine.is_full() && mine.groups().is_empty(), "{cut}");
        }
    }

    #[test]
    fn ten_thousand_rows_have_ten_thousand_hashes() {
        let rows = (0..10_000).map(|row| format!("2026-10-{:02},p{},A{row},{}", row % 31, row % 7, row * 3));
        let mut hashes: Vec<u64> = rows.map(|row| hashed(row.as_bytes())[0]).collect();
        hashes.sort_unstable();
        hashes.dedup();
        assert_eq!(hashes.len(), 10_000);
    }
}
