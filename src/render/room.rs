//! How sections share a number of lines: which rows of each are shown where there is no room for all.
//!
//! First each section, in the order in which they matter, has the rows that it should have; what is left goes to the first ones.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::report::model::{Body, Brief, Cell, Matters, Report, Section, Table, Weight};

/// A section that may be cut.
pub struct Part<'r> {
    /// Its place among the sections of the report.
    pub place: usize,
    /// So many rows it should have.
    first: usize,
    /// The columns that can be spared.
    pub spare: &'static [&'static str],
    /// All of its rows.
    table: &'r Table<'r>,
    /// The rows that matter most: no more than there are lines.
    rows: Vec<Vec<Cell>>,
    /// How many rows there are, and how many of them say something of their own.
    counts: (usize, usize),
    /// Which columns some row has something in.
    filled: Vec<bool>,
}

impl<'r> Part<'r> {
    /// The sections of a report that may be cut, in the order in which they matter; those among the ones at `places` that have a row.
    pub fn all(report: &'r Report<'r>, places: &[usize], lines: usize) -> Vec<Self> {
        let place = |brief: &Brief| places.iter().find(|place| report.sections[**place].id == brief.section).copied();
        let part =
            |brief: &Brief| place(brief).and_then(|place| Part::of(&report.sections[place], (place, brief), lines));
        report.brief.iter().filter_map(part).collect()
    }

    fn of(section: &'r Section<'r>, (place, brief): (usize, &Brief), lines: usize) -> Option<Self> {
        let Body::Table(table) = &section.body else { return None };
        let (mut counts, mut filled) = ((0, 0), vec![false; table.columns.len()]);
        for row in table.rows.iter() {
            counts = (counts.0 + 1, counts.1 + usize::from(!divides(&row)));
            let says = row.iter().map(|cell| !matches!(cell, Cell::Empty | Cell::Missing));
            filled.iter_mut().zip(says).for_each(|(filled, says)| *filled |= says);
        }
        let rows = most(table, brief.matters, lines);
        let part = Part { place, first: brief.rows, spare: brief.spare, table, rows, counts, filled };
        (counts.0 > 0).then_some(part)
    }

    /// So many of its rows; all of them in their own order. A column that no row has anything in takes no room.
    pub fn cut(&self, rows: usize) -> Table<'r> {
        let filled = |cells: &[Cell]| {
            cells.iter().zip(&self.filled).filter(|(_, filled)| **filled).map(|(cell, _)| cell.clone()).collect()
        };
        let rows: Vec<Vec<Cell>> = match self.is_whole(rows) {
            true => self.table.rows.iter().map(|row| filled(&row)).collect(),
            false => self.rows[..rows].iter().map(|row| filled(row)).collect(),
        };
        let columns = self
            .table
            .columns
            .iter()
            .zip(&self.filled)
            .filter(|(_, filled)| **filled)
            .map(|(column, _)| column.clone());
        Table { columns: columns.collect(), rows: rows.into() }
    }

    /// How many rows are left out where so many are shown.
    pub fn left_out(&self, rows: usize) -> usize {
        let shown = self.rows.iter().take(rows).filter(|row| !divides(row)).count();
        if self.is_whole(rows) { 0 } else { self.counts.1 - shown }
    }

    fn is_whole(&self, rows: usize) -> bool {
        rows >= self.counts.0
    }
}

/// Whether the row parts those above it from those below.
fn divides(row: &[Cell]) -> bool {
    row.iter().any(|cell| matches!(cell, Cell::Divider(_)))
}

/// The rows that matter most, at most so many. Of very many rows only what they weigh is held.
fn most(table: &Table, matters: Option<Matters>, count: usize) -> Vec<Vec<Cell>> {
    let Some(matters) = matters else { return table.rows.iter().take(count).map(|row| row.into_owned()).collect() };
    let order = order(table.rows.iter().map(|row| matters(&row)));
    let places: BTreeMap<usize, usize> =
        order.into_iter().take(count).enumerate().map(|(rank, row)| (row, rank)).collect();
    let ranked = |(row, cells): (usize, Cow<[Cell]>)| places.get(&row).map(|rank| (*rank, cells.into_owned()));
    let kept: BTreeMap<usize, Vec<Cell>> = table.rows.iter().enumerate().filter_map(ranked).collect();
    kept.into_values().collect()
}

/// The places of rows that weigh so much, from the one that matters most.
fn order(weights: impl Iterator<Item = Weight>) -> Vec<usize> {
    let mut rows: Vec<(Weight, usize)> = weights.zip(0..).collect();
    let largest = |(weight, row): &(Weight, usize)| (weight.group.clone(), Reverse(weight.size.clone()), *row);
    rows.sort_by_cached_key(largest);
    let mut turns: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut turn = |(Weight { group, kind, .. }, row): (Weight, usize)| {
        let next = turns.entry((group.clone(), kind)).or_default();
        *next += 1;
        (group, *next, row)
    };
    let mut order: Vec<(String, usize, usize)> = rows.into_iter().map(&mut turn).collect();
    order.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    order.into_iter().map(|(_, _, row)| row).collect()
}

/// How many rows of each part are shown in that many lines; `cost` says how many lines some rows of a part take.
pub fn share(parts: &[Part], lines: usize, cost: impl Fn(&Part, usize) -> usize) -> Vec<usize> {
    let mut shown = vec![0; parts.len()];
    let mut left = lines;
    for should in [|part: &Part| part.first, |_: &Part| usize::MAX] {
        for (part, shown) in parts.iter().zip(&mut shown) {
            let had = cost(part, *shown);
            let most = should(part).min(part.rows.len());
            let rows = fitting((*shown, most), |rows| cost(part, rows) <= left + had);
            left = (left + had).saturating_sub(cost(part, rows));
            *shown = rows;
        }
    }
    shown
}

/// The largest number between both that fits, of which the first is known to.
fn fitting((mut fits, mut most): (usize, usize), is_fit: impl Fn(usize) -> bool) -> usize {
    while fits < most {
        let middle = fits + (most - fits).div_ceil(2);
        if is_fit(middle) { fits = middle } else { most = middle - 1 }
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::Number;

    fn weight(group: &str, kind: &str, size: Option<i64>) -> Weight {
        Weight { group: group.to_owned(), kind: kind.to_owned(), size: size.map(Number::from) }
    }

    #[test]
    fn kinds_take_turns_in_a_group_the_largest_first() {
        let weights = [
            weight("b", "", Some(9)),
            weight("a", "late", Some(1)),
            weight("a", "late", Some(3)),
            weight("a", "drop", Some(2)),
            weight("a", "late", None),
        ];
        assert_eq!(order(weights.into_iter()), [2, 3, 1, 4, 0]);
    }

    #[test]
    fn the_most_that_fits_is_found() {
        assert_eq!(fitting((0, 9), |rows| rows <= 4), 4);
        assert_eq!(fitting((2, 2), |_| false), 2);
        assert_eq!(fitting((0, 9), |_| true), 9);
    }
}
