//! Whether a text names somebody else, or an amount that is somebody else's: a reason or a name that does is not told.

use std::collections::BTreeSet;

use super::nicknames::Nicknames;
use crate::number::Number;
use crate::results::PersonResult;
use crate::run::Outcome;
use crate::spelling::{folded, in_simplified, without_marks};

/// From here on letters are written without blanks between words.
const WITHOUT_BLANKS: char = '\u{2E80}';

/// A part of a name of fewer letters names nobody.
const PART: usize = 3;

/// One of fewer names nobody where it is written small, for it may be any word.
const SMALL_PART: usize = 4;

/// Names are declined: of a part that many first letters are looked for, and so many may follow in the name and in the text.
const STEM: usize = 5;
const ENDING: (usize, usize) = (2, 4);

/// How everybody but one may be named.
#[derive(Default)]
pub(super) struct Others {
    /// Names and ids, in the form in which words are compared.
    whole: Vec<String>,
    /// Parts of names, such as a surname alone, in that form and without marks; those of the own name are none.
    parts: BTreeSet<String>,
    /// Given names of two characters that names written without blanks end with.
    given: BTreeSet<String>,
    /// What such names are called by.
    nicknames: Nicknames,
    /// Orders that are somebody else's alone, in that form.
    orders: BTreeSet<String>,
}

/// The orders that others are paid for, and that person is not.
fn orders_of_others(outcome: &Outcome, person: usize) -> BTreeSet<String> {
    let of = |is_own: bool| -> BTreeSet<String> {
        let results = outcome.appraisal.result.people.iter().filter(|result| (result.person == person) == is_own);
        let paid = results.clone().flat_map(|result| &result.lines).flat_map(|line| &line.deals);
        let held = results.flat_map(|result| &result.balances).map(|(_, balance)| balance.order.as_str());
        let orders = paid.map(|deal| deal.order.as_str()).chain(held).filter(|order| !order.is_empty());
        orders.map(|order| folded(order).into_owned()).collect()
    };
    &of(false) - &of(true)
}

/// An amount with fewer digits that count may be anybody's.
const DIGITS: usize = 4;

/// Whether a text has an amount that somebody else was paid in the period, is owed, or an order or an indicator of somebody else came to, and none of
/// that person is.
pub(super) fn has_amount_of_another(outcome: &Outcome, person: usize, text: &str) -> bool {
    let mut numbers: Vec<Number> = numbers(text).collect();
    let is_of = |result: &PersonResult, number: &Number| {
        let actuals = result.standing.indicators.iter().filter_map(|own| own.actual.value());
        let held = result.balances.iter().flat_map(|(_, own)| [&own.opening, &own.added, &own.taken, &own.closing]);
        if actuals.chain(held).any(|known| known.abs() == *number) {
            return true;
        }
        let mut deals = result.lines.iter().flat_map(|line| &line.deals);
        let is_deal = deals.any(|deal| deal.base.abs() == *number || deal.amount.or_zero().abs() == *number);
        let paid = result.lines.iter().map(|line| line.amount.or_zero());
        is_deal || paid.chain(result.totals.iter().map(|(_, total)| total.or_zero())).any(|paid| paid.abs() == *number)
    };
    let (own, others): (Vec<_>, Vec<_>) =
        outcome.appraisal.result.people.iter().partition(|result| result.person == person);
    numbers.retain(|number| !own.iter().any(|result| is_of(result, number)));
    numbers.iter().any(|number| others.iter().any(|result| is_of(result, number)))
}

/// The numbers of a text that are no round ones, whether digits are grouped, and whichever mark is before decimals.
fn numbers(text: &str) -> impl Iterator<Item = Number> {
    let runs = |is_part: fn(char) -> bool| text.split(move |c: char| !is_part(c));
    let with_blanks = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’' | ' ' | '\u{A0}' | '\u{202F}');
    let without = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’');
    runs(with_blanks).chain(runs(without)).filter_map(number)
}

/// The number that a run of digits and marks is.
fn number(run: &str) -> Option<Number> {
    let run = run.trim_matches(|c: char| !c.is_ascii_digit());
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (whole, decimals) = match run.rfind(['.', ',']).map(|at| (&run[..at], &run[at + 1..])) {
        Some((whole, decimals)) if decimals.len() < 3 => (digits(whole), decimals),
        _ => (digits(run), ""),
    };
    let all = format!("{whole}{decimals}");
    let is_odd = all.trim_matches('0').len() >= DIGITS;
    is_odd.then(|| Number::parse(&format!("{whole}.{decimals}0"))).flatten()
}

impl Others {
    /// Everybody but that person. A name of one letter is none that could be found.
    pub fn of(outcome: &Outcome, person: usize) -> Self {
        let mut others = Others::default();
        let own = &outcome.ledger.people.list[person];
        for (index, other) in outcome.ledger.people.list.iter().enumerate() {
            if index != person {
                others.add(&[&other.name, &other.id]);
            }
        }
        let own_parts: BTreeSet<String> = words(&own.name).filter_map(|word| part(word, PART)).collect();
        others.parts.retain(|part| !own_parts.contains(part));
        others.given.retain(|given| !in_simplified(&own.name).ends_with(given.as_str()));
        others.orders = orders_of_others(outcome, person);
        others
    }

    fn add(&mut self, names: &[&str]) {
        let whole = names.iter().flat_map(|name| in_one_script(name));
        self.whole.extend(whole.filter(|name| name.chars().count() > 1));
        let of_name = |name: &&str| {
            words(name).filter(|word| is_capitalised(word)).filter_map(|word| part(word, PART)).collect::<Vec<_>>()
        };
        self.parts.extend(names.iter().flat_map(of_name));
        self.given.extend(names.iter().filter_map(|name| given(name)));
        names.iter().for_each(|name| self.nicknames.add(&in_simplified(name.trim())));
    }

    /// Whether the text has one of them as a word of its own, whole or in part.
    pub fn are_in(&self, text: &str) -> bool {
        let forms =
            [Text::of(text, |word| in_one_script(word).swap_remove(0)), Text::of(text, without_marks_in_one_script)];
        let has = |word: &str| forms.iter().any(|form| form.has(word));
        let is_given = |given: &String| forms[0].folded.contains(given.as_str());
        self.whole.iter().any(|name| has(name))
            || words(text).any(|word| self.is_part(word))
            || self.given.iter().any(is_given)
            || self.nicknames.are_in(&in_simplified(text))
            || self.orders.iter().any(|order| has(order))
    }

    /// Whether a word is a part of a name, or one that is declined.
    fn is_part(&self, word: &str) -> bool {
        let is_large = is_capitalised(word);
        let Some(word) = part(word, if is_large { PART } else { SMALL_PART }) else { return false };
        let stem: String = word.chars().take(STEM).collect();
        let ends = |all: &str, most: usize, same: usize| all.chars().count() - same <= most;
        let is_declined = |part: &String| {
            let same = part.chars().zip(word.chars()).take_while(|(one, other)| one == other).count();
            same >= STEM && ends(part, ENDING.0, same) && ends(&word, ENDING.1, same)
        };
        self.parts.contains(&word)
            || is_large && self.parts.range(stem.clone()..).take_while(|part| part.starts_with(&stem)).any(is_declined)
    }
}

/// A word in the forms in which words are compared, whichever of the Chinese scripts it is written in: as it is, and without marks.
fn in_one_script(word: &str) -> Vec<String> {
    let (own, plain) = (folded(&in_simplified(word)).into_owned(), without_marks_in_one_script(word));
    if own == plain { vec![own] } else { vec![own, plain] }
}

fn without_marks_in_one_script(word: &str) -> String {
    folded(&without_marks(&in_simplified(word))).into_owned()
}

/// The given name that a name of three or four characters without blanks ends with.
fn given(name: &str) -> Option<String> {
    let own: Vec<char> = in_simplified(name.trim()).chars().collect();
    let is_name = matches!(own.len(), 3 | 4) && own.iter().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
    is_name.then(|| own[own.len() - 2..].iter().collect())
}

/// The words of a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

fn is_capitalised(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// A word that may be a part of a name, in the form in which words are compared: of letters alone, and of so many at the least.
fn part(word: &str, least: usize) -> Option<String> {
    let is_letters = word.chars().all(|letter| letter.is_alphabetic() && letter < WITHOUT_BLANKS);
    (is_letters && word.chars().count() >= least).then(|| folded(&without_marks(word)).into_owned())
}

/// A text in the form in which words are compared, and where its words begin.
struct Text {
    folded: String,
    begins: Vec<usize>,
}

impl Text {
    fn of(text: &str, form: impl Fn(&str) -> String) -> Self {
        let (mut all, mut begins) = (String::new(), Vec::new());
        for word in text.split_whitespace() {
            begins.push(all.len());
            all += &form(word);
        }
        Text { folded: all, begins }
    }

    /// Whether the word stands there with neither letters nor digits that go on with it on a side.
    fn has(&self, word: &str) -> bool {
        self.folded.match_indices(word).any(|(at, _)| self.parts(at) && self.parts(at + word.len()))
    }

    /// Whether a word can end there, and another begin.
    fn parts(&self, at: usize) -> bool {
        let is_part = |letter: Option<char>| letter.is_some_and(|c| c.is_alphanumeric() && c < WITHOUT_BLANKS);
        let (before, after) = (self.folded[..at].chars().next_back(), self.folded[at..].chars().next());
        self.begins.contains(&at) || !(is_part(before) && is_part(after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_their_own_are_found_and_parts_of_words_are_not() {
        let mut others = Others::default();
        others.add(&["003", "ann lee", "王芳", "вера", "P7"]);
        for text in
            ["late for 003", "003's order", "by Ann Lee alone", "与王芳合作", "spoke with Вера.", "(p7)", "单号003王"]
        {
            assert!(others.are_in(text), "{text}");
        }
        for text in ["Invoice 2003 came late", "0031", "Joann Leeward", "王方", "Верность", "P70", ""] {
            assert!(!others.are_in(text), "{text}");
        }
    }
    #[test]
    fn parts_of_a_name_are_found_in_any_order_and_without_their_marks() {
        let mut others = Others::default();
        others.add(&["林美玲", "張偉"]);
        others.add(&["Lucía Fernández Gil", "C05", "de Vries, Jan"]);
        for text in [
            "como FERNANDEZ GIL LUCIA",
            "sustituye a Fernández",
            "by Gil's word",
            "with J. Vries",
            "替美玲补单",
            "给张伟的补贴",
            "給張偉的補貼",
        ] {
            assert!(others.are_in(text), "{text}");
        }
        for text in ["how a gil swims", "January", "de facto", "Gilt", "张伯伟", "玲珑"] {
            assert!(!others.are_in(text), "{text}");
        }
    }
    #[test]
    fn numbers_are_read_however_they_are_written() {
        for text in [
            "half of 5347.46 of it",
            "5,347.46",
            "(5.347,46)",
            "5 347,46 zł",
            "5'347.46",
            "其中5347.46元",
            "2026 5347.46.",
        ] {
            assert!(numbers(text).any(|number| Some(&number) == Number::parse("5347.46").as_ref()), "{text}");
        }
        assert_eq!(numbers("in 2 of 30 cases, 300.00 and 2,400").count(), 0);
    }
    #[test]
    fn names_are_found_written_small_declined_and_by_surname() {
        let mut others = Others::default();
        others.add(&["Piotr Zieliński"]);
        others.add(&["Łukasz Pająk"]);
        others.add(&["Jan Dąbrowski"]);
        others.add(&["王志强"]);
        ["金美兰", "张丽", "周建华"].iter().for_each(|name| others.add(&[name]));
        others.add(&["歐陽文"]);
        for text in [
            "piotr zielinski helped",
            "with jan dabrowski",
            "zielinski's order",
            "for lukasz pajak",
            "razem z Piotrem Zielińskim",
            "za Zielińskiego",
            "小王的单子",
            "替老王跑腿",
            "与王总共享",
            "和王姐一起",
            "小强介绍的客户",
            "谢谢强哥",
            "金总的客户",
            "张工安装",
            "幫歐陽經理",
        ] {
            assert!(others.are_in(text), "{text}");
        }
        for text in [
            "zielona",
            "piot",
            "the pajama fair",
            "Polish fair",
            "王府井的展会",
            "王者客户",
            "小客户",
            "加强管理",
            "奖金总额",
            "三张工单",
            "每周工作计划",
            "周总结",
            "a january jan",
        ] {
            assert!(!others.are_in(text), "{text}");
        }
    }
}
