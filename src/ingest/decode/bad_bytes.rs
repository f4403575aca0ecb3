//! Bytes that belong to no character of their file's encoding, as a fault at their line and column.

use std::sync::Arc;

use super::{Encoding, shown};
use crate::finding::Finding;
use crate::ingest::records::line_ends;
use crate::source::Place;

/// The code with which the fold says that a cell is no text.
pub const IN_CELL: &str = "not-utf8";
/// The code of the finding.
pub const CODE: &str = "not-in-encoding";

/// How many characters `\xNN` has.
const MARK: usize = 4;

/// The first such bytes of text that was transcoded from `encoding` and begins on `first_line`; nothing where there are none.
pub fn first_in(file: &Arc<str>, text: &[u8], first_line: u32, encoding: Encoding) -> Option<Finding> {
    let at = std::str::from_utf8(text).err()?.valid_up_to();
    let start = memchr::memrchr2(b'\n', b'\r', &text[..at]).map_or(0, |before| before + 1);
    let end = memchr::memchr2(b'\n', b'\r', &text[at..]).map_or(text.len(), |offset| at + offset);
    let excerpt = shown(encoding, &text[start..end]).into_owned();
    let column = String::from_utf8_lossy(&text[start..at]).chars().count();
    let line = first_line + line_ends(&text[..at]);
    let place =
        Place { width: width(&excerpt, column), column: column as u32 + 1, ..Place::line(file.clone(), line, excerpt) };
    Some(finding(place, encoding))
}

/// The same for a cell whose place is known; its excerpt has a replacement character for each bad byte, or shows it already.
pub fn in_cell(place: Place, encoding: Encoding) -> Finding {
    let (mut excerpt, mut found) = (String::new(), None);
    let mut rest = place.excerpt.chars();
    let mut column = 0;
    while let Some(character) = rest.next() {
        if character == char::REPLACEMENT_CHARACTER && found.is_none() && column + 1 >= place.column {
            found = Some(excerpt.chars().count());
        }
        match character {
            char::REPLACEMENT_CHARACTER if is_marked(rest.as_str(), encoding) => excerpt.push_str("\\x"),
            character => excerpt.push(character),
        }
        column += 1;
    }
    let found = found.or_else(|| first_mark(&excerpt, place.column.saturating_sub(1) as usize));
    let Some(at) = found else { return finding(place, encoding) };
    let width = width(&excerpt, at);
    finding(Place { column: at as u32 + 1, width, excerpt, ..place }, encoding)
}

fn finding(place: Place, encoding: Encoding) -> Finding {
    Finding::error("not-in-encoding").with("encoding", encoding.id()).at(place)
}

/// The first `\xNN` from that column on.
fn first_mark(excerpt: &str, from: usize) -> Option<usize> {
    let characters: Vec<char> = excerpt.chars().skip(from).collect();
    let is_mark = |mark: &[char]| mark.starts_with(&['\\', 'x']) && mark[2..].iter().all(char::is_ascii_hexdigit);
    characters.windows(MARK).position(is_mark).map(|at| from + at)
}

/// Whether a transcoder's two digits follow.
fn is_marked(rest: &str, encoding: Encoding) -> bool {
    let is_digit = |byte: &u8| byte.is_ascii_digit() || (b'A'..=b'F').contains(byte);
    encoding != Encoding::UTF_8 && rest.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(is_digit))
}

/// How many characters of the excerpt stand for bad bytes from there on.
fn width(excerpt: &str, column: usize) -> u32 {
    let rest: Vec<char> = excerpt.chars().skip(column).collect();
    let marks = rest.chunks(MARK).take_while(|mark| mark.starts_with(&['\\', 'x'])).count();
    (marks * MARK).max(1) as u32
}
