//! Text keys: the form in which names and numbers match across files.

use std::borrow::Cow;

use super::plain::{is_blank, is_han, is_zero_width};
use super::{CellFault, missing, number};
use crate::spelling::{composed, folded};

/// Tags behind a name that do not belong to it.
const TAGS: [&str; 8] = ["离职", "離職", "试用", "試用", "兼职", "兼職", "实习", "實習"];

/// The form that is compared: NFKC, no blanks around it or between Chinese characters, no spreadsheet shell
/// (`="00123"`, a leading `'`), no tag such as `(离职)` behind it. Case and leading zeros stay.
pub fn normal(text: &str) -> Cow<'_, str> {
    if is_normal_ascii(text) {
        return Cow::Borrowed(text);
    }
    match composed(text) {
        Cow::Borrowed(text) => {
            let bare = split_tag(without_shell(text)).0;
            if is_closed_up(bare) { Cow::Borrowed(bare) } else { Cow::Owned(closed_up(bare)) }
        }
        Cow::Owned(text) => Cow::Owned(closed_up(split_tag(without_shell(&text)).0)),
    }
}

/// The form in which the key of a text is looked up: its normal form, folded.
pub fn matching(text: &str) -> Cow<'_, str> {
    match normal(text) {
        Cow::Borrowed(normal) => folded(normal),
        Cow::Owned(normal) => Cow::Owned(folded(&normal).into_owned()),
    }
}

/// Whether the bytes are a key that is looked up as it stands and cannot be missing or damaged: up to 15 digits and ASCII capitals,
/// `-` and `_` between them, at least one digit, and digits only where it begins with one.
pub fn is_plain(bytes: &[u8]) -> bool {
    let Some(first) = bytes.first() else { return false };
    let is_number = first.is_ascii_digit();
    let fits = |b: &u8| b.is_ascii_digit() || (!is_number && (b.is_ascii_uppercase() || matches!(b, b'-' | b'_')));
    let starts = is_number || first.is_ascii_uppercase();
    starts && bytes.len() <= 15 && bytes.iter().all(fits) && (is_number || bytes.iter().any(u8::is_ascii_digit))
}

/// Reads a key in its normal form. `None` is missing.
///
/// # Errors
/// A number that a spreadsheet has shortened (`1.23457E+15`, or 16 and more digits ending in `000`), and spreadsheet
/// errors, and a line break inside.
pub fn read(text: &str) -> Result<Option<String>, CellFault> {
    super::one_line(text)?;
    let key = normal(text);
    if missing::is_missing(&key) {
        return Ok(None);
    }
    missing::refuse_spreadsheet_error(&key)?;
    let is_rounded = key.len() >= 16 && key.ends_with("000") && key.bytes().all(|b| b.is_ascii_digit());
    // `4,5E+09` is what a spreadsheet with a decimal comma shows.
    let is_shortened = key.contains(['+', '-']) && number::has_exponent(&key.replace(',', "."));
    if is_rounded || is_shortened {
        return Err(CellFault::new("key-lost-digits", text));
    }
    Ok(Some(key.into_owned()))
}

/// The name and the tag in brackets behind it, if it is one of those that do not belong to the name: `张三`, `离职`.
pub fn split_tag(name: &str) -> (&str, Option<&str>) {
    let tagged = [('(', ')'), ('（', '）'), ('[', ']'), ('【', '】')].iter().find_map(|(open, close)| {
        let (bare, tag) = name.strip_suffix(*close)?.rsplit_once(*open)?;
        let tag = tag.trim_matches(is_blank);
        TAGS.contains(&tag).then(|| (bare.trim_end_matches(is_blank), Some(tag)))
    });
    tagged.unwrap_or((name, None))
}

fn is_normal_ascii(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic()) && !text.starts_with(['\'', '='])
}

fn without_shell(text: &str) -> &str {
    let text = text.trim_matches(is_blank);
    let formula = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    formula.or_else(|| text.strip_prefix('\'')).unwrap_or(text).trim_matches(is_blank)
}

/// Whether `closed_up` would change nothing, told without looking at neighbours: Latin text with ordinary blanks, or any
/// text without a blank.
fn is_closed_up(text: &str) -> bool {
    text.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) || !text.chars().any(is_blank)
}

/// Without zero-width marks, and without blanks between two Chinese characters; other blanks become U+0020.
fn closed_up(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blanks = 0;
    for c in text.chars().filter(|c| !is_zero_width(*c)) {
        if c.is_whitespace() {
            blanks += 1;
            continue;
        }
        let between_han = is_han(c) && out.chars().next_back().is_some_and(is_han);
        out.extend(std::iter::repeat_n(' ', if between_han { 0 } else { blanks }));
        out.push(c);
        blanks = 0;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_scripts() {
        crate::spelling::assert_both_scripts(TAGS);
    }

    #[test]
    fn a_plain_key_is_read_as_it_stands() {
        for text in ["C001234", "SO43897", "17850", "A-1_B2", "0012"] {
            assert!(is_plain(text.as_bytes()), "{text}");
            assert_eq!(read(text), Ok(Some(text.to_owned())));
        }
        for text in
            ["", "-", "N/A", "1E15", "1.23457E+15", "-5", "Acme", "A-1_b2", "'1", "a b1", "张1", "1234567890123000"]
        {
            assert!(!is_plain(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn blanks_widths_shells_and_tags_do_not_make_another_key() {
        for (text, key) in [
            ("张 三", "张三"),
            ("张\u{3000}三\t", "张三"),
            ("\u{FEFF}张三\u{A0}", "张三"),
            ("张\u{200B}三", "张三"),
            ("张三(离职)", "张三"),
            ("张三（试用）", "张三"),
            ("張三 (離職)", "張三"),
            ("李四【实习】", "李四"),
            ("李四(實習)", "李四"),
            ("ＡＢＣ１２３", "ABC123"),
            ("=\"00123\"", "00123"),
            ("'00123", "00123"),
            ("00123\t", "00123"),
            (" Ann Lee ", "Ann Lee"),
            ("Ann\u{A0}Lee", "Ann Lee"),
            ("华为(上海)", "华为(上海)"),
            ("中国 Acme 公司", "中国 Acme 公司"),
            ("GTX Pro", "GTX Pro"),
        ] {
            assert_eq!(normal(text), key, "{text:?}");
        }
        assert!(matches!(normal("E-0042"), Cow::Borrowed("E-0042")));
        assert!(matches!(normal("张三"), Cow::Borrowed("张三")));
        assert!(matches!(normal(" Ann Lee"), Cow::Borrowed("Ann Lee")));
        assert!(matches!(normal("张三(离职)"), Cow::Borrowed("张三")));
        assert_eq!(split_tag("张三(离职)"), ("张三", Some("离职")));
    }

    #[test]
    fn a_key_that_lost_digits_is_refused() {
        for text in ["1.23457E+15", "1234567890123000", "62170000000000000", "4,5E+09"] {
            assert_eq!(read(text).map_err(|fault| fault.code), Err("key-lost-digits"), "{text}");
        }
        for text in ["123456789012000", "1234567890123456", "1E10", "A-1234567890123000", "00123"] {
            assert_eq!(read(text), Ok(Some(text.to_owned())), "{text}");
        }
        assert_eq!(read("Ann\nLee").map_err(|fault| fault.code), Err("line-break-in-cell"));
        assert_eq!(read("Ann\r\n"), Ok(Some("Ann".to_owned())));
        assert_eq!(read(" - "), Ok(None));
        assert_eq!(read("Null"), Ok(Some("Null".to_owned())));
        assert_eq!(read("#REF!").map_err(|fault| fault.code), Err("spreadsheet-error"));
    }
}
