//! Numbers of orders of the period that several customers have, where something is looked up by the number and the customer together: a number that counts once
//! for each order, and shares of orders. A slip of the customer makes one order two.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{Cells, Row, Rows, Source};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::ledger::records::APART;
use crate::spelling::folded;

/// The customers of a number by the form in which keys are compared: the first day of each, and the customer as written.
type Customers = BTreeMap<String, (String, String)>;

/// One warning for all.
pub(super) fn told(source: &Source, ledger: &Ledger, rows: &Rows) -> Option<Finding> {
    let counts_once = source.stream.once.iter().any(|(_, key)| *key == source.stream.order);
    let shared: Vec<(&[Row], Customers)> = rows
        .of_orders()
        .filter(|order| order.len() > 1)
        .filter_map(|order| Some((order, source.customers_of(order, rows)?)))
        .filter(|(order, customers)| counts_once || source.is_divided(order, customers, (ledger, rows)))
        .collect();
    let (first, customers) = shared.iter().min_by_key(|(order, _)| order.iter().map(|row| row.at).min())?;
    let cells = rows.cells_of(&first[0]);
    let mut sharers: Vec<&(String, String)> = customers.values().collect();
    sharers.sort();
    let shown: Vec<String> = sharers.into_iter().map(|(day, customer)| format!("`{customer}` ({day})")).collect();
    let finding = Finding::warning("order-number-of-several-customers").with("customers", shown.join(", "));
    let finding = finding.with("order", source.number_of_order((first[0].at.0, &cells))?).with("count", shared.len());
    Some(source.at_rows(finding.with("input", &source.rule.name), first.iter().map(|row| row.at)))
}

impl Source<'_> {
    fn number_of_order(&self, row: Cells) -> Option<String> {
        self.text(row, &self.stream.slots[self.stream.order].column)
    }

    /// The customers of an order that has rows of the period, each with its first day; nothing where it is one, or rows have none.
    fn customers_of(&self, order: &[Row], rows: &Rows) -> Option<Customers> {
        let mut customers = Customers::new();
        let mut numbers: BTreeSet<String> = BTreeSet::new();
        let mut is_asked = false;
        for own in order {
            let cells = rows.cells_of(own);
            let row: Cells = (own.at.0, &cells);
            if !self.counts(row) {
                continue;
            }
            is_asked |= self.is_looked_at(row);
            numbers.insert(folded(&self.number_of_order(row)?).into_owned());
            let customer = self.text(row, &self.stream.slots[self.stream.customer].column)?;
            let day = self.text(row, &self.stream.slots[self.stream.date].column).unwrap_or_default();
            let known = customers.entry(folded(&customer).into_owned()).or_insert_with(|| (day.clone(), customer));
            known.0 = day.min(std::mem::take(&mut known.0));
        }
        (is_asked && numbers.len() == 1 && customers.len() > 1).then_some(customers)
    }

    /// Whether shares of the number are written for some customer, and none for another of its rows.
    fn is_divided(&self, order: &[Row], customers: &Customers, (ledger, rows): (&Ledger, &Rows)) -> bool {
        let cells = order.first().map(|row| (row.at.0, rows.cells_of(row)));
        let number = cells.and_then(|(file, cells)| self.number_of_order((file, &cells)));
        let Some(number) = number.filter(|_| ledger.splits.have_customers) else { return false };
        let key = |customer: &String| format!("{}{APART}{customer}", folded(&number));
        let (with, without): (Vec<&String>, Vec<&String>) =
            customers.keys().partition(|customer| ledger.splits.by_order.contains_key(&key(customer)));
        !with.is_empty() && !without.is_empty()
    }
}
