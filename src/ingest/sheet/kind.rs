//! What a file is by its first bytes, whatever its name says.

/// How a ZIP archive begins, which an `.xlsx` is.
const ZIP: &[u8] = b"PK\x03\x04";
/// How the older container of Microsoft Office begins: `.xls`, and every workbook under a password.
pub(super) const COMPOUND: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// Beginnings of files that are no tables, and what they are called.
const OTHERS: [(&[u8], &str); 8] = [
    (b"%PDF", "PDF"),
    (b"\x1F\x8B", ".gz"),
    (b"Rar!", ".rar"),
    (b"7z\xBC\xAF\x27\x1C", ".7z"),
    (b"PAR1", ".parquet"),
    (b"\x09\x08\x10\x00\x00\x06", ".xls"),
    (b"\x09\x08\x08\x00\x00\x05", ".xls"),
    (b"\x89PNG", "PNG"),
];
/// How pages for browsers begin, in lower case.
const TAGS: [&str; 8] = ["<!doctype html", "<html", "<head", "<body", "<table", "<meta", "<style", "<div"];

/// How many of a file's first bytes tell what it is.
pub const SIGNATURE_BYTES: u64 = 512;

/// Whether a file that begins so is a workbook, whatever its name.
pub fn is_workbook(first_bytes: &[u8]) -> bool {
    first_bytes.starts_with(ZIP) || first_bytes.starts_with(COMPOUND)
}

/// What a file that begins so is, where it is neither a workbook nor a table in text: a page for browsers, a document, an archive.
pub fn other_kind(first_bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, kind)) = OTHERS.iter().find(|(begin, _)| first_bytes.starts_with(begin)) {
        return Some(kind);
    }
    // UTF-16 as well: every other byte of such a page is 0.
    let text: Vec<u8> = first_bytes.iter().copied().filter(|byte| byte.is_ascii() && *byte != 0).collect();
    let text = String::from_utf8_lossy(&text).trim_start().to_lowercase();
    let below = |text: &str| text.split_once("?>").map(|(_, below)| below.trim_start().to_owned());
    match text.starts_with("<?xml") {
        true => Some(if below(&text).is_some_and(|below| is_page(&below)) { "HTML" } else { "XML" }),
        false => is_page(&text).then_some("HTML"),
    }
}

fn is_page(text: &str) -> bool {
    let mut text = text;
    while let Some((_, below)) = text.strip_prefix("<!--").and_then(|rest| rest.split_once("-->")) {
        text = below.trim_start();
    }
    TAGS.iter().any(|tag| text.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_say_what_a_file_is() {
        let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        for (bytes, kind) in [
            (b"<html xmlns:o=\"x\">".to_vec(), Some("HTML")),
            ("\u{FEFF}\r\n<!DOCTYPE html><html>".as_bytes().to_vec(), Some("HTML")),
            (b"<!-- made by ERP --><TABLE border=1>".to_vec(), Some("HTML")),
            (wide("\u{FEFF}<html>"), Some("HTML")),
            (b"<?xml version=\"1.0\"?>\n<html>".to_vec(), Some("HTML")),
            (b"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>".to_vec(), Some("XML")),
            (b"%PDF-1.7".to_vec(), Some("PDF")),
            (b"date\tamount\n".to_vec(), None),
            (b"<none>,amount\n".to_vec(), None),
        ] {
            assert_eq!(other_kind(&bytes), kind, "{}", String::from_utf8_lossy(&bytes));
        }
    }
}
