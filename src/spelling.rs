//! When two words are the same word: upper and lower case, full and half width, and blanks make no difference, leading zeros do.
//!
//! The form compared is NFKC without blanks in upper case: a code such as `C000123` is its own. Ids of records of Salesforce keep their case.

mod latin;
mod script;
mod stem;

use std::borrow::Cow;

pub use latin::{differ_in_marks, without_marks};
#[cfg(test)]
pub use script::{assert_both_scripts, in_other_scripts};
pub use script::{in_simplified, simplified};
pub use stem::{names_month, stem};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The form in which words are compared.
pub fn folded(word: &str) -> Cow<'_, str> {
    let is_its_own = is_record_id(word)
        || word.bytes().all(|b| b.is_ascii_graphic() && !b.is_ascii_lowercase())
        || word.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
    match is_its_own {
        true => Cow::Borrowed(word),
        false => composed(word).chars().filter(|c| !takes_no_part(*c)).flat_map(char::to_uppercase).collect(),
    }
}

/// Whether a text is an id of a record as Salesforce gives them, 15 letters and digits, of which two may differ in upper and lower case alone.
fn is_record_id(word: &str) -> bool {
    let count = |is: fn(&u8) -> bool| word.bytes().filter(is).count();
    RECORD_IDS.contains(&word.len())
        && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && word.starts_with(|c: char| c.is_ascii_digit() || c == 'a')
        && count(u8::is_ascii_digit) >= 5
        && count(u8::is_ascii_uppercase) >= 2
        && count(u8::is_ascii_lowercase) >= 2
}

/// How long such an id is; one that lost its last character too.
const RECORD_IDS: std::ops::RangeInclusive<usize> = 14..=15;

/// Whether two words are the same word.
pub fn alike(one: &str, other: &str) -> bool {
    one == other || folded(one) == folded(other)
}

/// The NFKC form.
pub fn composed(text: &str) -> Cow<'_, str> {
    if is_composed(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) }
}

/// Whether the text is its own NFKC form, told of ASCII and of ordinary Chinese characters without looking them up.
pub fn is_composed(text: &str) -> bool {
    let is_simple = |c: char| c.is_ascii() || matches!(c, '\u{4E00}'..='\u{9FFF}');
    text.chars().all(is_simple) || is_nfkc_quick(text.chars()) == IsNormalized::Yes
}

/// Whether a character takes no room at all.
pub fn is_zero_width(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

fn takes_no_part(c: char) -> bool {
    c.is_whitespace() || is_zero_width(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_width_and_blanks_make_no_other_word() {
        for (one, other) in [
            ("Won", "WON"),
            ("Ann Lee", "annlee"),
            ("ＡＢ１", "ab1"),
            ("已 签收", "已签收"),
            ("straße", "STRASSE"),
            ("Élan", "e\u{301}lan"),
            ("a\u{200B}b", "AB"),
        ] {
            assert!(alike(one, other), "{one} {other}");
        }
        for (one, other) in [("0012", "12"), ("A-1", "A1"), ("张三", "張三"), ("", "a")] {
            assert!(!alike(one, other), "{one} {other}");
        }
        assert!(!alike("0065g00000AbXyZ", "0065g00000AbXyz"), "two records of Salesforce");
        assert!(alike("INV20260905abc", "inv20260905ABC"));
        assert!(matches!(folded("C000123"), Cow::Borrowed(_)) && matches!(folded("上门拜访"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_is_composed_at_a_glance_is() {
        for c in '\u{0}'..='\u{FFFF}' {
            let text = c.to_string();
            assert!(!is_composed(&text) || text.nfkc().eq([c]), "{c:?}");
        }
        assert!(is_composed("订单 No.1") && !is_composed("Ａ") && !is_composed("e\u{301}"));
    }
}
