//! Words that a watch asks for, beside those that rows have.

use std::collections::HashMap;

use crate::finding::meant::{Named, Nearness};

/// How many different words of a column are kept.
const MOST_WORDS: usize = 200;
/// So many rows of a source say something of what its words are.
pub(super) const ENOUGH: u64 = 10;
/// Columns that say how something stands: that none stands so is well.
const STATES: [&str; 6] = ["status", "state", "class", "probation", "phase", "level"];
/// The column of steps that everything goes through.
const STAGE: &str = "stage";

/// Which rows were looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looked {
    /// All of an input that stands as it is: people, customers, products.
    Standing,
    /// All rows of an input, of all days.
    Ever,
    /// All rows of what settles others.
    Settling,
    /// Some of them, or somebody else tells.
    Some,
}

/// The words that rows have in a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Heard {
    /// Each, and whether it is one that is asked for.
    words: HashMap<String, bool>,
    /// Whether some text is asked for as what it is read as.
    otherwise: bool,
    /// How many rows have one.
    rows: u64,
}

/// What is wrong with the words that a term asks for.
pub(super) enum Odd<'t> {
    /// One that no row has, and that is nearly another.
    Near(&'t str, String),
    /// None of them is there; what is.
    Nowhere(Vec<String>),
    /// It is no number, and the column has nothing else.
    OfNumbers(&'t str),
}

impl Heard {
    /// Whether a text is one that is asked for: found out once for each text.
    pub(super) fn is_asked(&mut self, text: &str, asks: impl FnOnce() -> bool) -> bool {
        self.rows += 1;
        if let Some(known) = self.words.get(text) {
            return *known;
        }
        let is_it = asks();
        if self.words.len() < MOST_WORDS || is_it {
            self.words.insert(text.to_owned(), is_it);
        }
        is_it
    }

    /// Notes that a text is asked for as what it is read as: always so.
    pub(super) fn is_asked_otherwise(&mut self) -> bool {
        self.otherwise = true;
        true
    }

    /// What is wrong with words that a term asks for in a column.
    pub(super) fn odd<'t>(
        &self,
        (column, words): (&str, &'t [String]),
        looked: Looked,
        same: impl Fn(&str, &str) -> bool,
    ) -> Vec<Odd<'t>> {
        let is_there = |word: &&String| self.words.keys().any(|known| same(known, word));
        let absent: Vec<&String> = words.iter().filter(|word| !is_there(word)).collect();
        let near: Vec<Odd> = absent.iter().filter_map(|word| Some(Odd::Near(word, self.near(word)?))).collect();
        let is_any = self.otherwise || self.words.values().any(|is_it| *is_it);
        let is_nothing = absent.len() == words.len() && !is_any;
        if !near.is_empty() || !is_nothing || self.words.is_empty() || self.words.len() >= MOST_WORDS {
            return near;
        }
        let is_number = |text: &str| crate::number::Number::parse(text.trim_end_matches('%')).is_some();
        if self.words.keys().all(|known| is_number(known)) && words.iter().all(|word| !is_number(word)) {
            return words.first().map(|word| Odd::OfNumbers(word)).into_iter().collect();
        }
        let is_told = match looked {
            Looked::Standing => !STATES.contains(&column),
            Looked::Ever => self.rows >= ENOUGH && (words.len() > 1 || column == STAGE),
            Looked::Settling => true,
            Looked::Some => false,
        };
        if is_told { vec![Odd::Nowhere(self.there())] } else { Vec::new() }
    }

    /// The words that rows have, in order.
    pub(super) fn there(&self) -> Vec<String> {
        let mut there: Vec<String> = self.words.keys().cloned().collect();
        there.sort();
        there
    }

    /// Whether some row has a word.
    pub(super) fn has(&self, word: &str, same: impl Fn(&str, &str) -> bool) -> bool {
        self.words.keys().any(|known| same(known, word))
    }

    /// The word of rows that another one is nearly.
    fn near(&self, word: &str) -> Option<String> {
        let named = Named::new(word);
        let is_near = |other: &&String| matches!(named.nearness(other), Nearness::Perhaps | Nearness::Likely);
        self.words.keys().filter(is_near).min().cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn odd(rows: &[&str], asked: &[&str], column: &str, looked: Looked) -> String {
        let asked: Vec<String> = asked.iter().map(|word| (*word).to_owned()).collect();
        let mut heard = Heard::default();
        for row in rows {
            heard.is_asked(row, || asked.iter().any(|word| word == row));
        }
        let shown = |odd: &Odd| match odd {
            Odd::Near(word, near) => format!("{word}: {near}?"),
            Odd::Nowhere(there) => format!("only {}", there.join(" ")),
            Odd::OfNumbers(word) => format!("{word} is no number"),
        };
        heard.odd((column, &asked), looked, |one, other| one == other).iter().map(shown).collect()
    }

    #[test]
    fn what_may_still_come_is_not_told() {
        let stages = ["lead", "quote", "won", "lead", "lead", "lead", "lead", "lead", "lead", "lead"];
        for (rows, asked, column, looked, expected) in [
            (&stages[..], &["signature"][..], "stage", Looked::Ever, "only lead quote won"),
            (&stages, &["signature", "won"], "stage", Looked::Ever, ""),
            (&stages[..4], &["signature"], "stage", Looked::Ever, ""),
            (&stages, &["signature"], "stage", Looked::Some, ""),
            (&stages, &["complaint"], "kind", Looked::Ever, ""),
            (&stages, &["complaint", "fault"], "kind", Looked::Ever, "only lead quote won"),
            (&stages[..2], &["care"], "kind", Looked::Settling, "only lead quote"),
            (&["North"], &["Westerly"], "region", Looked::Standing, "only North"),
            (&["open"], &["blocked"], "status", Looked::Standing, ""),
            (&["4", "0.5", "30%"], &["high"], "need", Looked::Some, "high is no number"),
            (&["4", "high"], &["low"], "need", Looked::Some, ""),
            (&["quote"], &["quotte"], "stage", Looked::Some, "quotte: quote?"),
            (&[], &["signature"], "stage", Looked::Ever, ""),
        ] {
            assert_eq!(odd(rows, asked, column, looked), expected, "{asked:?} among {rows:?}");
        }
    }
}
