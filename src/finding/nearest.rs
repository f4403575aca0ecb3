//! "Did you mean": the known word that a mistyped one most likely stands for.

/// The candidate that is the fewest edits (a transposition is one) from `word`, the earlier of two equally near.
///
/// A word under 5 letters may be 1 edit away, one of up to 10 letters 2, a longer one 3; upper and lower case are not
/// edits. Nothing when every candidate is farther, or when not one letter would stay.
pub fn nearest<'a, S: AsRef<str> + ?Sized + 'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a S>,
) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let allowed = allowed_edits(length);
    candidates
        .into_iter()
        .map(|candidate| candidate.as_ref())
        .filter(|candidate| candidate.chars().count().abs_diff(length) <= allowed)
        .map(|candidate| (strsim::damerau_levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(edits, _)| *edits <= allowed && *edits < length)
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// Whether one edit makes one text the other; upper and lower case count.
pub fn is_one_edit(one: &str, other: &str) -> bool {
    let mut ahead = (one.chars(), other.chars());
    let mut rest = ahead.clone();
    while let (Some(a), Some(b)) = (ahead.0.next(), ahead.1.next()) {
        if a != b {
            break;
        }
        rest = ahead.clone();
    }
    let mut back = rest.clone();
    while let (Some(a), Some(b)) = (back.0.next_back(), back.1.next_back()) {
        if a != b {
            break;
        }
        rest = back.clone();
    }
    let (mut mine, mut theirs) = rest;
    match (mine.next(), mine.next(), theirs.next(), theirs.next()) {
        (Some(_), None, None, _) | (None, _, Some(_), None) | (Some(_), None, Some(_), None) => true,
        (Some(a), Some(b), Some(c), Some(d)) => (a, b) == (d, c) && mine.next().is_none() && theirs.next().is_none(),
        _ => false,
    }
}

fn allowed_edits(length: usize) -> usize {
    match length {
        0..5 => 1,
        5..=10 => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let keys = ["weight", "measure", "score", "cap", "when_missing"];
        for (word, expected) in [
            ("wieght", Some("weight")),
            ("Measure", Some("measure")),
            ("scroe", Some("score")),
            ("cup", Some("cap")),
            ("when_mising", Some("when_missing")),
            ("wen_mising", Some("when_missing")),
            ("cost", None),
            ("payout", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, &keys), expected, "{word}");
        }
    }

    proptest::proptest! {
        #[test]
        fn one_edit_is_a_distance_of_one(one in "[abc远]{0,6}", other in "[abc远]{0,6}") {
            let distance = strsim::damerau_levenshtein(&one, &other);
            proptest::prop_assert_eq!(is_one_edit(&one, &other), distance == 1, "{} {}", one, other);
        }
    }

    #[test]
    fn of_two_equally_near_the_first_is_named() {
        assert_eq!(nearest("张珊", &["张三", "李珊"]), Some("张三"));
        assert_eq!(nearest("from", &["form", "frog"]), Some("form"));
        assert_eq!(nearest("abcd", &[String::from("abce"), String::from("abcf")]), Some("abce"));
    }
}
