//! Different byte strings, numbered in the order in which they were first seen.
//!
//! Nearly all keys and labels have at most fifteen bytes. Those are packed into two words each, in one list; longer ones stand one
//! behind the other. The table holds only numbers, with a part of the hash beside each, so that it stays small: what is asked for often was
//! mostly seen early, and stands together in the list.
//!
//! Many keys are a running number behind a prefix: `C000123`. Where most texts are of one such shape and their numbers leave few gaps,
//! they are found by their number in a plain list (`Run`), without a hash and without a comparison.

use std::hash::Hasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxHasher;

use super::packed::{Packed, Shape};

/// Texts in the order in which they were added; short ones packed, long ones one behind the other.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    packed: Vec<Packed>,
    long: Vec<u8>,
}

impl Texts {
    /// Adds a text.
    pub fn push(&mut self, text: &[u8]) {
        let packed = Packed::of(text).unwrap_or_else(|| self.keep(text));
        self.packed.push(packed);
    }

    /// Replaces the text of that number.
    pub fn set(&mut self, id: usize, text: &[u8]) {
        let room = self.packed[id].place_elsewhere().filter(|room| room.len() >= text.len());
        self.packed[id] = match (Packed::of(text), room) {
            (Some(packed), _) => packed,
            (None, None) => self.keep(text),
            (None, Some(room)) => {
                self.long[room.start..][..text.len()].copy_from_slice(text);
                Packed::elsewhere(room.start, text.len())
            }
        };
    }

    /// The text of that number is given to `read`.
    pub fn with<T>(&self, id: usize, read: impl FnOnce(&[u8]) -> T) -> T {
        let packed = self.packed[id];
        match packed.place_elsewhere() {
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
        let place = self.long.len();
        self.long.extend_from_slice(text);
        Packed::elsewhere(place, text.len())
    }
}

/// Texts of one shape by the numbers in them.
#[derive(Clone, Debug)]
struct Run {
    shape: Shape,
    /// The number of each text; `NONE` where there is none of that number.
    ids: Vec<u32>,
    /// Whether some texts of the shape were too far off and are not here.
    has_strays: bool,
}

/// No text has this number.
pub const NONE: u32 = u32::MAX;
/// From how many texts on a run is looked for.
const MANY: usize = 2048;
/// How many places a run may have for each text, and how many in any case: those take a megabyte.
const ROOM: usize = 4;
const LEAST_ROOM: usize = 1 << 18;

impl Run {
    /// The run of the texts that are shaped as the last one, if it pays.
    fn of(texts: &[Packed]) -> Option<Self> {
        let (shape, _) = texts.last()?.apart()?;
        let numbers = || {
            let numbered = texts.iter().enumerate();
            numbered.filter_map(|(id, text)| Some((id as u32, shape.number_of(*text)? as usize)))
        };
        let near = || numbers().filter(|(_, number)| *number < room(texts.len()));
        let places = near().map(|(_, number)| number + 1).max()?;
        if near().count() < texts.len() / 2 {
            return None;
        }
        let mut ids = vec![NONE; places];
        near().for_each(|(id, number)| ids[number] = id);
        Some(Run { shape, ids, has_strays: near().count() < numbers().count() })
    }

    /// What is known of a text: its number, that it was never seen, or nothing, where it may stand elsewhere.
    #[inline(always)]
    fn find(&self, text: Packed) -> Option<Option<u32>> {
        let number = self.shape.number_of(text)?;
        match self.ids.get(number as usize) {
            Some(id) if *id != NONE => Some(Some(*id)),
            Some(_) if !self.has_strays => Some(None),
            _ => None,
        }
    }

    /// Takes a new text, if it is of the shape and not too far off; whether it did.
    fn take(&mut self, text: Packed, id: u32) -> bool {
        let Some(number) = self.shape.number_of(text).map(|number| number as usize) else { return false };
        if number >= room(id as usize) {
            self.has_strays = true;
            return false;
        }
        if number >= self.ids.len() {
            self.ids.resize(number + 1, NONE);
        }
        self.ids[number] = id;
        true
    }
}

/// How many places the run of so many texts may have.
fn room(texts: usize) -> usize {
    (ROOM * texts).max(LEAST_ROOM)
}

/// Different byte strings, each with a small number.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    /// Part of the hash, and the number.
    short: HashTable<(u32, u32)>,
    long: HashTable<u32>,
    run: Option<Run>,
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
        match self.find_packed(packed) {
            Some(id) => id,
            None => self.add_packed(packed),
        }
    }

    fn add_packed(&mut self, packed: Packed) -> u32 {
        let id = self.texts.len() as u32;
        self.texts.packed.push(packed);
        if !self.run.as_mut().is_some_and(|run| run.take(packed, id)) {
            let (hash, part) = packed.hashes();
            let texts = &self.texts.packed;
            self.short.insert_unique(hash, (part, id), |(_, id)| texts[*id as usize].hashes().0);
        }
        let count = self.texts.len();
        if count >= MANY && count.is_power_of_two() && self.run.is_none() {
            self.run = Run::of(&self.texts.packed);
        }
        id
    }

    /// The number of a packed text, if it was seen before.
    #[inline(always)]
    pub fn find_packed(&self, packed: Packed) -> Option<u32> {
        let in_run = self.run.as_ref().and_then(|run| run.find(packed));
        in_run.unwrap_or_else(|| self.find_in_table(packed))
    }

    #[inline]
    fn find_in_table(&self, packed: Packed) -> Option<u32> {
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

    /// What the texts have in common that differ in their number only, where they are most.
    pub fn run_shape(&self) -> Option<Shape> {
        self.run.as_ref().map(|run| run.shape)
    }

    /// The number that each string has in another interner, which learns those that it does not know.
    pub fn numbers_in(&self, other: &mut Interner) -> Vec<u32> {
        let each = |id: usize| match self.texts.packed[id] {
            text if text.place_elsewhere().is_none() => other.intern_packed(text),
            _ => self.texts.with(id, |text| other.intern_long(text)),
        };
        (0..self.len()).map(each).collect()
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

    #[test]
    fn a_number_that_was_too_far_off_is_found_when_the_run_has_grown_beyond_it() {
        let mut interner = Interner::default();
        let key = |number: usize| format!("C{number:06}");
        (0..3_000).for_each(|number| {
            interner.intern(key(number).as_bytes());
        });
        let stray = interner.intern(key(270_000).as_bytes());
        (3_000..70_000).chain([279_000]).for_each(|number| {
            interner.intern(key(number).as_bytes());
        });
        assert_eq!(interner.intern(key(270_000).as_bytes()), stray);
        assert_eq!(interner.find(key(270_001).as_bytes()), None);
        assert_eq!(interner.len(), 70_002);
    }

    #[test]
    fn texts_are_replaced_by_longer_and_shorter_ones() {
        let long = |length: usize| "0123456789abcdefghij".repeat(3)[..length].to_owned();
        let mut texts = Texts::default();
        for length in [3, 40, 20] {
            texts.push(long(length).as_bytes());
        }
        texts.set(1, long(16).as_bytes());
        texts.set(0, long(30).as_bytes());
        texts.set(2, long(45).as_bytes());
        let read = |texts: &Texts, id| texts.with(id, |text| String::from_utf8_lossy(text).into_owned());
        assert_eq!([0, 1, 2].map(|id| read(&texts, id)), [long(30), long(16), long(45)]);
        texts.set(2, b"");
        assert_eq!([0, 1, 2].map(|id| read(&texts, id)), [long(30), long(16), String::new()]);
        assert_eq!((texts.len(), texts.is_empty()), (3, false));
    }

    proptest! {
        #[test]
        fn a_run_changes_nothing(seed in any::<u64>(), gaps in prop_oneof![1u64..6, 40u64..200]) {
            let mut interner = Interner::default();
            let mut known = std::collections::HashMap::new();
            for step in 0..9_000u64 {
                let number = step.wrapping_mul(seed | 1) % (5_000 * gaps);
                let text = match step % 50 {
                    0 => format!("{number}"),
                    1 => format!("C{number:07}"),
                    _ => format!("C{number:06}"),
                };
                let next = known.len() as u32;
                let id = *known.entry(text.clone()).or_insert(next);
                prop_assert_eq!(interner.intern(text.as_bytes()), id);
                prop_assert_eq!(interner.find(text.as_bytes()), Some(id));
            }
            prop_assert_eq!(interner.len(), known.len());
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
