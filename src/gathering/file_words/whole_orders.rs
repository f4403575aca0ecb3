//! Orders whose rows all have the same amount though their goods differ: an export that repeats the total of the order in each of its lines.
//!
//! What one order has may be chance, or two things of one price; here every order of several rows has it, and the orders are of different amounts.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{At, Cells, Row, Rows, Source};
use crate::finding::{Finding, quoted};
use crate::number::Number;
use crate::policy::rules::Duplicates;

/// Of more rows nothing is compared.
const MOST: usize = 20_000;
/// So many orders of several rows, and as many different amounts, are no chance.
const LEAST: usize = 3;
/// How many orders are listed.
const LISTED: usize = 8;

/// A row of an order.
struct Line {
    at: At,
    order: String,
    amount: Number,
    goods: Vec<String>,
    is_paid: bool,
}

/// A warning for each file.
pub(super) fn told(source: &Source, rows: &Rows) -> Vec<Finding> {
    let is_read_so = source.rule.duplicates == Some(Duplicates::Keep) || !source.stream.once.is_empty();
    if is_read_so || rows.rows.len() > MOST {
        return Vec::new();
    }
    // By file, those that are paid in the period and the others: an export may have changed in between.
    let mut files: BTreeMap<(usize, bool), Vec<Vec<Line>>> = BTreeMap::new();
    for order in rows.of_orders().filter(|order| order.len() > 1) {
        let lines: Vec<Line> = order.iter().filter_map(|row| source.line(row, &rows.cells_of(row))).collect();
        // Lines of which something is not known, or that come back, say nothing of the others.
        if lines.len() == order.len() && lines.iter().all(|line| line.at.0 == lines[0].at.0) {
            files.entry((lines[0].at.0, lines[0].is_paid)).or_default().push(lines);
        }
    }
    files.values().filter_map(|orders| source.of_wholes(orders)).collect()
}

/// Whether all rows of the order have one amount.
fn is_of_one_amount(lines: &[Line]) -> bool {
    lines.iter().all(|line| line.amount == lines[0].amount)
}

/// Whether the order has different goods; a line of it may be there again.
fn is_of_different_goods(lines: &[Line]) -> bool {
    lines.iter().any(|line| line.goods != lines[0].goods)
}

impl Source<'_> {
    /// What is told of the orders of one file.
    fn of_wholes(&self, orders: &[Vec<Line>]) -> Option<Finding> {
        let odd: Vec<&Vec<Line>> = orders.iter().filter(|lines| is_of_different_goods(lines)).collect();
        let amounts: BTreeSet<&Number> = odd.iter().map(|lines| &lines[0].amount).collect();
        if amounts.len() < LEAST || !orders.iter().all(|lines| is_of_one_amount(lines)) {
            return None;
        }
        let mut paid: Vec<&Vec<Line>> =
            odd.iter().copied().filter(|lines| lines.iter().any(|line| line.is_paid)).collect();
        paid.sort_by_key(|lines| lines[0].at);
        let first = paid.first()?.first()?;
        let finding = Finding::warning("order-total-on-each-row").with("input", &self.rule.name);
        let finding = finding.with("order", &first.order).with("found", first.amount.to_plain(2, 6));
        let finding = finding.with("rows", paid[0].len()).with("count", odd.len());
        let finding =
            finding.with("orders", quoted(paid.iter().take(LISTED).filter_map(|lines| Some(&lines.first()?.order))));
        Some(self.at_rows(finding, paid.iter().flat_map(|lines| lines.iter()).map(|line| line.at)))
    }

    fn line(&self, row: &Row, cells: &[&[u8]]) -> Option<Line> {
        let cells: Cells = (row.at.0, cells);
        let goods = ["product", "product_id", "qty"].map(|name| self.text(cells, name).unwrap_or_default());
        Some(Line {
            at: row.at,
            order: self.text(cells, "order")?,
            amount: self.number(cells, "amount").filter(Number::is_positive)?,
            goods: goods.into(),
            is_paid: self.counts(cells) && self.is_looked_at(cells),
        })
    }
}
