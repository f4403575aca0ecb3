//! Where every field of a block ends, found sixteen bytes at a time: the quick way to what `Records` reads with care.
//!
//! Why it is fast: most rows of most files are regular. Every record has as many fields as the header, every line ends with LF or
//! CRLF, and quotes stand only where they may. Then nothing has to be decided per byte: comparing sixteen bytes with a delimiter and
//! a line end gives two masks of sixteen bits, four of these a mask of sixty-four, and each bit that is set is a separator. The
//! separators stand in one list, behind one that ends before the first byte, and field *f* of record *r* lies between the numbers
//! *r × width + f* and the next – no record is an object.
//!
//! Why it is exact: an index is either the same as what `Records` gives, or it is not made.
//! * The number of separators is the number of records times the width, and each width-th one is a line end. Since there are as many
//!   line ends as records, no other separator is one: every record has `width` fields.
//! * A carriage return without a line feed behind it is a line end of its own, which `Records` knows how to count: no index.
//! * Quotes: a byte is inside when an odd number of quotes stands up to it (the exclusive or of all bits below, by six shifts). A
//!   quote that opens must stand behind a separator or another quote, one that closes before a separator, a line end or another
//!   quote. Anything else is what `Records` calls a fault, and so is a block that ends inside: no index.
//!
//! A block without an index is read by `Records`: slower, with every fault at its place. A property test and a fuzz target compare the
//! two.

use pulp::{Arch, Simd, WithSimd};
use wide::u8x16;

use super::records::{Dialect, Field};

/// The end before the first byte.
const BEFORE: u32 = u32::MAX;
/// Bytes looked at together: one bit of a word for each.
const STEP: usize = 64;

/// The separators of one block.
#[derive(Clone, Debug, Default)]
pub struct Index {
    /// The ends, and behind them room that other blocks have used.
    ends: Vec<u32>,
    /// How many ends there are.
    length: usize,
    width: usize,
    quotes: bool,
    returns: bool,
    /// Whether some quotes are doubled, and whether some fields hold line ends.
    doubled: bool,
    broken: bool,
    is_plain_ascii: bool,
}

/// What is known of a block before it is indexed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// Line feeds in it.
    pub feeds: u32,
    /// Whether it holds a quote.
    pub quotes: bool,
    /// Whether it holds a carriage return.
    pub returns: bool,
}

impl Traits {
    /// Looks the bytes over.
    pub fn of(bytes: &[u8]) -> Self {
        let special = memchr::memchr2(b'"', b'\r', bytes);
        let has = |byte| special.is_some_and(|at| memchr::memchr(byte, &bytes[at..]).is_some());
        let feeds = memchr::memchr_iter(b'\n', bytes).count() as u32;
        Traits { feeds, quotes: has(b'"'), returns: has(b'\r') }
    }
}

impl Index {
    /// Indexes a block of whole records of `width` fields each. Whether it could: if not, the block is for `Records`.
    pub fn fill(&mut self, bytes: &[u8], dialect: Dialect, width: usize, traits: Traits) -> bool {
        self.width = width;
        self.quotes = traits.quotes && dialect.quotes;
        self.returns = traits.returns;
        (self.doubled, self.broken) = (false, false);
        if width == 0 || bytes.is_empty() || u32::try_from(bytes.len()).is_err() {
            return false;
        }
        let careful = self.quotes || self.returns;
        let Some(feeds) = Arch::new().dispatch(Search { index: self, bytes, delimiter: dialect.delimiter, careful })
        else {
            return false;
        };
        let feeds = feeds.unwrap_or(traits.feeds as usize);
        // The last record of a file need not end with a line feed.
        let is_unended = bytes.last() != Some(&b'\n');
        if is_unended {
            self.ends[self.length] = bytes.len() as u32;
            self.length += 1;
        }
        self.length == (feeds + usize::from(is_unended)) * width + 1 && self.ends_are_line_ends(bytes)
    }

    /// Whether every byte of the block is ASCII and none a NUL, as is seen on the way.
    pub fn is_plain_ascii(&self) -> bool {
        self.is_plain_ascii
    }

    /// Whether there are neither quotes nor carriage returns in the block.
    pub fn is_plain(&self) -> bool {
        !self.quotes && !self.returns
    }

    /// How many records there are.
    pub fn records(&self) -> usize {
        self.length.saturating_sub(1) / self.width.max(1)
    }

    /// The fields of a record, as they lie in the block.
    #[inline]
    pub fn fields(&self, record: usize) -> Indexed<'_> {
        let first = record * self.width;
        Indexed { ends: &self.ends[first..=first + self.width], index: self }
    }

    fn ends_are_line_ends(&self, bytes: &[u8]) -> bool {
        let last = self.ends[..self.length].iter().skip(self.width).step_by(self.width);
        last.into_iter().all(|end| bytes.get(*end as usize).is_none_or(|byte| *byte == b'\n'))
    }

    /// Lists the separators of bytes that hold neither a quote nor a carriage return.
    #[inline(always)]
    fn find(&mut self, bytes: &[u8], delimiter: u8) {
        let needles = [delimiter, b'\n'].map(u8x16::splat);
        let (steps, rest) = bytes.as_chunks::<STEP>();
        let mut list = List::new(&mut self.ends);
        let mut seen = Seen::default();
        for (at, step) in steps.iter().enumerate() {
            list.add(at, mask_of_either(step, needles, &mut seen));
        }
        list.add(steps.len(), mask_of_either(&padded(rest), needles, &mut Seen::default()));
        self.length = list.length;
        self.is_plain_ascii = seen.is_plain_ascii() && is_plain_ascii(rest);
    }

    /// Lists the separators outside of quotes, and counts the line feeds among them; nothing where a quote or a carriage return stands where
    /// it may not.
    #[inline(always)]
    fn find_with_care(&mut self, bytes: &[u8], delimiter: u8) -> Option<usize> {
        let needles = [delimiter, b'\n', b'"', b'\r'].map(u8x16::splat);
        let (steps, rest) = bytes.as_chunks::<STEP>();
        let last = padded(rest);
        let mut list = List::new(&mut self.ends);
        let (mut lines, mut seen) = (0, Seen::default());
        // The first byte stands behind a line end, so to say.
        let mut before = Before { separator: 1, ..Before::default() };
        for (at, step) in steps.iter().chain([&last]).enumerate() {
            let [delimiters, feeds, quotes, returns] = masks(step, needles, &mut seen);
            let quotes = if self.quotes { quotes } else { 0 };
            let inside = odd_below(quotes) ^ before.inside;
            let separators = (delimiters | feeds) & !inside;
            let (opens, closes) = (quotes & inside, quotes & !inside);
            let behind = |mask: u64, carried: u64| mask << 1 | carried;
            let opens_well = behind(separators, before.separator) | behind(quotes, before.quote);
            let closes_well = separators | quotes | returns | padding(at, bytes.len());
            let closed_before = behind(closes, before.closed);
            let returned_before = behind(returns, before.returned);
            if opens & !opens_well != 0 || closed_before & !closes_well != 0 || returned_before & !feeds != 0 {
                return None;
            }
            self.doubled |= opens & behind(quotes, before.quote) != 0;
            self.broken |= feeds & inside != 0;
            list.add(at, separators);
            lines += (feeds & !inside).count_ones() as usize;
            before = Before {
                inside: 0u64.wrapping_sub(inside >> 63),
                separator: separators >> 63,
                quote: quotes >> 63,
                closed: closes >> 63,
                returned: returns >> 63,
            };
        }
        self.length = list.length;
        // Zeros of the padded end are no NULs.
        self.is_plain_ascii = is_plain_ascii(bytes) && seen.is_ascii();
        (before.inside == 0 && before.returned == 0).then_some(lines)
    }
}

/// The search for separators, compiled several times over: for every processor, and for those with longer vectors and with instructions for
/// single bits.
struct Search<'a> {
    index: &'a mut Index,
    bytes: &'a [u8],
    delimiter: u8,
    /// Whether there are quotes or carriage returns.
    careful: bool,
}

impl WithSimd for Search<'_> {
    /// Nothing: no index. Inside, the line feeds, where they were counted.
    type Output = Option<Option<usize>>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> Self::Output {
        if self.careful {
            return self.index.find_with_care(self.bytes, self.delimiter).map(Some);
        }
        self.index.find(self.bytes, self.delimiter);
        Some(None)
    }
}

/// What the step before leaves: whether its last byte is inside of quotes, a separator, a quote …
#[derive(Clone, Copy, Default)]
struct Before {
    inside: u64,
    separator: u64,
    quote: u64,
    closed: u64,
    returned: u64,
}

/// Of each bit, whether an odd number of bits is set up to it, itself included.
#[inline(always)]
fn odd_below(mut mask: u64) -> u64 {
    for shift in [1, 2, 4, 8, 16, 32] {
        mask ^= mask << shift;
    }
    mask
}

/// The bits of a step that lie behind the end of the bytes.
fn padding(step: usize, length: usize) -> u64 {
    let left = length.saturating_sub(step * STEP);
    if left >= STEP { 0 } else { u64::MAX << left }
}

fn is_plain_ascii(bytes: &[u8]) -> bool {
    bytes.is_ascii() && memchr::memchr(0, bytes).is_none()
}

/// Which bytes have been looked at.
#[derive(Default)]
struct Seen {
    /// Each bit that any byte has.
    bits: u8x16,
    nul: u8x16,
}

impl Seen {
    fn is_ascii(&self) -> bool {
        self.bits.to_bitmask() == 0
    }

    fn is_plain_ascii(&self) -> bool {
        self.is_ascii() && self.nul.to_bitmask() == 0
    }
}

#[inline(always)]
fn masks<const N: usize>(step: &[u8; STEP], needles: [u8x16; N], seen: &mut Seen) -> [u64; N] {
    let mut masks = [0u64; N];
    let (parts, _) = step.as_chunks::<16>();
    for (at, part) in parts.iter().enumerate() {
        let part = u8x16::new(*part);
        seen.bits |= part;
        seen.nul |= part.simd_eq(u8x16::ZERO);
        for (mask, needle) in masks.iter_mut().zip(needles) {
            *mask |= u64::from(part.simd_eq(needle).to_bitmask()) << (16 * at);
        }
    }
    masks
}

/// The bits of the bytes that are one of the needles.
#[inline(always)]
fn mask_of_either(step: &[u8; STEP], [one, other]: [u8x16; 2], seen: &mut Seen) -> u64 {
    let mut mask = 0;
    let (parts, _) = step.as_chunks::<16>();
    for (at, part) in parts.iter().enumerate() {
        let part = u8x16::new(*part);
        seen.bits |= part;
        seen.nul |= part.simd_eq(u8x16::ZERO);
        mask |= u64::from((part.simd_eq(one) | part.simd_eq(other)).to_bitmask()) << (16 * at);
    }
    mask
}

fn padded(rest: &[u8]) -> [u8; STEP] {
    let mut step = [0; STEP];
    step[..rest.len()].copy_from_slice(rest);
    step
}

/// The list of separators while it grows: room for a whole step is made before, so that no separator asks for it.
struct List<'a> {
    ends: &'a mut Vec<u32>,
    length: usize,
}

/// How many separators a step nearly always has at most: so many are written without a question.
const USUAL: usize = 12;

impl<'a> List<'a> {
    fn new(ends: &'a mut Vec<u32>) -> Self {
        ends.resize(ends.len().max(STEP), 0);
        ends[0] = BEFORE;
        List { ends, length: 1 }
    }

    #[inline(always)]
    fn add(&mut self, step: usize, mut mask: u64) {
        // One more: the end of a last record without a line feed.
        if self.ends.len() <= self.length + STEP {
            self.ends.resize((self.length + STEP) * 2, 0);
        }
        let base = (step * STEP) as u32;
        let Some(room) = self.ends[self.length..].first_chunk_mut::<STEP>() else { return };
        let count = mask.count_ones() as usize;
        self.length += count;
        let (usual, more) = room.split_at_mut(USUAL);
        for end in usual {
            *end = base.wrapping_add(mask.trailing_zeros());
            mask &= mask.wrapping_sub(1);
        }
        for end in more.iter_mut().take(count.saturating_sub(USUAL)) {
            *end = base.wrapping_add(mask.trailing_zeros());
            mask &= mask.wrapping_sub(1);
        }
    }
}

/// The fields of one record of an index.
#[derive(Clone, Copy, Debug)]
pub struct Indexed<'a> {
    /// The end before the record, and that of each field.
    ends: &'a [u32],
    index: &'a Index,
}

impl Indexed<'_> {
    /// First byte.
    #[inline]
    pub fn start(&self) -> usize {
        self.ends[0].wrapping_add(1) as usize
    }

    /// One past the last byte, without the line end.
    #[inline]
    pub fn end(&self, bytes: &[u8]) -> usize {
        let end = self.ends[self.ends.len() - 1] as usize;
        if self.index.returns && end > self.start() && bytes[end - 1] == b'\r' { end - 1 } else { end }
    }

    /// How many fields there are: at least one.
    #[inline]
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }

    /// The bytes of the field of that number as they stand, without quotes around them; nothing where quotes inside are doubled.
    #[inline(always)]
    pub fn as_it_stands<'b>(&self, field: usize, bytes: &'b [u8]) -> Option<&'b [u8]> {
        let (start, end) = self.inside(field, bytes)?;
        bytes.get(start..end)
    }

    /// First byte of a field and one past its last, without quotes; nothing where some inside are doubled. `PLAIN`: the index is.
    #[inline(always)]
    pub fn range<const PLAIN: bool>(&self, field: usize, bytes: &[u8]) -> Option<(usize, usize)> {
        if PLAIN {
            return Some((self.ends.get(field)?.wrapping_add(1) as usize, *self.ends.get(field + 1)? as usize));
        }
        self.inside(field, bytes)
    }

    /// The field of that number.
    #[inline]
    pub fn get(&self, field: usize, bytes: &[u8]) -> Option<Field> {
        let (start, end) = self.whole(field, bytes)?;
        if !self.is_quoted(start, end, bytes) {
            return Some(Field { start, end, quoted: false, doubled: false });
        }
        let (start, end) = (start + 1, end - 1);
        let doubled = self.is_doubled(start, end, bytes);
        Some(Field { start, end, quoted: true, doubled })
    }

    /// First byte of a field and one past its last, quotes and all.
    #[inline(always)]
    fn whole(&self, field: usize, bytes: &[u8]) -> Option<(usize, usize)> {
        let start = self.ends.get(field)?.wrapping_add(1) as usize;
        let mut end = *self.ends.get(field + 1)? as usize;
        if self.index.returns && field + 1 == self.len() && end > start && bytes[end - 1] == b'\r' {
            end -= 1;
        }
        Some((start, end))
    }

    #[inline(always)]
    fn is_quoted(&self, start: usize, end: usize, bytes: &[u8]) -> bool {
        self.index.quotes && start < end && bytes.get(start) == Some(&b'"')
    }

    /// First byte of a field and one past its last, without quotes; nothing where some inside are doubled.
    #[inline(always)]
    fn inside(&self, field: usize, bytes: &[u8]) -> Option<(usize, usize)> {
        let (start, end) = self.whole(field, bytes)?;
        if !self.is_quoted(start, end, bytes) {
            return Some((start, end));
        }
        let (start, end) = (start + 1, end - 1);
        (!self.is_doubled(start, end, bytes)).then_some((start, end))
    }

    #[inline(always)]
    fn is_doubled(&self, start: usize, end: usize, bytes: &[u8]) -> bool {
        self.index.doubled && memchr::memchr(b'"', &bytes[start..end]).is_some()
    }

    /// How many line ends the record holds inside of its fields.
    pub fn breaks(&self, bytes: &[u8]) -> u32 {
        let feeds = || memchr::memchr_iter(b'\n', &bytes[self.start()..self.end(bytes)]).count() as u32;
        if self.index.broken { feeds() } else { 0 }
    }
}

#[cfg(test)]
mod tests;
