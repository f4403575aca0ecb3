//! Files whose encoding cannot be told, and need not be: where only headers and cells that nothing reads would differ.

use crate::ingest::decode::{Detected, Encoding, How};
use crate::ingest::files::InputFile;
use crate::ingest::records::{Dialect, Field, Records};

/// What a file may be in where nothing tells; all have the bytes of ASCII for its characters.
const READINGS: [Encoding; 3] = [Encoding::UTF_8, Encoding::GB18030, Encoding::BIG5];
/// Every byte is a character there.
const ANYTHING: &str = "windows-1252";
/// A larger file is not looked at for this.
const MOST_BYTES: u64 = 256 << 20;

/// How a file would be read in some encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// How records are written.
    pub dialect: Dialect,
    /// The line of the first row.
    pub line: u32,
    /// The fields that are read, by their place.
    pub fields: Vec<usize>,
    /// The field of the day, of which every row has one; of a register nothing.
    pub day: Option<usize>,
}

/// An encoding for a file of which all that is read is ASCII, so that any would do; nothing where it matters. `read` says how the file would be
/// read in an encoding, if it has a header in it.
pub(super) fn any_encoding(file: &InputFile, read: impl Fn(Encoding) -> Option<Reading>) -> Option<Detected> {
    if file.len() > MOST_BYTES {
        return None;
    }
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut file.open().ok()?, &mut bytes).ok()?;
    let fits = READINGS.into_iter().find(|encoding| encoding.text(&bytes).is_some());
    let encoding = fits.or_else(|| Encoding::named(ANYTHING))?;
    let first = read(encoding)?;
    let is_alike = |other: Encoding| read(other).as_ref() == Some(&first);
    let is_split_raw = READINGS.iter().all(|reading| reading.splits_raw(first.dialect.delimiter));
    let is_indifferent = is_split_raw && READINGS.into_iter().all(is_alike) && rows_are_ascii(&bytes, &first);
    is_indifferent.then_some(Detected { encoding, how: How::NothingReadDiffers })
}

/// Whether every row is surely one, and all that is read of it is ASCII.
fn rows_are_ascii(bytes: &[u8], reading: &Reading) -> bool {
    let below = super::streams::below_lines(bytes, reading.line - 1);
    let mut records = Records::new(&bytes[below..], reading.dialect, reading.line);
    while let Some(record) = records.advance() {
        let whole = &records.bytes()[record.start..record.end];
        if whole.is_ascii() {
            continue;
        }
        let text = |field: usize| records.fields().get(field).map(|field: &Field| field.bytes(records.bytes()));
        let is_ascii = |field: usize| text(field).is_none_or(|text| text.is_ascii());
        let is_row = match reading.day {
            Some(day) => text(day).is_some_and(|text| text.first().is_some_and(u8::is_ascii_digit)),
            None => is_ascii(0),
        };
        if record.fault.is_some() || !is_row || !reading.fields.iter().all(|field| is_ascii(*field)) {
            return false;
        }
    }
    true
}
