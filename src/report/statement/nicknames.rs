//! Who is called by a surname and a word, as Chinese colleagues are: `小王`, `王总`.

use std::collections::BTreeSet;

/// Before a surname.
const BEFORE: [char; 2] = ['小', '老'];

/// After a surname.
const AFTER: [&str; 17] = [
    "总", "姐", "哥", "工", "经理", "主管", "总监", "老师", "先生", "女士", "小姐", "师傅", "主任", "部长", "组长",
    "店长", "同事",
];

/// Words of one character, and what makes another word of them: `总额`, `工作`.
const OTHERWISE: [(&str, &[char]); 2] = [
    ("总", &['额', '计', '量', '数', '结', '包', '价']),
    ("工", &['作', '单', '资', '程', '期', '时', '龄', '具', '厂', '艺', '费']),
];

/// Surnames of two characters.
const OF_TWO: [&str; 12] =
    ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "夏侯", "端木"];

/// Other words that look so.
const WORDS: [&str; 14] = [
    "小金额",
    "小金库",
    "小方案",
    "小方面",
    "小计",
    "小时",
    "小于",
    "老方案",
    "周总结",
    "周总计",
    "周总额",
    "提高总",
    "高工资",
    "由于经理",
];

/// Words that a name's last character stands with alone.
const FAMILIAR: (&[char], &[&str]) = (&['小', '阿'], &["姐", "哥"]);

/// What people are called by with such words.
#[derive(Default)]
pub(super) struct Nicknames {
    surnames: BTreeSet<String>,
    last: BTreeSet<String>,
}

impl Nicknames {
    /// Takes a name of two to four Chinese characters without blanks.
    pub fn add(&mut self, name: &str) {
        let letters: Vec<char> = name.chars().collect();
        if !matches!(letters.len(), 2..=4) || !letters.iter().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')) {
            return;
        }
        let of_two = OF_TWO.iter().find(|two| name.starts_with(**two) && letters.len() > 2);
        self.surnames.insert(of_two.map_or_else(|| letters[0].to_string(), |two| (*two).to_owned()));
        self.last.extend(letters.last().map(char::to_string));
    }

    /// Whether a text in Simplified characters calls somebody so.
    pub fn are_in(&self, text: &str) -> bool {
        let text = WORDS.iter().fold(text.to_owned(), |text, word| text.replace(word, " "));
        let stands = |names: &BTreeSet<String>, (before, after): (&[char], &[&str])| {
            let is_called = |(at, name): (usize, &str)| {
                let rest = &text[at + name.len()..];
                text[..at].ends_with(before) || after.iter().any(|word| begins(rest, word))
            };
            names.iter().any(|name| text.match_indices(name.as_str()).any(is_called))
        };
        stands(&self.surnames, (&BEFORE, &AFTER)) || stands(&self.last, FAMILIAR)
    }
}

/// Whether a text begins with a word that makes no other one with what follows it.
fn begins(text: &str, word: &str) -> bool {
    let otherwise = OTHERWISE.iter().find(|(known, _)| *known == word).map_or(&[][..], |(_, letters)| letters);
    text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(otherwise))
}
