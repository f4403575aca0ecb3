//! Yes and no.

use super::{CellFault, missing, plain};

const WORDS: [(&str, bool); 51] = [
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
    ("ja", true),
    ("j", true),
    ("oui", true),
    ("si", true),
    ("sí", true),
    ("sì", true),
    ("sim", true),
    ("tak", true),
    ("ano", true),
    ("áno", true),
    ("evet", true),
    ("igen", true),
    ("はい", true),
    ("예", true),
    ("да", true),
    ("nein", false),
    ("non", false),
    ("não", false),
    ("nao", false),
    ("nee", false),
    ("nie", false),
    ("ne", false),
    ("nej", false),
    ("nei", false),
    ("hayır", false),
    ("nem", false),
    ("いいえ", false),
    ("아니오", false),
    ("нет", false),
];

/// Reads `yes no y n true false 1 0 是 否 √ ×` and the words of other languages, in either case. `None` is missing.
///
/// # Errors
/// Any other word.
pub fn read(text: &str) -> Result<Option<bool>, CellFault> {
    let ordinary = plain::ordinary(text);
    if missing::is_missing_value(&ordinary) {
        return Ok(None);
    }
    let known = WORDS.iter().find(|(word, _)| *word == ordinary.to_lowercase());
    known.map(|(_, answer)| Some(*answer)).ok_or_else(|| CellFault::new("not-yes-or-no", text))
}

/// What a word answers, as policies write it: `yes` or `no`.
pub fn answer(text: &str) -> Option<&'static str> {
    read(text).ok().flatten().map(|is_yes| if is_yes { "yes" } else { "no" })
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
        for text in ["yes", "Y", "TRUE", "1", "是", "√", "✓", "１", "Ja", "SÍ", "Sim", "はい"] {
            assert_eq!(read(text), Ok(Some(true)), "{text}");
        }
        for text in ["no", "N", "False", "0", "否", "×", "Nein", "NÃO"] {
            assert_eq!(read(text), Ok(Some(false)), "{text}");
        }
        assert_eq!(read(""), Ok(None));
        assert_eq!(read("maybe").map_err(|fault| fault.code), Err("not-yes-or-no"));
    }
}
