//! Where in a file's records each column of a stream stands, and how its cells are written.

use std::borrow::Cow;

use super::cell::{DateFormat, NumberFormat, Scaled};
use super::decode::{Encoding, shown};
use super::records::Dialect;
use super::sorting::Sorting;

/// Where a slot's text comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whence {
    /// The field of that index.
    Field(usize),
    /// The same for every row.
    Constant(String),
    /// The file does not have it.
    Absent,
}

/// One slot in one file.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Where its text comes from.
    pub whence: Whence,
    /// How its numbers are written.
    pub number: NumberFormat,
    /// The step its numbers are rounded to on purpose.
    pub round: Option<Scaled>,
    /// Words that are read as something else, in normal form.
    pub words: Vec<(String, String)>,
    /// Words of the column's own vocabulary that mean a known label.
    pub vocabulary: Option<fn(&str) -> Option<&'static str>>,
    /// Whether the header says per cent.
    pub header_percent: bool,
}

impl Placed {
    /// The field it is read from, where it is one.
    pub fn field(&self) -> Option<usize> {
        if let Whence::Field(index) = self.whence { Some(index) } else { None }
    }

    /// Whether its numbers are just what their digits say.
    #[inline]
    pub fn is_plain_number(&self) -> bool {
        self.number.unit.is_none() && !self.header_percent && self.round.is_none()
    }

    /// Whether its texts are read as they stand.
    pub fn is_as_written(&self) -> bool {
        self.words.is_empty() && self.vocabulary.is_none()
    }
}

/// One file of a stream.
#[derive(Clone, Debug)]
pub struct FileLayout {
    /// Its name, as shown.
    pub name: std::sync::Arc<str>,
    /// How its records are written.
    pub dialect: Dialect,
    /// What the bytes of its blocks are in: its own encoding where records can be split before they are decoded, else UTF-8.
    pub encoding: Encoding,
    /// What the file itself is in.
    pub stored_in: Encoding,
    /// Whether it is only assumed that it is in UTF-8, from its first bytes: every block is looked at.
    pub is_assumed: bool,
    /// Its header, as written.
    pub labels: Vec<String>,
    /// What tells its records apart: a record that is no row beyond doubt is shown to it.
    pub sorting: Sorting,
    /// How its days are written, with the year of the title lines.
    pub dates: DateFormat,
    /// Fields whose blanks repeat the value above: `sorting::Filling::new(filled)` reads the rows of the file in their order.
    pub filled: Vec<usize>,
    /// A place for each slot of the stream.
    pub slots: Vec<Placed>,
    /// Of each slot the field that it is read from, where it is one.
    pub fields: Vec<Option<usize>>,
}

impl FileLayout {
    /// Bytes of its blocks for people to look at: one that belongs to no character as `\xNN`.
    pub fn shown<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        if self.encoding == self.stored_in { self.encoding.lossy(bytes) } else { shown(self.stored_in, bytes) }
    }

    /// The index of the field that a slot is read from.
    pub fn field_of(&self, slot: usize) -> Option<usize> {
        self.fields[slot]
    }
}
