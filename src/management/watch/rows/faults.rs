//! Cells that a watch cannot read: each is told at its row, for what is listed would be wrong in silence.

use std::collections::BTreeSet;

use super::clock::Moment;
use super::counts::{Counts, LEFT_OUT};
use crate::finding::{Finding, Findings, quoted};
use crate::ingest::cell::moment;
use crate::ingest::faults::Faults;
use crate::ledger::rows::ListedRow;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::management::WatchRule;
use crate::source::{Place, Span};

/// How many words are listed.
const LISTED: usize = 24;

/// What is told while a watch looks at rows.
pub(super) struct Told<'p> {
    policy: &'p Policy,
    rule: &'p WatchRule,
    faults: Faults,
    /// Rows that drop out.
    pub(super) counts: Counts,
    /// Cells that were told already: several rules may look at one.
    known: BTreeSet<(Place, String)>,
}

impl<'p> Told<'p> {
    /// Of a watch.
    pub(super) fn new(policy: &'p Policy, rule: &'p WatchRule) -> Self {
        Told { policy, rule, faults: Faults::default(), counts: Counts::default(), known: BTreeSet::new() }
    }

    /// The day in a column, with the time of day where one is written; nothing where it is blank, and where it cannot be read, which is told.
    pub(super) fn moment(&mut self, row: &ListedRow, column: &str) -> Option<Moment> {
        let text = row.cell(column)?;
        match moment::read(text, row.dates) {
            Ok(moment) => moment,
            Err(_) => {
                self.cell("watch-no-day", row, column);
                None
            }
        }
    }

    /// The day since which a row stands; one without is left out, and counted.
    pub(super) fn since(&mut self, row: &ListedRow, column: &str) -> Option<Moment> {
        match row.cell(column) {
            None => self.counts.add(LEFT_OUT, column, row),
            Some(_) => self.counts.has(LEFT_OUT, column),
        }
        self.moment(row, column)
    }

    /// A cell that is no day, where one says that the row is closed.
    pub(super) fn no_day(&mut self, row: &ListedRow, column: &str) {
        self.cell("watch-no-day", row, column);
    }

    /// A cell without a time of day, where hours are counted.
    pub(super) fn no_time(&mut self, row: &ListedRow, column: &str) {
        self.cell("watch-no-time", row, column);
    }

    /// A cell that is no number, where numbers are compared.
    pub(super) fn no_number(&mut self, row: &ListedRow, column: &str) {
        self.cell("watch-no-number", row, column);
    }

    /// An amount that no rate of exchange converts.
    pub(super) fn no_rate(&mut self, row: &ListedRow, column: &str, expected: &str) {
        if self.known.insert((row.place.clone(), column.to_owned())) {
            let finding = Finding::error("no-exchange-rate").with("text", row.cell("currency").unwrap_or_default());
            let day = row.day.map_or_else(String::new, |day| day.to_string());
            self.faults.push(finding.with("expected", expected).with("day", day).at(row.place.clone()));
        }
    }

    fn cell(&mut self, code: &'static str, row: &ListedRow, column: &str) {
        if !self.known.insert((row.place.clone(), column.to_owned())) {
            return;
        }
        // A cell that is itself at fault is shown, also of a column that excerpts star.
        let shown = row.cell(column).unwrap_or_default();
        let finding = Finding::error(code).with("watch", &self.rule.name.value).with("column", column);
        self.faults.push(finding.with("text", shown).at(row.place.clone()));
    }

    /// A text that should name a person.
    pub(super) fn stranger(&mut self, row: &ListedRow, text: &str) {
        if self.known.insert((row.place.clone(), String::new())) {
            self.faults.push(Finding::warning("unknown-person").with("person", text).at(row.place.clone()));
        }
    }

    /// A word of a filter that no row has, beside the one that is nearly it.
    pub(super) fn word(&mut self, (column, word): (&str, &str), near: &str, span: Span) {
        let finding = Finding::warning("watch-word-nowhere").with("watch", &self.rule.name.value);
        let finding = finding.with("column", column).with("word", word).with("near", near);
        self.faults.push(finding.at(self.policy.text.place(span)));
    }

    /// Words of a filter of which no row has any.
    pub(super) fn nowhere(&mut self, (column, words): (&str, &[String]), there: &[String], span: Span) {
        let finding = Finding::warning("watch-words-of-no-row").with("watch", &self.rule.name.value);
        let finding = finding.with("column", column).with("words", quoted(words));
        let listed = quoted(&there[..there.len().min(LISTED)]) + if there.len() > LISTED { " …" } else { "" };
        let there = if there.is_empty() { "–".to_owned() } else { listed };
        self.faults.push(finding.with("there", there).at(self.policy.text.place(span)));
    }

    /// A word of a filter on a column that has nothing but numbers.
    pub(super) fn no_word(&mut self, (input, column): (&str, &str), word: &str, span: Span) {
        let finding = Finding::error("word-of-numbers").with("word", word).with("input", input).with("column", column);
        self.faults.push(finding.at(self.policy.text.place(span)));
    }

    /// A number that is too large for the rate that it is held against.
    pub(super) fn bare_rate(&mut self, value: &Number, span: Span) {
        let written = self.policy.text.text().get(span.start..span.end).unwrap_or_default();
        let hundred = Number::from(100);
        let finding = Finding::error("share-of-money-without-sign").with("found", written);
        let finding = finding.with("percent", format!("{written}%")).with("number", format!("{}%", value * &hundred));
        self.faults.push(finding.at(self.policy.text.place(span)));
    }

    /// What never comes, or never again.
    pub(super) fn never(&mut self, code: &'static str, column: &str, span: Span) {
        let finding = Finding::warning(code).with("watch", &self.rule.name.value).with("column", column);
        self.faults.push(finding.at(self.policy.text.place(span)));
    }

    /// Hands out what was told of the rows of an input.
    pub(super) fn settle(self, input: &str, findings: &mut Findings) {
        findings.extend(self.faults.finish().0);
        let counted = self.counts.settle(&self.rule.name.value, input);
        counted.into_iter().for_each(|finding| findings.push(finding));
    }
}
