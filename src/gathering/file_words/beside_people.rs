//! Columns that nothing reads and that go with whose a row is, such as a number of the seller under a header of the file's own: each person has one word there.

use std::collections::{BTreeMap, BTreeSet};

use super::PEOPLE;
use super::kept::{Rows, Source};

/// Of more rows nothing is compared.
const MOST: usize = 20_000;
/// So many people of several rows each say that a column goes with them.
const LEAST: usize = 2;

/// By file, the fields that go with whose its rows are.
pub(super) fn fields(source: &Source, rows: &Rows) -> Vec<BTreeSet<usize>> {
    let mut by_file: Vec<Vec<Vec<&[u8]>>> = vec![Vec::new(); source.one.layouts().len()];
    rows.rows.iter().filter(|_| rows.rows.len() <= MOST).for_each(|row| by_file[row.at.0].push(rows.cells_of(row)));
    by_file.iter().enumerate().map(|(file, rows)| of_file(source, file, rows)).collect()
}

fn of_file(source: &Source, file: usize, rows: &[Vec<&[u8]>]) -> BTreeSet<usize> {
    let layout = source.layout(file);
    let field = |name: &str| layout.columns.iter().find(|(known, _)| known == name).map(|(_, field)| *field);
    let Some(person) = PEOPLE.into_iter().find_map(field) else { return BTreeSet::new() };
    let unread = |field: &usize| layout.columns.iter().all(|(_, known)| known != field);
    (0..layout.labels.len()).filter(unread).filter(|field| goes_with(rows, person, *field)).collect()
}

/// Whether each person has one word in the field, and several people have different ones.
fn goes_with(rows: &[Vec<&[u8]>], person: usize, field: usize) -> bool {
    let mut words: BTreeMap<&[u8], BTreeMap<&[u8], usize>> = BTreeMap::new();
    for cells in rows {
        let (Some(person), Some(word)) = (cells.get(person), cells.get(field)) else { continue };
        *words.entry(person).or_default().entry(word).or_default() += 1;
    }
    let of_one = |words: &BTreeMap<&[u8], usize>| words.len() == 1;
    let several: BTreeSet<&[u8]> = words
        .values()
        .filter(|words| words.values().sum::<usize>() > 1)
        .filter_map(|words| words.keys().next().copied())
        .filter(|word| !word.is_empty())
        .collect();
    several.len() >= LEAST && words.values().all(of_one)
}
