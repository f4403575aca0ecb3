//! The text of a policy file: UTF-8 with or without a mark, UTF-16 with one, else GB18030 or Big5.
//!
//! Of the last two the one that has the bytes is it; where both have, the one that says more words that something else knows: labels
//! of columns, and roles and names of `staff`. What that does not tell is refused with both readings.

use crate::policy::rules::InputKind;
use std::collections::BTreeSet;
use std::path::Path;

use super::content;
use super::encodings::Encodings;
use crate::finding::{Finding, Findings};
use crate::ingest::decode::{BYTE_ORDER_MARK, Encoding, western};
use crate::ingest::files::files_of;
use crate::ingest::header::{kinds, known_labels};
use crate::policy;
use crate::source::Place;

/// How many characters of a line a finding shows.
const SHOWN: usize = 40;

/// What parts the cells of a staff file.
const SEPARATORS: [char; 7] = [',', ';', '\t', '"', '\r', '\n', '|'];

/// The text of a policy file, its mark taken off; `folder` is what its paths are relative to.
///
/// # Errors
/// The finding: it is in no encoding that a policy may be in, or in one of two.
pub fn policy_text(file: &str, folder: &Path, bytes: &[u8]) -> Result<String, Finding> {
    if let Some(text) = marked(bytes) {
        return text.ok_or_else(|| Finding::error("policy-encoding-unknown").at(Place::file(file)));
    }
    if bytes.contains(&0) {
        return Err(Finding::error("policy-encoding-unknown").at(Place::file(file)));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(with_line_feeds(text));
    }
    let read = |encoding: Encoding| Some(with_line_feeds(&encoding.text(bytes)?));
    if let Some(text) = western(bytes) {
        let is_known = |encoding| read(encoding).is_some_and(|text| known_words(file, folder, &text) > 0);
        if !is_known(Encoding::GB18030) && !is_known(Encoding::BIG5) {
            let (reading, place) = first_line(file, &with_line_feeds(&text));
            return Err(Finding::error("policy-in-windows-1252").with("reading", reading).at(place));
        }
    }
    match (read(Encoding::GB18030), read(Encoding::BIG5)) {
        (Some(text), None) | (None, Some(text)) => Ok(text),
        (None, None) => Err(Finding::error("policy-encoding-unknown").at(first_beyond_ascii(file, bytes))),
        (Some(gb), Some(big5)) => {
            let known = |text: &str| known_words(file, folder, text);
            match known(&gb).cmp(&known(&big5)) {
                std::cmp::Ordering::Greater => Ok(gb),
                std::cmp::Ordering::Less => Ok(big5),
                std::cmp::Ordering::Equal => Err(undecided(file, &gb, &big5)),
            }
        }
    }
}

/// The text behind a byte order mark, nothing inside where it is broken; nothing without a mark.
fn marked(bytes: &[u8]) -> Option<Option<String>> {
    let marks = [
        (BYTE_ORDER_MARK, Encoding::UTF_8),
        (b"\xFF\xFE".as_slice(), Encoding::UTF_16LE),
        (b"\xFE\xFF".as_slice(), Encoding::UTF_16BE),
    ];
    let (mark, encoding) = marks.into_iter().find(|(mark, _)| bytes.starts_with(mark))?;
    Some(encoding.text(&bytes[mark.len()..]).map(|text| with_line_feeds(&text)))
}

/// A text whose lines end with CR alone, with LF instead: of as many bytes, so that places stay.
fn with_line_feeds(text: &str) -> String {
    if text.contains('\n') { text.to_owned() } else { text.replace('\r', "\n") }
}

/// How many of the texts in quotes that are not ASCII something else knows.
fn known_words(file: &str, folder: &Path, text: &str) -> usize {
    let staff = staff_words(file, folder, text);
    let is_label = |word: &str| kinds().any(|kind| known_labels(kind, &[word.to_owned()]) > 0);
    let words: BTreeSet<&str> = quoted(text).filter(|word| !word.is_ascii()).collect();
    words.into_iter().filter(|word| staff.contains(*word) || is_label(word)).count()
}

/// What stands between quotes on each line; comments are looked at too, for they tell as much.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.lines().flat_map(|line| line.split(['"', '\'']).map(str::trim).filter(|word| !word.is_empty()))
}

/// The cells of the staff files that this reading of the policy names.
fn staff_words(file: &str, folder: &Path, text: &str) -> BTreeSet<String> {
    let mut unheard = Findings::new();
    let Some(policy) = policy::read(file, text, &mut unheard) else { return BTreeSet::new() };
    let Some(rule) = policy.known_input(InputKind::Staff) else { return BTreeSet::new() };
    let encodings = Encodings::default();
    let text_of = |file| {
        let content = content(file, encodings.of(rule, file).ok()?).ok()?;
        String::from_utf8(content.text).ok()
    };
    let texts: Vec<String> = files_of(&policy, rule, folder, &mut unheard).iter().filter_map(text_of).collect();
    let cells = texts.iter().flat_map(|text| text.split(SEPARATORS)).map(str::trim);
    cells.filter(|cell| !cell.is_ascii()).map(str::to_owned).collect()
}

/// The first line that is not ASCII, around its first such character, and its place.
fn first_line(file: &str, text: &str) -> (String, Place) {
    let (index, line) = (0u32..).zip(text.lines()).find(|(_, line)| !line.is_ascii()).unwrap_or_default();
    let before = line.chars().take_while(char::is_ascii).count().saturating_sub(SHOWN / 2);
    let shown = line.trim_end().chars().skip(before).take(SHOWN).collect::<String>().trim().to_owned();
    (shown, Place::line(file, index + 1, ""))
}

fn undecided(file: &str, gb: &str, big5: &str) -> Finding {
    let line = gb.lines().position(|line| !line.is_ascii()).unwrap_or(0);
    let shown = |text: &str| first_line(file, text.lines().nth(line).unwrap_or("")).0;
    let number = u32::try_from(line + 1).unwrap_or(u32::MAX);
    let finding = Finding::error("policy-encoding-undecided").with("gb18030", shown(gb)).with("big5", shown(big5));
    finding.at(Place::line(file, number, ""))
}

/// The line that has the first byte outside of ASCII.
fn first_beyond_ascii(file: &str, bytes: &[u8]) -> Place {
    let before = bytes.iter().take_while(|byte| byte.is_ascii());
    let line = 1 + before.filter(|byte| **byte == b'\n').count();
    Place::line(file, u32::try_from(line).unwrap_or(u32::MAX), "")
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: &str = "schema = 1\n[policy]\nname = \"季度方案\"\n[input]\nstaff = \"staff.csv\"\n";

    fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
        encoding.bytes(text).expect("the encoding has it")
    }

    fn read(bytes: &[u8], staff: &str) -> Result<String, &'static str> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("staff.csv"), staff).expect("written");
        policy_text("policy.toml", folder.path(), bytes).map_err(|finding| finding.code)
    }

    #[test]
    fn marks_say_what_a_policy_is_in() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        assert_eq!(read("\u{FEFF}schema = 1".as_bytes(), "").as_deref(), Ok("schema = 1"));
        assert_eq!(read(&utf16("\u{FEFF}名 = 1"), "").as_deref(), Ok("名 = 1"));
        assert_eq!(read(&utf16("schema = 1"), ""), Err("policy-encoding-unknown"));
        assert_eq!(read(b"a = 1\rb = 2\r", "").as_deref(), Ok("a = 1\nb = 2\n"));
    }

    #[test]
    fn words_that_staff_or_columns_know_tell_gb18030_from_big5() {
        let gb = encoded(POLICY, Encoding::GB18030);
        assert_eq!(read(&gb, "person\n甲\n"), Err("policy-encoding-undecided"));
        assert_eq!(read(&gb, "person,role\n甲,季度方案\n").as_deref(), Ok(POLICY));
        let labelled = format!("{POLICY}# \"業務員\"\n");
        assert_eq!(read(&encoded(&labelled, Encoding::BIG5), "person\n甲\n").as_deref(), Ok(labelled.as_str()));
    }

    #[test]
    fn bytes_of_neither_are_refused() {
        assert_eq!(read(b"name = \"\xFF\xFF\"", ""), Err("policy-encoding-unknown"));
    }
}
