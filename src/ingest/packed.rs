//! Short texts as two words, which are compared and hashed as numbers; and what their last digits write.

use std::ops::Range;

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
    pub(super) fn elsewhere(place: usize, length: usize) -> Self {
        Packed { high: (place as u64) << LENGTH_BITS | length as u64, low: ELSEWHERE }
    }

    /// The place that `elsewhere` was given, from its first byte to its last.
    pub(super) fn place_elsewhere(self) -> Option<Range<usize>> {
        let (place, length) = (self.high >> LENGTH_BITS, self.high & ((1 << LENGTH_BITS) - 1));
        (self.low & 0xFF == ELSEWHERE).then_some(place as usize..(place + length) as usize)
    }

    /// The bytes, in a buffer that is long enough.
    pub(super) fn write(self, buffer: &mut [u8; 16]) -> &[u8] {
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
    pub(super) fn hashes(self) -> (u64, u32) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
    }
}
