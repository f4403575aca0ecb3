//! Bytes to records: the one automaton that says where a field and a record end.
//!
//! RFC 4180 with LF, CRLF or CR as line ends. A quote opens a field only as its first byte; inside, two quotes are one. What breaks
//! these rules is a fault of the record, never a guess: after a fault the record goes on to the end of its line, so that the
//! next record is read as if nothing had happened. A byte order mark at a record's start, before a quote, belongs to no field.
//! `last_record_end` obeys the same rules, so cutting a file into blocks never changes what is read.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3, memrchr};

use super::blocks::LONGEST_RECORD;
use super::decode::BYTE_ORDER_MARK;

/// How fields are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Between two fields.
    pub delimiter: u8,
    /// Whether a quote opens a field; otherwise it is an ordinary character.
    pub quotes: bool,
}

impl Dialect {
    /// Comma and quotes.
    pub const COMMA: Dialect = Dialect { delimiter: b',', quotes: true };
}

/// A field inside of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// First byte, after an opening quote.
    pub start: usize,
    /// One past the last byte, before a closing quote.
    pub end: usize,
    /// Whether it was quoted.
    pub quoted: bool,
    /// Whether it holds doubled quotes.
    pub doubled: bool,
}

impl Field {
    /// The field's bytes, doubled quotes made single.
    pub fn bytes<'a>(&self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        let raw = &bytes[self.start..self.end];
        if !self.doubled {
            return Cow::Borrowed(raw);
        }
        let mut single = Vec::with_capacity(raw.len());
        let mut skip = false;
        for byte in raw {
            skip = *byte == b'"' && !skip;
            if !skip || *byte != b'"' {
                single.push(*byte);
            }
        }
        Cow::Owned(single)
    }
}

/// What is wrong with a record as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecordFault {
    /// A quote inside of an unquoted field: `5" pipe`.
    QuoteInField,
    /// Text after a closing quote: `"Bos"ton`.
    TextAfterQuote,
    /// The end of the file inside of quotes: what follows the opening quote cannot be trusted.
    UnclosedQuote,
    /// More fields than any table has.
    TooWide,
    /// More bytes than any record may have.
    TooLong,
}

/// A record with more fields is a fault: no spreadsheet has more columns.
pub const MOST_FIELDS: usize = 16_384;

impl RecordFault {
    /// The code of its finding.
    pub fn code(self) -> &'static str {
        match self {
            RecordFault::QuoteInField => "quote-in-field",
            RecordFault::TextAfterQuote => "text-after-quote",
            RecordFault::UnclosedQuote => "unclosed-quote",
            RecordFault::TooWide => "record-too-wide",
            RecordFault::TooLong => "record-too-long",
        }
    }
}

/// Where a record stands; its fields are in `Records::fields`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// Physical line of its first byte, counted from the first line given.
    pub line: u32,
    /// First byte.
    pub start: usize,
    /// One past its last byte, without the line end.
    pub end: usize,
    /// What is wrong with it, and the byte where.
    pub fault: Option<(RecordFault, usize)>,
}

/// The records of a stretch of bytes that begins at a record's start.
pub struct Records<'a> {
    bytes: &'a [u8],
    dialect: Dialect,
    at: usize,
    line: u32,
    quoted: bool,
    fields: Vec<Field>,
}

impl<'a> Records<'a> {
    /// The records of `bytes`, whose first byte stands on `first_line`.
    pub fn new(bytes: &'a [u8], dialect: Dialect, first_line: u32) -> Self {
        let quoted = dialect.quotes && memchr(b'"', bytes).is_some();
        Records { bytes, dialect, at: 0, line: first_line, quoted, fields: Vec::new() }
    }

    /// The bytes.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The fields of the record that `advance` gave last.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Where the next record begins.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The line on which the next record begins.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The next record, if there is one. A blank line is a record with one empty field.
    #[inline]
    pub fn advance(&mut self) -> Option<Record> {
        if self.at >= self.bytes.len() {
            return None;
        }
        self.fields.clear();
        let record = if self.quoted { self.careful() } else { self.plain() };
        if record.end - record.start <= LONGEST_RECORD || record.fault.is_some() {
            return Some(record);
        }
        Some(Record { fault: Some((RecordFault::TooLong, record.start)), ..record })
    }

    /// A record of bytes that hold no quote at all.
    #[inline]
    fn plain(&mut self) -> Record {
        let start = self.at;
        let end = memchr2(b'\n', b'\r', &self.bytes[start..]).map_or(self.bytes.len(), |offset| start + offset);
        let mut field = start;
        let mut fault = None;
        while let Some(offset) = memchr(self.dialect.delimiter, &self.bytes[field..end]) {
            if self.fields.len() == MOST_FIELDS {
                fault = Some((RecordFault::TooWide, field));
                break;
            }
            self.fields.push(Field { start: field, end: field + offset, quoted: false, doubled: false });
            field += offset + 1;
        }
        self.fields.push(Field { start: field, end, quoted: false, doubled: false });
        let record = Record { line: self.line, start, end, fault };
        self.end_line(end);
        record
    }

    /// A record of bytes that may hold quotes.
    fn careful(&mut self) -> Record {
        let start = self.at;
        let line = self.line;
        let mut fault = None;
        let mut at = start + mark_before_quote(&self.bytes[start..]);
        loop {
            let (field, end) = if self.bytes.get(at) == Some(&b'"') {
                self.quoted_field(at, &mut fault)
            } else {
                self.bare_field(at, at, &mut fault)
            };
            if self.fields.len() <= MOST_FIELDS {
                self.fields.push(field);
            } else {
                fault.get_or_insert((RecordFault::TooWide, at));
            }
            if self.bytes.get(end) != Some(&self.dialect.delimiter) {
                let record = Record { line, start, end, fault };
                self.end_line(end);
                return record;
            }
            at = end + 1;
        }
    }

    /// A field that no quote opened, looked at from `at`; returns it and where it ends.
    fn bare_field(&self, start: usize, at: usize, fault: &mut Option<(RecordFault, usize)>) -> (Field, usize) {
        let end = memchr3(self.dialect.delimiter, b'\n', b'\r', &self.bytes[at..])
            .map_or(self.bytes.len(), |offset| at + offset);
        if start == at
            && let Some(offset) = memchr(b'"', &self.bytes[at..end])
        {
            fault.get_or_insert((RecordFault::QuoteInField, at + offset));
        }
        (Field { start, end, quoted: false, doubled: false }, end)
    }

    /// A field that the quote at `open` opened.
    fn quoted_field(&mut self, open: usize, fault: &mut Option<(RecordFault, usize)>) -> (Field, usize) {
        let start = open + 1;
        let mut at = start;
        let mut doubled = false;
        loop {
            let Some(offset) = memchr(b'"', &self.bytes[at..]) else {
                *fault = Some((RecordFault::UnclosedQuote, open));
                self.line += line_ends(&self.bytes[start..]);
                let end = self.bytes.len();
                return (Field { start, end, quoted: true, doubled }, end);
            };
            let quote = at + offset;
            match self.bytes.get(quote + 1) {
                Some(b'"') => {
                    doubled = true;
                    at = quote + 2;
                }
                next => {
                    self.line += line_ends(&self.bytes[start..quote]);
                    let closed =
                        next.is_none_or(|byte| *byte == self.dialect.delimiter || *byte == b'\n' || *byte == b'\r');
                    if closed {
                        return (Field { start, end: quote, quoted: true, doubled }, quote + 1);
                    }
                    fault.get_or_insert((RecordFault::TextAfterQuote, quote + 1));
                    return self.bare_field(open, quote + 1, fault);
                }
            }
        }
    }

    /// Steps over the line end at `end`.
    #[inline]
    fn end_line(&mut self, end: usize) {
        self.at = match self.bytes.get(end) {
            None => end,
            Some(b'\r') if self.bytes.get(end + 1) == Some(&b'\n') => end + 2,
            Some(_) => end + 1,
        };
        if self.at > end {
            self.line += 1;
        }
    }
}

/// How many line ends there are: LF, CRLF and lone CR are one each.
pub fn line_ends(bytes: &[u8]) -> u32 {
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let lone = if memchr(b'\r', bytes).is_none() {
        0
    } else {
        memchr::memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n')).count()
    };
    u32::try_from(feeds + lone).unwrap_or(u32::MAX)
}

/// One past the last line end that ends a record; nothing when no record ends in these bytes. The bytes begin at a record's start;
/// a lone CR as last byte is left, for an LF may follow.
pub fn last_record_end(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    if !dialect.quotes || memchr(b'"', bytes).is_none() {
        return last_line_end(bytes, 0, bytes.len());
    }
    let mut outside = 0;
    let mut found = None;
    let mut at = 0;
    while let Some(open) = next_quote(bytes, at) {
        if !opens_field(bytes, open, dialect.delimiter) {
            at = open + 1;
            continue;
        }
        found = last_line_end(bytes, outside, open).or(found);
        match closing_quote(bytes, open + 1) {
            None => return found,
            Some(close) => {
                outside = close + 1;
                at = after_quoted(bytes, close + 1, dialect.delimiter);
            }
        }
    }
    last_line_end(bytes, outside, bytes.len()).or(found)
}

/// The next quote; it mostly stands right here.
fn next_quote(bytes: &[u8], at: usize) -> Option<usize> {
    match bytes.get(at..at + 2) {
        Some([b'"', _]) => Some(at),
        Some([_, b'"']) => Some(at + 1),
        _ => memchr(b'"', &bytes[at..]).map(|offset| at + offset),
    }
}

/// Whether a quote outside of quotes is the first byte of a field, or, of a record's first field, the first behind a byte order mark.
fn opens_field(bytes: &[u8], quote: usize, delimiter: u8) -> bool {
    let begins_record = |at: usize| at == 0 || matches!(bytes[at - 1], b'\n' | b'\r');
    let before = bytes[..quote].strip_suffix(BYTE_ORDER_MARK);
    begins_record(quote) || bytes[quote - 1] == delimiter || before.is_some_and(|before| begins_record(before.len()))
}

/// The bytes of a byte order mark at a record's start before a quote: it belongs to no field. Pasted files leave it in the middle.
fn mark_before_quote(record: &[u8]) -> usize {
    let rest = record.strip_prefix(BYTE_ORDER_MARK);
    if rest.is_some_and(|rest| rest.first() == Some(&b'"')) { BYTE_ORDER_MARK.len() } else { 0 }
}

/// Where to look for the next opening quote after a quoted field closed: text after the closing quote is read to the field's end.
fn after_quoted(bytes: &[u8], at: usize, delimiter: u8) -> usize {
    if bytes.get(at).is_some_and(|byte| *byte == delimiter || matches!(byte, b'\n' | b'\r')) {
        return at;
    }
    memchr3(delimiter, b'\n', b'\r', &bytes[at..]).map_or(bytes.len(), |offset| at + offset)
}

fn closing_quote(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let quote = at + memchr(b'"', &bytes[at..])?;
        if bytes.get(quote + 1) != Some(&b'"') {
            // The last byte may be the first of two quotes: without the next byte nobody knows.
            return (quote + 1 < bytes.len()).then_some(quote);
        }
        at = quote + 2;
    }
}

fn last_line_end(bytes: &[u8], from: usize, to: usize) -> Option<usize> {
    if to - from == 1 {
        let is_end = bytes[from] == b'\n' || bytes[from] == b'\r' && to < bytes.len();
        return is_end.then_some(to);
    }
    let feed = memrchr(b'\n', &bytes[from..to]).map(|at| from + at + 1);
    if feed.is_some() {
        return feed;
    }
    let carriage = memrchr(b'\r', &bytes[from..to]).map(|at| from + at + 1)?;
    (carriage < bytes.len()).then_some(carriage)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Plain = (u32, Vec<String>, Option<RecordFault>);

    fn read(bytes: &[u8], first_line: u32) -> Vec<Plain> {
        let mut records = Records::new(bytes, Dialect::COMMA, first_line);
        let mut all = Vec::new();
        while let Some(record) = records.advance() {
            let text = |field: &Field| String::from_utf8_lossy(&field.bytes(bytes)).into_owned();
            all.push((record.line, records.fields().iter().map(text).collect(), record.fault.map(|(fault, _)| fault)));
        }
        all
    }

    #[test]
    fn lines_are_physical_whatever_ends_them() {
        let fields = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let found = read(b"a,b\r\n\"x\r\ny\",2\r3,4\n\n5,\"6\"\"7\"", 1);
        let lines: Vec<(u32, Vec<String>)> = found.into_iter().map(|(line, fields, _)| (line, fields)).collect();
        let expected = vec![
            (1, fields(&["a", "b"])),
            (2, fields(&["x\r\ny", "2"])),
            (4, fields(&["3", "4"])),
            (5, fields(&[""])),
            (6, fields(&["5", "6\"7"])),
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn broken_quotes_are_faults_and_the_next_line_is_read_again() {
        let found = read(b"5\" pipe,1\n\"Bos\"ton,2\nok,3\n\"open,4\n", 1);
        let faults: Vec<(u32, Option<RecordFault>)> = found.iter().map(|record| (record.0, record.2)).collect();
        let expected = vec![
            (1, Some(RecordFault::QuoteInField)),
            (2, Some(RecordFault::TextAfterQuote)),
            (3, None),
            (4, Some(RecordFault::UnclosedQuote)),
        ];
        assert_eq!(faults, expected);
    }

    #[test]
    fn a_byte_order_mark_before_a_quote_belongs_to_no_field() {
        let found = read("a,b\n\u{FEFF}\"c\nd\",e\n\u{FEFF}f,\u{FEFF}\"g\"\n".as_bytes(), 1);
        let fields = |index: usize| -> Vec<&str> { found[index].1.iter().map(String::as_str).collect() };
        assert_eq!((fields(1), found[1].0, found[1].2), (vec!["c\nd", "e"], 2, None));
        assert_eq!(fields(2), ["\u{FEFF}f", "\u{FEFF}\"g\""]);
        assert_eq!(found[2].2, Some(RecordFault::QuoteInField));
        assert_eq!(last_record_end("\u{FEFF}\"a\nb".as_bytes(), Dialect::COMMA), None);
    }

    /// The records of a file read in blocks cut by `last_record_end`.
    fn read_in_blocks(bytes: &[u8], size: usize) -> Vec<Plain> {
        let (mut all, mut line, mut rest, mut take) = (Vec::new(), 1, bytes, size);
        while take < rest.len() {
            match last_record_end(&rest[..take], Dialect::COMMA) {
                None => take += size,
                Some(end) => {
                    all.extend(read(&rest[..end], line));
                    line += line_ends(&rest[..end]);
                    rest = &rest[end..];
                    take = size;
                }
            }
        }
        all.extend(read(rest, line));
        all
    }

    proptest! {
        #[test]
        fn cutting_into_blocks_changes_nothing(text in "([ab,\"\n\r]|\u{FEFF}|\n\u{FEFF}\"){0,40}", size in 1usize..20) {
            prop_assert_eq!(read_in_blocks(text.as_bytes(), size), read(text.as_bytes(), 1));
        }
    }
}
