//! The rules of records once more, one byte at a time and with nothing in mind but to be read: what the fast reader is compared with.
//!
//! * LF, CRLF and CR end a line. Between two delimiters stands a field; a line without any bytes is a record of one empty field.
//! * A quote as a field's first byte opens it; inside, everything is text and two quotes are one; a quote that is not doubled closes.
//! * A quote anywhere else in an unquoted field, and anything but a delimiter or a line end behind a closing quote, is a fault. The
//!   fault lasts to the end of its field; the first fault of a record is the one that is told.
//! * A byte order mark at a record's start, before a quote, belongs to no field: the quote opens the first.
//! * The end of the bytes inside of quotes is a fault that goes before all others: what follows the opening quote cannot be trusted.

/// A record as the rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainRecord {
    /// The physical line of its first byte, from 1.
    pub line: u32,
    /// Its first byte.
    pub start: usize,
    /// One past its last byte, without the line end.
    pub end: usize,
    /// The text of its fields, and whether each was quoted.
    pub fields: Vec<(Vec<u8>, bool)>,
    /// The code of its fault, and the byte where.
    pub fault: Option<(&'static str, usize)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of the field was seen yet.
    Start,
    /// In a field that no quote opened.
    Bare,
    /// Behind the quote at this byte, which opened the field.
    Quoted(usize),
    /// At the byte behind a quote that is inside of a quoted field: it closes the field, unless it is doubled.
    Closing(usize),
}

/// Reads all records. The delimiter is neither a quote nor a line end; without `quotes` a quote is an ordinary character.
pub fn read(bytes: &[u8], delimiter: u8, quotes: bool) -> Vec<PlainRecord> {
    let mut records = Vec::new();
    let (mut at, mut line) = (0, 1);
    while at < bytes.len() {
        let (record, lines_inside) = record(bytes, at, line, delimiter, quotes);
        let ends = line_end(bytes, record.end);
        at = record.end + ends;
        line += lines_inside + u32::from(ends > 0);
        records.push(record);
    }
    records
}

/// The record that begins at `start`, and how many lines end inside of it.
fn record(bytes: &[u8], start: usize, line: u32, delimiter: u8, quotes: bool) -> (PlainRecord, u32) {
    let mut record = PlainRecord { line, start, end: bytes.len(), fields: Vec::new(), fault: None };
    let (mut state, mut text, mut was_quoted, mut lines) = (State::Start, Vec::new(), false, 0);
    let mut at = start;
    if quotes && bytes[start..].starts_with("\u{FEFF}\"".as_bytes()) {
        at = start + 3;
    }
    while at < bytes.len() {
        let byte = bytes[at];
        if let State::Quoted(open) = state {
            if byte == b'"' {
                state = State::Closing(open);
            } else {
                text.push(byte);
                lines += u32::from(ends_a_line(bytes, at));
            }
            at += 1;
            continue;
        }
        if byte == delimiter || byte == b'\n' || byte == b'\r' {
            record.fields.push((std::mem::take(&mut text), was_quoted));
            (state, was_quoted) = (State::Start, false);
            if byte != delimiter {
                record.end = at;
                return (record, lines);
            }
        } else if let State::Closing(open) = state {
            text.push(byte);
            if byte == b'"' {
                state = State::Quoted(open);
            } else {
                record.fault.get_or_insert(("text-after-quote", at));
                (state, was_quoted) = (State::Bare, false);
            }
        } else if byte == b'"' && quotes && state == State::Start {
            (state, was_quoted) = (State::Quoted(at), true);
        } else {
            if byte == b'"' && quotes {
                record.fault.get_or_insert(("quote-in-field", at));
            }
            text.push(byte);
            state = State::Bare;
        }
        at += 1;
    }
    if let State::Quoted(open) = state {
        record.fault = Some(("unclosed-quote", open));
    }
    record.fields.push((text, was_quoted));
    (record, lines)
}

/// How many bytes end the line at `at`: none at the end of all bytes.
fn line_end(bytes: &[u8], at: usize) -> usize {
    match (bytes.get(at), bytes.get(at + 1)) {
        (None, _) => 0,
        (Some(b'\r'), Some(b'\n')) => 2,
        _ => 1,
    }
}

/// Whether the byte at `at` ends a line; of CRLF the LF does.
fn ends_a_line(bytes: &[u8], at: usize) -> bool {
    bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'))
}
