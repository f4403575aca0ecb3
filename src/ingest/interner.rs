//! Different byte strings, numbered in the order in which they were first seen.
//!
//! Nearly all keys and labels have at most fifteen bytes. Those are packed into two words each, in one list; longer ones stand by
//! themselves. The table holds only numbers, with a part of the hash beside each, so that it stays small: what is asked for often was
//! mostly seen early, and stands together in the list.

use std::hash::Hasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxHasher;

/// The most bytes of a text that is packed.
const MOST: usize = 15;
/// In the last byte of a packed text instead of its length: the text stands elsewhere.
const ELSEWHERE: u64 = 0xFF;

/// Up to fifteen bytes in two words, their number in the last byte. The words are in the order of the bytes, so packed texts compare as
/// the texts do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Packed {
    high: u64,
    low: u64,
}

impl Packed {
    /// Packs a text; nothing for a longer one.
    #[inline]
    pub fn of(text: &[u8]) -> Option<Self> {
        let length = text.len();
        let (high, low) = match length {
            8 => (word(text, 0), 0),
            9..=MOST => (word(text, 0), word(text, length - 8) << (8 * (16 - length))),
            4..=7 => {
                let (front, back) = (half(text, 0), half(text, length - 4));
                (front << 32 | back << (8 * (8 - length)), 0)
            }
            1..=3 => {
                let byte = |at: usize| u64::from(text[at]) << (56 - 8 * at);
                (byte(0) | byte(length / 2) | byte(length - 1), 0)
            }
            0 => (0, 0),
            _ => return None,
        };
        Some(Packed { high, low: low | length as u64 })
    }

    /// A number that stands for a text kept elsewhere.
    fn elsewhere(id: u32) -> Self {
        Packed { high: u64::from(id), low: ELSEWHERE }
    }

    /// The number that `elsewhere` was given.
    fn place(self) -> Option<usize> {
        (self.low & 0xFF == ELSEWHERE).then_some(self.high as usize)
    }

    /// The bytes, in a buffer that is long enough.
    fn write(self, buffer: &mut [u8; 16]) -> &[u8] {
        buffer[..8].copy_from_slice(&self.high.to_be_bytes());
        buffer[8..].copy_from_slice(&self.low.to_be_bytes());
        &buffer[..(self.low & 0xFF) as usize]
    }

    /// A hash, and a part of it that tells most texts of one place in the table apart.
    #[inline]
    fn hashes(self) -> (u64, u32) {
        let product = u128::from(self.high ^ 0x9E37_79B9_7F4A_7C15) * u128::from(self.low ^ 0xA076_1D64_78BD_642F);
        let hash = (product >> 64) as u64 ^ product as u64;
        (hash, (hash >> 24) as u32)
    }
}

#[inline]
fn word(text: &[u8], at: usize) -> u64 {
    text.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

#[inline]
fn half(text: &[u8], at: usize) -> u64 {
    text.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u64::from(u32::from_be_bytes(*bytes)))
}

/// Texts in the order in which they were added; short ones packed.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    packed: Vec<Packed>,
    long: Vec<Box<[u8]>>,
}

impl Texts {
    /// Adds a text.
    pub fn push(&mut self, text: &[u8]) {
        let packed = Packed::of(text).unwrap_or_else(|| self.keep(text));
        self.packed.push(packed);
    }

    /// Replaces the text of that number.
    pub fn set(&mut self, id: usize, text: &[u8]) {
        self.packed[id] = Packed::of(text).unwrap_or_else(|| self.keep(text));
    }

    /// The text of that number is given to `read`.
    pub fn with<T>(&self, id: usize, read: impl FnOnce(&[u8]) -> T) -> T {
        let packed = self.packed[id];
        match packed.place() {
            Some(place) => read(&self.long[place]),
            None => read(packed.write(&mut [0; 16])),
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.packed.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.packed.is_empty()
    }

    fn keep(&mut self, text: &[u8]) -> Packed {
        self.long.push(text.into());
        Packed::elsewhere((self.long.len() - 1) as u32)
    }
}

/// Different byte strings, each with a small number.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    /// Part of the hash, and the number.
    short: HashTable<(u32, u32)>,
    long: HashTable<u32>,
    texts: Texts,
    /// The one asked for last: rows of an order, and of a customer, stand together.
    last: Option<(Packed, u32)>,
}

impl Interner {
    /// The number of `text`, a new one when it was not seen before.
    #[inline]
    pub fn intern(&mut self, text: &[u8]) -> u32 {
        let Some(packed) = Packed::of(text) else { return self.intern_long(text) };
        if let Some((last, id)) = self.last
            && last == packed
        {
            return id;
        }
        let id = self.intern_packed(packed);
        self.last = Some((packed, id));
        id
    }

    #[inline]
    fn intern_packed(&mut self, packed: Packed) -> u32 {
        let (hash, part) = packed.hashes();
        let texts = &mut self.texts.packed;
        let is_it = |(known, id): &(u32, u32)| *known == part && texts[*id as usize] == packed;
        match self.short.entry(hash, is_it, |(_, id)| texts[*id as usize].hashes().0) {
            Entry::Occupied(entry) => entry.get().1,
            Entry::Vacant(entry) => {
                let id = texts.len() as u32;
                entry.insert((part, id));
                texts.push(packed);
                id
            }
        }
    }

    /// The number of a packed text, if it was seen before.
    #[inline]
    pub fn find_packed(&self, packed: Packed) -> Option<u32> {
        let (hash, part) = packed.hashes();
        let texts = &self.texts.packed;
        self.short.find(hash, |(known, id)| *known == part && texts[*id as usize] == packed).map(|(_, id)| *id)
    }

    fn intern_long(&mut self, text: &[u8]) -> u32 {
        let texts = &mut self.texts;
        let is_it = |id: &u32| texts.with(*id as usize, |known| known == text);
        match self.long.entry(hash(text), is_it, |id| texts.with(*id as usize, hash)) {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let id = self.texts.len() as u32;
                entry.insert(id);
                self.texts.push(text);
                id
            }
        }
    }

    /// The number of `text`, if it was seen before.
    #[inline]
    pub fn find(&self, text: &[u8]) -> Option<u32> {
        match Packed::of(text) {
            Some(packed) if self.last.is_some_and(|(last, _)| last == packed) => self.last.map(|(_, id)| id),
            Some(packed) => self.find_packed(packed),
            None => self.long.find(hash(text), |id| self.texts.with(*id as usize, |known| known == text)).copied(),
        }
    }

    /// The string of a number that `intern` gave is given to `read`.
    pub fn with<T>(&self, id: u32, read: impl FnOnce(&[u8]) -> T) -> T {
        self.texts.with(id as usize, read)
    }

    /// The string of a number that `intern` gave, as text.
    pub fn text(&self, id: u32) -> String {
        self.with(id, |bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

fn hash(text: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_strings_have_one_number() {
        let mut interner = Interner::default();
        let long = "a text of more than fifteen bytes";
        let ids: Vec<u32> =
            ["a", "b", "", "a", long, "", "c", long].iter().map(|text| interner.intern(text.as_bytes())).collect();
        assert_eq!(ids, [0, 1, 2, 0, 3, 2, 4, 3]);
        assert_eq!((interner.text(1), interner.text(2), interner.text(3)), ("b".into(), "".into(), long.into()));
        assert_eq!((interner.find(b"c"), interner.find(long.as_bytes()), interner.len()), (Some(4), Some(3), 5));
        assert_eq!((interner.find(b"d"), interner.find(b"another text of more than fifteen")), (None, None));
    }

    proptest! {
        #[test]
        fn packed_texts_are_the_texts_and_compare_as_they_do(
            one in proptest::collection::vec(any::<u8>(), 0..=15),
            other in proptest::collection::vec(0u8..3, 0..=15),
            third in proptest::collection::vec(0u8..3, 0..=15),
        ) {
            for (a, b) in [(&one, &other), (&other, &third), (&one, &one)] {
                let (x, y) = (Packed::of(a).expect("short"), Packed::of(b).expect("short"));
                prop_assert_eq!(x.cmp(&y), a.cmp(b));
                let mut buffer = [0; 16];
                prop_assert_eq!(x.write(&mut buffer), &a[..]);
            }
        }

        #[test]
        fn numbers_are_given_and_found_again(texts in proptest::collection::vec("[ab]{0,20}", 0..60)) {
            let mut interner = Interner::default();
            let mut known: Vec<&String> = Vec::new();
            for text in &texts {
                let id = interner.intern(text.as_bytes()) as usize;
                if !known.contains(&text) {
                    known.push(text);
                }
                prop_assert_eq!(known[id], text);
                prop_assert_eq!(&interner.text(id as u32), text);
            }
        }
    }
}
