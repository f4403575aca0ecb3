//! Rows that two files have in two versions: of the same day, order and labels, and with another amount or status. One of the files may be a
//! later export of the other.

use std::collections::{BTreeMap, BTreeSet};

use super::Opened;
use super::doubles::{by_file, places_of};
use crate::finding::Finding;
use crate::ingest::doubts::{AMOUNT_DECIMALS, Group, Repeats};
use crate::measure::fold::LOOKED_AT;
use crate::number::Number;

/// A row's layout and line.
type At = (u32, u32);

/// What two versions of a row differ in, by what becomes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Both count.
    BothCount,
    /// That of the second file is left out.
    OneCounts,
}

/// Which versions are told together: their kind, and the file of the first and of the second.
type Told = (Kind, usize, usize);

/// The rows that two files have in two versions.
#[derive(Default)]
struct Differing {
    count: usize,
    /// Of those whose amount is at stake, where each is known.
    sum: Option<i128>,
    /// The first row of each file.
    places: BTreeSet<At>,
}

/// The rows of one file that are the same but for numbers and status.
#[derive(Default)]
struct Side {
    counted: Vec<At>,
    left_out: Vec<At>,
}

/// One warning for each two files and kind. Rows that both have as they are were told, or left out, and are no version of each other.
pub(super) fn report(versions: Repeats, equal: &[Group], one: &Opened) -> Vec<Finding> {
    let in_both = equal.iter().map(|group| by_file(group, one)).filter(|files| files.len() > 1);
    let in_both: BTreeSet<At> = in_both.flat_map(|files| files.into_values().flatten()).collect();
    let mut found: BTreeMap<Told, Differing> = BTreeMap::new();
    for group in versions.groups() {
        let amounts = amounts(&group);
        let amount = |row: &At| amounts.get(row).copied().flatten();
        let sides = sides(&group, one, &in_both);
        let mut rows = sides.iter();
        let Some((first, of_first)) = rows.next() else { continue };
        for (other, of_other) in rows {
            for (row, again) in of_first.counted.iter().zip(&of_other.counted) {
                found.entry((Kind::BothCount, *first, *other)).or_default().add((*row, *again), amount(again));
            }
            for (row, again) in of_first.without(of_other) {
                found.entry((Kind::OneCounts, *first, *other)).or_default().add((row, again), amount(&row));
            }
            for (row, again) in of_other.without(of_first) {
                found.entry((Kind::OneCounts, *other, *first)).or_default().add((row, again), amount(&row));
            }
        }
    }
    found.iter().map(|(told, differing)| warning(one, *told, differing)).collect()
}

fn layout(file: u16) -> u32 {
    u32::from(file & !LOOKED_AT)
}

fn amounts(group: &Group) -> BTreeMap<At, Option<i64>> {
    group.at.iter().zip(&group.amounts).map(|((file, line), amount)| ((layout(*file), *line), *amount)).collect()
}

/// The rows of a group by their files, those left out that are equal in both.
fn sides(group: &Group, one: &Opened, in_both: &BTreeSet<At>) -> BTreeMap<usize, Side> {
    let counting = group.at.iter().filter(|(file, _)| file & LOOKED_AT != 0);
    let counting: BTreeSet<At> = counting.map(|(file, line)| (layout(*file), *line)).collect();
    let mut sides: BTreeMap<usize, Side> = BTreeMap::new();
    for (file, rows) in by_file(group, one) {
        for row in rows.into_iter().filter(|row| !in_both.contains(row)) {
            let side = sides.entry(file).or_default();
            let of_kind = if counting.contains(&row) { &mut side.counted } else { &mut side.left_out };
            of_kind.push(row);
        }
    }
    sides
}

impl Side {
    /// Rows that count here and that the other file has as rows which do not: each with that.
    fn without(&self, other: &Side) -> Vec<(At, At)> {
        let counted = self.counted.iter().skip(other.counted.len());
        let left_out = other.left_out.iter().skip(self.left_out.len());
        counted.zip(left_out).map(|(row, again)| (*row, *again)).collect()
    }
}

impl Differing {
    fn add(&mut self, (row, again): (At, At), amount: Option<i64>) {
        let sum = if self.count == 0 { Some(0) } else { self.sum };
        self.sum = sum.zip(amount).map(|(sum, amount)| sum + i128::from(amount));
        self.count += 1;
        if self.places.is_empty() {
            self.places.extend([row, again]);
        }
    }
}

fn warning(one: &Opened, (kind, first, other): Told, differing: &Differing) -> Finding {
    let name = |file: usize| &one.layouts[file].name;
    let code = match kind {
        Kind::BothCount => "rows-differ-in-second-file",
        Kind::OneCounts => "rows-left-out-in-second-file",
    };
    let warning = Finding::warning(code).with("input", &one.name).with("first", name(first));
    let warning = warning.with("other", name(other)).with("count", differing.count);
    let sum = differing.sum.map(|sum| Number::from_scaled(sum, AMOUNT_DECIMALS).to_plain(2, AMOUNT_DECIMALS));
    let warning = sum.into_iter().fold(warning, |warning, sum| warning.with("sum", sum));
    places_of(one, &differing.places).into_iter().fold(warning, Finding::at)
}
