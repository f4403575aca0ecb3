//! `Evidence`: whether bytes can be ASCII or UTF-8 and nothing else. Parts of a file are looked at in any order and merged.

use super::How;

/// What a stretch of bytes says for and against UTF-8.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Whether it has a NUL, which no text has and UTF-16 is full of.
    pub has_nul: bool,
    /// Whether it has a byte outside of ASCII.
    pub is_beyond_ascii: bool,
    /// Whether it has a sequence that UTF-8 does not have.
    pub is_broken: bool,
    /// Whether it has a character from U+0800, an accented letter that touches an ASCII letter (`José`), or a blank of UTF-8 behind a digit.
    pub is_telling: bool,
}

impl Evidence {
    /// Of bytes that begin and end between two characters, as whole records do.
    pub fn of(bytes: &[u8]) -> Self {
        let mut evidence = Evidence { has_nul: memchr::memchr(0, bytes).is_some(), ..Evidence::default() };
        if !bytes.is_ascii() {
            evidence.is_beyond_ascii = true;
            evidence.is_broken = encoding_rs::Encoding::utf8_valid_up_to(bytes) < bytes.len();
            evidence.is_telling = !evidence.is_broken && is_telling(bytes);
        }
        evidence
    }

    /// Adds what another stretch of the same file says.
    pub fn merge(&mut self, other: Evidence) {
        self.has_nul |= other.has_nul;
        self.is_beyond_ascii |= other.is_beyond_ascii;
        self.is_broken |= other.is_broken;
        self.is_telling |= other.is_telling;
    }

    /// By what a whole file is known to be UTF-8; nothing where this does not tell.
    pub fn settles(&self) -> Option<How> {
        match self {
            Evidence { has_nul: true, .. } | Evidence { is_broken: true, .. } => None,
            Evidence { is_beyond_ascii: false, .. } => Some(How::Ascii),
            Evidence { is_telling, .. } => is_telling.then_some(How::Utf8),
        }
    }
}

fn is_telling(valid: &[u8]) -> bool {
    // A first byte from 0xE0 begins a character from U+0800.
    if valid.iter().any(|byte| *byte >= 0xE0) {
        return true;
    }
    let Ok(text) = std::str::from_utf8(valid) else { return false };
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let after = characters.peek().copied().unwrap_or(' ');
        if is_accented(character) && touches(character, before, after) || is_blank_of_number(character, before, after) {
            return true;
        }
        before = character;
    }
    false
}

/// Beyond these no alphabet is written together with ASCII letters, while Chinese names of models are: `A站`, whose second character
/// in GBK is an Armenian letter in UTF-8.
fn is_accented(character: char) -> bool {
    ('\u{C0}'..='\u{24F}').contains(&character) && character.is_alphabetic()
}

/// A no-break blank behind a digit, before another or a currency: `7 734,71 PLN`. In GBK it is a character of speech.
fn is_blank_of_number(character: char, before: char, after: char) -> bool {
    character == '\u{A0}' && before.is_ascii_digit() && after.is_ascii_alphanumeric()
}

/// Beside an ASCII letter as words are written: no capital follows a small letter.
fn touches(character: char, before: char, after: char) -> bool {
    let follows = before.is_ascii_alphabetic() && !(character.is_uppercase() && before.is_lowercase());
    follows || (after.is_ascii_alphabetic() && !(character.is_lowercase() && after.is_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_utf8_where_it_can_be_nothing_else() {
        for (bytes, expected) in [
            ("date,amount".as_bytes(), Some(How::Ascii)),
            ("张三".as_bytes(), Some(How::Utf8)),
            ("José".as_bytes(), Some(How::Utf8)),
            ("École".as_bytes(), Some(How::Utf8)),
            ("7\u{A0}734,71".as_bytes(), Some(How::Utf8)),
            ("734,71\u{A0}PLN".as_bytes(), Some(How::Utf8)),
            ("a\u{A0}b".as_bytes(), None),
            ("Иван".as_bytes(), None),
            ("é".as_bytes(), None),
            (b"A\xD5\xBE", None),
            (b"\xD5\xC5\xC8\xFD", None),
            (b"a\0b\0", None),
        ] {
            assert_eq!(Evidence::of(bytes).settles(), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn parts_add_up_in_any_order() {
        let parts = ["ascii".as_bytes(), "é".as_bytes(), "José".as_bytes(), b"\xD5\xC5"].map(Evidence::of);
        let merged = |order: &[usize]| {
            let mut all = Evidence::default();
            order.iter().for_each(|index| all.merge(parts[*index]));
            all.settles()
        };
        assert_eq!(merged(&[0, 1]), None);
        assert_eq!((merged(&[0, 1, 2]), merged(&[2, 0, 1])), (Some(How::Utf8), Some(How::Utf8)));
        assert_eq!((merged(&[2, 3]), merged(&[3, 2])), (None, None));
    }
}
