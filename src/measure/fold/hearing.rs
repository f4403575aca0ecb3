//! Which words the columns have that the policy compares with words of its own, in all rows of a source, whatever their day.
//!
//! A word is looked at when its text is learned, once for each thread. Of words that are neither named nor near a named one only the first
//! ones are kept, to tell what is there.

use std::collections::BTreeMap;

use crate::finding::meant::{Named, Nearness};
use crate::ingest::row::Word;
use crate::spelling::folded;

/// How many words that concern no named one are kept of a column.
const KEPT: usize = 24;

/// A word of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeardWord {
    /// Its first row: file and line.
    pub first: (u32, u32),
    /// As its first row writes it, in normal form.
    pub own: String,
    /// As what it is read, folded.
    pub meant: String,
    /// To be compared with words of the policy.
    form: Named,
}

/// The words of a column.
#[derive(Clone, Debug, Default)]
pub struct HeardWords {
    /// By folded form.
    words: BTreeMap<String, HeardWord>,
    others: usize,
}

impl HeardWords {
    /// Takes a word of a row, of a column that these words are named of.
    pub fn hear(&mut self, named: &[Named], word: Word, first: (u32, u32)) {
        let (key, meant) = (folded(word.own), folded(word.meant));
        if let Some(known) = self.words.get_mut(&*key) {
            known.first = known.first.min(first);
            return;
        }
        let form = Named::new(word.own);
        if !named.iter().any(|named| named.nearness_of(&form) != Nearness::Far || named.is_folded(&meant)) {
            if self.others >= KEPT {
                return;
            }
            self.others += 1;
        }
        let heard = HeardWord { first, own: word.own.to_owned(), meant: meant.into_owned(), form };
        self.words.insert(key.into_owned(), heard);
    }

    /// Takes the words of another thread.
    pub(super) fn merge(&mut self, other: HeardWords) {
        for (key, word) in other.words {
            match self.words.get_mut(&key) {
                Some(known) if word.first < known.first => *known = word,
                Some(_) => {}
                None => {
                    self.words.insert(key, word);
                }
            }
        }
    }

    /// Whether some row has a word that is, or is read as, this one.
    pub fn has(&self, word: &str) -> bool {
        let named = folded(word);
        self.words.contains_key(&*named) || self.words.values().any(|word| word.meant == named)
    }

    /// Words that this one may be meant for, the likelier first; of equally likely ones in the order of their first rows.
    pub fn near(&self, word: &str) -> Vec<&HeardWord> {
        let named = Named::new(word);
        let near = self.words.values().map(|word| (named.nearness_of(&word.form), word));
        let mut near: Vec<(Nearness, &HeardWord)> =
            near.filter(|(nearness, _)| matches!(nearness, Nearness::Perhaps | Nearness::Likely)).collect();
        near.sort_by_key(|(nearness, word)| (std::cmp::Reverse(*nearness), word.first));
        near.into_iter().map(|(_, word)| word).collect()
    }

    /// Words that are most likely this one, in the order of their first rows.
    pub fn likely(&self, word: &str) -> Vec<&str> {
        let named = Named::new(word);
        let likely = self.near(word).into_iter().filter(|word| named.nearness_of(&word.form) == Nearness::Likely);
        likely.map(|word| word.own.as_str()).collect()
    }

    /// Every word that is there, as far as they are kept.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        self.words.values().map(|word| word.own.as_str())
    }

    /// The first row of a word that is there.
    pub fn first_of(&self, word: &str) -> Option<(u32, u32)> {
        self.words.get(&*folded(word)).map(|word| word.first)
    }

    /// The first words that are there, in the order of their first rows.
    pub fn first(&self) -> Vec<&str> {
        let mut all: Vec<&HeardWord> = self.words.values().collect();
        all.sort_by_key(|word| word.first);
        all.iter().map(|word| word.own.as_str()).take(KEPT / 2).collect()
    }
}
