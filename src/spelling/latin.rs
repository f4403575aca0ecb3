//! Latin words without their marks: `Zubehör`, `Zubehoer` and `Zubehor` are one, and so are `Strasse` and `Straße`.
//!
//! A coarse form for finding what was likely meant, never for saying that two words are the same: `Michael` and `Michal` have one too.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, no marks; `ae`, `oe`, `ue`, `ss` as if they stood for `ä`, `ö`, `ü`, `ß`. Other characters stay.
pub fn without_marks(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let letters = text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    for c in letters {
        let (c, last) = (
            match c {
                'ß' => 's',
                'æ' => 'a',
                'œ' | 'ø' => 'o',
                'ł' => 'l',
                'ı' => 'i',
                'đ' => 'd',
                c => c,
            },
            plain.chars().last(),
        );
        let is_second = match c {
            'e' => matches!(last, Some('a' | 'o' | 'u')),
            's' => last == Some('s'),
            _ => false,
        };
        if !is_second {
            plain.push(c);
        }
    }
    plain
}

/// Whether two words differ in marks alone, or in letters that stand for them, and one of them has some.
pub fn differ_in_marks(one: &str, other: &str) -> bool {
    let has_marks = |text: &str| text.chars().any(|c| matches!(c, '\u{C0}'..='\u{24F}' | '\u{300}'..='\u{36F}'));
    (has_marks(one) || has_marks(other)) && one != other && without_marks(one) == without_marks(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_what_stands_for_them_make_no_other_word() {
        for (one, other) in [
            ("Zubehör", "Zubehoer"),
            ("Zubehör", "zubehor"),
            ("Grüße", "GRUESSE"),
            ("Éclair", "eclair"),
            ("Ærø", "aero"),
        ] {
            assert!(differ_in_marks(one, other), "{one} {other}");
        }
        for (one, other) in [("Blue", "Blu"), ("Zubehör", "Zubehör"), ("Müller", "Miller"), ("库", "庫")] {
            assert!(!differ_in_marks(one, other), "{one} {other}");
        }
    }
}
