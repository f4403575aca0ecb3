//! What a row that takes a sale back names by another word than the sale: a product or a customer by its number where that has the name, or
//! by the name where that has the number. The sale's own number beside the name says that both are one, or the register does.

use super::super::orders::{Sold, SoldLabel};
use super::{Settling, label_of};
use crate::spelling::folded;

/// Columns that name the same thing, by name and by number.
const BESIDE: [(&str, &str); 2] = [("product", "product_id"), ("product_id", "product")];

impl Settling<'_> {
    /// A customer by the name that the order has: a return may have the number alone.
    pub(super) fn as_sold_to<'s>(&'s self, own: &'s str) -> &'s str {
        self.order.as_sold_to(own, &|own, sold| (self.terms.is_one_entry)("customer", own, sold))
    }

    /// Whether a sold row has the row's own label by another name: the number of a product, or its name.
    fn is_other_name(&self, sold: &Sold, column: usize, own: &SoldLabel) -> bool {
        let name = self.columns[column].as_str();
        let beside = BESIDE.iter().find(|(one, _)| *one == name).map(|(_, other)| *other);
        let beside = beside.and_then(|other| self.columns.iter().position(|column| column == other));
        let is_its = |text: &String| folded(text) == folded(&own.canonical);
        let of_register = |text: &String| (self.terms.is_one_entry)(name, &own.canonical, text);
        beside.and_then(|beside| label_of(sold, beside)).is_some_and(is_its)
            || label_of(sold, column).is_some_and(of_register)
    }

    /// The rows that have the row's own label of a column: by that word, else by another name of the same.
    pub(super) fn labelled<'s>(&self, rows: &[&'s Sold], column: usize, own: &SoldLabel) -> Vec<&'s Sold> {
        let has = |row: &&&Sold| label_of(row, column) == Some(&own.canonical);
        let same: Vec<&Sold> = rows.iter().filter(has).copied().collect();
        if !same.is_empty() {
            return same;
        }
        rows.iter().filter(|row| self.is_other_name(row, column, own)).copied().collect()
    }

    /// Whether the rows have the row's own label by another name only, under which they were counted.
    pub(super) fn is_named_else(&self, rows: &[&Sold], column: usize, own: &SoldLabel) -> bool {
        let is_else =
            |row: &&Sold| label_of(row, column) != Some(&own.canonical) && self.is_other_name(row, column, own);
        rows.iter().all(is_else)
    }
}
