//! A column of people or customers that is filled in the first row of each block only: the blanks below it repeat it, and the policy does not say so.

use super::kept::{Rows, Source};
use crate::finding::Finding;

const COLUMNS: [&str; 2] = ["person", "customer"];
/// Of more rows nothing is compared.
const MOST: usize = 20_000;
/// So many blocks, and so many rows without the word for each with one, are no chance.
const LEAST_BLOCKS: usize = 3;
/// Of so many blocks one has a single row at most.
const OF_BLOCKS: usize = 4;

/// A column of one file.
struct Blocks<'s> {
    file: usize,
    column: &'s str,
    filled: usize,
    blank: usize,
    /// The first line without the word.
    line: u32,
}

/// A warning for each column.
pub(super) fn told(source: &Source, rows: &Rows) -> Vec<Finding> {
    if rows.rows.len() > MOST {
        return Vec::new();
    }
    let files = 0..source.one.layouts().len();
    let of_files = |column| files.clone().filter_map(|file| Blocks::of(source, rows, (file, column))).collect();
    COLUMNS.into_iter().filter_map(|column| warning(source, of_files(column))).collect()
}

fn warning(source: &Source, all: Vec<Blocks>) -> Option<Finding> {
    let first = all.first()?;
    let file = &source.layout(first.file).name;
    let finding = Finding::warning("blanks-of-blocks").with("input", &source.rule.name).with("file", file);
    let finding = finding.with("column", source.label(first.file, first.column)).with("name", first.column);
    let finding = finding.with("filled", all.iter().map(|blocks| blocks.filled).sum::<usize>());
    let finding = finding.with("blank", all.iter().map(|blocks| blocks.blank).sum::<usize>());
    Some(source.at_rows(finding, all.iter().map(|blocks| (blocks.file, blocks.line))))
}

impl<'s> Blocks<'s> {
    /// The column, where the blanks of the file follow words that are never twice the same in a row.
    fn of(source: &Source, rows: &Rows, (file, column): (usize, &'s str)) -> Option<Self> {
        let (_, field) = source.layout(file).columns.iter().find(|(known, _)| known == column)?;
        let of_file = rows.rows.iter().filter(|row| row.at.0 == file);
        let mut words: Vec<(u32, &[u8])> = of_file.map(|row| (row.at.1, rows.cell_of(row, *field))).collect();
        words.sort_unstable();
        let is_filled = |(_, word): &(u32, &[u8])| !word.is_empty();
        let filled: Vec<&[u8]> = words.iter().filter(|one| is_filled(one)).map(|(_, word)| *word).collect();
        let blank = words.len() - filled.len();
        let are_new = filled.windows(2).all(|pair| pair[0] != pair[1]);
        let single = words.windows(2).filter(|pair| pair.iter().all(is_filled)).count();
        let begins = words.first().is_some_and(is_filled);
        let line = words.iter().find(|one| !is_filled(one))?.0;
        let is_odd = begins
            && are_new
            && filled.len() >= LEAST_BLOCKS
            && blank >= filled.len()
            && single * OF_BLOCKS <= filled.len();
        is_odd.then_some(Blocks { file, column, filled: filled.len(), blank, line })
    }
}
