//! The facts that every report names: what was appraised, by which rules, with which tool, from how many rows.

use super::model::{Cell, Phrase};
use crate::ingest::facts::FileFacts;
use crate::run::Outcome;

/// The head of a report.
pub(super) fn head(outcome: &Outcome) -> Vec<(&'static str, Phrase, Cell)> {
    let policy = &outcome.policy;
    let period = &outcome.appraisal.result.period;
    let files = || outcome.gathered.facts.iter().flat_map(|facts| &facts.files);
    let total = |count: fn(&FileFacts) -> u64| Cell::count(files().map(count).sum::<u64>() as i64);
    let days = Phrase::term("from_to").with("from", Cell::Date(period.first())).with("to", Cell::Date(period.last()));
    vec![
        ("period", Phrase::term("period"), Cell::Text(period.id())),
        ("dates", Phrase::term("dates"), Cell::phrase(days)),
        ("policy", Phrase::term("policy"), Cell::Text(policy.header.name.clone())),
        ("version", Phrase::term("version"), Cell::Text(policy.header.version.clone())),
        ("policy_file", Phrase::term("file"), Cell::Text(policy.text.file().to_string())),
        ("digest", Phrase::term("digest"), Cell::Text(policy.digest.clone())),
        ("tool", Phrase::term("tool"), Cell::Text(super::TOOL.to_owned())),
        ("currency", Phrase::term("currency"), Cell::Text(policy.header.currency.clone())),
        ("rows_read", Phrase::term("rows_read"), total(|facts| facts.records)),
        ("rows_counted", Phrase::term("counted"), total(|facts| facts.counted)),
        ("set_aside", Phrase::term("set_aside"), total(|facts| facts.set_aside)),
    ]
}

/// The head of a report of the management half, and of a ranking as of a day: the last day that counts, and whether the period goes on after it.
pub(super) fn of_management(outcome: &Outcome) -> Vec<(&'static str, Phrase, Cell)> {
    let mut facts = head(outcome);
    let last = outcome.appraisal.result.period.last();
    facts.insert(2, ("as_of", Phrase::term("as_of"), Cell::Date(outcome.as_of.unwrap_or(last))));
    facts.insert(3, ("unfinished", Phrase::term("unfinished"), Cell::Flag(outcome.as_of.is_some())));
    facts
}

/// The head of a report that may be of a part of the period: of one as of a day it says so.
pub(super) fn as_of(outcome: &Outcome) -> Vec<(&'static str, Phrase, Cell)> {
    if outcome.as_of.is_some() { of_management(outcome) } else { head(outcome) }
}

/// The head of a report of pay: of a period longer than the policy's also the periods whose sum it is.
pub(super) fn of_pay(outcome: &Outcome) -> Vec<(&'static str, Phrase, Cell)> {
    let mut facts = head(outcome);
    let parts: Vec<String> = outcome.appraisal.parts.iter().map(ToString::to_string).collect();
    if !parts.is_empty() {
        facts.insert(2, ("paid_by", Phrase::term("paid_by"), Cell::Text(parts.join(", "))));
    }
    if let Some(head) = outcome.history.periods().head() {
        facts.push(("history", Phrase::term("history"), Cell::Text(head.to_owned())));
    }
    facts
}
