//! What is known of the orders that other rows refer to: the rows that sold them.
//!
//! Orders are the same when number and customer are. A number with one customer, or none, is one order; rows of it without a customer
//! belong to it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Named;
use super::exchange::Exchange;
use super::returns::Taking;
use crate::calendar::NaiveDate;
use crate::ingest::row::Fixed;

pub use crate::ledger::records::APART;

/// The key of an order as people read it: the number, and in brackets the customer where several share the number.
pub fn shown(key: &str) -> String {
    match key.split_once(APART) {
        Some((number, customer)) => format!("{number} ({customer})"),
        None => key.to_owned(),
    }
}

/// What a row has by the book's columns; of most columns it has nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByColumn<T>(Box<[(usize, T)]>);

impl<T> Default for ByColumn<T> {
    fn default() -> Self {
        ByColumn(Box::default())
    }
}

impl<T> FromIterator<(usize, T)> for ByColumn<T> {
    /// Columns in rising order, each once.
    fn from_iter<I: IntoIterator<Item = (usize, T)>>(all: I) -> Self {
        ByColumn(all.into_iter().collect())
    }
}

impl<T> ByColumn<T> {
    /// What stands in a column.
    pub fn get(&self, column: usize) -> Option<&T> {
        self.iter().find(|(own, _)| *own == column).map(|(_, own)| own)
    }

    /// All of it, by column.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.0.iter().map(|(column, own)| (*column, own))
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A label of a row that was sold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SoldLabel {
    /// What it is told apart by.
    pub canonical: String,
    /// What it is read as.
    pub meant: String,
    /// As its file writes it.
    pub written: String,
}

/// A row that sold a part of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sold {
    /// Its day.
    pub day: NaiveDate,
    /// File and line.
    pub at: (u32, u32),
    /// Whose it is.
    pub named: Named,
    /// Whom it was sold to, in the form in which keys are compared.
    pub customer: Option<String>,
    /// The same as its file writes it.
    pub customer_shown: String,
    /// The number of the customer, where the file has it beside the name, in the form in which keys are compared.
    pub customer_number: Option<String>,
    /// Its currency.
    pub exchange: Exchange,
    /// How many pieces, where the row says so and it is asked for, in units of 10⁻¹².
    pub pieces: Option<i128>,
    /// Its numbers; none where only whose the order is matters.
    pub numbers: ByColumn<Fixed>,
    /// Its labels; none where only whose the order is matters. Very many rows have the same ones.
    pub labels: ByColumn<Arc<SoldLabel>>,
}

/// The rows that share a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// Whether some row takes a part of it back, so that its rows are kept in full.
    pub is_taken_back: bool,
    /// Whether something is collected of it in another currency than the policy's, so that its rows are kept with their amounts.
    pub is_weighed: bool,
    /// The rows; in the order of files and lines once all threads are joined.
    pub sold: Vec<Sold>,
}

impl Order {
    /// Takes a row of the order. Where only whose it is matters, equal rows are one.
    pub fn add(&mut self, row: Sold) {
        let is_known = |known: &Sold| {
            (known.day, known.named, &known.customer, &known.customer_number)
                == (row.day, row.named, &row.customer, &row.customer_number)
        };
        if self.is_taken_back || self.is_weighed || !self.sold.iter().any(is_known) {
            self.sold.push(row);
        }
    }

    /// Takes what another thread knows of it.
    pub fn merge(&mut self, other: Order) {
        self.is_taken_back |= other.is_taken_back;
        self.is_weighed |= other.is_weighed;
        other.sold.into_iter().for_each(|row| self.add(row));
    }

    /// The customers that the number was sold to.
    pub fn customers(&self) -> BTreeSet<&str> {
        self.sold.iter().filter_map(|row| row.customer.as_deref()).collect()
    }

    /// A customer as the rows of the order name it: another file may have its number alone. The sale's own number beside the name says that both
    /// are one, or the register does (`is_one`); who is none of the order's customers stays as it is.
    pub fn as_sold_to<'k>(&'k self, own: &'k str, is_one: &dyn Fn(&str, &str) -> bool) -> &'k str {
        if self.sold.iter().any(|row| row.customer.as_deref() == Some(own)) {
            return own;
        }
        let is_its = |row: &&Sold| {
            row.customer_number.as_deref() == Some(own) || row.customer.as_deref().is_some_and(|sold| is_one(own, sold))
        };
        self.sold.iter().find(is_its).and_then(|row| row.customer.as_deref()).unwrap_or(own)
    }

    /// Whether the number stands for orders of several customers.
    pub fn is_of_several(&self) -> bool {
        self.customers().len() > 1
    }

    /// The rows of one customer's order: all of them where the number has one customer or none. Nothing where no customer is named and
    /// the number has several.
    pub fn of_customer(&self, customer: Option<&str>) -> Option<Vec<&Sold>> {
        let is_whole = self.customers().len() <= 1;
        let is_its = |row: &&Sold| match (customer, row.customer.as_deref()) {
            (Some(wanted), Some(own)) => wanted == own,
            (_, None) => is_whole,
            (None, Some(_)) => true,
        };
        (is_whole || customer.is_some()).then(|| self.sold.iter().filter(is_its).collect())
    }

    /// Its first day and whom its row of that day names: the smallest where there are several. Where the number has several
    /// customers, the row must say which one's order it means.
    pub fn first(&self, customer: Option<&str>) -> Option<(NaiveDate, Named)> {
        self.of_customer(customer)?.into_iter().map(|row| (row.day, row.named)).min()
    }
}

/// Orders by number, in normal form.
#[derive(Clone, Debug, Default)]
pub struct OrderBook {
    /// Sorted by number.
    pub orders: BTreeMap<String, Order>,
    /// The columns of the sales, in the order in which rows have their numbers and labels.
    pub columns: Vec<String>,
    /// Those of the orders that rows have which `counted` leaves out and which do not say that nothing was sold, as they are looked up.
    pub open: BTreeSet<String>,
    /// What becomes of each row that takes something back, by file and line.
    pub taken: BTreeMap<(u32, u32), Taking>,
    /// Whether rows among the sales that take something back were not listed: none may lack what only its order has.
    pub is_without_sales: bool,
}

impl OrderBook {
    /// The column of what orders are sold for.
    pub fn amounts(&self) -> Option<usize> {
        self.columns.iter().position(|column| column == "amount")
    }

    /// Whether that number is known to have several customers.
    pub fn is_of_several(&self, order: &str) -> bool {
        self.orders.get(order).is_some_and(Order::is_of_several)
    }
}
