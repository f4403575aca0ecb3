//! Different byte strings, numbered in the order in which they were first seen.

use std::hash::Hasher;

use hashbrown::HashTable;
use rustc_hash::FxHasher;

/// Different byte strings in one stretch of memory, each with a small number.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    table: HashTable<u32>,
    ends: Vec<usize>,
    bytes: Vec<u8>,
    /// The one asked for last: rows of an order, and of a customer, stand together.
    last: Option<u32>,
}

impl Interner {
    /// The number of `text`, a new one when it was not seen before.
    #[inline]
    pub fn intern(&mut self, text: &[u8]) -> u32 {
        if let Some(last) = self.last
            && slice(&self.ends, &self.bytes, last) == text
        {
            return last;
        }
        let id = self.look_up(text);
        self.last = Some(id);
        id
    }

    fn look_up(&mut self, text: &[u8]) -> u32 {
        let Interner { table, ends, bytes, .. } = self;
        let found = table.entry(hash(text), |id| slice(ends, bytes, *id) == text, |id| hash(slice(ends, bytes, *id)));
        match found {
            hashbrown::hash_table::Entry::Occupied(entry) => *entry.get(),
            hashbrown::hash_table::Entry::Vacant(entry) => {
                let id = u32::try_from(ends.len()).unwrap_or(u32::MAX);
                entry.insert(id);
                bytes.extend_from_slice(text);
                ends.push(bytes.len());
                id
            }
        }
    }

    /// The number of `text`, if it was seen before.
    pub fn find(&self, text: &[u8]) -> Option<u32> {
        self.table.find(hash(text), |id| self.get(*id) == text).copied()
    }

    /// The string of a number that `intern` gave.
    pub fn get(&self, id: u32) -> &[u8] {
        slice(&self.ends, &self.bytes, id)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

fn slice<'a>(ends: &[usize], bytes: &'a [u8], id: u32) -> &'a [u8] {
    let id = id as usize;
    let start = if id == 0 { 0 } else { ends[id - 1] };
    &bytes[start..ends[id]]
}

#[inline]
fn hash(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_have_one_number() {
        let mut interner = Interner::default();
        let ids: Vec<u32> = ["a", "b", "", "a", "", "c"].iter().map(|text| interner.intern(text.as_bytes())).collect();
        assert_eq!(ids, [0, 1, 2, 0, 2, 3]);
        assert_eq!((interner.get(1), interner.get(2), interner.len()), (&b"b"[..], &b""[..], 4));
        assert_eq!(interner.find(b"c"), Some(3));
        assert_eq!(interner.find(b"d"), None);
    }
}
