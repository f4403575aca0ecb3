//! Yes and no.

use super::{CellFault, missing, plain};

const WORDS: [(&str, bool); 22] = [
    ("yes", true),
    ("y", true),
    ("true", true),
    ("1", true),
    ("是", true),
    ("√", true),
    ("✓", true),
    ("✔", true),
    ("对", true),
    ("對", true),
    ("no", false),
    ("n", false),
    ("false", false),
    ("0", false),
    ("否", false),
    ("×", false),
    ("✗", false),
    ("✘", false),
    ("✕", false),
    ("✖", false),
    ("错", false),
    ("錯", false),
];

/// Reads `yes no y n true false 1 0 是 否 √ ×`, in either case. `None` is missing.
///
/// # Errors
/// Any other word.
pub fn read(text: &str) -> Result<Option<bool>, CellFault> {
    let ordinary = plain::ordinary(text);
    if missing::is_missing_value(&ordinary) {
        return Ok(None);
    }
    let known = WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(&ordinary));
    known.map(|(_, answer)| Some(*answer)).ok_or_else(|| CellFault::new("not-yes-or-no", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_scripts() {
        crate::spelling::assert_both_scripts(WORDS.iter().map(|(word, _)| *word));
    }

    #[test]
    fn every_listed_word_answers() {
        for text in ["yes", "Y", "TRUE", "1", "是", "√", "✓", "１"] {
            assert_eq!(read(text), Ok(Some(true)), "{text}");
        }
        for text in ["no", "N", "False", "0", "否", "×"] {
            assert_eq!(read(text), Ok(Some(false)), "{text}");
        }
        assert_eq!(read(""), Ok(None));
        assert_eq!(read("maybe").map_err(|fault| fault.code), Err("not-yes-or-no"));
    }
}
