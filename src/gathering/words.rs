//! Words that the policy names and no row has: labels of filters and rates, over all rows of a source, whatever their day.
//!
//! One that is a slip of the pen for a word that rows have is an error, and so is a `counted` that lets nothing pass; any other may be
//! meant, and is warned of, all of a run in one line.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::near_words;
use super::streams::Opened;
use super::{yes_and_no, yet_to_come};
use crate::finding::meant::Named;
use crate::finding::nearest::is_one_edit;
use crate::finding::{Finding, Findings, Severity, quoted};
use crate::ingest::layout::Whence;
use crate::ingest::register::Register;
use crate::ingest::row::Word;
use crate::ledger::Ledger;
use crate::ledger::records::APART;
use crate::measure::fold::{Counts, FileTally, Folder, HeardWords, Strays};
use crate::measure::labels;
use crate::measure::plan::{NamedBy, NamedWord, Plan, Slot, SlotKind, Stream};
use crate::measure::registers::{self, RegisterWord};
use crate::policy::Policy;
use crate::policy::rules::{Filter, FilterTerm, FilterTest, InputKind, InputRule};
use crate::source::{Place, Span};
use crate::spelling::{alike, folded};

/// How many places of words that nothing has are shown.
const SHOWN: usize = 8;

/// What stands for all labels without a rate.
const DEFAULT: &str = "default";

/// How many orders without rows are listed.
const LISTED: usize = 24;

/// Registers without a row of which nobody could be appraised.
const STANDING: [InputKind; 3] = [InputKind::Staff, InputKind::Customers, InputKind::Targets];

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
    /// How many of those that count are of a day that something is made of.
    pub counted: u64,
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
        Heard { one, words, strays, rows, counted: sum(|tally| tally.counted), is_faulty }
    }

    fn has_column(&self, slot: usize) -> bool {
        self.one.layouts().iter().any(|layout| layout.slots[slot].whence != Whence::Absent)
    }

    pub(super) fn has(&self, slot: usize, word: &str) -> bool {
        let is_constant = |whence: &Whence| matches!(whence, Whence::Constant(text) if alike(text, word));
        self.words[slot].has(word) || self.one.layouts().iter().any(|layout| is_constant(&layout.slots[slot].whence))
    }
}

/// What was heard of a register that `counted` leaves rows out of.
#[derive(Debug)]
pub struct FilteredRegister {
    /// The input.
    pub input: String,
    /// The words of each column that `counted` compares with words.
    columns: Vec<(String, HeardWords)>,
    /// How many rows count, and how many are left out.
    rows: (u64, u64),
}

impl FilteredRegister {
    /// What a register has in the columns of its `counted`; nothing without one.
    pub fn of(rule: &InputRule, register: &Register) -> Option<Self> {
        let terms = &rule.counted.as_ref()?.terms;
        let column = |term: &FilterTerm| {
            let (FilterTest::OneOf(labels) | FilterTest::NoneOf(labels)) = &term.test else { return None };
            let mut heard = HeardWords::default();
            let named: Vec<Named> = labels.iter().map(|label| Named::new(label)).collect();
            for (at, [own, meant]) in (0..).zip(register.texts_of(&term.column)) {
                heard.hear(&named, Word { own: &own, meant: &meant }, (0, at));
            }
            Some((term.column.clone(), heard))
        };
        Some(FilteredRegister {
            input: register.name.clone(),
            columns: terms.iter().filter_map(column).collect(),
            rows: (register.rows.len() as u64, register.left_out.len() as u64),
        })
    }

    fn heard(&self, column: &str) -> Option<&HeardWords> {
        self.columns.iter().find(|(name, _)| name == column).map(|(_, heard)| heard)
    }

    /// The words of `counted` as those of a register are looked at.
    fn words<'a>(&self, filter: &'a Filter, input: &'a str) -> Vec<RegisterWord<'a>> {
        let mut words = Vec::new();
        for term in &filter.terms {
            let (FilterTest::OneOf(labels) | FilterTest::NoneOf(labels)) = &term.test else { continue };
            let Some(heard) = self.heard(&term.column).filter(|_| self.rows != (0, 0)) else { continue };
            let heard = Arc::new(heard.clone());
            let word = |word: &'a String| RegisterWord {
                input,
                column: &term.column,
                word,
                span: term.span,
                heard: heard.clone(),
            };
            words.extend(labels.iter().map(word));
        }
        words
    }
}

/// A named word that no row has, and what its column has.
struct Absent<'a> {
    input: &'a str,
    column: &'a str,
    word: &'a str,
    /// The other words that are read as what it is read as.
    others: &'a [String],
    span: Span,
    heard: &'a HeardWords,
}

/// Reports the named words that no row of their source or register has.
pub(super) fn report(
    policy: &Policy,
    (plan, ledger): (&Plan, &Ledger),
    (heard, filtered): (&[Heard], &[FilteredRegister]),
    findings: &mut Findings,
) {
    let mut of_registers = registers::words(policy, ledger);
    of_registers.extend(labels::words(policy, ledger));
    for register in filtered {
        let rule = policy.input(&register.input);
        let Some((rule, filter)) = rule.and_then(|rule| Some((rule, rule.counted.as_ref()?))) else { continue };
        if !report_counted_of_register(policy, filter, register, findings) {
            of_registers.extend(register.words(filter, &rule.name));
        }
    }
    let mut absent: Vec<Absent> = Vec::new();
    for of_source in heard {
        let stream = &plan.streams[of_source.one.stream];
        let lets_nothing_pass = report_counted(policy, stream, of_source, findings);
        let is_told = |named: &NamedWord| lets_nothing_pass && named.by == NamedBy::Counted;
        report_no_values(policy, of_source, stream, findings);
        for NamedWord { slot, word, value, others, span, .. } in stream.words.iter().filter(|named| !is_told(named)) {
            let Some(value) = value else { continue };
            if of_source.rows != (0, 0) && of_source.has_column(*slot) && !of_source.has(*slot, value) {
                let column = stream.slots[*slot].column.as_str();
                let input = of_source.one.name.as_str();
                absent.push(Absent { input, column, word, others, span: *span, heard: &of_source.words[*slot] });
            }
        }
    }
    for RegisterWord { input, column, word, span, heard } in &of_registers {
        if !heard.has(word) {
            absent.push(Absent { input, column, word, others: &[], span: *span, heard });
        }
    }
    let named = plan.streams.iter().flat_map(|stream| &stream.words).map(|named| named.word.as_str());
    let named: Vec<&str> = named.chain(of_registers.iter().map(|named| named.word)).collect();
    near_words::of_registers(policy, &of_registers, &named).into_iter().for_each(|warning| findings.push(warning));
    absent.retain(|one| match slip(&named, one) {
        Some(near) => {
            findings.push(mistyped(policy, one, near));
            false
        }
        None => true,
    });
    absent.retain(|one| {
        let rule = policy.input(one.input);
        !rule.is_some_and(|rule| yet_to_come::is_usual(rule, (one.column, one.word), one.heard, &named))
    });
    report_absent(policy, &absent, findings);
    near_words::report(plan, heard, &named, findings);
    yes_and_no::report(plan, heard, findings);
}

/// Reports words that no cell of their column can be: a column of numbers, rates or days has none but these.
fn report_no_values(policy: &Policy, of_source: &Heard, stream: &Stream, findings: &mut Findings) {
    let mut told: BTreeSet<(usize, &str)> = BTreeSet::new();
    for NamedWord { slot, word, span, .. } in stream.words.iter().filter(|named| named.value.is_none()) {
        if !told.insert((*slot, word)) {
            continue;
        }
        let Slot { column, kind, .. } = &stream.slots[*slot];
        let code = match kind {
            SlotKind::Day | SlotKind::Moment => "word-of-days",
            SlotKind::Rate => "word-of-rates",
            _ => "word-of-numbers",
        };
        let finding = Finding::error(code).with("word", word).with("input", &of_source.one.name).with("column", column);
        findings.push(finding.at(place(policy, word, *span)));
    }
}

/// Reports a `counted` that no row of a source passes; whether it is so.
pub(super) fn report_counted(policy: &Policy, stream: &Stream, heard: &Heard, findings: &mut Findings) -> bool {
    let Some(filter) = &policy.inputs[stream.input].counted else { return false };
    if heard.is_faulty {
        return false;
    }
    let slot_of = |column: &str| stream.slots.iter().position(|slot| slot.column == column);
    let value = |slot: usize, label: &str| {
        let named = stream.words.iter().find(|named| named.slot == slot && named.word == label);
        named.map_or(Some(label.to_owned()), |named| named.value.clone())
    };
    let is_there = |slot: usize, label: &str| value(slot, label).is_none_or(|value| heard.has(slot, &value));
    let is_closed = |column: &str, labels: &[String]| {
        let slot = slot_of(column).filter(|slot| heard.has_column(*slot));
        slot.is_some_and(|slot| labels.iter().all(|label| !is_there(slot, label)))
    };
    let there = |column: &str| slot_of(column).map_or_else(String::new, |slot| quoted(heard.words[slot].first()));
    let nothing = counted_nothing((filter, &heard.one.name), heard.rows, is_closed, there);
    nothing.map(|(finding, span)| findings.push(finding.at(policy.text.place(span)))).is_some()
}

/// The same of a register. One whose rows come and go, such as leave or adjustments, may have none that count.
fn report_counted_of_register(
    policy: &Policy,
    filter: &Filter,
    heard: &FilteredRegister,
    findings: &mut Findings,
) -> bool {
    let is_closed = |column: &str, labels: &[String]| {
        heard.heard(column).is_some_and(|words| labels.iter().all(|label| !words.has(label)))
    };
    let there = |column: &str| heard.heard(column).map_or_else(String::new, |words| quoted(words.first()));
    let is_standing = STANDING.contains(&InputKind::of(&heard.input));
    // Of the others words that no row has are told as those of any filter.
    let is_its = |column: &str, labels: &[String]| is_standing && is_closed(column, labels);
    let nothing = counted_nothing((filter, &heard.input), heard.rows, is_its, there);
    let Some((mut finding, span)) = nothing else { return false };
    if !is_standing {
        let is_absent =
            |term: &FilterTerm| matches!(&term.test, FilterTest::OneOf(labels) if is_closed(&term.column, labels));
        if filter.terms.iter().any(is_absent) {
            return false;
        }
        finding.severity = Severity::Warning;
    }
    findings.push(finding.at(policy.text.place(span)));
    true
}

/// That a filter lets nothing pass, and the term that is to blame: one whose words the column does not have, else the first.
fn counted_nothing(
    (filter, input): (&Filter, &str),
    (counted, left_out): (u64, u64),
    is_closed: impl Fn(&str, &[String]) -> bool,
    there: impl Fn(&str) -> String,
) -> Option<(Finding, Span)> {
    let closed = filter.terms.iter().find(|term| match &term.test {
        FilterTest::OneOf(labels) => is_closed(&term.column, labels),
        _ => false,
    });
    let is_nothing = left_out > 0 && (closed.is_some() || counted == 0);
    let term = closed.or(filter.terms.first()).filter(|_| is_nothing)?;
    let there = there(&term.column);
    let code = if there.is_empty() { "counted-nothing-of-blanks" } else { "counted-nothing" };
    let finding = Finding::error(code).with("input", input).with("rows", left_out).with("there", there);
    Some((finding.with("column", &term.column), term.span))
}

/// The word of rows that a named one that no row has was most likely meant for: one that the policy does not name itself.
fn slip<'a>(named: &[&str], absent: &Absent<'a>) -> Option<&'a str> {
    let is_named = |own: &str| named.iter().any(|named| alike(named, own));
    let words = std::iter::once(absent.word).chain(absent.others.iter().map(String::as_str));
    let mut near = words.flat_map(|word| absent.heard.near(word)).map(|near| near.own.as_str());
    near.find(|near| !is_named(near))
}

fn mistyped(policy: &Policy, absent: &Absent, near: &str) -> Finding {
    let finding = Finding::error("word-mistyped").with("word", absent.word).with("near", near);
    finding.with("input", absent.input).with("column", absent.column).at(place(policy, absent.word, absent.span))
}

fn report_absent(policy: &Policy, absent: &[Absent], findings: &mut Findings) {
    let mut words: Vec<String> = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    let mut there: Vec<&str> = Vec::new();
    for Absent { input, column, word, span, heard, .. } in absent {
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
    let slip = absent.iter().map(|absent| absent.word).find(|word| is_one_edit(&folded(word), &folded(DEFAULT)));
    let finding = slip.into_iter().fold(finding, |finding, slip| finding.with("slip", slip));
    findings.push(places.into_iter().fold(finding, Finding::at));
}

/// Reports orders of splits, of overlays and of holds that no row of any source has, or none of the customer that is named there. `credited` has an order's
/// number, followed by `APART`, where rows have that alone.
pub(super) fn report_orders(ledger: &Ledger, credited: &BTreeMap<String, Counts>, findings: &mut Findings) {
    for (register, credits) in [("splits", &ledger.splits), ("overlays", &ledger.overlays)] {
        let absent: Vec<_> = credits.written.iter().filter(|(key, _)| !credited.contains_key(*key)).collect();
        let is_of_other = |key: &str| {
            key.split_once(APART).is_some_and(|(number, _)| credited.contains_key(&format!("{number}{APART}")))
        };
        let (of_others, of_none): (Vec<_>, Vec<_>) = absent.into_iter().partition(|(key, _)| is_of_other(key));
        let is_undone = |key: &str| credited.get(key) == Some(&Counts::Undone);
        let undone = credits.written.iter().filter(|(key, _)| is_undone(key)).collect();
        let first = |key: &str| credits.by_order.get(key).and_then(|rows| rows.iter().map(|row| &row.place).min());
        let kinds = [
            ("credits-of-other-customer", of_others),
            ("credits-of-no-order", of_none),
            ("credits-of-undone-order", undone),
        ];
        for (code, keys) in kinds {
            let places = keys.into_iter().filter_map(|(key, written)| Some((first(key)?, written)));
            let mut orders: Vec<(&Place, &String)> = places.collect();
            orders.sort();
            if !orders.is_empty() {
                findings.push(of_orders(Finding::warning(code).with("register", register), &orders));
            }
        }
    }
    let is_absent = |order: &str| !credited.contains_key(&*folded(order));
    let held = ledger.holds.rows.iter().filter(|hold| is_absent(&hold.order));
    let orders: Vec<(&Place, &String)> = held.map(|hold| (&hold.place, &hold.order)).collect();
    if !orders.is_empty() {
        findings.push(of_orders(Finding::warning("credits-of-no-order").with("register", "holds"), &orders));
    }
}

fn of_orders(finding: Finding, orders: &[(&Place, &String)]) -> Finding {
    let listed = quoted(orders.iter().take(LISTED).map(|(_, order)| order.as_str()));
    let finding = finding.with("count", orders.len()).with("orders", listed);
    orders.iter().take(SHOWN).fold(finding, |finding, (place, _)| finding.at((*place).clone()))
}

/// Where a word stands: in its list, where that has it in quotes.
pub(super) fn place(policy: &Policy, word: &str, span: Span) -> Place {
    let written = policy.text.text().get(span.start..span.end).unwrap_or("");
    let at = ["\"", "'"].iter().find_map(|quote| {
        let quoted = format!("{quote}{word}{quote}");
        let start = span.start + written.find(&quoted)?;
        Some(Span { start, end: start + quoted.len() })
    });
    policy.text.place(at.unwrap_or(span))
}
