//! Whether a text names somebody else: a reason that does is not told.

use std::collections::BTreeSet;

use crate::run::Outcome;
use crate::spelling::{folded, in_simplified, without_marks};

/// From here on letters are written without blanks between words.
const WITHOUT_BLANKS: char = '\u{2E80}';

/// A part of a name of fewer letters names nobody.
const PART: usize = 3;

/// How everybody but one may be named.
#[derive(Default)]
pub(super) struct Others {
    /// Names and ids, in the form in which words are compared.
    whole: Vec<String>,
    /// Parts of names, such as a surname alone, in that form and without marks; those of the own name are none.
    parts: BTreeSet<String>,
    /// Given names of two characters that names written without blanks end with.
    given: BTreeSet<String>,
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
        others.parts.retain(|part| !capitalised(&own.name).any(|own| own == *part));
        others.given.retain(|given| !in_simplified(&own.name).ends_with(given.as_str()));
        others.orders = orders_of_others(outcome, person);
        others
    }

    fn add(&mut self, names: &[&str]) {
        let whole = names.iter().map(|name| in_one_script(name));
        self.whole.extend(whole.filter(|name| name.chars().count() > 1));
        self.parts.extend(names.iter().flat_map(|name| capitalised(name)));
        self.given.extend(names.iter().filter_map(|name| given(name)));
    }

    /// Whether the text has one of them as a word of its own, whole or in part.
    pub fn are_in(&self, text: &str) -> bool {
        let words = Text::of(text);
        let has_given = || self.given.iter().any(|given| words.folded.contains(given.as_str()));
        let names_order = || self.orders.iter().any(|order| words.has(order));
        self.whole.iter().any(|name| words.has(name))
            || capitalised(text).any(|word| self.parts.contains(&word))
            || has_given()
            || names_order()
    }
}

/// A word in the form in which words are compared, whichever of the Chinese scripts it is written in.
fn in_one_script(word: &str) -> String {
    folded(&in_simplified(word)).into_owned()
}

/// The given name that a name of three or four characters without blanks ends with.
fn given(name: &str) -> Option<String> {
    let own: Vec<char> = in_simplified(name.trim()).chars().collect();
    let is_name = matches!(own.len(), 3 | 4) && own.iter().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
    is_name.then(|| own[own.len() - 2..].iter().collect())
}

/// The words of a text that may be parts of names: of letters alone, the first one large.
fn capitalised(text: &str) -> impl Iterator<Item = String> {
    let is_name = |word: &&str| {
        let is_letters = word.chars().all(|letter| letter.is_alphabetic() && letter < WITHOUT_BLANKS);
        is_letters && word.starts_with(char::is_uppercase) && word.chars().count() >= PART
    };
    let words = text.split(|letter: char| !letter.is_alphanumeric()).filter(is_name);
    words.map(|word| folded(&without_marks(word)).into_owned())
}

/// A text in the form in which words are compared, and where its words begin.
struct Text {
    folded: String,
    begins: Vec<usize>,
}

impl Text {
    fn of(text: &str) -> Self {
        let (mut all, mut begins) = (String::new(), Vec::new());
        for word in text.split_whitespace() {
            begins.push(all.len());
            all += &in_one_script(word);
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
        for text in ["how a gil swims", "Fernandezes", "January", "de facto", "Gilt", "张伯伟", "玲珑"] {
            assert!(!others.are_in(text), "{text}");
        }
    }
}
