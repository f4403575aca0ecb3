//! Traditional and Simplified characters: labels and names are folded to the Simplified form before they are compared, words are not.

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
