//! Rows of one file that another file, or the file itself further below, has under other order numbers: a second export that writes `RE4046` or `4046` for
//! `INV-4046`.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::kept::{At, Cells, Row, Rows, Source};
use crate::finding::Finding;
use crate::ingest::cell::key::matching;
use crate::number::Number;
use crate::policy::rules::Duplicates;

/// Of more rows nothing is compared.
const MOST: usize = 20_000;
/// So many rows, and half of those of the smaller file, are no chance.
const LEAST: usize = 3;
/// So many digits say that two numbers are one.
const DIGITS: usize = 3;
/// What must be the same, where one of the files has it.
const SAME: [&str; 9] =
    ["date", "person", "person_id", "customer", "customer_id", "product", "product_id", "amount", "qty"];

/// A row, its order and what it is told by.
struct Numbered {
    at: At,
    order: String,
    amount: Number,
}

/// The rows that two files have under different numbers: their orders, their amounts and their places.
#[derive(Default)]
struct Twice<'r> {
    pairs: Vec<(&'r Numbered, &'r Numbered)>,
}

/// A warning for each two files.
pub(super) fn told(source: &Source, rows: &Rows) -> Vec<Finding> {
    let files = source.one.layouts().len();
    if rows.rows.len() > MOST || source.rule.duplicates == Some(Duplicates::Keep) {
        return Vec::new();
    }
    let mut same: FxHashMap<Vec<String>, Vec<Numbered>> = FxHashMap::default();
    let mut count = vec![0_usize; files];
    let several = source.several(rows);
    for row in &rows.rows {
        count[row.at.0] += 1;
        let cells = rows.cells_of(row);
        let digits = source.number_of((row.at.0, &cells)).and_then(|order| digits(&order).map(str::to_owned));
        if digits.is_none_or(|digits| !several.contains(&digits)) {
            continue;
        }
        if let Some((key, numbered)) = source.numbered(row, &cells) {
            same.entry(key).or_default().push(numbered);
        }
    }
    let mut found: BTreeMap<(usize, usize), Twice> = BTreeMap::new();
    for group in same.values().filter(|group| group.len() > 1) {
        add(group, &mut found);
    }
    let is_no_chance =
        |(one, other): (usize, usize), pairs: usize| one == other || pairs * 2 >= count[one].min(count[other]);
    let told = found.into_iter().filter(|(_, twice)| twice.pairs.len() >= LEAST);
    let told = told.filter(|(files, twice)| is_no_chance(*files, twice.pairs.len()));
    told.filter_map(|(files, twice)| source.renumbered(files, twice)).collect()
}

/// Adds the rows of a group that stand under different numbers; each row once for each file.
fn add<'r>(group: &'r [Numbered], found: &mut BTreeMap<(usize, usize), Twice<'r>>) {
    let mut taken: BTreeSet<(At, usize)> = BTreeSet::new();
    for (index, row) in group.iter().enumerate() {
        for other in group[index + 1..].iter().filter(|other| other.order != row.order) {
            let both = [(row.at, other.at.0), (other.at, row.at.0)];
            if both.iter().any(|one| taken.contains(one)) {
                continue;
            }
            taken.extend(both);
            let (one, two) = if row.at < other.at { (row, other) } else { (other, row) };
            found.entry((one.at.0, two.at.0)).or_default().pairs.push((one, two));
        }
    }
}

/// The digits that an order ends with, without the zeros before them; nothing where they are too few.
fn digits(order: &str) -> Option<&str> {
    let count = order.bytes().rev().take_while(u8::is_ascii_digit).count();
    let digits = order[order.len() - count..].trim_start_matches('0');
    (digits.len() >= DIGITS).then_some(digits)
}

impl Source<'_> {
    fn number_of(&self, cells: Cells) -> Option<String> {
        self.text(cells, "order").map(|order| matching(&order).into_owned())
    }

    /// The digits that several orders end with.
    fn several(&self, rows: &Rows) -> FxHashSet<String> {
        let mut first: FxHashMap<String, String> = FxHashMap::default();
        let mut several = FxHashSet::default();
        for row in &rows.rows {
            let Some(order) = self.number_of((row.at.0, &rows.cells_of(row))) else { continue };
            let Some(end) = digits(&order).map(str::to_owned) else { continue };
            match first.get(&end) {
                Some(known) if *known != order => drop(several.insert(end)),
                Some(_) => {}
                None => drop(first.insert(end, order)),
            }
        }
        several
    }

    /// What the row is compared by, the digits of its order with it, where it counts, in the period, and has an order, a day and an amount.
    fn numbered(&self, row: &Row, cells: &[&[u8]]) -> Option<(Vec<String>, Numbered)> {
        let cells: Cells = (row.at.0, cells);
        let order = self.number_of(cells)?;
        let digits = digits(&order)?.to_owned();
        let amount = self.number(cells, "amount").filter(Number::is_positive)?;
        if !self.counts(cells) || !self.is_looked_at(cells) {
            return None;
        }
        let own = |name: &&str| self.text(cells, name).map(|text| matching(&text).into_owned()).unwrap_or_default();
        let mut key: Vec<String> = SAME.iter().map(own).collect();
        let is_told = [1, 3, 5].iter().filter(|at| !(key[**at].is_empty() && key[**at + 1].is_empty())).count() > 1;
        key.push(digits);
        is_told.then_some((key, Numbered { at: row.at, order, amount }))
    }

    fn renumbered(&self, (file, other): (usize, usize), twice: Twice) -> Option<Finding> {
        let mut pairs = twice.pairs;
        pairs.sort_by_key(|(one, _)| one.at);
        let (first, again) = pairs.first()?;
        let sum: Number = pairs.iter().map(|(one, _)| &one.amount).sum();
        let code = if file == other { "rows-renumbered-below" } else { "rows-again-renumbered" };
        let finding = Finding::warning(code).with("input", &self.rule.name);
        let finding = finding.with("first", &self.layout(file).name).with("other", &self.layout(other).name);
        let finding = finding.with("count", pairs.len()).with("sum", sum.to_plain(2, 6));
        let finding = finding.with("order", &first.order).with("again", &again.order);
        Some(self.at_rows(finding, [first.at, again.at].into_iter()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_compared_by_the_digits_that_they_end_with() {
        for order in ["INV-4046", "RE4046", "4046", "004046", "2026-4046", "订单4046"] {
            assert_eq!(digits(order), Some("4046"), "{order}");
        }
        for order in ["A12", "4046-B", "INV", "", "A0012", "甲3", "4046号"] {
            assert_eq!(digits(order), None, "{order}");
        }
    }
}
