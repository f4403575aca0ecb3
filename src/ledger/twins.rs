//! Which of very many have something in common, told by hashes, so that only those are compared text by text.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

/// The hash of what is compared.
pub fn hash_of(compared: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    compared.hash(&mut hasher);
    hasher.finish()
}

/// Those whose hash some other has too, each list of one hash in rising order. Different texts may have one hash, hardly ever.
pub fn lists(hashes: impl Iterator<Item = (u64, usize)>) -> Vec<Vec<usize>> {
    let mut all: Vec<(u64, u32)> = hashes.filter_map(|(hash, at)| Some((hash, u32::try_from(at).ok()?))).collect();
    all.sort_unstable();
    let shared = all.chunk_by(|one, next| one.0 == next.0).filter(|list| list.len() > 1);
    shared.map(|list| list.iter().map(|(_, at)| *at as usize).collect()).collect()
}

/// Those whose hash some other has too, in rising order.
pub fn several(hashes: impl Iterator<Item = (u64, usize)>) -> Vec<usize> {
    let mut several: Vec<usize> = lists(hashes).into_iter().flatten().collect();
    several.sort_unstable();
    several
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_have_a_hash_in_common_are_found() {
        let words = ["b", "a", "c", "b", "a", "b"];
        let hashes = || words.iter().enumerate().map(|(at, word)| (hash_of(word), at));
        assert_eq!(several(hashes()), [0, 1, 3, 4, 5]);
        let mut lists = lists(hashes());
        lists.sort();
        assert_eq!(lists, [vec![0, 3, 5], vec![1, 4]]);
    }
}
