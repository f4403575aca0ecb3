//! Where in a file's records each column of a stream stands, and how its cells are written.

use std::borrow::Cow;
use std::sync::Arc;

use super::cell::{DateFormat, Decimal, NumberFormat, Scaled};
use super::decode::{Encoding, shown};
use super::mended::{MendedRecord, Replacements};
use super::personal::Personal;
use super::records::Dialect;
use super::sorting::Sorting;
use crate::spelling::folded;

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

/// A register whose entries rows name by a number or by a name.
pub trait Entries: std::fmt::Debug + Send + Sync {
    /// The number of what a word in normal form names; nothing where the register has no such entry, or several.
    fn number_of(&self, word: &str) -> Option<&str>;
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
    /// Words that are read as something else, folded.
    pub words: Vec<(String, String)>,
    /// Labels that have rates of their own, folded.
    pub rated: Vec<String>,
    /// Words of the column's own vocabulary that mean a known label.
    pub vocabulary: Option<fn(&str) -> Option<&'static str>>,
    /// What its words name, where that has a number and a name.
    pub entries: Option<Arc<dyn Entries>>,
    /// Whether the header says per cent.
    pub header_percent: bool,
    /// Whether the header says that the numbers are single units of money: `金额(元)`.
    pub is_of_ones: bool,
    /// The sign of another currency than the policy's that the header gives its amounts, which that of each row has to be.
    pub marked: Option<&'static str>,
    /// Whether the header says that its amounts are in the policy's currency already, whatever currency their rows name.
    pub is_local: bool,
}

impl Placed {
    /// The field it is read from, where it is one.
    pub fn field(&self) -> Option<usize> {
        if let Whence::Field(index) = self.whence { Some(index) } else { None }
    }

    /// What a word in normal form is read as by order of the policy.
    pub fn word(&self, own: &str) -> Option<&str> {
        if self.words.is_empty() {
            return None;
        }
        let own = folded(own);
        self.words.iter().find(|(word, _)| *word == own).map(|(_, read)| read.as_str())
    }

    /// What a word in normal form is told apart by: a label that has a rate of its own by itself, any other by what it is read as; and what is named in
    /// a register by one word whatever it is called, that label or its number there.
    pub fn key<'a>(&'a self, own: &'a str) -> &'a str {
        if self.is_rated(own) {
            return own;
        }
        let meant = self.meaning(own);
        let Some((entries, number)) = self.entries.as_ref().and_then(|all| Some((all, all.number_of(meant)?))) else {
            return meant;
        };
        let rated = self.rated.iter().find(|label| entries.number_of(label) == Some(number));
        rated.map_or(number, String::as_str)
    }

    fn is_rated(&self, own: &str) -> bool {
        if self.rated.is_empty() {
            return false;
        }
        let folded = folded(own);
        self.rated.iter().any(|label| *label == folded)
    }

    /// Whether a word in normal form, of a column whose texts are read as they stand, is told apart by itself.
    pub fn is_key(&self, own: &str) -> bool {
        self.entries.is_none() || self.key(own) == own
    }

    /// What a word in normal form is read as.
    pub fn meaning<'a>(&'a self, own: &'a str) -> &'a str {
        let word = self.word(own).unwrap_or(own);
        self.vocabulary.and_then(|known| known(word)).unwrap_or(word)
    }

    /// Whether its numbers are just what their digits say.
    #[inline]
    pub fn is_plain_number(&self) -> bool {
        self.number.unit.is_none()
            && !self.header_percent
            && self.round.is_none()
            && self.number.decimal != Decimal::Comma
            && !self.number.is_taken_off
    }

    /// Whether a plain number with that many decimals may be one of thousands: `1.000` in a file whose decimals are in doubt.
    #[inline]
    pub fn doubts(&self, scale: u32) -> bool {
        scale == 3 && self.number.decimal == Decimal::Doubtful
    }

    /// Whether its texts are read as they stand.
    pub fn is_as_written(&self) -> bool {
        self.words.is_empty() && self.vocabulary.is_none()
    }
}

/// What is read instead of some records of a file.
#[derive(Clone, Debug)]
pub struct Instead {
    /// The mended records.
    pub records: Replacements,
    /// Which layout they are read by: the file's own, of another name and in UTF-8.
    pub layout: usize,
}

/// One file of a stream; or the mended records of one.
#[derive(Clone, Debug)]
pub struct FileLayout {
    /// Its name, as shown.
    pub name: Arc<str>,
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
    /// Fields that no excerpt shows.
    pub personal: Personal,
    /// What tells its records apart: a record that is no row beyond doubt is shown to it.
    pub sorting: Sorting,
    /// How its days are written, with the year of the title lines.
    pub dates: DateFormat,
    /// Fields whose blanks repeat the value above: `sorting::Filling` reads the rows of the file in their order.
    pub filled: Vec<usize>,
    /// Those of them a text in which begins something new.
    pub stops: Vec<usize>,
    /// Mended records of the file, where it has some.
    pub instead: Option<Instead>,
    /// The columns that are read of it, known ones and those that the policy names, with their fields.
    pub columns: Vec<(String, usize)>,
    /// A place for each slot of the stream.
    pub slots: Vec<Placed>,
    /// Of each slot the field that it is read from, where it is one.
    pub fields: Vec<Option<usize>>,
    /// Slots of which the file has two columns, a name and a number: where the cell of the first is blank, the row is read from the second.
    pub beside: Vec<(usize, Placed)>,
}

impl FileLayout {
    /// What is read instead of the record that begins on a line, and by which layout.
    pub fn instead_of(&self, line: u32) -> Option<(usize, &MendedRecord)> {
        let instead = self.instead.as_ref()?;
        Some((instead.layout, instead.records.at(line)?))
    }

    /// By which its mended records are read.
    pub fn of_mended(&self, mended: Arc<str>) -> Self {
        let utf_8 = Encoding::UTF_8;
        FileLayout { name: mended, encoding: utf_8, stored_in: utf_8, is_assumed: false, instead: None, ..self.clone() }
    }

    /// The file as its rows are read whose cell of a slot is blank: from the column beside it.
    pub fn beside(&self, slot: usize, beside: &Placed) -> Self {
        let mut layout = self.clone();
        layout.fields[slot] = beside.field();
        layout.slots[slot] = beside.clone();
        layout.beside.retain(|(other, _)| *other != slot);
        layout
    }

    /// Bytes of its blocks for people to look at: one that belongs to no character as `\xNN`.
    pub fn shown<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        if self.encoding == self.stored_in { self.encoding.lossy(bytes) } else { shown(self.stored_in, bytes) }
    }

    /// The index of the field that a slot is read from.
    pub fn field_of(&self, slot: usize) -> Option<usize> {
        self.fields[slot]
    }
}
