//! What all parts of the reader share: the text, the findings so far, and the defaults taken.

use std::cell::RefCell;

use super::chinese;
use super::homes;
use crate::finding::nearest::nearest;
use crate::finding::{Finding, Findings};
use crate::source::{Place, Span, Text};

/// What was found is cut where it is longer: a whole table may stand where a number should, and the place quotes it anyway.
const LONGEST: usize = 80;

/// One reading of one policy.
pub(super) struct Reading {
    text: Text,
    findings: RefCell<Findings>,
    defaults: RefCell<Vec<(String, String)>>,
    /// Keys that stand in another table than theirs, with their place.
    elsewhere: RefCell<Vec<(String, &'static str)>>,
    /// The keys that were asked for, by the span of their table.
    #[cfg(test)]
    pub asked: RefCell<Vec<(Span, Vec<&'static str>)>>,
}

impl Reading {
    pub fn new(text: Text) -> Self {
        Reading {
            text,
            findings: RefCell::default(),
            defaults: RefCell::default(),
            elsewhere: RefCell::default(),
            #[cfg(test)]
            asked: RefCell::default(),
        }
    }

    pub fn text(&self) -> &Text {
        &self.text
    }

    pub fn place(&self, span: Span) -> Place {
        self.text.place(span)
    }

    /// The user's own bytes.
    pub fn written(&self, span: Span) -> &str {
        self.text.text().get(span.start..span.end).unwrap_or("")
    }

    /// Whether an error was found so far.
    pub fn has_errors(&self) -> bool {
        self.findings.borrow().has_errors()
    }

    pub fn push(&self, finding: Finding) {
        self.findings.borrow_mut().push(finding);
    }

    /// An error of this code at `span`, to be completed with `facts`.
    pub fn error(&self, code: &'static str, span: Span, facts: &[(&'static str, &str)]) {
        let finding = Finding { args: owned(facts), ..Finding::error(code) };
        self.push(finding.at(self.place(span)));
    }

    /// An error about two places of the policy.
    pub fn conflict(&self, code: &'static str, spans: [Span; 2], facts: &[(&'static str, &str)]) {
        let finding = Finding { args: owned(facts), ..Finding::error(code) };
        self.push(finding.at(self.place(spans[0])).at(self.place(spans[1])));
    }

    pub fn warning(&self, code: &'static str, span: Span, facts: &[(&'static str, &str)]) {
        let finding = Finding { args: owned(facts), ..Finding::warning(code) };
        self.push(finding.at(self.place(span)));
    }

    /// Notes a default as it could have been written.
    pub fn default(&self, key: impl Into<String>, value: impl Into<String>) {
        self.defaults.borrow_mut().push((key.into(), value.into()));
    }

    /// Notes that a key stands in another table than its own.
    pub fn is_elsewhere(&self, key: &str, place: &'static str) {
        self.elsewhere.borrow_mut().push((key.to_owned(), place));
    }

    /// The findings and the defaults. That a key is missing which stands in another table is not told.
    pub fn into_parts(self) -> (Findings, Vec<(String, String)>) {
        let (elsewhere, mut found) = (self.elsewhere.into_inner(), self.findings.into_inner());
        if !elsewhere.is_empty() {
            found.retain(|finding| !homes::follows(finding, &elsewhere, self.text.file()));
        }
        (found, self.defaults.into_inner())
    }
}

/// The candidate that a word means: the one that it is in Chinese, else the nearest, else the one with which it begins alike.
pub(super) fn meant<'a, S: AsRef<str>>(word: &str, candidates: &'a [S]) -> Option<&'a str> {
    chinese::meant(word, candidates).or_else(|| nearest(word, candidates)).or_else(|| of_one_stem(word, candidates))
}

/// The one candidate that is the beginning of the word, or shares five letters and two thirds of itself with it; of several none.
fn of_one_stem<'a, S: AsRef<str>>(word: &str, candidates: &'a [S]) -> Option<&'a str> {
    let word = word.to_lowercase();
    let shared = |own: &str| word.chars().zip(own.chars()).take_while(|(one, other)| one == other).count();
    let is_stem = |own: &str| {
        let (shared, all) = (shared(own), own.chars().count());
        (shared == all && all >= 4) || (shared >= 5 && shared * 3 >= all * 2)
    };
    let mut fitting = candidates.iter().map(AsRef::as_ref).filter(|own| is_stem(own));
    fitting.next().filter(|_| fitting.next().is_none())
}

/// What to write instead of `word`: the candidate that it means, else all of them.
pub(super) fn instead_of<S: AsRef<str>>(word: &str, candidates: &[S]) -> String {
    match meant(word, candidates) {
        Some(candidate) => candidate.to_owned(),
        None => listed(candidates),
    }
}

/// `deal | period`.
pub(super) fn listed<S: AsRef<str>>(words: &[S]) -> String {
    words.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" | ")
}

fn owned(facts: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let shown = |name: &str, value: &str| match value.char_indices().nth(LONGEST) {
        Some((end, _)) if name == "found" => format!("{}…", &value[..end]),
        _ => value.to_owned(),
    };
    facts.iter().map(|(name, value)| (*name, shown(name, value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_means_the_key_that_it_begins_like() {
        let keys = ["multiply", "tiers", "tiers_by", "rounding"];
        for (word, expected) in [
            ("multiplier", Some("multiply")),
            ("rounding_mode", Some("rounding")),
            ("tiers_by_measure", None),
            ("rate", None),
        ] {
            assert_eq!(meant(word, &keys), expected, "{word}");
        }
    }
}
