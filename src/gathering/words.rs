//! Words that the policy names and no row has: labels of filters and rates, over all rows of a source, whatever their day.
//!
//! One that is a slip of the pen for a word that rows have is an error, and so is a `counted` that lets nothing pass; any other may be
//! meant, and is warned of, all of a run in one line.

use std::collections::BTreeSet;

use super::near_words;
use super::streams::Opened;
use crate::finding::{Finding, Findings, quoted};
use crate::ingest::layout::Whence;
use crate::ledger::Ledger;
use crate::measure::fold::{FileTally, Folder, HeardWords, Strays};
use crate::measure::plan::{NamedBy, NamedWord, Plan, Stream};
use crate::measure::registers::{self, RegisterWord};
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
    /// Words of rows of the period that are nearly named.
    pub strays: Strays,
    /// How many rows count, at any day; and how many `counted` leaves out.
    pub rows: (u64, u64),
    /// Whether rows could not be read.
    pub is_faulty: bool,
}

impl<'a> Heard<'a> {
    /// What a pass has heard.
    pub fn take(one: &'a Opened, folder: &mut Folder) -> Self {
        let tallies = &folder.tallies;
        let sum = |of: fn(&FileTally) -> u64| tallies.iter().map(of).sum();
        let counted = sum(|tally| tally.counted + tally.outside_period);
        let rows = (counted, sum(|tally| tally.not_counted));
        let is_faulty = tallies.iter().any(|tally| tally.faulty > 0);
        let (words, strays) = (std::mem::take(&mut folder.heard), std::mem::take(&mut folder.strays));
        Heard { one, words, strays, rows, is_faulty }
    }

    fn has_column(&self, slot: usize) -> bool {
        self.one.layouts().iter().any(|layout| layout.slots[slot].whence != Whence::Absent)
    }

    pub(super) fn has(&self, slot: usize, word: &str) -> bool {
        let is_constant = |whence: &Whence| matches!(whence, Whence::Constant(text) if alike(text, word));
        self.words[slot].has(word) || self.one.layouts().iter().any(|layout| is_constant(&layout.slots[slot].whence))
    }
}

/// A named word that no row has, and what its column has.
struct Absent<'a> {
    input: &'a str,
    column: &'a str,
    word: &'a str,
    span: Span,
    heard: &'a HeardWords,
}

/// Reports the named words that no row of their source or register has.
pub(super) fn report(policy: &Policy, (plan, ledger): (&Plan, &Ledger), heard: &[Heard], findings: &mut Findings) {
    let of_registers = registers::words(policy, ledger);
    let mut absent: Vec<Absent> = Vec::new();
    for of_source in heard {
        let stream = &plan.streams[of_source.one.stream];
        let lets_nothing_pass = report_counted(policy, stream, of_source, findings);
        let is_told = |named: &NamedWord| lets_nothing_pass && named.by == NamedBy::Counted;
        for NamedWord { slot, word, span, .. } in stream.words.iter().filter(|named| !is_told(named)) {
            if of_source.rows != (0, 0) && of_source.has_column(*slot) && !of_source.has(*slot, word) {
                let column = stream.slots[*slot].column.as_str();
                let input = of_source.one.name.as_str();
                absent.push(Absent { input, column, word, span: *span, heard: &of_source.words[*slot] });
            }
        }
    }
    for RegisterWord { input, column, word, span, heard } in &of_registers {
        if !heard.has(word) {
            absent.push(Absent { input, column, word, span: *span, heard });
        }
    }
    let named = plan.streams.iter().flat_map(|stream| &stream.words).map(|named| named.word.as_str());
    let named: Vec<&str> = named.chain(of_registers.iter().map(|named| named.word)).collect();
    absent.retain(|one| match slip(&named, one) {
        Some(near) => {
            findings.push(mistyped(policy, one, near));
            false
        }
        None => true,
    });
    report_absent(policy, &absent, findings);
    near_words::report(plan, heard, &named, findings);
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
fn slip<'a>(named: &[&str], absent: &Absent<'a>) -> Option<&'a str> {
    let is_named = |own: &str| named.iter().any(|named| alike(named, own));
    let near = absent.heard.near(absent.word).into_iter().map(|near| near.own.as_str());
    near.into_iter().find(|near| !is_named(near))
}

fn mistyped(policy: &Policy, absent: &Absent, near: &str) -> Finding {
    let finding = Finding::error("word-mistyped").with("word", absent.word).with("near", near);
    finding.with("input", absent.input).with("column", absent.column).at(place(policy, absent.word, absent.span))
}

fn report_absent(policy: &Policy, absent: &[Absent], findings: &mut Findings) {
    let mut words: Vec<String> = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    let mut there: Vec<&str> = Vec::new();
    for Absent { input, column, word, span, heard } in absent {
        let place = place(policy, word, *span);
        let word = format!("`{word}` ({input}.{column})");
        if !words.contains(&word) {
            words.push(word);
        }
        if !places.contains(&place) {
            places.push(place);
        }
        for word in heard.first() {
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
