//! Orders whose rows are in several currencies: most likely two of them with one number, of two companies that count from the same number on.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{At, Cells, Rows, Source};
use crate::finding::{Finding, quoted};
use crate::spelling::folded;

/// How many orders are listed.
const LISTED: usize = 8;

/// The rows of an order of one customer: where they stand, and their currencies.
#[derive(Default)]
struct Own {
    number: String,
    at: Vec<At>,
    currencies: BTreeSet<String>,
    is_asked: bool,
}

/// One warning for all.
pub(super) fn told(source: &Source, rows: &Rows) -> Option<Finding> {
    let is_asked = |own: &Own| own.is_asked && own.currencies.len() > 1;
    let mut odd: Vec<Own> =
        rows.of_orders().filter(|order| order.len() > 1).flat_map(|order| source.own(order, rows)).collect();
    odd.retain(is_asked);
    odd.sort_by(|one, other| one.at.cmp(&other.at));
    let first = odd.first()?;
    let numbers: Vec<&str> = odd.iter().take(LISTED).map(|own| own.number.as_str()).collect();
    let finding = Finding::warning("order-in-two-currencies").with("input", &source.rule.name);
    let finding = finding.with("orders", quoted(numbers)).with("count", odd.len());
    let finding = finding.with("currencies", quoted(first.currencies.iter().map(String::as_str)));
    Some(source.at_rows(finding, first.at.iter().copied()))
}

impl Source<'_> {
    /// The rows of one number that count, by their customer.
    fn own(&self, order: &[super::kept::Row], rows: &Rows) -> Vec<Own> {
        let mut found: BTreeMap<(String, String), Own> = BTreeMap::new();
        for row in order {
            let cells = rows.cells_of(row);
            let cells: Cells = (row.at.0, &cells);
            let (Some(currency), true) = (self.currency(cells), self.counts(cells)) else { continue };
            let Some(number) = self.text(cells, &self.stream.slots[self.stream.order].column) else { continue };
            let customer = self.text(cells, &self.stream.slots[self.stream.customer].column).unwrap_or_default();
            let own = found.entry((folded(&number).into_owned(), folded(&customer).into_owned())).or_default();
            own.number = number;
            own.at.push(row.at);
            own.currencies.insert(currency);
            own.is_asked |= self.is_looked_at(cells);
        }
        found.into_values().collect()
    }
}
