//! What is known of the orders that other rows refer to: their day, their person, their amounts.

use std::collections::BTreeMap;

use super::Named;
use crate::calendar::NaiveDate;

/// What one person sold in an order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderLine {
    /// Sum of each of the book's columns, in units of 10⁻¹².
    pub sums: Vec<i128>,
}

/// One order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Its first day and whom its row of that day names: the smallest where there are several.
    pub first: Option<(NaiveDate, Named)>,
    /// By person.
    pub lines: BTreeMap<Named, OrderLine>,
    /// Customers it was sold to, in normal form.
    pub customers: std::collections::BTreeSet<String>,
}

/// Orders by key, in normal form.
#[derive(Clone, Debug, Default)]
pub struct OrderBook {
    /// Sorted by key.
    pub orders: BTreeMap<String, Order>,
    /// The columns that the sums of the lines are of, in their order.
    pub columns: Vec<String>,
}

impl Order {
    /// Takes a row of the order.
    pub fn add(&mut self, day: NaiveDate, named: Named, sums: &[i128], customer: Option<String>) {
        let first = (day, named);
        self.first = Some(self.first.map_or(first, |known| known.min(first)));
        let line = self.lines.entry(named).or_default();
        line.sums.resize(sums.len(), 0);
        line.sums.iter_mut().zip(sums).for_each(|(mine, theirs)| *mine += theirs);
        self.customers.extend(customer);
    }

    /// Takes what another thread knows of it.
    pub fn merge(&mut self, other: Order) {
        self.first = match (self.first, other.first) {
            (Some(mine), Some(theirs)) => Some(mine.min(theirs)),
            (mine, theirs) => mine.or(theirs),
        };
        for (named, line) in other.lines {
            let known = self.lines.entry(named).or_default();
            known.sums.resize(line.sums.len().max(known.sums.len()), 0);
            known.sums.iter_mut().zip(line.sums).for_each(|(mine, theirs)| *mine += theirs);
        }
        self.customers.extend(other.customers);
    }
}
