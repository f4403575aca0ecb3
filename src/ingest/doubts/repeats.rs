//! `Repeats`: the same record twice. It is counted twice – exports overlap, and people sell the same thing twice – and told.

use std::hash::{DefaultHasher, Hash, Hasher};

/// Bits of the record's hash that are kept; file and line take the rest. Among ten million different records two share these 80 bits
/// once in 24 billion runs.
const HASH_BITS: u32 = 80;
const FILE_BITS: u32 = 16;

/// 16 bytes for each record: hash, file, line.
#[derive(Clone, Debug, Default)]
pub struct Repeats {
    packed: Vec<u128>,
}

/// Where a record stands: the file's place among those of its input, and the line.
pub type At = (u16, u32);

impl Repeats {
    /// Adds a record as it stands, without its line end.
    pub fn see(&mut self, record: &[u8], (file, line): At) {
        let record = record.trim_ascii_end();
        let hash = u128::from(hashed(record, 0)) << 64 | u128::from(hashed(record, 1));
        let kept = hash >> (128 - HASH_BITS) << (128 - HASH_BITS);
        self.packed.push(kept | u128::from(file) << (128 - HASH_BITS - FILE_BITS) | u128::from(line));
    }

    /// Takes what another thread saw.
    pub fn merge(&mut self, mut other: Repeats) {
        self.packed.append(&mut other.packed);
    }

    /// Where each record stands that is there more than once, in the order of its first place.
    pub fn groups(mut self) -> Vec<Vec<At>> {
        self.packed.sort_unstable();
        let same = self.packed.chunk_by(|a, b| a >> (128 - HASH_BITS) == b >> (128 - HASH_BITS));
        let at = |packed: &u128| ((*packed >> 32 & 0xFFFF) as u16, (*packed & 0xFFFF_FFFF) as u32);
        let mut groups: Vec<Vec<At>> =
            same.filter(|group| group.len() > 1).map(|group| group.iter().map(at).collect()).collect();
        groups.sort_unstable();
        groups
    }
}

/// The hash does not change from run to run.
fn hashed(record: &[u8], seed: u8) -> u64 {
    let mut hasher = DefaultHasher::new();
    (seed, record).hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_that_are_there_twice_are_found_across_threads_and_files() {
        let (mut mine, mut theirs) = (Repeats::default(), Repeats::default());
        for (line, record) in [(2, "a,1"), (3, "b,1"), (4, "a,1")] {
            mine.see(record.as_bytes(), (0, line));
        }
        for (line, record) in [(2, "b,1\r"), (u32::MAX, "c,1"), (9, "a,1")] {
            theirs.see(record.as_bytes(), (u16::MAX, line));
        }
        theirs.merge(mine);
        assert_eq!(theirs.groups(), [vec![(0, 2), (0, 4), (u16::MAX, 9)], vec![(0, 3), (u16::MAX, 2)]]);
    }
}
