//! Words in the columns that a policy compares with words which are neither known nor declared: each is a label of its own, and listed once, with
//! the components that pay it by the `default` of their rates.
//!
//! A look of its own over the files: a pass that makes figures keeps no text that no figure needs.

use std::collections::{BTreeMap, HashMap};

use super::streams::{Opened, Pace, blocks};
use crate::ingest::blocks::Block;
use crate::ingest::cell::{is_missing, key, vocabulary};
use crate::ingest::records::Records;
use crate::ingest::scan::{Fold, scan};
use crate::measure::plan::{SlotKind, Stream, gathered_in};
use crate::policy::Policy;
use crate::policy::rules::{Component, FilterTest, Formula, MeasureId};
use crate::spelling::folded;

/// A word of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndeclaredLabel {
    /// The input.
    pub input: String,
    /// The column.
    pub column: String,
    /// The word in normal form.
    pub label: String,
    /// How many rows have it.
    pub rows: u64,
    /// Components whose rates by this column pay it by their `default`.
    pub by_default: Vec<String>,
}

/// Columns of which every value is somebody or something else: what a policy does not name there is nothing to wonder at.
const SUBJECTS: [&str; 5] = ["person", "person_id", "customer", "customer_id", "order"];

/// The words of a source, by column and word. A file that cannot be read to its end was told of by the pass before.
pub fn undeclared(policy: &Policy, stream: &Stream, one: &Opened, pace: Pace) -> Vec<UndeclaredLabel> {
    let slots: Vec<usize> = filtered(stream);
    if slots.is_empty() {
        return Vec::new();
    }
    let make = || Words { one, slots: &slots, found: vec![vec![HashMap::default(); one.layouts().len()]; slots.len()] };
    let Ok(Ok(words)) = blocks(one).map(|streams| scan(streams, pace.threads, make(), make, |_| {})) else {
        return Vec::new();
    };
    let mut labels = Vec::new();
    for (slot, found) in slots.iter().zip(&words.found) {
        let column = &stream.slots[*slot].column;
        let by_default = defaults_of(policy, &one.name, column);
        let label = |(label, rows)| UndeclaredLabel {
            input: one.name.clone(),
            column: column.clone(),
            label,
            rows,
            by_default: by_default.clone(),
        };
        labels.extend(merged(stream, *slot, one, found).into_iter().map(label));
    }
    labels
}

/// Components with rates by a column of an input that have a `default`.
fn defaults_of(policy: &Policy, input: &str, column: &str) -> Vec<String> {
    let is_of_input = |base: MeasureId| {
        let mut parts = gathered_in(policy, base).into_iter();
        parts.any(|part| policy.measure(part).kind.inputs().contains(&input))
    };
    let has_default = |component: &&Component| match component.rated() {
        Some((Formula::ByLabel { column: own, default: Some(_), .. }, base)) => {
            own.value == column && is_of_input(base.value)
        }
        _ => false,
    };
    policy.pay.iter().filter(has_default).map(|component| component.name.value.clone()).collect()
}

/// Slots of texts that some `where`, `counted`, `returns` or rate compares with words.
fn filtered(stream: &Stream) -> Vec<usize> {
    let compares = |test: &FilterTest| matches!(test, FilterTest::OneOf(_) | FilterTest::NoneOf(_));
    let is_label = |slot: usize| {
        let spec = &stream.slots[slot];
        spec.kind == SlotKind::Text && spec.label.is_none() && !SUBJECTS.contains(&spec.column.as_str())
    };
    let of_terms = stream.terms.iter().filter(|term| compares(&term.test)).map(|term| term.slot);
    let mut slots: Vec<usize> = of_terms.chain(stream.words.iter().map(|named| named.slot)).collect();
    slots.sort_unstable();
    slots.dedup();
    slots.retain(|slot| is_label(*slot));
    slots
}

/// What was found in normal form, without what is known or declared; the words of most rows first.
fn merged(stream: &Stream, slot: usize, one: &Opened, found: &[HashMap<Vec<u8>, u64>]) -> Vec<(String, u64)> {
    let column = &stream.slots[slot].column;
    let mut named: Vec<String> = Vec::new();
    for term in stream.terms.iter().filter(|term| term.slot == slot) {
        if let FilterTest::OneOf(labels) | FilterTest::NoneOf(labels) = &term.test {
            named.extend(labels.iter().map(|label| key::matching(label).into_owned()));
        }
    }
    let of_rules = stream.words.iter().filter(|word| word.slot == slot);
    named.extend(of_rules.map(|word| key::matching(&word.word).into_owned()));
    let words = one.layouts().iter().flat_map(|layout| &layout.slots[slot].words);
    named.extend(words.map(|(word, _)| word.clone()));
    let mut labels: BTreeMap<String, u64> = BTreeMap::new();
    let of_files = one.layouts().iter().zip(found);
    for (layout, (bytes, rows)) in of_files.flat_map(|(layout, found)| found.iter().map(move |one| (layout, one))) {
        let text = layout.encoding.lossy(bytes);
        let is_header = |label: &String| label.trim() == text.trim();
        if layout.field_of(slot).and_then(|field| layout.labels.get(field)).is_some_and(is_header) {
            continue; // The header again.
        }
        let label = key::normal(&text);
        let is_told = is_missing(&label) || named.iter().any(|known| *known == folded(&label));
        if !is_told && !vocabulary::is_known(&stream.kind, column, &label) {
            *labels.entry(label.into_owned()).or_default() += rows;
        }
    }
    let mut labels: Vec<(String, u64)> = labels.into_iter().collect();
    labels.sort_by(|(one, rows), (other, more)| more.cmp(rows).then_with(|| one.cmp(other)));
    labels
}

/// How many rows have each text, by column and file.
struct Words<'a> {
    one: &'a Opened,
    slots: &'a [usize],
    found: Vec<Vec<HashMap<Vec<u8>, u64>>>,
}

impl Words<'_> {
    /// The words of some records of a file, or of the mended ones that are read instead.
    fn read(&mut self, file: usize, bytes: &[u8], line: u32) {
        let layout = &self.one.layouts()[file];
        let fields: Vec<Option<usize>> = self.slots.iter().map(|slot| layout.field_of(*slot)).collect();
        let mut records = Records::new(bytes, layout.dialect, line);
        while let Some(record) = records.advance() {
            if let Some((mended, instead)) = layout.instead_of(record.line) {
                self.read(mended, instead.text.as_bytes(), instead.line);
                continue;
            }
            if record.fault.is_some() {
                continue;
            }
            for (field, found) in fields.iter().zip(&mut self.found) {
                let found = &mut found[file];
                let Some(cell) = field.and_then(|index| records.fields().get(index)) else { continue };
                let bytes = cell.bytes(bytes);
                if bytes.is_empty() {
                    continue;
                }
                match found.get_mut(&*bytes) {
                    Some(rows) => *rows += 1,
                    None => {
                        found.insert(bytes.into_owned(), 1);
                    }
                }
            }
        }
    }
}

impl Fold for Words<'_> {
    fn block(&mut self, block: &Block) {
        self.read(block.file, &block.bytes, block.first_line);
    }

    fn merge(&mut self, other: Self) {
        let theirs = other.found.into_iter().flatten();
        for (mine, theirs) in self.found.iter_mut().flatten().zip(theirs) {
            for (text, rows) in theirs {
                *mine.entry(text).or_default() += rows;
            }
        }
    }
}
