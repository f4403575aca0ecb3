//! Rows that several people have: each has the row, and a figure of all of them has it once.
//!
//! A total of a group is the sum of its cells, in which a row of several cells stands as often as it has cells there. What is kept here is by the
//! list of a row's cells, so that for any choice of cells it is known how often too much.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Accumulate, Keys, PartCell, SumCell, Texts};
use crate::ingest::row::Fixed;
use crate::measure::batch::{Batch, BatchRow, Taken};
use crate::measure::plan::{Each, Keep};

/// What there is of a row to be had once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    /// That it is there, or how much of it matches.
    Rows,
    /// That it has a number in this column.
    Numbers(usize),
    /// A number, which its people have in parts, or each of them whole.
    Values(usize, Each),
    /// That it has a number, where one is asked for, by a label.
    Labels(Option<usize>, usize),
}

/// Rows by their lists of cells and a label, as they are gathered.
#[derive(Debug)]
pub struct JointRows {
    of: Of,
    /// The column of keys of which some are new.
    key: Option<usize>,
    /// How many rows, and how many of them match, by cells, label and key.
    counts: FxHashMap<(Box<[u32]>, u32, u32), PartCell>,
    /// Of values: each cell's part of one row.
    values: Vec<Box<[(u32, i128)]>>,
    /// Whether some row is of a split order, though only one of its people may be there.
    is_split: bool,
}

impl JointRows {
    /// None yet, beside what keeps the same rows.
    pub fn new(of: &Keep) -> Self {
        let of = match *of {
            Keep::Sum(slot) | Keep::Mean(slot, Each::Part) => Of::Numbers(slot),
            Keep::Mean(slot, Each::Whole) => Of::Values(slot, Each::Whole),
            Keep::Values(slot, each) => Of::Values(slot, each),
            Keep::Parts(value, label) => Of::Labels(value, label),
            _ => Of::Rows,
        };
        JointRows { of, key: None, counts: FxHashMap::default(), values: Vec::new(), is_split: false }
    }

    /// The same by the keys of a column, where only some of them may count.
    pub fn of(self, key: Option<usize>) -> Self {
        JointRows { key, ..self }
    }

    /// Whether some row is of a split order.
    pub fn is_split(&self) -> bool {
        self.is_split
    }

    fn take(&mut self, row: BatchRow, share: PartCell) {
        let cells = || row.credits().iter().map(|credit| credit.cell);
        let has_number = |slot: Option<usize>| row.number(slot).is_some();
        let key = self.key.map_or(0, |slot| row.label(slot));
        match self.of {
            Of::Rows => self.add(&cells().collect::<Vec<_>>(), (0, key), share),
            Of::Numbers(slot) if has_number(Some(slot)) => self.add(&cells().collect::<Vec<_>>(), (0, key), share),
            Of::Labels(value, label) if has_number(value) => {
                self.add(&cells().collect::<Vec<_>>(), (row.label(label), key), share);
            }
            Of::Values(slot, Each::Whole) => {
                let whole = |number: Fixed| self.add_value(cells().map(|cell| (cell, number.units)));
                row.number(Some(slot)).into_iter().for_each(whole);
            }
            Of::Values(slot, Each::Part) if has_number(Some(slot)) => {
                self.add_value(cells().zip(row.parts(Some(slot)).into_iter().map(|part| part.sum)));
            }
            _ => {}
        }
    }

    /// Adds a row that has these cells.
    fn add(&mut self, cells: &[u32], (label, key): (u32, u32), row: PartCell) {
        self.counts.entry((cells.into(), label, key)).or_default().add(row);
    }

    /// Adds the parts of a value that is in these cells.
    fn add_value(&mut self, parts: impl Iterator<Item = (u32, i128)>) {
        self.values.push(parts.collect());
    }

    /// Found by cell.
    pub fn finish(self, texts: &Texts) -> JointByCell {
        let label = match self.of {
            Of::Labels(_, slot) => Some(slot),
            _ => None,
        };
        self.by_cell(|key| label.map_or_else(String::new, |slot| (texts.shown)(slot, key)))
    }

    /// Arranged by cell; `text` is what a label says.
    fn by_cell(self, text: impl Fn(u32) -> String) -> JointByCell {
        let are_whole = matches!(self.of, Of::Values(_, Each::Whole));
        let mut by_cell = JointByCell { is_split: self.is_split, are_whole, ..JointByCell::default() };
        for ((cells, label, key), row) in self.counts {
            cells.iter().for_each(|cell| by_cell.counts_of.entry(*cell).or_default().push(by_cell.counts.len()));
            by_cell.counts.push(((text(label), key), row));
        }
        for parts in self.values {
            let cells = parts.iter().map(|(cell, _)| cell);
            cells.for_each(|cell| by_cell.values_of.entry(*cell).or_default().push(by_cell.values.len()));
            by_cell.values.push(parts);
        }
        by_cell
    }
}

impl Accumulate for JointRows {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        let one = PartCell { matching: 1, all: 1 };
        for (place, row) in taken.rows.iter().enumerate() {
            let row = batch.row(*row);
            self.is_split |= row.shares().split.len() > 1;
            if row.credits().len() > 1 {
                self.take(row, taken.matching.get(place).copied().unwrap_or(one));
            }
        }
    }

    fn merge(&mut self, other: Self, keys: &Keys) {
        for ((cells, label, key), row) in other.counts {
            let label = if let Of::Labels(_, slot) = self.of { keys.of(slot, label) } else { label };
            let key = self.key.map_or(key, |slot| keys.of(slot, key));
            self.counts.entry((cells, label, key)).or_default().add(row);
        }
        self.values.extend(other.values);
        self.is_split |= other.is_split;
    }
}

/// The same, found by cell.
#[derive(Default)]
pub struct JointByCell {
    counts: Vec<((String, u32), PartCell)>,
    counts_of: FxHashMap<u32, Vec<usize>>,
    values: Vec<Box<[(u32, i128)]>>,
    values_of: FxHashMap<u32, Vec<usize>>,
    /// Whether each cell has the whole of a value, and not its part.
    are_whole: bool,
    /// Whether some row is of a split order.
    pub is_split: bool,
}

impl JointByCell {
    /// What a sum over these cells, of keys that are new, has too much, by the text of the label.
    pub fn surplus(&self, cells: &[u32], is_new: impl Fn(u32) -> bool) -> Vec<(&str, PartCell)> {
        let surplus = |(index, times): (usize, u64)| {
            let ((label, key), row) = &self.counts[index];
            let surplus = PartCell { matching: row.matching * (times - 1), all: row.all * (times - 1) };
            is_new(*key).then_some((label.as_str(), surplus))
        };
        repeated(&self.counts_of, cells).filter_map(surplus).collect()
    }

    /// What a sum of values that each of these cells has whole has too much, and of how many rows.
    pub fn surplus_of_wholes(&self, cells: &[u32]) -> SumCell {
        let mut surplus = SumCell::default();
        for (index, times) in repeated(&self.values_of, cells) {
            let whole = self.values[index].first().map_or(0, |(_, whole)| *whole);
            surplus.add(SumCell { sum: whole * i128::from(times - 1), rows: times - 1 });
        }
        surplus
    }

    /// The values of these cells, which hold each part by itself, as the rows have them: several parts of one row are one value.
    pub fn joined(&self, cells: &[u32], mut values: Vec<i128>) -> Vec<i128> {
        let own: FxHashSet<u32> = cells.iter().copied().collect();
        let mut parts: FxHashMap<i128, u64> = FxHashMap::default();
        let mut wholes: Vec<i128> = Vec::new();
        for (index, _) in repeated(&self.values_of, cells) {
            let here = self.values[index].iter().filter(|(cell, _)| own.contains(cell));
            let here = here.map(|(_, part)| *part).inspect(|part| *parts.entry(*part).or_default() += 1);
            let here: Vec<i128> = here.collect();
            wholes.push(if self.are_whole { here[0] } else { here.iter().sum() });
        }
        values.retain(|value| match parts.get_mut(value) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        });
        values.extend(wholes);
        values
    }
}

/// The entries that stand under more than one of the cells, and under how many.
fn repeated(of: &FxHashMap<u32, Vec<usize>>, cells: &[u32]) -> impl Iterator<Item = (usize, u64)> {
    let mut times: FxHashMap<usize, u64> = FxHashMap::default();
    for index in cells.iter().filter_map(|cell| of.get(cell)).flatten() {
        *times.entry(*index).or_default() += 1;
    }
    times.into_iter().filter(|(_, times)| *times > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: PartCell = PartCell { matching: 1, all: 1 };

    #[test]
    fn a_row_is_too_much_once_for_each_further_cell() {
        let mut rows = JointRows::new(&Keep::Rows);
        rows.add(&[1, 5, 9], (0, 0), ROW);
        rows.add(&[1, 5, 9], (0, 0), ROW);
        rows.add(&[5, 7], (3, 0), ROW);
        let by_cell = rows.by_cell(|key| key.to_string());
        let surplus = |cells: &[u32]| {
            let mut list: Vec<(String, u64)> =
                by_cell.surplus(cells, |_| true).into_iter().map(|(key, row)| (key.to_owned(), row.all)).collect();
            list.sort();
            list
        };
        assert_eq!(surplus(&[1]), []);
        assert_eq!(surplus(&[1, 5]), [("0".to_owned(), 2)]);
        assert_eq!(surplus(&[1, 5, 7, 9]), [("0".to_owned(), 4), ("3".to_owned(), 1)]);
    }

    #[test]
    fn the_parts_of_a_row_are_one_value() {
        let mut rows = JointRows::new(&Keep::Rows);
        rows.add_value([(1, 150), (5, 150)].into_iter());
        let by_cell = rows.by_cell(|_| String::new());
        let mut both = by_cell.joined(&[1, 5], vec![1000, 150, 150]);
        both.sort_unstable();
        assert_eq!(both, [300, 1000]);
        assert_eq!(by_cell.joined(&[1], vec![1000, 150]), [1000, 150]);
    }
}
