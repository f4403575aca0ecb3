//! Rows whose amount is the sum of the others of their seller, or of the rows above them, and which have no order and no product as those have: a total that
//! counts once more.

use std::collections::BTreeMap;

use super::kept::{At, Cells, Rows, Source};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::number::Number;

/// A sum is of so many rows.
const LEAST: usize = 3;
/// Of so many rows at most one has neither order nor product.
const OF_ALL: usize = 5;
/// Of more rows none is compared.
const MOST: usize = 20_000;

/// A row by what it is compared by.
struct Row {
    at: At,
    seller: String,
    amount: Number,
    /// Whether it has an order or a product.
    is_named: bool,
    counts: bool,
}

/// One warning for all such rows of the period.
pub(super) fn told(source: &Source, ledger: &Ledger, rows: &Rows) -> Option<Finding> {
    let has_names = |file: usize| NAMES.iter().any(|name| source.has(file, name));
    if rows.rows.len() > MOST || !(0..source.one.layouts().len()).all(has_names) {
        return None;
    }
    let is_bare = |row: &super::kept::Row| !source.is_named(ledger, (row.at.0, &rows.cells_of(row)));
    if !rows.rows.iter().any(is_bare) {
        return None;
    }
    let mut all: Vec<Row> =
        rows.rows.iter().filter_map(|row| source.sum_row(ledger, row.at, &rows.cells_of(row))).collect();
    all.sort_by_key(|row| row.at);
    let bare = all.iter().filter(|row| !row.is_named).count();
    if bare == 0 || bare * OF_ALL > all.len() {
        return None;
    }
    let mut odd: Vec<(&Row, usize)> = Vec::new();
    for file in all.chunk_by(|one, next| one.at.0 == next.at.0) {
        let mut by_seller: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
        file.iter().filter(|row| row.is_named).for_each(|row| by_seller.entry(&row.seller).or_default().push(row));
        let named: Vec<&Row> = file.iter().filter(|row| row.is_named).collect();
        let mut above: Vec<&Row> = Vec::new();
        for row in file {
            if row.is_named {
                above.push(row);
                continue;
            }
            let of_seller = by_seller.get(row.seller.as_str()).map_or(&[][..], Vec::as_slice);
            let sum = [of_seller, &above, &named].into_iter().find(|rows| is_sum(row, rows));
            odd.extend(sum.map(|rows| (row, rows.len())));
            above.clear();
        }
    }
    odd.retain(|(row, _)| row.counts);
    let (row, of) = odd.first()?;
    let finding = Finding::warning("row-sums-others").with("input", &source.rule.name);
    let finding = finding.with("found", row.amount.to_plain(2, 6)).with("rows", of).with("count", odd.len());
    Some(source.at_rows(finding, odd.iter().map(|(row, _)| row.at)))
}

const NAMES: [&str; 3] = ["order", "product", "product_id"];

fn is_sum(row: &Row, rows: &[&Row]) -> bool {
    let sum: Number = rows.iter().map(|row| &row.amount).sum();
    rows.len() >= LEAST && row.amount.is_positive() && (&sum - &row.amount).abs() <= Number::from_scaled(1, 2)
}

impl Source<'_> {
    fn has(&self, file: usize, name: &str) -> bool {
        self.layout(file).columns.iter().any(|(known, _)| known == name)
    }

    /// Whether a row has a product or an order: a word for a sum, or the name of the seller, is none.
    fn is_named(&self, ledger: &Ledger, row: Cells) -> bool {
        let is_order =
            |text: String| text.contains(|c: char| c.is_ascii_digit()) && ledger.people.find(&text).is_none();
        NAMES[1..].iter().any(|name| self.text(row, name).is_some()) || self.text(row, "order").is_some_and(is_order)
    }

    fn sum_row(&self, ledger: &Ledger, at: At, cells: &[&[u8]]) -> Option<Row> {
        let row = (at.0, cells);
        let seller = self.text(row, "person_id").or_else(|| self.text(row, "person"));
        Some(Row {
            at,
            seller: seller.unwrap_or_default(),
            amount: self.number(row, "amount")?,
            is_named: self.is_named(ledger, row),
            counts: self.counts(row) && self.is_looked_at(row),
        })
    }
}
