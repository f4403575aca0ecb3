//! Which word of the data was meant for a word that the policy names, although it is another: its other script, signs around it, a slip of
//! the pen.
//!
//! Where no row has the named word every slip is one. Beside rows that have it, a word of Chinese that is one character apart is mostly a
//! word of its own – `退货` and `退款`, `手机` and `手机壳` – and is a slip only where the characters sound or look alike, or the one too
//! many says nothing.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::nearest::{differing, is_one_edit, is_slip, parts};
use crate::spelling::{composed, differ_in_marks, folded, simplified};

/// Characters that are taken for each other by their looks.
const LOOKALIKES: [&str; 15] = [
    "话活",
    "怀杯",
    "微徽",
    "已己巳",
    "贷货",
    "签鉴",
    "收牧",
    "拨拔",
    "折拆",
    "完宪",
    "销锁",
    "未末",
    "日曰",
    "人入",
    "土士",
];

/// Characters of one sound that tell places apart.
const PLACES: [&str; 5] = ["山陕", "台泰", "苏宿", "福抚", "徐许"];

/// Characters that may stand in a word or not.
const FILLERS: &str = "已了的之地完毕";

/// Signs that may stand around or inside of a word; of a word with digits only around it, and no dash or stroke.
const DRESS: &str = ".,;:!?'\"`*_~·。、，；：！？“”‘’…()[]{}<>「」『』【】《》〈〉-–—/\\|";
/// What parts several words of one cell.
const SEVERAL: [char; 3] = [';', '；', '|'];
const STROKES: &str = "-–—/\\|<>";

/// Fewer letters are a code, in which a nought is as likely as an O.
const LETTERS_OF_A_WORD: usize = 3;

/// A word that the policy names, prepared for being compared with many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// As the policy writes it.
    pub word: String,
    folded: String,
    bare: String,
    /// Letters and digits alone, in one script and case.
    joined: String,
}

/// How far a word of the data is from a named one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// A word of its own.
    Far,
    /// Meant for it where nothing else is.
    Perhaps,
    /// Meant for it, whatever else is there.
    Likely,
    /// The same word.
    Same,
}

impl Named {
    /// A word as the policy writes it.
    pub fn new(word: &str) -> Self {
        let joined = parts(&in_one_script(word)).concat();
        Named { word: word.to_owned(), folded: folded(word).into_owned(), bare: bare(word), joined }
    }

    /// Whether a word is this one.
    pub fn is(&self, word: &str) -> bool {
        self.is_folded(&folded(word))
    }

    /// The same of a word that is folded.
    pub fn is_folded(&self, word: &str) -> bool {
        word == self.folded
    }

    /// Whether a cell has several words, as programs for deals write them, and this is one: `Addon; Renewal`.
    pub fn is_among(&self, words: &str) -> bool {
        words.contains(SEVERAL) && words.split(SEVERAL).any(|word| self.is(word.trim()))
    }

    /// Whether a word is this one in the singular or the plural, by more than a letter: `Rechnungen` of `Rechnung`. Names of people and companies may well
    /// differ by that alone.
    pub fn is_another_form(&self, other: &Named) -> bool {
        is_inflected(&self.joined, &other.joined)
    }

    /// How far a word of the data is from this one.
    pub fn nearness(&self, word: &str) -> Nearness {
        self.nearness_of(&Named::new(word))
    }

    /// The same of a word that is prepared: nearly all are told to be far by a look.
    pub fn nearness_of(&self, other: &Named) -> Nearness {
        if other.folded == self.folded {
            return Nearness::Same;
        }
        if other.bare == self.bare {
            return if is_only_dressed(&other.bare) { Nearness::Likely } else { Nearness::Far };
        }
        if differ_in_marks(&other.word, &self.word) {
            return Nearness::Likely;
        }
        let is_longer = |one: &str, two: &str| one.chars().count().abs_diff(two.chars().count()) > 1;
        if !is_one_edit(&other.joined, &self.joined) || is_longer(&other.bare, &self.bare) {
            return Nearness::Far;
        }
        let (one, two) = (in_one_script(&other.word), in_one_script(&self.word));
        let (mine, theirs) = (parts(&one), parts(&two));
        match is_slip(&one, &two) {
            _ if look_alike(&mine, &theirs) => Nearness::Likely,
            _ if is_digit_for_letter(&other.joined, &self.joined) => Nearness::Likely,
            false => Nearness::Far,
            true if is_likely(&mine, &theirs) => Nearness::Likely,
            true => Nearness::Perhaps,
        }
    }
}

/// Whether signs and script alone may make a word with that bare form another one: of a single letter a sign is its own, as in `A-`.
fn is_only_dressed(bare: &str) -> bool {
    bare.chars().count() > 1 || bare.chars().all(is_han)
}

/// Endings of one word in the singular and in the plural, where more than a letter is another.
const ENDINGS: [(&str, &str); 7] =
    [("", "en"), ("", "es"), ("", "nen"), ("y", "ies"), ("ão", "ões"), ("al", "aux"), ("al", "ais")];
/// Fewer letters before the ending are no word.
const LETTERS_OF_A_STEM: usize = 4;

/// Whether two words are one in the singular and in the plural: `Rechnung` and `Rechnungen`.
fn is_inflected(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    let is_word =
        |stem: &str| stem.chars().count() >= LETTERS_OF_A_STEM && stem.chars().all(|c| c.is_alphabetic() && !is_han(c));
    ENDINGS.iter().any(|(singular, plural)| {
        short.strip_suffix(singular).is_some_and(|stem| is_word(stem) && long.strip_suffix(plural) == Some(stem))
    })
}

/// Whether one character differs, by little more than its looks, whatever it stands for.
fn look_alike(one: &[String], two: &[String]) -> bool {
    let are_in = |group: &&str, a: &str, b: &str| group.contains(a) && group.contains(b);
    let is_word = one.len() > 1;
    is_word && matches!(differing(one, two), ([a], [b]) if LOOKALIKES.iter().any(|group| are_in(group, a, b)))
}

/// Whether a nought stands for an O or a one for an l, among letters: `Pr0` is no number of a model.
fn is_digit_for_letter(one: &str, two: &str) -> bool {
    let as_letter = |c: char| match c {
        '0' => 'o',
        '1' => 'l',
        other => other,
    };
    let is_same = one.chars().map(as_letter).eq(two.chars().map(as_letter));
    let is_word = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() >= LETTERS_OF_A_WORD;
    let is_inside = |text: &str| {
        let all: Vec<char> = text.chars().collect();
        let is_odd = |at: usize| all[at].is_numeric() && (at > 0 && all[at - 1].is_alphabetic());
        (0..all.len()).any(is_odd)
    };
    is_same && is_word(one) && is_word(two) && (is_inside(one) || is_inside(two))
}

/// Whether a slip is more likely than another word that is meant.
fn is_likely(one: &[String], two: &[String]) -> bool {
    let han = |part: &String| part.chars().next().filter(|c| is_han(*c));
    match differing(one, two) {
        ([a], [b]) => match (han(a), han(b)) {
            (Some(a), Some(b)) => are_confused(a, b),
            _ => true,
        },
        ([only], []) | ([], [only]) => match han(only) {
            Some(c) => FILLERS.contains(c) || is_doubled(one, c) || is_doubled(two, c),
            None => true,
        },
        _ => true,
    }
}

fn is_doubled(parts: &[String], c: char) -> bool {
    let doubled = format!("{c}{c}");
    parts.concat().contains(&doubled)
}

/// Whether two characters are written for each other by their sound, as an input method offers them.
fn are_confused(a: char, b: char) -> bool {
    let tell_places_apart = PLACES.iter().any(|group| group.contains(a) && group.contains(b));
    let sound = |c: char| SOUNDS.get(&c);
    sound(a).is_some() && sound(a) == sound(b) && !tell_places_apart
}

static SOUNDS: LazyLock<FxHashMap<char, usize>> = LazyLock::new(|| {
    let lines = include_str!("sounds.txt").lines().filter(|line| !line.starts_with('#')).enumerate();
    lines.flat_map(|(sound, line)| line.chars().map(move |c| (c, sound))).collect()
});

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}')
}

fn in_one_script(word: &str) -> String {
    composed(word).chars().map(simplified).collect()
}

/// In one script and case, without blanks and without what only dresses it.
fn bare(word: &str) -> String {
    let word: String = in_one_script(word).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
    if word.chars().any(char::is_numeric) {
        return word.trim_matches(|c| DRESS.contains(c) && !STROKES.contains(c)).to_owned();
    }
    word.chars().filter(|c| !DRESS.contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_signs_and_slips_are_likely_and_other_words_are_not() {
        for (word, named, nearness) in [
            ("Won", "won", Nearness::Same),
            ("won.", "won", Nearness::Likely),
            ("wonn", "won", Nearness::Likely),
            ("follow-up", "followup", Nearness::Likely),
            ("已簽收", "已签收", Nearness::Likely),
            ("退貨單", "退货单", Nearness::Likely),
            ("华東", "華东", Nearness::Likely),
            ("已签收。", "已签收", Nearness::Likely),
            ("拜仿", "拜访", Nearness::Likely),
            ("已籤收", "已签收", Nearness::Likely),
            ("己签收", "已签收", Nearness::Likely),
            ("签收", "已签收", Nearness::Likely),
            ("签已收", "已签收", Nearness::Likely),
            ("已签签收", "已签收", Nearness::Likely),
            ("Model 2.", "Model 2", Nearness::Likely),
            ("CloudPulse Pr0", "CloudPulse Pro", Nearness::Likely),
            ("Cab1e", "Cable", Nearness::Likely),
            ("X0", "XO", Nearness::Far),
            ("退款", "退货", Nearness::Perhaps),
            ("已完工", "已完成", Nearness::Perhaps),
            ("手机壳", "手机", Nearness::Perhaps),
            ("陕西", "山西", Nearness::Perhaps),
            ("未签收", "已签收", Nearness::Far),
            ("华北", "华东", Nearness::Far),
            ("A-", "A", Nearness::Far),
            ("A+", "A", Nearness::Far),
            ("A-1", "A1", Nearness::Far),
            ("Model 3", "Model 2", Nearness::Far),
            ("Sales B", "Sales A", Nearness::Far),
            ("lost", "won", Nearness::Far),
            ("", "won", Nearness::Far),
        ] {
            assert_eq!(Named::new(named).nearness(word), nearness, "{word} {named}");
        }
    }

    #[test]
    fn a_word_in_the_plural_is_another_form_of_it() {
        let is_form = |word: &str, named: &str| Named::new(named).is_another_form(&Named::new(word));
        for (word, named) in
            [("Rechnungen", "Rechnung"), ("Entry", "Entries"), ("Journaux", "journal"), ("Promoções", "Promoção")]
        {
            assert!(is_form(word, named) && is_form(named, word), "{word} {named}");
        }
        for (word, named) in [("Rechnungskorrektur", "Rechnung"), ("Offen", "Off"), ("退货", "退")] {
            assert!(!is_form(word, named), "{word} {named}");
        }
    }

    #[test]
    fn no_character_has_two_sounds() {
        let all: Vec<char> =
            include_str!("sounds.txt").lines().filter(|line| !line.starts_with('#')).flat_map(str::chars).collect();
        assert_eq!(all.len(), SOUNDS.len());
    }
}
