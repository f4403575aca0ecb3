//! Rows that two files have in two versions: of the same day, order and labels, and with another amount or status. One of the files may be a
//! later export of the other.

use std::collections::{BTreeMap, BTreeSet};

use super::Opened;
use super::doubles::{by_file, places_of};
use crate::finding::Finding;
use crate::ingest::doubts::{AMOUNT_DECIMALS, Group, Repeats};
use crate::number::Number;

/// A row's layout and line.
type At = (u32, u32);

/// The rows that two files have in two versions.
#[derive(Default)]
struct Differing {
    count: usize,
    /// Of those in the second file, where each amount is known.
    sum: Option<i128>,
    /// The first row of each file.
    places: BTreeSet<At>,
}

/// One warning for each two files. Rows that both have as they are were told, or left out, and are no version of each other.
pub(super) fn report(versions: Repeats, equal: &[Group], one: &Opened) -> Vec<Finding> {
    let in_both = equal.iter().map(|group| by_file(group, one)).filter(|files| files.len() > 1);
    let in_both: BTreeSet<At> = in_both.flat_map(|files| files.into_values().flatten()).collect();
    let mut found: BTreeMap<(usize, usize), Differing> = BTreeMap::new();
    for group in versions.groups() {
        let amounts: BTreeMap<At, Option<i64>> = amounts(&group);
        let mut files = by_file(&group, one);
        files.values_mut().for_each(|rows| rows.retain(|row| !in_both.contains(row)));
        files.retain(|_, rows| !rows.is_empty());
        let mut rows = files.iter();
        let Some((first, of_first)) = rows.next() else { continue };
        for (other, of_other) in rows {
            let differing = found.entry((*first, *other)).or_default();
            for (row, again) in of_first.iter().zip(of_other) {
                differing.add((*row, *again), amounts.get(again).copied().flatten());
            }
        }
    }
    found.iter().map(|((first, other), differing)| warning(one, (*first, *other), differing)).collect()
}

fn amounts(group: &Group) -> BTreeMap<At, Option<i64>> {
    let layout = |file: u16| u32::from(file & !crate::measure::fold::IN_PERIOD);
    group.at.iter().zip(&group.amounts).map(|((file, line), amount)| ((layout(*file), *line), *amount)).collect()
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

fn warning(one: &Opened, (first, other): (usize, usize), differing: &Differing) -> Finding {
    let name = |file: usize| &one.layouts[file].name;
    let warning = Finding::warning("rows-differ-in-second-file").with("input", &one.name).with("first", name(first));
    let warning = warning.with("other", name(other)).with("count", differing.count);
    let sum = differing.sum.map(|sum| Number::from_scaled(sum, AMOUNT_DECIMALS).to_plain(2, AMOUNT_DECIMALS));
    let warning = sum.into_iter().fold(warning, |warning, sum| warning.with("sum", sum));
    places_of(one, &differing.places).into_iter().fold(warning, Finding::at)
}
