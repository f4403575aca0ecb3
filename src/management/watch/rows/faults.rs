//! Cells that a watch cannot read: each is told at its row, for what is listed would be wrong in silence.

use std::collections::BTreeSet;

use super::clock::Moment;
use crate::finding::{Finding, Findings};
use crate::ingest::cell::moment;
use crate::ingest::faults::Faults;
use crate::ingest::personal::is_personal;
use crate::ledger::rows::ListedRow;
use crate::policy::Policy;
use crate::policy::rules::management::WatchRule;
use crate::source::Place;

/// What is told while a watch looks at rows.
pub(super) struct Told<'p> {
    policy: &'p Policy,
    rule: &'p WatchRule,
    faults: Faults,
    /// Cells that were told already: several rules may look at one.
    known: BTreeSet<(Place, String)>,
}

impl<'p> Told<'p> {
    /// Of a watch.
    pub(super) fn new(policy: &'p Policy, rule: &'p WatchRule) -> Self {
        Told { policy, rule, faults: Faults::default(), known: BTreeSet::new() }
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

    /// A cell without a time of day, where hours are counted.
    pub(super) fn no_time(&mut self, row: &ListedRow, column: &str) {
        self.cell("watch-no-time", row, column);
    }

    /// A cell that is no number, where numbers are compared.
    pub(super) fn no_number(&mut self, row: &ListedRow, column: &str) {
        self.cell("watch-no-number", row, column);
    }

    fn cell(&mut self, code: &'static str, row: &ListedRow, column: &str) {
        if !self.known.insert((row.place.clone(), column.to_owned())) {
            return;
        }
        let text = row.cell(column).unwrap_or_default();
        let shown = if is_personal(column) { "*".repeat(text.chars().count()) } else { text.to_owned() };
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
    pub(super) fn word(&mut self, (column, word): (&str, &str), near: &str, span: crate::source::Span) {
        let finding = Finding::warning("watch-word-nowhere").with("watch", &self.rule.name.value);
        let finding = finding.with("column", column).with("word", word).with("near", near);
        self.faults.push(finding.at(self.policy.text.place(span)));
    }

    /// Hands out what was told.
    pub(super) fn settle(self, findings: &mut Findings) {
        findings.extend(self.faults.finish().0);
    }
}
