//! One file beside the others of its source, column by column.

use std::collections::{BTreeMap, HashSet};

use super::{Column, FileWords, Seen};
use rustc_hash::FxHashMap;

use crate::finding::meant::{Named, Nearness};
use crate::finding::{Finding, quoted};
use crate::ingest::cell::{undone, vocabulary};
use crate::measure::plan::{NamedBy, NamedWord, Stream};
use crate::policy::Policy;
use crate::policy::rules::FilterTest;
use crate::source::Place;
use crate::spelling::folded;
use crate::spelling::stem;

/// Fewer rows say nothing of a file.
const LEAST_ROWS: u64 = 3;
/// Words of at most so many rows, among so many times more, are rare.
const RARE: u64 = 2;
const TIMES: u64 = 20;
/// Of those that say what counts, so many times more.
const TIMES_OF_OTHER: u64 = 5;
/// How many words are listed.
const LISTED: usize = 8;

/// All that is to be told.
pub(super) fn report(policy: &Policy, stream: &Stream, input: &str, files: &[FileWords]) -> Vec<Finding> {
    let mut found = Vec::new();
    // One file alone has nothing elsewhere.
    let spread = if files.len() > 1 { spread(files) } else { Spread::default() };
    for (at, file) in files.iter().enumerate() {
        let others: Vec<&FileWords> =
            files.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, file)| file).collect();
        let swapped = swapped(input, file, &spread);
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

/// In how many files each column has a word.
type Spread<'f> = FxHashMap<&'f str, FxHashMap<&'f str, usize>>;

fn spread<'f>(files: &'f [FileWords]) -> Spread<'f> {
    let mut spread = Spread::default();
    for column in files.iter().flat_map(|file| &file.columns) {
        let words = spread.entry(&column.name).or_default();
        column.words.keys().for_each(|word| *words.entry(word).or_default() += 1);
    }
    spread
}

/// Two columns of a file of which each has the words that the other one has in the other files.
fn swapped(input: &str, file: &FileWords, spread: &Spread) -> Option<Finding> {
    if spread.is_empty() {
        return None;
    }
    let is_elsewhere = |column: &Column, word: &str| {
        let files = spread.get(column.name.as_str()).and_then(|words| words.get(word)).copied().unwrap_or(0);
        files > usize::from(column.words.contains_key(word))
    };
    // Of the rows of a column, how many have a word that another one has elsewhere, and itself has not.
    let strays = |column: &Column, other: &Column| -> u64 {
        let is_stray = |word: &str| !is_elsewhere(column, word) && is_elsewhere(other, word);
        column.words.iter().filter(|(word, _)| is_stray(word)).map(|(_, (seen, _))| seen.rows).sum()
    };
    let columns = &file.columns;
    let pairs = (0..columns.len()).flat_map(|one| (one + 1..columns.len()).map(move |other| (one, other)));
    let (one, other) = pairs.into_iter().find_map(|(one, other)| {
        let (mine, theirs) = (&columns[one], &columns[other]);
        let (rows, others) = (strays(mine, theirs), strays(theirs, mine));
        let (most, least) = (rows.max(others), rows.min(others));
        let is_most = most * 2 >= mine.rows().min(theirs.rows()) && least * 4 >= mine.rows().min(theirs.rows());
        (least >= LEAST_ROWS && is_most).then_some((mine, theirs))
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

/// Words that `counted` leaves out and that hardly any row has: those that mean nothing that is known, and those that say in other words what counts.
fn rarely_left_out(
    policy: &Policy,
    stream: &Stream,
    (input, column): (&str, &str),
    files: &[(&FileWords, &Column)],
) -> Vec<Finding> {
    let counted = policy.inputs[stream.input].counted.iter().flat_map(|counted| &counted.terms);
    let labels = counted.filter(|term| term.column == column).find_map(|term| match &term.test {
        FilterTest::OneOf(labels) => Some(labels),
        _ => None,
    });
    let is_of_it = |word: &&NamedWord| word.by == NamedBy::Counted && stream.slots[word.slot].column == column;
    let (Some(labels), Some(named)) = (labels, stream.words.iter().find(is_of_it)) else { return Vec::new() };
    let slot = named.slot;
    let words = rows_of(files);
    let is_named = |own: &str, file: &FileWords| {
        let placed = &file.layout.slots[slot];
        labels.iter().any(|label| folded(label) == folded(own) || folded(label) == folded(placed.meaning(own)))
    };
    let counts: u64 = words.values().filter(|(_, file, _, own)| is_named(own, file)).map(|(rows, ..)| rows).sum();
    let named: Vec<Named> = labels.iter().map(|label| Named::new(label)).collect();
    let is_few = |(rows, file, _, own): &OfWord, times: u64| {
        let is_declared = file.layout.slots[slot].word(own).is_some();
        *rows <= RARE && counts >= rows * times && !is_named(own, file) && !is_declared
    };
    let is_rare = |one: &OfWord| {
        is_few(one, TIMES)
            && !vocabulary::is_known(&stream.kind, column, one.3)
            && !undone::is_no_sale(column, one.3)
            && named.iter().all(|named| named.nearness(one.3) < Nearness::Likely)
            && !named.iter().any(|named| named.is_another_form(&Named::new(one.3)))
    };
    let is_same = |one: &OfWord| is_few(one, TIMES_OF_OTHER) && says_the_same(labels, one.3);
    let told = |code: &'static str, is_meant: &dyn Fn(&OfWord) -> bool| {
        let few: Vec<&OfWord> = words.values().filter(|one| is_meant(one)).collect();
        let (_, file, seen, _) = *few.iter().min_by_key(|(_, file, seen, _)| (&file.layout.name, seen.first))?;
        let shown = listed(few.iter().map(|(_, _, seen, own)| (*seen, *own)).collect());
        let finding = Finding::warning(code).with("input", input).with("column", column).with("words", shown);
        let finding = finding.with("rows", few.iter().map(|(rows, ..)| rows).sum::<u64>());
        Some(finding.at(Place::line(file.layout.name.clone(), seen.first, "")))
    };
    let same = told("counted-in-other-words", &is_same);
    same.into_iter().chain(told("rare-word-left-out", &|one| is_rare(one) && !is_same(one))).collect()
}

/// Rows with a word, a file that has it, where in that, and the word as it stands there.
type OfWord<'f> = (u64, &'f FileWords<'f>, Seen, &'f str);

/// The words of a column in all files together.
fn rows_of<'f>(files: &[(&'f FileWords<'f>, &'f Column)]) -> BTreeMap<&'f str, OfWord<'f>> {
    let mut words: BTreeMap<&str, OfWord> = BTreeMap::new();
    for (file, column) in files {
        for (word, (seen, own)) in &column.words {
            let known = words.entry(word).or_insert((0, file, *seen, own));
            known.0 += seen.rows;
        }
    }
    words
}

/// Whether a word says in other words what one of the labels says: that a deal was won, or the label with a remark in brackets.
fn says_the_same(labels: &[String], own: &str) -> bool {
    let bare = own.split(['(', '（', '[']).next().unwrap_or(own);
    let is_label = |label: &String| bare.len() < own.len() && folded(label) == folded(bare);
    let is_won = undone::was_won(own) && labels.iter().any(|label| undone::was_won(label));
    is_won || labels.iter().any(is_label)
}
