//! Ordinary characters: full-width forms become half-width, every kind of blank is a blank.

use std::borrow::Cow;

pub(super) use crate::spelling::is_zero_width;

/// Whether a character shows as nothing: blanks, tabs, line breaks, the ideographic blank, zero-width marks, and the Ctrl-Z that ends
/// old files.
pub fn is_blank(c: char) -> bool {
    c.is_whitespace() || is_zero_width(c) || c == '\u{1A}'
}

/// The text without blanks around it.
pub(crate) fn trimmed(text: &str) -> &str {
    let bytes = text.as_bytes();
    match (bytes.first(), bytes.last()) {
        (Some(first), Some(last)) if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim_matches(is_blank),
    }
}

/// Whether a character is Chinese.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' | '〇')
}

/// The text without blanks around it, with full-width letters, digits and signs as ordinary ones and every inner blank
/// as U+0020. Nothing else is folded: `²` must not become `2`.
pub(super) fn ordinary(text: &str) -> Cow<'_, str> {
    let text = trimmed(text);
    if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_control()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|c| !is_zero_width(*c)).map(ordinary_char).collect())
}

fn ordinary_char(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{2212}' | '\u{FE63}' => '-',
        '\u{FFE5}' => '¥',
        '\u{FFE1}' => '£',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

/// The text without the blanks that touch anything but two digits: `2024 年 3 月` is `2024年3月`, `12 5` stays.
pub(super) fn closed_up(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(' ') {
        out.push_str(&rest[..at]);
        rest = rest[at..].trim_start_matches(' ');
        let between_digits =
            out.ends_with(|c: char| c.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit());
        if between_digits {
            out.push(' ');
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_of_a_text_at_a_glance_is_true_of_it() {
        for c in '\u{0}'..='\u{FFFF}' {
            let text = c.to_string();
            for text in [format!("a{c}"), format!("{c}a"), format!("{c}a{c}"), text] {
                assert_eq!(trimmed(&text), text.trim_matches(is_blank), "{text:?}");
            }
        }
    }

    #[test]
    fn full_width_becomes_half_width_and_superscripts_stay() {
        assert_eq!(ordinary("\u{3000}１，２３４．５０\t"), "1,234.50");
        assert_eq!(ordinary("−１％"), "-1%");
        assert_eq!(ordinary("10²"), "10²");
        assert_eq!(ordinary("a\u{A0}b"), "a b");
    }

    #[test]
    fn only_blanks_between_two_digits_stay() {
        assert_eq!(closed_up("2024 年 3 月 5 日"), "2024年3月5日");
        assert_eq!(closed_up("2024 - 3 - 5"), "2024-3-5");
        assert_eq!(closed_up("2024 1 15"), "2024 1 15");
    }
}
