//! The forms in which two names of one person or company are likely the same text.

use crate::finding::nearest::COUNTERS;
use crate::ingest::cell::key;
use crate::spelling::{simplified, without_marks};

/// Names of more characters are compared as a whole only.
pub(super) const LONGEST: usize = u64::BITS as usize;

/// Words of Latin company forms, as they stand at a name's end.
const LATIN_FORMS: [&str; 33] = [
    "ab",
    "ag",
    "as",
    "bhd",
    "bv",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "group",
    "holding",
    "holdings",
    "inc",
    "incorporated",
    "kg",
    "limited",
    "llc",
    "llp",
    "ltd",
    "nv",
    "oy",
    "plc",
    "pte",
    "pty",
    "pvt",
    "sa",
    "sarl",
    "sas",
    "sdn",
    "spa",
    "srl",
    "ulc",
];

/// Chinese company forms, as they stand at a name's end; longer ones before those that they end in.
const HAN_FORMS: [&str; 8] = ["股份有限公司", "有限责任公司", "有限公司", "集团公司", "总公司", "集团", "控股", "公司"];

/// A name taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Form {
    /// Its letters and digits in lower case and Simplified characters, blanks and signs left out.
    pub name: Box<str>,
    /// Which of its first characters number it, a bit for each: two names that differ in one of them are two.
    pub marks: u64,
    /// What stood in brackets: where both names have some, it must be the same.
    pub remark: Box<str>,
}

impl Form {
    /// Of a person's name or number: nothing is set aside but case, blanks, signs and script.
    pub fn of_person(name: &str) -> Self {
        Form::of_words(&words(&lowered(name)), String::new())
    }

    /// Of a company's name: its company form is set aside, and what stands in brackets is kept apart.
    pub fn of_company(name: &str) -> Self {
        let (found, remark) = of_company(name);
        if found.is_empty() {
            return Form::of_person(name);
        }
        Form::of_words(&found, if is_form(&remark) { String::new() } else { remark })
    }

    fn of_words(words: &[String], remark: String) -> Self {
        let (mut name, mut marks) = (String::with_capacity(words.iter().map(String::len).sum()), 0);
        let mut at = 0;
        for word in words {
            let numbers_all = word.len() == 1 || word.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
            for c in word.chars() {
                if numbers_all || c.is_numeric() || COUNTERS.contains(c) {
                    marks |= 1_u64.checked_shl(at).unwrap_or(0);
                }
                at += 1;
            }
            name.push_str(word);
        }
        Form { name: name.into_boxed_str(), marks, remark: remark.into_boxed_str() }
    }

    /// Whether the character of that index numbers the name; of those beyond the longest that is compared nobody asks.
    pub fn is_mark(&self, at: usize) -> bool {
        at < LONGEST && self.marks >> at & 1 == 1
    }

    /// The characters that number the name.
    pub fn numbering(&self) -> String {
        self.name.chars().enumerate().filter(|(at, _)| self.is_mark(*at)).map(|(_, c)| c).collect()
    }

    /// Whether nothing in brackets tells the two apart.
    pub fn fits(&self, other: &Form) -> bool {
        self.remark.is_empty() || other.remark.is_empty() || self.remark == other.remark
    }
}

/// The words of a company's name without its form; a Chinese name is one word.
pub(super) fn parts(name: &str) -> Vec<String> {
    of_company(name).0
}

/// The same, and what stands in brackets.
fn of_company(name: &str) -> (Vec<String>, String) {
    // Of numbers and single words, of which there may be very many, nothing has to be set aside.
    if !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return (vec![in_plain_letters(name.to_ascii_lowercase())], String::new());
    }
    let (bare, remark) = without_brackets(&in_plain_letters(lowered(name)));
    let (mut found, remark) = (words(&bare), joined(&words(&remark)));
    while found.len() > 1 && found.last().is_some_and(|word| is_form(word)) {
        found.pop();
    }
    if let Some(last) = found.last_mut() {
        while let Some(rest) = HAN_FORMS.iter().find_map(|form| last.strip_suffix(form)).filter(|rest| !rest.is_empty())
        {
            *last = rest.to_owned();
        }
    }
    (found, remark)
}

fn is_form(word: &str) -> bool {
    LATIN_FORMS.contains(&word) || HAN_FORMS.contains(&word)
}

fn lowered(name: &str) -> String {
    key::normal(name).chars().map(simplified).flat_map(char::to_lowercase).collect()
}

/// A Latin name without marks, and without what stands for them: `Müller`, `Mueller`.
fn in_plain_letters(name: String) -> String {
    // Of plain letters `e` and `s` alone may stand for a mark.
    if name.is_ascii() && !name.contains(['e', 's', 'E', 'S']) {
        return name.to_ascii_lowercase();
    }
    let is_latin = name.chars().all(|c| c < '\u{250}' || !c.is_alphabetic());
    if is_latin { without_marks(&name) } else { name }
}

fn words(text: &str) -> Vec<String> {
    // A full stop or apostrophe belongs to its word: `S.A.`, `O'Neil`.
    let text: String = text.chars().filter(|c| !matches!(c, '.' | '\'' | '’' | '·')).collect();
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn joined(words: &[String]) -> String {
    words.concat()
}

fn without_brackets(text: &str) -> (String, String) {
    let (mut bare, mut inner, mut depth) = (String::new(), String::new(), 0_usize);
    for c in text.chars() {
        match c {
            '(' | '[' | '【' | '〔' => {
                depth += 1;
                bare.push(' ');
            }
            ')' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            c if depth > 0 => inner.push(c),
            c => bare.push(c),
        }
    }
    (bare, inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_make_another_company_is_set_aside() {
        for (one, other) in [
            ("宏远贸易有限公司", "宏遠貿易股份有限公司"),
            ("宏远贸易（上海）有限公司", "宏远贸易有限公司"),
            ("宏远集团", "宏远"),
            ("Acme Trading Co., Ltd.", "ACME TRADING"),
            ("GTX Pro GmbH", "GTXPro"),
            ("Bike S.A.", "bike"),
            ("Hof Müller AG", "Hof Mueller"),
        ] {
            let (one, other) = (Form::of_company(one), Form::of_company(other));
            assert!(one.name == other.name && one.fits(&other), "{one:?} {other:?}");
        }
        for (one, other) in [("宏远(上海)有限公司", "宏远(北京)有限公司"), ("宏远", "宏达"), ("公司", "集团")]
        {
            let (one, other) = (Form::of_company(one), Form::of_company(other));
            assert!(one.name != other.name || !one.fits(&other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn what_numbers_a_name_is_known() {
        for (name, numbering) in
            [("客户012", "012"), ("Store A", "a"), ("第一百货", "一百"), ("Park II", "ii"), ("Acme", "")]
        {
            assert_eq!(Form::of_company(name).numbering(), numbering, "{name}");
        }
        assert_eq!(Form::of_person("Ann  LEE").name, Form::of_person("annlee").name);
        assert_eq!(Form::of_person("張三").name, Form::of_person("张 三").name);
    }
}
