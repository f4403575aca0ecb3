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

/// The words, those that are fewest edits away first; of equally near ones in their order.
pub fn by_distance<'a>(word: &str, words: &[&'a str]) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let mut words = words.to_vec();
    words.sort_by_key(|known| strsim::damerau_levenshtein(&word, &known.to_lowercase()));
    words
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

/// Characters that number things or tell parts of a town apart: where two names differ in one of these, they are two.
pub const COUNTERS: &str = "〇零一二三四五六七八九十百千甲乙丙丁戊己庚辛东東南西北中上下前后後新老";

/// Characters that turn a word into its opposite, or say that it is yet to come: `未签收` is no `已签收`.
const OPPOSITES: &str = "未不非无無没沒否待拒";

/// Whether the word was most likely meant for the other: one edit, case aside, makes it that, and not in a number, a numeral or a letter that
/// stands alone. Of two letters, and of codes of three capitals, each is one of its own.
pub fn is_slip(word: &str, other: &str) -> bool {
    let (one, two) = (parts(word), parts(other));
    let joined = |parts: &[String]| parts.concat();
    if !is_one_edit(&joined(&one), &joined(&two)) || one.len().min(two.len()) == 0 {
        return false;
    }
    let (mine, theirs) = differing(&one, &two);
    let is_one_letter = joined(&one).chars().count().min(joined(&two).chars().count()) < 2;
    let are_codes = [word, other].iter().all(|text| is_short_code(text));
    !is_one_letter && !are_codes && mine.iter().chain(theirs).all(|part| !tells_apart(part))
}

/// The parts of each that stand between those which both begin and end with.
pub(super) fn differing<'a>(one: &'a [String], two: &'a [String]) -> (&'a [String], &'a [String]) {
    let same = |ends: &mut dyn Iterator<Item = (&String, &String)>| ends.take_while(|(a, b)| a == b).count();
    let before = same(&mut one.iter().zip(two));
    let most = one.len().min(two.len()) - before;
    let behind = same(&mut one.iter().rev().zip(two.iter().rev())).min(most);
    (&one[before..one.len() - behind], &two[before..two.len() - behind])
}

/// Whether the text is a code of up to three capitals or two letters, of which each letter matters.
fn is_short_code(text: &str) -> bool {
    let is_upper = text.bytes().all(|b| b.is_ascii_uppercase());
    let is_latin = text.bytes().all(|b| b.is_ascii_alphabetic());
    (is_upper && text.len() <= 3) || (is_latin && text.len() <= 2)
}

fn tells_apart(part: &str) -> bool {
    let is_numeral = part.chars().all(|c| c.is_numeric() || matches!(c, 'i' | 'v' | 'x'));
    is_numeral || part.len() == 1 || part.chars().any(|c| COUNTERS.contains(c) || OPPOSITES.contains(c))
}

/// Runs of letters, runs of digits, and single characters of Chinese, in lower case.
pub(super) fn parts(text: &str) -> Vec<String> {
    let kind = |c: char| match c {
        c if c.is_numeric() => 1,
        '\u{3400}'..='\u{9FFF}' => 3,
        c if c.is_alphabetic() => 2,
        _ => 0,
    };
    let (mut parts, mut last): (Vec<String>, _) = (Vec::new(), 0);
    for c in text.chars().flat_map(char::to_lowercase) {
        let this = kind(c);
        match parts.last_mut().filter(|_| this == last && matches!(this, 1 | 2)) {
            Some(part) => part.push(c),
            None if this != 0 => parts.push(c.to_string()),
            None => {}
        }
        last = this;
    }
    parts
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

    #[test]
    fn a_slip_is_no_other_number_or_letter() {
        for (word, other) in [
            ("Analitics", "Analytics"),
            ("已完工", "已完成"),
            ("Sale", "Sales"),
            ("拜仿", "拜访"),
            ("won", "wonn"),
            ("sales manger", "Sales Manager"),
            ("North-West", "North Wst"),
        ] {
            assert!(is_slip(word, other), "{word} {other}");
        }
        for (word, other) in [
            ("Model 2", "Model 3"),
            ("Model2", "Model3"),
            ("Sales A", "Sales B"),
            ("Sales", "Sales B"),
            ("A类", "B类"),
            ("Phase II", "Phase III"),
            ("一部", "二部"),
            ("华东", "华北"),
            ("大", "小"),
            ("已签收", "未签收"),
            ("签收", "待签收"),
            ("US", "UK"),
            ("USA", "USB"),
            ("AB12", "AB13"),
            ("North", "South"),
            ("", "a"),
        ] {
            assert!(!is_slip(word, other), "{word} {other}");
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
