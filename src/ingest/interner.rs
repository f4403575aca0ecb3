//! Different byte strings, numbered in the order in which they were first seen.
//!
//! Nearly all keys and labels have at most fifteen bytes. Those are packed into two words each, in one list; longer ones stand by
//! themselves. The table holds only numbers, with a part of the hash beside each, so that it stays small: what is asked for often was
//! mostly seen early, and stands together in the list.
//!
//! Many keys are a running number behind a prefix: `C000123`. Where most texts are of one such shape and their numbers leave few gaps,
//! they are found by their number in a plain list (`Run`), without a hash and without a comparison.

use std::hash::Hasher;
use std::ops::Range;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxHasher;

/// The most bytes of a text that is packed.
const MOST: usize = 15;
/// In the last byte of a packed text instead of its length: the text stands elsewhere.
const ELSEWHERE: u64 = 0xFF;

/// So many bits has the length of a text that stands elsewhere: no record is longer.
const LENGTH_BITS: u32 = 28;

/// Of each length of a packed text, its bits.
const MASKS: [u128; MOST + 1] = {
    let mut masks = [0; MOST + 1];
    let mut length = 1;
    while length <= MOST {
        masks[length] = u128::MAX << (8 * (16 - length));
        length += 1;
    }
    masks
};

/// Up to fifteen bytes in two words, their number in the last byte. The words are in the order of the bytes, so packed texts compare as
/// the texts do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Packed {
    high: u64,
    low: u64,
}

impl Packed {
    /// Equal to no text.
    pub const NO_TEXT: Packed = Packed { high: u64::MAX, low: ELSEWHERE };

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

    /// Packs the text from `start` to `end` of a block; nothing for a longer one.
    #[inline(always)]
    pub fn at(block: &[u8], start: usize, end: usize) -> Option<Self> {
        let Some(bytes) = block.get(start..start + 16).and_then(|bytes| bytes.first_chunk()) else {
            return Packed::of(block.get(start..end)?);
        };
        // Whatever follows the text is read with it and cut off.
        let length = end.wrapping_sub(start);
        let text = u128::from_be_bytes(*bytes) & MASKS.get(length)? | length as u128;
        Some(Packed { high: (text >> 64) as u64, low: text as u64 })
    }

    /// The number that the last digits write, at most eight of them, and what stands around it; nothing without a digit at the end.
    #[inline]
    pub fn apart(self) -> Option<(Shape, u32)> {
        let length = (self.low & 0xFF) as u32;
        // The text at the right end of two words.
        let text = (u128::from(self.high) << 64 | u128::from(self.low)).checked_shr(8 * 16u32.checked_sub(length)?)?;
        let last = text as u64;
        let values = last ^ 0x3030_3030_3030_3030;
        let others = (values | values.wrapping_add(0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0;
        let digits = (others.trailing_zeros() / 8).min(length);
        if digits == 0 {
            return None;
        }
        let mask = u64::MAX >> (64 - 8 * digits);
        let shape = Shape { around: text & !u128::from(mask), digits: digits as u8, length: length as u8 };
        Some((shape, eight_digits(values & mask)))
    }

    /// Whether the first byte is a digit.
    #[inline]
    pub fn begins_with_digit(self) -> bool {
        (self.high >> 56).wrapping_sub(u64::from(b'0')) < 10
    }

    /// What stands for a text of so many bytes that is kept elsewhere, at that place.
    fn elsewhere(place: usize, length: usize) -> Self {
        Packed { high: (place as u64) << LENGTH_BITS | length as u64, low: ELSEWHERE }
    }

    /// The place that `elsewhere` was given, from its first byte to its last.
    fn place_elsewhere(self) -> Option<Range<usize>> {
        let (place, length) = (self.high >> LENGTH_BITS, self.high & ((1 << LENGTH_BITS) - 1));
        (self.low & 0xFF == ELSEWHERE).then_some(place as usize..(place + length) as usize)
    }

    /// The bytes, in a buffer that is long enough.
    fn write(self, buffer: &mut [u8; 16]) -> &[u8] {
        buffer[..8].copy_from_slice(&self.high.to_be_bytes());
        buffer[8..].copy_from_slice(&self.low.to_be_bytes());
        &buffer[..(self.low & 0xFF) as usize]
    }

    /// Which of so many places the text falls on, a power of two.
    #[inline]
    pub fn place_among(self, places: usize) -> usize {
        self.hashes().0 as usize & (places - 1)
    }

    /// A hash, and a part of it that tells most texts of one place in the table apart.
    #[inline]
    fn hashes(self) -> (u64, u32) {
        let product = u128::from(self.high ^ 0x9E37_79B9_7F4A_7C15) * u128::from(self.low ^ 0xA076_1D64_78BD_642F);
        let hash = (product >> 64) as u64 ^ product as u64;
        (hash, (hash >> 24) as u32)
    }
}

/// A text but for the digits at its end: texts of one shape differ in their number only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    around: u128,
    digits: u8,
    length: u8,
}

impl Shape {
    /// Whether there are ASCII bytes only.
    pub fn is_ascii(self) -> bool {
        self.around.to_be_bytes().is_ascii()
    }

    /// The number of a text of this shape; nothing for every other.
    #[inline(always)]
    pub fn number_of(self, text: Packed) -> Option<u32> {
        if text.low & 0xFF != u64::from(self.length) {
            return None;
        }
        let text = (u128::from(text.high) << 64 | u128::from(text.low)) >> (8 * (16 - u32::from(self.length)));
        let mask = u64::MAX >> (64 - 8 * u32::from(self.digits));
        let is_it = text & !u128::from(mask) == self.around;
        digits_under(mask, text as u64).filter(|_| is_it)
    }

    /// The same of the text from `start` to `end` of a block.
    #[inline(always)]
    pub fn number_at(self, block: &[u8], start: usize, end: usize) -> Option<u32> {
        let length = end.wrapping_sub(start);
        if length != usize::from(self.length) {
            return None;
        }
        let Some(last) = eight_before(block, end).filter(|_| length <= 8) else {
            return self.number_of(Packed::at(block, start, end)?);
        };
        let text = last & u64::MAX >> (64 - 8 * length);
        let mask = u64::MAX >> (64 - 8 * u32::from(self.digits));
        let is_it = text & !mask == self.around as u64;
        digits_under(mask, text).filter(|_| is_it)
    }
}

/// The eight bytes before `end`, the last one in the lowest byte; nothing so near to the beginning of a block that there are fewer.
#[inline(always)]
fn eight_before(block: &[u8], end: usize) -> Option<u64> {
    let bytes = block.get(end.checked_sub(8)?..end)?.first_chunk()?;
    Some(u64::from_be_bytes(*bytes))
}

/// What the digits write that stand under the mask; nothing where something else stands there.
#[inline(always)]
fn digits_under(mask: u64, text: u64) -> Option<u32> {
    let values = (text ^ 0x3030_3030_3030_3030) & mask;
    let others = (values | values.wrapping_add(0x0606_0606_0606_0606)) & 0xF0F0_F0F0_F0F0_F0F0 & mask;
    (others == 0).then(|| eight_digits(values))
}

/// The hundredths that `digits.digit digit` writes from `start` to `end` of a block, at most seven digits; nothing for every other text.
#[inline(always)]
pub fn hundredths(block: &[u8], start: usize, end: usize) -> Option<u32> {
    let length = end.wrapping_sub(start);
    if !(4..=8).contains(&length) {
        return None;
    }
    let last = eight_before(block, end)?;
    let digits = (last >> 24) << 16 | last & 0xFFFF;
    let number = digits_under(u64::MAX >> (72 - 8 * length), digits)?;
    (last >> 16 & 0xFF == u64::from(b'.')).then_some(number)
}

/// What eight bytes of 0 to 9 write, the first in the highest byte: neighbours are joined to pairs, fours, and all.
#[inline]
fn eight_digits(bytes: u64) -> u32 {
    let pairs = (bytes >> 8 & 0x00FF_00FF_00FF_00FF) * 10 + (bytes & 0x00FF_00FF_00FF_00FF);
    let fours = (pairs >> 16 & 0x0000_FFFF_0000_FFFF) * 100 + (pairs & 0x0000_FFFF_0000_FFFF);
    ((fours >> 32) * 10_000 + (fours & 0xFFFF_FFFF)) as u32
}

#[inline]
fn word(text: &[u8], at: usize) -> u64 {
    text.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

#[inline]
fn half(text: &[u8], at: usize) -> u64 {
    text.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u64::from(u32::from_be_bytes(*bytes)))
}

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

    /// Replaces the text of that number by one of another list.
    pub fn copy(&mut self, id: usize, others: &Texts, other: usize) {
        let packed = others.packed[other];
        match packed.place_elsewhere() {
            Some(_) => others.with(other, |text| self.set(id, text)),
            None => self.packed[id] = packed,
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
        let mut other = Texts::default();
        for length in [3, 40, 20] {
            texts.push(long(length).as_bytes());
            other.push(long(length + 5).as_bytes());
        }
        texts.set(1, long(16).as_bytes());
        texts.set(0, long(30).as_bytes());
        texts.copy(2, &other, 1);
        let read = |texts: &Texts, id| texts.with(id, |text| String::from_utf8_lossy(text).into_owned());
        assert_eq!([0, 1, 2].map(|id| read(&texts, id)), [long(30), long(16), long(45)]);
        texts.set(2, b"");
        assert_eq!([0, 1, 2].map(|id| read(&texts, id)), [long(30), long(16), String::new()]);
        assert_eq!((texts.len(), texts.is_empty()), (3, false));
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
        fn digits_at_the_end_are_taken_apart(front in "[a-zA-Z/:]{0,6}", number in 0u32..100_000_000, digits in 1usize..=8) {
            let number = number % 10u32.pow(digits as u32);
            let text = format!("{front}{number:0digits$}");
            let (shape, read) = Packed::of(text.as_bytes()).and_then(Packed::apart).expect("digits");
            prop_assert_eq!(read, number);
            let other = format!("{front}{:0digits$}", 10u32.pow(digits as u32) - 1);
            prop_assert_eq!(Packed::of(other.as_bytes()).and_then(Packed::apart).map(|(shape, _)| shape), Some(shape));
            let longer = format!("{front}0{number:0digits$}");
            prop_assert!(Packed::of(longer.as_bytes()).and_then(Packed::apart) != Some((shape, number)));
            prop_assert_eq!(Packed::of(front.as_bytes()).and_then(Packed::apart), None);
        }

        #[test]
        fn texts_in_a_block_are_what_they_are_alone(
            before in "[a-z,\n]{0,20}",
            text in "[0-9]{0,7}[.,]?[0-9a/:]{0,3}|[0-9]{1,6}[.][0-9]{2}|[a-zA-Z]{0,9}[0-9]{1,9}|.{0,20}",
            after in "[a-z0-9,\n]{0,20}",
        ) {
            let block = format!("{before}{text}{after}").into_bytes();
            let (start, end) = (before.len(), before.len() + text.len());
            let packed = Packed::of(text.as_bytes());
            prop_assert_eq!(Packed::at(&block, start, end), packed);
            let apart = packed.and_then(Packed::apart);
            for shape in apart.map(|(shape, _)| shape).into_iter().chain(Packed::of(b"C000001").and_then(Packed::apart).map(|(shape, _)| shape)) {
                let expected = apart.filter(|(known, _)| *known == shape).map(|(_, number)| number);
                prop_assert_eq!(packed.and_then(|text| shape.number_of(text)), expected);
                prop_assert_eq!(shape.number_at(&block, start, end), expected);
            }
            let is_plain = text.split_once('.').is_some_and(|(whole, more)| {
                let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
                !whole.is_empty() && more.len() == 2 && text.len() <= 8 && digits(whole) && digits(more)
            });
            let expected = if is_plain && end >= 8 { text.replace('.', "").parse().ok() } else { None };
            prop_assert_eq!(hundredths(&block, start, end), expected);
        }

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
