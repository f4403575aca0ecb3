//! Traditional and Simplified characters: labels and names are folded to the Simplified form before they are compared, words are not.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

static SIMPLIFIED: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
    let lines = include_str!("traditional.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).filter_map(pair).collect()
});

fn pair(text: &str) -> Option<(char, char)> {
    let mut chars = text.chars();
    Some((chars.next()?, chars.next()?))
}

/// The Simplified form of a character; the character itself where it has none.
pub fn simplified(c: char) -> char {
    if c.is_ascii() { c } else { SIMPLIFIED.get(&c).copied().unwrap_or(c) }
}

/// A text in Simplified characters.
pub fn in_simplified(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { text.chars().map(simplified).collect() }
}

/// A text in every other way of writing it that the two scripts have, at most so many.
#[cfg(test)]
pub fn in_other_scripts(text: &str) -> Vec<String> {
    const MOST: usize = 256;
    let forms = |c: char| -> Vec<char> {
        let simple = simplified(c);
        let traditional = SIMPLIFIED.iter().filter(|(_, to)| **to == simple).map(|(from, _)| *from);
        std::iter::once(simple).chain(traditional).collect()
    };
    let mut texts = vec![String::new()];
    for c in text.chars() {
        let forms = forms(c);
        let longer = texts.iter().flat_map(|text| forms.iter().map(move |form| format!("{text}{form}")));
        texts = longer.take(MOST).collect();
    }
    texts
}

/// Asserts that a list which is compared as it stands has every word in both scripts.
#[cfg(test)]
pub fn assert_both_scripts<'w>(words: impl IntoIterator<Item = &'w str>) {
    /// Characters of which the usual Traditional form is the Simplified one.
    const UNCHANGED: &str = "回准制台同周系后表扣佣出丑卷";
    let words: Vec<&str> = words.into_iter().collect();
    let is_there = |word: &str| words.iter().any(|known| known.eq_ignore_ascii_case(word));
    let mut missing: Vec<String> = Vec::new();
    for word in &words {
        let simple = in_simplified(word);
        if !is_there(&simple) {
            missing.push(simple.clone().into_owned());
        }
        let changes = |c: char| !UNCHANGED.contains(c) && in_other_scripts(&c.to_string()).len() > 1;
        let others = in_other_scripts(&simple);
        let is_covered = !simple.chars().any(changes) || others.iter().any(|other| *other != simple && is_there(other));
        if !is_covered {
            missing.push(others.join("|"));
        }
    }
    assert!(missing.is_empty(), "in the other script: {missing:?}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_fold_to_one_script() {
        let fold = |text: &str| text.chars().map(simplified).collect::<String>();
        assert_eq!(fold("訂單編號"), "订单编号");
        assert_eq!(fold("業務員"), "业务员");
        assert_eq!(fold("订单编号 A"), "订单编号 A");
    }

    #[test]
    fn the_data_is_pairs_and_no_simplified_character_folds_again() {
        for pair in include_str!("traditional.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .flat_map(str::split_whitespace)
        {
            assert_eq!(pair.chars().count(), 2, "{pair}");
        }
        for simple in SIMPLIFIED.values() {
            assert_eq!(simplified(*simple), *simple);
        }
    }
}
