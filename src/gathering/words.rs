//! Words that the policy names and no row has: labels of filters and rates, over all rows of a source, whatever their day.
//!
//! One that is a slip of the pen for a word that rows have is an error, and so is a `counted` that lets nothing pass; any other may be
//! meant, and is warned of, all of a run in one line.

use std::collections::BTreeSet;

use super::streams::Opened;
use crate::finding::nearest::is_slip;
use crate::finding::{Finding, Findings};
use crate::ingest::layout::Whence;
use crate::ledger::Ledger;
use crate::measure::fold::{FileTally, HeardWords};
use crate::measure::plan::{NamedBy, NamedWord, Plan, Stream};
use crate::policy::Policy;
use crate::policy::rules::FilterTest;
use crate::source::{Place, Span};
use crate::spelling::{alike, folded};

/// How many places of words that nothing has are shown.
const SHOWN: usize = 8;

/// How many orders without rows are listed.
const LISTED: usize = 24;

/// What was heard of one source.
pub(super) struct Heard<'a> {
    /// The source.
    pub one: &'a Opened,
    /// The words of each slot.
    pub words: Vec<HeardWords>,
    /// How many rows count, at any day; and how many `counted` leaves out.
    pub rows: (u64, u64),
    /// Whether rows could not be read.
    pub is_faulty: bool,
}

impl<'a> Heard<'a> {
    /// What a pass has heard.
    pub fn new(one: &'a Opened, words: Vec<HeardWords>, tallies: &[FileTally]) -> Self {
        let sum = |of: fn(&FileTally) -> u64| tallies.iter().map(of).sum();
        let counted = sum(|tally| tally.counted + tally.outside_period);
        let rows = (counted, sum(|tally| tally.not_counted));
        Heard { one, words, rows, is_faulty: tallies.iter().any(|tally| tally.faulty > 0) }
    }

    fn has_column(&self, slot: usize) -> bool {
        self.one.layouts().iter().any(|layout| layout.slots[slot].whence != Whence::Absent)
    }

    fn has(&self, slot: usize, word: &str) -> bool {
        let is_constant = |whence: &Whence| matches!(whence, Whence::Constant(text) if alike(text, word));
        self.words[slot].has(word) || self.one.layouts().iter().any(|layout| is_constant(&layout.slots[slot].whence))
    }
}

/// Reports the named words that no row has.
pub(super) fn report(policy: &Policy, plan: &Plan, heard: &[Heard], findings: &mut Findings) {
    let mut absent: Vec<(&Heard, &NamedWord)> = Vec::new();
    for of_source in heard {
        let stream = &plan.streams[of_source.one.stream];
        let lets_nothing_pass = report_counted(policy, stream, of_source, findings);
        let is_told = |named: &NamedWord| lets_nothing_pass && named.by == NamedBy::Counted;
        for named in stream.words.iter().filter(|named| !is_told(named)) {
            let has_rows = of_source.rows != (0, 0) && of_source.has_column(named.slot);
            if !has_rows || of_source.has(named.slot, &named.word) {
                continue;
            }
            match slip(plan, &of_source.words[named.slot], &named.word) {
                Some(near) => findings.push(mistyped(policy, (stream, of_source), named, near)),
                None => absent.push((of_source, named)),
            }
        }
    }
    report_absent(policy, plan, &absent, findings);
}

/// Reports a `counted` that no row of a source passes; whether it is so.
pub(super) fn report_counted(policy: &Policy, stream: &Stream, heard: &Heard, findings: &mut Findings) -> bool {
    let Some(filter) = &policy.inputs[stream.input].counted else { return false };
    let (counted, left_out) = heard.rows;
    if left_out == 0 || heard.is_faulty {
        return false;
    }
    let slot_of = |column: &str| stream.slots.iter().position(|slot| slot.column == column);
    let is_closed = |column: &str, labels: &[String]| {
        let slot = slot_of(column).filter(|slot| heard.has_column(*slot));
        slot.is_some_and(|slot| labels.iter().all(|label| !heard.has(slot, label)))
    };
    let closed = filter.terms.iter().find(|term| match &term.test {
        FilterTest::OneOf(labels) => is_closed(&term.column, labels),
        _ => false,
    });
    let Some(term) = closed.or(filter.terms.first()).filter(|_| closed.is_some() || counted == 0) else { return false };
    let there = slot_of(&term.column).map_or_else(String::new, |slot| quoted(heard.words[slot].first()));
    let code = if there.is_empty() { "counted-nothing-of-blanks" } else { "counted-nothing" };
    let finding = Finding::error(code).with("input", &heard.one.name).with("rows", left_out).with("there", there);
    findings.push(finding.with("column", &term.column).at(policy.text.place(term.span)));
    true
}

/// The word of rows that a named one that no row has was most likely meant for: one that the policy does not name itself.
fn slip<'a>(plan: &Plan, words: &'a HeardWords, word: &str) -> Option<&'a str> {
    let named = || plan.streams.iter().flat_map(|stream| &stream.words);
    let is_named = |own: &str| named().any(|named| alike(&named.word, own));
    let near = words.near(word).into_iter().map(|near| near.own.as_str());
    near.into_iter().find(|near| is_slip(word, near) && !is_named(near))
}

fn mistyped(policy: &Policy, (stream, heard): (&Stream, &Heard), named: &NamedWord, near: &str) -> Finding {
    let finding = Finding::error("word-mistyped").with("word", &named.word).with("near", near);
    let finding = finding.with("input", &heard.one.name).with("column", &stream.slots[named.slot].column);
    finding.at(place(policy, &named.word, named.span))
}

fn report_absent(policy: &Policy, plan: &Plan, absent: &[(&Heard, &NamedWord)], findings: &mut Findings) {
    let mut words: Vec<String> = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    let mut there: Vec<&str> = Vec::new();
    for (heard, named) in absent {
        let stream = &plan.streams[heard.one.stream];
        let word = format!("`{}` ({}.{})", named.word, heard.one.name, stream.slots[named.slot].column);
        let place = place(policy, &named.word, named.span);
        if !words.contains(&word) {
            words.push(word);
        }
        if !places.contains(&place) {
            places.push(place);
        }
        for word in heard.words[named.slot].first() {
            if !there.iter().any(|known| folded(known) == folded(word)) {
                there.push(word);
            }
        }
    }
    places.sort();
    places.truncate(SHOWN);
    if words.is_empty() {
        return;
    }
    let code = if there.is_empty() { "words-of-blank-columns" } else { "words-of-no-row" };
    let finding = Finding::warning(code).with("words", words.join(", ")).with("there", quoted(there));
    findings.push(places.into_iter().fold(finding, Finding::at));
}

/// Reports orders of splits and of overlays that no row of any source has.
pub(super) fn report_orders(ledger: &Ledger, credited: &BTreeSet<String>, findings: &mut Findings) {
    for (register, credits) in [("splits", &ledger.splits), ("overlays", &ledger.overlays)] {
        let absent = credits.written.iter().filter(|(key, _)| !credited.contains(*key));
        let first = |key: &str| credits.by_order.get(key).and_then(|rows| rows.iter().map(|row| &row.place).min());
        let mut orders: Vec<(&Place, &String)> =
            absent.filter_map(|(key, written)| Some((first(key)?, written))).collect();
        orders.sort();
        if orders.is_empty() {
            continue;
        }
        let finding = Finding::warning("credits-of-no-order").with("register", register).with("count", orders.len());
        let finding = finding.with("orders", quoted(orders.iter().take(LISTED).map(|(_, order)| order.as_str())));
        findings.push(orders.iter().take(SHOWN).fold(finding, |finding, (place, _)| finding.at((*place).clone())));
    }
}

fn quoted<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    words.into_iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

/// Where a word stands: in its list, where that has it in quotes.
fn place(policy: &Policy, word: &str, span: Span) -> Place {
    let written = policy.text.text().get(span.start..span.end).unwrap_or("");
    let at = ["\"", "'"].iter().find_map(|quote| {
        let quoted = format!("{quote}{word}{quote}");
        let start = span.start + written.find(&quoted)?;
        Some(Span { start, end: start + quoted.len() })
    });
    policy.text.place(at.unwrap_or(span))
}
