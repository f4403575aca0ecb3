//! What Chinese words for keys and choices of the language are called in it.

/// A line for each word of the language: the words that mean it.
const WORDS: &str = include_str!("chinese.txt");

/// The first of the candidates that the word means.
pub(super) fn meant<'a, S: AsRef<str>>(word: &str, candidates: &'a [S]) -> Option<&'a str> {
    let lines = || WORDS.lines().filter_map(|line| line.split_once(": "));
    let is_it = |candidate: &&str| {
        lines().any(|(name, words)| name == *candidate && words.split(' ').any(|known| known == word))
    };
    candidates.iter().map(AsRef::as_ref).find(is_it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_both_scripts() {
        crate::spelling::assert_both_scripts(
            WORDS.lines().filter_map(|line| line.split_once(": ")).flat_map(|(_, words)| words.split(' ')),
        );
    }

    #[test]
    fn a_word_means_a_candidate_or_nothing() {
        assert_eq!(meant("提成", &["bonus", "commission"]), Some("commission"));
        assert_eq!(meant("月", &["week", "month"]), Some("month"));
        assert_eq!(meant("目標", &["staff", "targets"]), Some("targets"));
        assert_eq!(meant("月", &["person"]), None);
        assert_eq!(meant("", &["month"]), None);
    }
}
