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
}

impl<'r> Part<'r> {
    /// The sections of a report that may be cut, in the order in which they matter; those among the ones at `places` that have a row.
    pub fn all(report: &'r Report<'r>, places: &[usize], lines: usize) -> Vec<Self> {
        let place = |brief: &Brief| places.iter().find(|place| report.sections[**place].id == brief.section).copied();
        let part = |brief: &Brief| place(brief).and_then(|place| Part::of(&report.sections[place], (place, brief), lines));
        report.brief.iter().filter_map(part).collect()
    }

    fn of(section: &'r Section<'r>, (place, brief): (usize, &Brief), lines: usize) -> Option<Self> {
        let Body::Table(table) = &section.body else { return None };
        let counts = table.rows.iter().fold((0, 0), |(all, own), row| (all + 1, own + usize::from(!divides(&row))));
        let part = Part { place, first: brief.rows, spare: brief.spare, table, rows: most(table, brief.matters, lines), counts };
        (counts.0 > 0).then_some(part)
    }

    /// So many of its rows; all of them in their own order.
    pub fn cut(&self, rows: usize) -> Table<'r> {
        let rows = if self.is_whole(rows) { self.table.rows.iter().map(|row| row.into_owned()).collect() } else { self.rows[..rows].to_vec() };
        Table { columns: self.table.columns.clone(), rows: rows.into() }
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
    let places: BTreeMap<usize, usize> = order.into_iter().take(count).enumerate().map(|(rank, row)| (row, rank)).collect();
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
