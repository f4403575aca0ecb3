//! One file beside the others of its source, column by column.

use std::collections::{BTreeMap, HashSet};

use super::super::series::stem;
use super::{Column, FileWords, Seen};
use crate::finding::meant::{Named, Nearness};
use crate::finding::{Finding, quoted};
use crate::ingest::cell::vocabulary;
use crate::measure::plan::{NamedBy, Stream};
use crate::policy::Policy;
use crate::policy::rules::FilterTest;
use crate::source::Place;
use crate::spelling::folded;

/// Fewer rows say nothing of a file.
const LEAST_ROWS: u64 = 3;
/// Words of at most so many rows, among so many times more, are rare.
const RARE: u64 = 2;
const TIMES: u64 = 20;
/// How many words are listed.
const LISTED: usize = 8;

/// All that is to be told.
pub(super) fn report(policy: &Policy, stream: &Stream, input: &str, files: &[FileWords]) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let others: Vec<&FileWords> =
            files.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, file)| file).collect();
        let swapped = swapped(input, file, &others);
        if swapped.is_none() {
            found.extend(without_named(stream, input, file, &others));
        }
        found.extend(swapped);
    }
    for column in asked(stream) {
        let of_column =
            files.iter().filter_map(|file| Some((file, file.column(column).filter(|column| column.is_label)?)));
        let of_column: Vec<(&FileWords, &Column)> = of_column.collect();
        let numbers = number_among_words(input, column, &of_column);
        if numbers.is_none() {
            found.extend(rarely_left_out(policy, stream, (input, column), &of_column));
        }
        found.extend(numbers);
    }
    found
}

/// The columns that rules ask for words.
fn asked(stream: &Stream) -> Vec<&str> {
    let mut columns: Vec<&str> = stream.words.iter().map(|named| stream.slots[named.slot].column.as_str()).collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

/// Two columns of a file of which each has the words that the other one has in the other files.
fn swapped(input: &str, file: &FileWords, others: &[&FileWords]) -> Option<Finding> {
    let elsewhere = |name: &str| -> HashSet<&str> {
        let columns = others.iter().filter_map(|other| other.column(name));
        columns.flat_map(|column| column.words.keys().map(String::as_str)).collect()
    };
    let sets: Vec<(&Column, HashSet<&str>)> =
        file.columns.iter().map(|column| (column, elsewhere(&column.name))).collect();
    // Of the rows of a column, how many have a word that another one has elsewhere, and itself has not.
    let strays = |column: &Column, own: &HashSet<&str>, other: &HashSet<&str>| -> u64 {
        let is_stray = |word: &str| other.contains(word) && !own.contains(word);
        column.words.iter().filter(|(word, _)| is_stray(word)).map(|(_, (seen, _))| seen.rows).sum()
    };
    let pairs = (0..sets.len()).flat_map(|one| (one + 1..sets.len()).map(move |other| (one, other)));
    let (one, other) = pairs.into_iter().find_map(|(one, other)| {
        let ((mine, own), (theirs, their_own)) = (&sets[one], &sets[other]);
        let (rows, others) = (strays(mine, own, their_own), strays(theirs, their_own, own));
        let (most, least) = (rows.max(others), rows.min(others));
        let is_most = most * 2 >= mine.rows().min(theirs.rows()) && least * 4 >= mine.rows().min(theirs.rows());
        (least >= LEAST_ROWS && is_most).then_some((*mine, *theirs))
    })?;
    let finding = Finding::warning("columns-swapped").with("input", input).with("file", &file.layout.name);
    let finding = finding.with("column", label(file, one)).with("other", label(file, other));
    Some(finding.at(Place::file(file.layout.name.clone())))
}

/// The header of a column, as written.
fn label<'f>(file: &'f FileWords, column: &'f Column) -> &'f str {
    let field = file.layout.columns.iter().find(|(name, _)| *name == column.name).map(|(_, field)| *field);
    field.and_then(|field| file.layout.labels.get(field)).map_or(&column.name, |label| label.trim())
}

/// A column in which a file has no word that a rule names and none that another file has, though the files that come before or after it have named ones.
fn without_named(stream: &Stream, input: &str, file: &FileWords, others: &[&FileWords]) -> Vec<Finding> {
    let name = |file: &FileWords| stem(&file.layout.name);
    let siblings: Vec<&&FileWords> = others.iter().filter(|other| name(other) == name(file)).collect();
    let mut found = Vec::new();
    for (slot, spec) in stream.slots.iter().enumerate() {
        let named: HashSet<String> =
            stream.words.iter().filter(|word| word.slot == slot).map(|word| folded(&word.word).into_owned()).collect();
        let Some(column) = file.column(&spec.column).filter(|_| !named.is_empty()) else { continue };
        let has_named = |file: &FileWords| {
            let placed = &file.layout.slots[slot];
            let is_named = |own: &str| named.contains(&*folded(own)) || named.contains(&*folded(placed.meaning(own)));
            file.column(&spec.column).is_some_and(|column| column.words.values().any(|(_, own)| is_named(own)))
        };
        let is_elsewhere = |word: &String| {
            others.iter().filter_map(|other| other.column(&spec.column)).any(|column| column.words.contains_key(word))
        };
        let is_odd = column.rows() >= LEAST_ROWS
            && siblings.iter().any(|file| has_named(file))
            && !has_named(file)
            && !column.words.keys().any(is_elsewhere);
        if is_odd {
            let words = listed(column.words.values().map(|(seen, own)| (*seen, own.as_str())).collect());
            let finding = Finding::warning("file-of-other-words").with("input", input).with("file", &file.layout.name);
            let finding = finding.with("column", &spec.column).with("words", words).with("rows", column.rows());
            found.push(finding.at(Place::file(file.layout.name.clone())));
        }
    }
    found
}

fn listed(mut words: Vec<(Seen, &str)>) -> String {
    words.sort_by_key(|(seen, own)| (seen.first, *own));
    quoted(words.into_iter().map(|(_, own)| own).take(LISTED))
}

/// A number in a column in which all others are words: the cells of its row have most likely moved.
fn number_among_words(input: &str, column: &str, files: &[(&FileWords, &Column)]) -> Option<Finding> {
    let is_number = |own: &str| {
        own.contains(|c: char| c.is_ascii_digit()) && own.chars().all(|c| c.is_ascii_digit() || ".,'-".contains(c))
    };
    let all =
        || files.iter().flat_map(|(file, column)| column.words.values().map(move |(seen, own)| (*file, *seen, own)));
    let (numbers, words): (Vec<_>, Vec<_>) = all().partition(|(_, _, own)| is_number(own));
    let rows = |seen: &[(&FileWords, Seen, &String)]| -> u64 { seen.iter().map(|(_, seen, _)| seen.rows).sum() };
    let has_digits = words.iter().any(|(_, _, own)| own.contains(|c: char| c.is_ascii_digit()));
    let (file, seen, own) = numbers.iter().min_by_key(|(file, seen, _)| (&file.layout.name, seen.first))?;
    if has_digits || rows(&numbers) > RARE || rows(&words) < rows(&numbers) * TIMES {
        return None;
    }
    let finding = Finding::warning("number-among-words").with("input", input).with("column", column).with("found", own);
    Some(finding.at(Place::line(file.layout.name.clone(), seen.first, "")))
}

/// Words that `counted` leaves out, that mean nothing that is known, and that hardly any row has.
fn rarely_left_out(
    policy: &Policy,
    stream: &Stream,
    (input, column): (&str, &str),
    files: &[(&FileWords, &Column)],
) -> Option<Finding> {
    let counted = policy.inputs[stream.input].counted.as_ref()?;
    let term = counted.terms.iter().find(|term| term.column == column)?;
    let FilterTest::OneOf(labels) = &term.test else { return None };
    let slot =
        stream.words.iter().find(|word| word.by == NamedBy::Counted && stream.slots[word.slot].column == column)?.slot;
    let mut words: BTreeMap<&str, (u64, &FileWords, Seen, &str)> = BTreeMap::new();
    for (file, column) in files {
        for (word, (seen, own)) in &column.words {
            let known = words.entry(word).or_insert((0, file, *seen, own));
            known.0 += seen.rows;
        }
    }
    let is_named = |own: &str, file: &FileWords| {
        let placed = &file.layout.slots[slot];
        labels.iter().any(|label| folded(label) == folded(own) || folded(label) == folded(placed.meaning(own)))
    };
    let counts: u64 = words.values().filter(|(_, file, _, own)| is_named(own, file)).map(|(rows, ..)| rows).sum();
    let named: Vec<Named> = labels.iter().map(|label| Named::new(label)).collect();
    let is_rare = |(rows, file, _, own): &(u64, &FileWords, Seen, &str)| {
        *rows <= RARE
            && counts >= rows * TIMES
            && !is_named(own, file)
            && file.layout.slots[slot].word(own).is_none()
            && !vocabulary::is_known(&stream.kind, column, own)
            && named.iter().all(|named| named.nearness(own) < Nearness::Likely)
    };
    let rare: Vec<&(u64, &FileWords, Seen, &str)> = words.values().filter(|one| is_rare(one)).collect();
    let (.., file, seen, _) = *rare.iter().min_by_key(|(_, file, seen, _)| (&file.layout.name, seen.first))?;
    let shown = listed(rare.iter().map(|(_, _, seen, own)| (*seen, *own)).collect());
    let finding = Finding::warning("rare-word-left-out").with("input", input).with("column", column);
    let finding = finding.with("words", shown).with("rows", rare.iter().map(|(rows, ..)| rows).sum::<u64>());
    Some(finding.at(Place::line(file.layout.name.clone(), seen.first, "")))
}
