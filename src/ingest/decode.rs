//! Which encoding a file is in: UTF-8, with or without a byte order mark; anything else is refused by name.

use crate::finding::Finding;
use crate::ingest::records::line_ends;
use crate::source::Place;

/// The mark that says UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Refuses what is not UTF-8, by its first bytes: a mark of UTF-16, NUL bytes, or a sequence that UTF-8 does not have.
///
/// # Errors
/// The finding, at the line where it shows. A sequence cut off by the end of `bytes` is none.
pub fn check(file: &std::sync::Arc<str>, bytes: &[u8]) -> Result<(), Finding> {
    let refused = |encoding: &str| {
        Err(Finding::error("encoding-not-supported").with("encoding", encoding).at(Place::file(file.clone())))
    };
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return refused("UTF-16");
    }
    if bytes.iter().take(4096).any(|byte| *byte == 0) {
        return refused("UTF-16 without a byte order mark");
    }
    let Err(error) = std::str::from_utf8(bytes) else { return Ok(()) };
    if error.error_len().is_none() {
        return Ok(());
    }
    let before = &bytes[..error.valid_up_to()];
    let line = line_ends(before) + 1;
    let start = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
    let end = memchr::memchr2(b'\n', b'\r', &bytes[start..]).map_or(bytes.len(), |at| start + at);
    let excerpt = String::from_utf8_lossy(&bytes[start..end]).into_owned();
    let column = String::from_utf8_lossy(&before[start..]).chars().count() as u32 + 1;
    let place = Place { column, width: 1, ..Place::line(file.clone(), line, excerpt) };
    Err(Finding::error("not-utf8-file").at(place))
}
