//! The words for "nothing", and the errors that a spreadsheet leaves behind.

use super::CellFault;
use super::plain::trimmed;

const WORDS: [&str; 15] =
    ["", "-", "--", "—", "——", "–", "/", "无", "無", "N/A", "NULL", "#N/A", "n/a", "null", "#n/a"];

const ERRORS: [&str; 9] =
    ["#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA"];

/// Whether the cell says that there is no value: empty, `-`, `—`, `--`, `/`, `无`, `N/A`, `NULL`, `#N/A`. The Latin
/// words count in capitals or small letters only, because `Null` is a name.
pub fn is_missing(text: &str) -> bool {
    WORDS.contains(&trimmed(text))
}

/// The same for a number or a day, where no spelling of the words can be a name.
pub(super) fn is_missing_value(text: &str) -> bool {
    is_missing(text) || ["n/a", "null", "#n/a"].iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Refuses what a broken formula or a column that was too narrow left in the cell.
pub(super) fn refuse_spreadsheet_error(text: &str) -> Result<(), CellFault> {
    let hashes = text.len() > 2 && text.bytes().all(|b| b == b'#');
    if hashes || ERRORS.iter().any(|error| error.eq_ignore_ascii_case(text)) {
        return Err(CellFault::new("spreadsheet-error", text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_scripts() {
        crate::spelling::assert_both_scripts(WORDS);
    }

    #[test]
    fn null_is_missing_and_a_person_called_null_is_not() {
        assert!(is_missing("\u{3000}"));
        assert!(is_missing(" NULL "));
        assert!(!is_missing("Null"));
        assert!(is_missing_value("Null"));
        assert!(!is_missing("0"));
    }

    #[test]
    fn every_spreadsheet_error_is_refused() {
        for text in ERRORS.iter().chain(&["#######", "#ref!"]) {
            assert_eq!(refuse_spreadsheet_error(text).map_err(|fault| fault.code), Err("spreadsheet-error"));
        }
        assert_eq!(refuse_spreadsheet_error("#1"), Ok(()));
    }
}
