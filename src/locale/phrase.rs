//! Phrases of a report in the words of a language.

use crate::report::model::Phrase;

use super::catalog::fill;
use super::{Locale, Precision};

/// What stands for a missing value inside a sentence.
const MISSING: &str = "missing";

impl Locale {
    /// The phrase in words, its numbers as in tables.
    pub fn phrase(&self, phrase: &Phrase) -> String {
        self.phrase_at(phrase, Precision::Shown)
    }

    /// The phrase in words, its numbers with that precision.
    pub fn phrase_at(&self, phrase: &Phrase, precision: Precision) -> String {
        match phrase {
            Phrase::Term { id, args } => fill(self.term(id), |name| {
                let cell = args.iter().find(|(known, _)| *known == name).map(|(_, cell)| cell)?;
                Some(self.cell(cell, precision, self.term(MISSING)))
            }),
            Phrase::Label(label) => label.text(self.language.id()).to_owned(),
            Phrase::Verbatim(text) => text.clone(),
            Phrase::Called(_, phrase) => self.phrase_at(phrase, precision),
            Phrase::Joined(parts) => join(parts.iter().map(|part| self.phrase_at(part, precision))),
        }
    }
}

/// One after the other: with a blank between, but not between two Chinese characters, nor beside Chinese punctuation.
fn join(parts: impl Iterator<Item = String>) -> String {
    let mut joined = String::new();
    for part in parts.filter(|part| !part.is_empty()) {
        if let (Some(before), Some(after)) = (joined.chars().next_back(), part.chars().next()) {
            let touching = (is_wide(before) && is_wide(after)) || is_wide_mark(before) || is_wide_mark(after);
            if !touching && !before.is_whitespace() && !after.is_whitespace() {
                joined.push(' ');
            }
        }
        joined.push_str(&part);
    }
    joined
}

fn is_wide(character: char) -> bool {
    unicode_width::UnicodeWidthChar::width(character) == Some(2)
}

fn is_wide_mark(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF1F}')
}
