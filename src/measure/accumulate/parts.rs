//! Totals by the values of a column: what rates by label or number are multiplied with.

use rustc_hash::FxHashMap;

use super::{Accumulate, Keys, SumCell, Texts, by_cell};
use crate::measure::batch::{Batch, Taken};

/// Sums, or numbers of rows, by cell and label.
#[derive(Debug)]
pub struct Parts {
    /// The column that is added up; nothing: rows are counted.
    value: Option<usize>,
    label: usize,
    sums: FxHashMap<(u32, u32), SumCell>,
}

/// The same, found by cell.
pub struct PartsByCell(FxHashMap<u32, Vec<(String, SumCell)>>);

impl Parts {
    /// Of the first column, or without one of rows, by the values of the second.
    pub fn new(value: Option<usize>, label: usize) -> Self {
        Parts { value, label, sums: FxHashMap::default() }
    }

    /// Found by cell.
    pub fn finish(self, texts: &Texts) -> PartsByCell {
        let named = |list: Vec<(u32, SumCell)>| {
            list.into_iter().map(|(key, sum)| ((texts.shown)(self.label, key), sum)).collect()
        };
        PartsByCell(by_cell(self.sums).into_iter().map(|(cell, list)| (cell, named(list))).collect())
    }
}

impl Accumulate for Parts {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        for row in &taken.rows {
            let row = batch.row(*row);
            let label = row.label(self.label);
            for (credit, part) in row.credits().iter().zip(row.parts(self.value)) {
                self.sums.entry((credit.cell, label)).or_default().add(part);
            }
        }
    }

    fn merge(&mut self, other: Self, keys: &Keys) {
        for ((cell, label), sum) in other.sums {
            self.sums.entry((cell, keys.of(self.label, label))).or_default().add(sum);
        }
    }
}

impl PartsByCell {
    /// The parts of cells, with the labels as their rows write them.
    pub fn of<'a>(&'a self, cells: &'a [u32]) -> impl Iterator<Item = &'a (String, SumCell)> {
        cells.iter().filter_map(|cell| self.0.get(cell)).flatten()
    }
}
