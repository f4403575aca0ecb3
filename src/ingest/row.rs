//! One record's cells, read only when something asks for them, each at most once.
//!
//! Texts are looked up by their raw bytes: a name that was seen before costs one hash, whatever it takes to normalise it.

mod numbers;

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use super::cell::{self, CellFault, DateFormat, Scaled};
use super::decode::{Encoding, bad_bytes};
use super::doubts::USUAL_DECIMALS;
use super::index::Indexed;
use super::interner::Interner;
use super::layout::{FileLayout, Placed, Whence};
use super::packed::Packed;
use super::records::Field;
use crate::calendar::NaiveDate;
use crate::number::Number;
use crate::spelling::folded;

pub use numbers::{InRow, Read, exchanged, number, number_in};

/// Decimals of a fixed-point number.
pub const SCALE: u32 = 12;

/// 10⁰ to 10¹².
const POWERS: [i64; SCALE as usize + 1] = {
    let mut powers = [1; SCALE as usize + 1];
    let mut power = 1;
    while power < powers.len() {
        powers[power] = powers[power - 1] * 10;
        power += 1;
    }
    powers
};

/// A number in units of 10⁻¹², with how many decimals were written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// In units of 10⁻¹².
    pub units: i128,
    /// Decimals as written.
    pub scale: u32,
}

impl Fixed {
    /// The same with its unit cut into so many parts, with all decimals that it may have; one that is not cut is itself.
    pub fn in_parts(self, parts: i64) -> Self {
        match parts {
            1 => self,
            parts => Fixed { units: self.units * i128::from(parts), scale: SCALE },
        }
    }

    /// The fixed-point form; nothing when it has more than 12 decimals or does not fit.
    pub fn from_scaled(scaled: Scaled) -> Option<Self> {
        let Scaled { mantissa, scale } = if scaled.scale > SCALE { scaled.shortest() } else { scaled };
        let factor = *POWERS.get(SCALE.checked_sub(scale)? as usize)?;
        // Nearly every mantissa has one word, and two words multiply without a check.
        let units = match i64::try_from(mantissa) {
            Ok(mantissa) => i128::from(mantissa) * i128::from(factor),
            Err(_) => mantissa.checked_mul(i128::from(factor))?,
        };
        Some(Fixed { units, scale: scaled.scale.min(SCALE) })
    }

    /// So many hundredths, written as such.
    #[inline(always)]
    pub fn of_hundredths(hundredths: u32) -> Self {
        Fixed { units: i128::from(u64::from(hundredths) * POWERS[10] as u64), scale: 2 }
    }

    /// Whether it is written with so few decimals that nobody wonders at an amount.
    #[inline(always)]
    pub fn has_usual_decimals(self) -> bool {
        self.scale <= USUAL_DECIMALS
    }

    /// The same value as a number.
    pub fn to_number(self) -> Number {
        Number::from_scaled(self.units, SCALE)
    }
}

/// The fields of one record, as the careful reader lists them or as an index has them.
#[derive(Clone, Copy)]
pub enum Fields<'a> {
    /// One by one.
    Listed(&'a [Field]),
    /// By where each ends.
    Indexed(Indexed<'a>),
}

impl Fields<'_> {
    /// How many there are.
    #[inline]
    pub fn len(&self) -> usize {
        match self {
            Fields::Listed(fields) => fields.len(),
            Fields::Indexed(fields) => fields.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The field of that number in the block's bytes.
    #[inline]
    pub fn get(&self, field: usize, bytes: &[u8]) -> Option<Field> {
        match self {
            Fields::Listed(fields) => fields.get(field).copied(),
            Fields::Indexed(fields) => fields.get(field, bytes),
        }
    }
}

/// The cells of one record of one file.
#[derive(Clone, Copy)]
pub struct Cells<'a> {
    /// The block's bytes.
    pub bytes: &'a [u8],
    /// The record's fields.
    pub fields: Fields<'a>,
    /// The file.
    pub layout: &'a FileLayout,
    /// Fields whose blank repeats the value above, with it.
    pub filled: &'a [(usize, String)],
    /// Slots whose text the row has from elsewhere: from the order that it takes back, or from a register.
    pub instead: &'a [(usize, Cow<'a, str>)],
}

impl<'a> Cells<'a> {
    /// The bytes of a slot's cell as they stand in the block; nothing where it has doubled quotes, or is no field.
    #[inline(always)]
    pub fn as_it_stands(&self, slot: usize) -> Option<&'a [u8]> {
        if let Some(text) = self.text_instead(slot) {
            return Some(text.as_bytes());
        }
        let field = self.layout.fields[slot]?;
        if !self.filled.is_empty()
            && let Some((_, above)) = self.filled.iter().find(|(filled, _)| *filled == field)
        {
            return Some(above.as_bytes());
        }
        match &self.fields {
            Fields::Indexed(fields) => fields.as_it_stands(field, self.bytes),
            Fields::Listed(fields) => {
                let field = fields.get(field).filter(|field| !field.doubled)?;
                self.bytes.get(field.start..field.end)
            }
        }
    }

    /// The text that the row has from elsewhere.
    #[inline(always)]
    pub fn text_instead(&self, slot: usize) -> Option<&'a str> {
        let mut instead = self.instead.iter();
        instead.find(|(own, _)| *own == slot).map(|(_, text)| &**text)
    }

    /// The bytes of a slot's cell; nothing where the file or the record does not have it.
    #[inline]
    pub fn raw(&self, slot: usize) -> Option<Cow<'a, [u8]>> {
        if let Some(bytes) = self.as_it_stands(slot) {
            return Some(Cow::Borrowed(bytes));
        }
        match &self.layout.slots[slot].whence {
            Whence::Field(index) => self.field(*index).map(|field| field.bytes(self.bytes)),
            Whence::Constant(text) => Some(Cow::Borrowed(text.as_bytes())),
            Whence::Absent => None,
        }
    }

    /// The field of that number.
    #[inline]
    pub fn field(&self, index: usize) -> Option<Field> {
        self.fields.get(index, self.bytes)
    }

    /// Every field as written, doubled quotes made single; bytes that are no text show as such.
    pub fn texts(&self) -> Vec<Cow<'a, str>> {
        let text = |field: Field| match field.bytes(self.bytes) {
            Cow::Borrowed(_) => self.layout.encoding.lossy(&self.bytes[field.start..field.end]),
            Cow::Owned(bytes) => Cow::Owned(self.layout.encoding.lossy(&bytes).into_owned()),
        };
        (0..self.fields.len()).filter_map(|index| self.field(index)).map(text).collect()
    }

    /// Whether the file has the slot, by a column or by a constant.
    pub fn has(&self, slot: usize) -> bool {
        self.layout.slots[slot].whence != Whence::Absent
    }

    /// Whether a slot's cell is missing: absent, blank, or one of the words that say so.
    pub fn is_missing(&self, slot: usize) -> bool {
        self.raw(slot)
            .is_none_or(|raw| raw.is_empty() || self.text_of(&raw).is_none_or(|text| cell::is_missing(text.trim())))
    }

    /// The text of some bytes of the file.
    ///
    /// # Errors
    /// They have a sequence that its encoding does not have.
    pub fn readable<'b>(&self, bytes: &'b [u8]) -> Result<Cow<'b, str>, CellFault> {
        self.text_of(bytes).ok_or_else(not_in_encoding)
    }

    /// The text of some bytes of the file; nothing where they have a sequence that its encoding does not have.
    pub fn text_of<'b>(&self, bytes: &'b [u8]) -> Option<Cow<'b, str>> {
        self.layout.encoding.text(bytes)
    }
}

fn not_in_encoding() -> CellFault {
    CellFault::new(bad_bytes::IN_CELL, "")
}

impl Fixed {
    /// Reads `-?digits(.digits)?` of up to fifteen digits; nothing for every other text, number or not.
    pub fn plain(text: &[u8]) -> Option<Self> {
        let (negative, digits) = match text {
            [b'-', rest @ ..] => (true, rest),
            _ => (false, text),
        };
        let (mut mantissa, mut point) = (0u64, digits.len());
        for (at, byte) in digits.iter().enumerate() {
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                mantissa = mantissa.wrapping_mul(10).wrapping_add(u64::from(digit));
            } else if *byte == b'.' && point == digits.len() {
                point = at;
            } else {
                return None;
            }
        }
        let scale = digits.len() - (point + 1).min(digits.len());
        let is_whole = point == digits.len();
        // Thirteen digits before the point, twelve behind it, and a word holds the mantissa.
        if digits.len() > 16 || point == 0 || point > 13 || scale > 12 || (scale == 0) != is_whole {
            return None;
        }
        let units = i128::from(mantissa) * i128::from(POWERS[12 - scale]);
        Some(Fixed { units: if negative { -units } else { units }, scale: scale as u32 })
    }
}

/// Days of a file in order repeat: the last one read is kept with its bytes.
#[derive(Clone, Debug, Default)]
pub struct DayReader {
    last: Option<(Packed, NaiveDate)>,
}

impl DayReader {
    /// The day that was read last, with its text where that is short.
    #[inline]
    pub fn last(&self) -> Option<(Packed, NaiveDate)> {
        self.last
    }

    /// Reads a day.
    ///
    /// # Errors
    /// What `cell::date::read` refuses, and days before 1980 or after 2100.
    #[inline]
    pub fn read(&mut self, raw: &[u8], format: DateFormat, encoding: Encoding) -> Result<Option<NaiveDate>, CellFault> {
        let packed = Packed::of(raw);
        if let (Some((last, day)), Some(packed)) = (self.last, packed)
            && last == packed
        {
            return Ok(Some(day));
        }
        let day = match cell::date::read_plain(raw) {
            Some(day) => Some(day),
            None => {
                let text = encoding.text(raw).ok_or_else(not_in_encoding)?;
                cell::date::read(&text, format)?
            }
        };
        let Some(day) = day else { return Ok(None) };
        let text = encoding.text(raw).unwrap_or_default();
        let day = cell::date::in_source_range(day, &text)?;
        self.last = packed.map(|packed| (packed, day));
        Ok(Some(day))
    }
}

/// What is known of one raw text of a slot.
#[derive(Clone, Copy, Debug)]
pub struct KnownText<'a, T> {
    /// Its number in `TextSlot::keys`; nothing when it is missing.
    pub key: Option<u32>,
    /// Why it cannot be a key.
    pub fault: Option<&'a CellFault>,
    /// What the caller derived from the normal form.
    pub derived: &'a T,
}

/// A text in normal form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// As the file has it.
    pub own: &'a str,
    /// As what it is read.
    pub meant: &'a str,
}

/// The texts of one slot: by raw bytes, and by the form in which keys are looked up.
///
/// A text that is looked up as it stands, bytes and all, is kept once, as a key; only others are known by their raw bytes too. Raw bytes
/// are those of one encoding: `forget` before a file in another.
#[derive(Clone, Debug, Default)]
pub struct TextSlot<T> {
    raw: Interner,
    /// Of each raw text, its key.
    keys_of: Vec<Option<u32>>,
    faults: FxHashMap<u32, CellFault>,
    /// Of each raw text, what was derived from it; empty where nothing is derived from any.
    derived: Vec<T>,
    nothing: T,
    /// Texts as they are looked up (`cell::key::matching`).
    pub keys: Interner,
    /// Of each key, whether it was read from a text that is looked up as it stands.
    plain: Vec<u64>,
}

/// How a column's texts are read.
#[derive(Clone, Copy, Debug)]
pub struct TextReading<'a> {
    /// The column in its file.
    pub placed: &'a Placed,
    /// What its bytes are in.
    pub encoding: Encoding,
}

impl<T: Default> TextSlot<T> {
    /// The number of a raw text; `derive` is asked once for each different one (nothing: missing). Where nothing
    /// is derived from the slot's texts, there is no `derive`.
    #[inline]
    pub fn find(&mut self, raw: &[u8], reading: TextReading, derive: Option<impl FnOnce(Option<Word>) -> T>) -> u32 {
        let id = self.raw.intern(raw);
        if id as usize == self.keys_of.len() {
            self.learn(id, raw, reading, derive);
        }
        id
    }

    /// How many raw texts it has learned.
    #[inline]
    pub fn learned(&self) -> usize {
        self.keys_of.len()
    }

    /// The number of a raw text that `find` has found before.
    #[inline]
    pub fn find_again(&self, raw: &[u8]) -> Option<u32> {
        self.raw.find(raw)
    }

    /// What is known of a text that `find` found.
    #[inline]
    pub fn known(&self, id: u32) -> KnownText<'_, T> {
        let fault = if self.faults.is_empty() { None } else { self.faults.get(&id) };
        let derived = self.derived.get(id as usize).unwrap_or(&self.nothing);
        KnownText { key: self.keys_of[id as usize], fault, derived }
    }

    /// The number of a key; nothing where the text is missing, is no key, or must be learned by `find`.
    #[inline]
    pub fn find_key(&mut self, raw: &[u8], reading: TextReading) -> Option<u32> {
        self.known_key(raw, reading.encoding).or_else(|| self.learn_key(raw, reading))
    }

    /// The number of the key of a text that was seen before.
    #[inline]
    pub fn known_key(&self, raw: &[u8], encoding: Encoding) -> Option<u32> {
        // In another encoding only ASCII is its own normal form in bytes too.
        let may_stand = encoding == Encoding::UTF_8 || raw.is_ascii();
        let as_it_stands = if may_stand { self.keys.find(raw).filter(|id| self.is_plain(*id)) } else { None };
        as_it_stands.or_else(|| self.keys_of[self.raw.find(raw)? as usize])
    }

    /// Forgets raw texts: the next file has other bytes for them. Keys stay.
    pub fn forget(&mut self) {
        self.raw = Interner::default();
        self.keys_of.clear();
        self.faults.clear();
        self.derived.clear();
        self.plain.clear();
    }

    #[inline]
    fn is_plain(&self, id: u32) -> bool {
        self.plain.get(id as usize / 64).is_some_and(|bits| bits >> (id % 64) & 1 == 1)
    }

    /// Keeps a key that is looked up as it stands, in bytes too.
    fn learn_key(&mut self, raw: &[u8], reading: TextReading) -> Option<u32> {
        let text = std::str::from_utf8(raw).ok().filter(|text| text.is_ascii() || reading.encoding == Encoding::UTF_8);
        let is_normal =
            |text: &str| matches!(cell::key::read(text), Ok(Some(normal)) if normal == text && folded(text) == text);
        let is_it = |text: &&str| (cell::key::is_plain(raw) || is_normal(text)) && reading.placed.is_key(text);
        text.filter(is_it)?;
        let id = self.keys.intern(raw);
        let word = id as usize / 64;
        if self.plain.len() <= word {
            self.plain.resize(word + 1, 0);
        }
        self.plain[word] |= 1 << (id % 64);
        Some(id)
    }

    fn learn(&mut self, id: u32, raw: &[u8], reading: TextReading, derive: Option<impl FnOnce(Option<Word>) -> T>) {
        let TextReading { placed, encoding } = reading;
        let read = encoding.text(raw).ok_or_else(not_in_encoding).and_then(|text| cell::key::read(&text));
        let normal = read.unwrap_or_else(|fault| {
            self.faults.insert(id, fault);
            None
        });
        if let Some(derive) = derive {
            self.derived.push(derive(normal.as_deref().map(|own| Word { own, meant: placed.meaning(own) })));
        }
        let key = normal.as_deref().map(|own| folded(placed.key(own)));
        self.keys_of.push(key.map(|key| self.keys.intern(key.as_bytes())));
    }
}
