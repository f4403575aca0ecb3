//! Words of rules that are compared with labels of registers: with what these have, whoever of them the rows name.

use std::sync::Arc;

use super::fold::HeardWords;
use super::registers::RegisterWord;
use crate::finding::meant::Named;
use crate::ingest::cell::vocabulary::meaning;
use crate::ingest::row::Word;
use crate::ledger::Ledger;
use crate::ledger::labels::Labels;
use crate::policy::rules::labels::{Described, of_register};
use crate::policy::rules::{Component, FilterTest, Formula, Policy};
use crate::source::Span;

/// The words of filters and rates that are labels of registers, each with what its column has.
pub fn words<'a>(policy: &'a Policy, ledger: &Ledger) -> Vec<RegisterWord<'a>> {
    let mut words = Vec::new();
    for term in policy.measures.iter().flat_map(|measure| &measure.filter.terms) {
        let (FilterTest::OneOf(labels) | FilterTest::NoneOf(labels)) = &term.test else { continue };
        let named: Vec<(&str, Span)> = labels.iter().map(|label| (label.as_str(), term.span)).collect();
        words.extend(of_column(ledger, &term.column, &named));
    }
    for formula in policy.pay.iter().filter_map(Component::formula) {
        let Formula::ByLabel { column, rates, .. } = formula else { continue };
        let named: Vec<(&str, Span)> = rates.iter().map(|(label, rate)| (label.as_str(), rate.span)).collect();
        words.extend(of_column(ledger, &column.value, &named));
    }
    words
}

fn of_column<'a>(ledger: &Ledger, column: &'a str, words: &[(&'a str, Span)]) -> Vec<RegisterWord<'a>> {
    let Some((register, own)) = of_register(column) else { return Vec::new() };
    let labels = Labels::of(ledger, register, own);
    if labels.is_empty() {
        return Vec::new();
    }
    let heard = Arc::new(heard((register, own), &labels, words));
    let word = |(word, span): &(&'a str, Span)| RegisterWord {
        input: register.input(),
        column: own,
        word,
        span: *span,
        heard: heard.clone(),
    };
    words.iter().map(word).collect()
}

fn heard((register, column): (Described, &str), labels: &Labels, words: &[(&str, Span)]) -> HeardWords {
    let mut heard = HeardWords::default();
    let named: Vec<Named> = words.iter().map(|(word, _)| Named::new(word)).collect();
    for (at, word) in (0..).zip(labels.words()) {
        heard.hear(&named, Word { own: word, meant: meaning(register.input(), column, word) }, (0, at));
    }
    heard
}
