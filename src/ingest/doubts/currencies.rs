//! Columns that nothing reads and that say in which currency an amount is.

use std::sync::Arc;

use crate::finding::Finding;
use crate::ingest::cell::{is_missing, says_any_currency, says_currency};
use crate::ingest::header::said_of;
use crate::source::Place;

/// What a column of one file says.
#[derive(Clone, Debug, Default)]
pub struct Currencies {
    /// Whether some cell is no currency.
    is_none: bool,
    /// How many rows are in another currency than the policy's.
    others: u64,
    first: Option<(u32, String)>,
}

impl Currencies {
    /// Notes a cell.
    pub fn look_at(&mut self, text: &str, currency: &str, line: u32) {
        if self.is_none || is_missing(text) || says_currency(text, currency) {
            return;
        }
        self.is_none = !says_any_currency(text);
        self.others += 1;
        let cell = (line, text.to_owned());
        self.first = Some(self.first.take().map_or(cell.clone(), |known| known.min(cell)));
    }

    /// Whether the column is known to be none of currencies.
    pub fn is_none(&self) -> bool {
        self.is_none
    }

    /// Takes those of another thread.
    pub fn merge(&mut self, other: Currencies) {
        self.is_none |= other.is_none;
        self.others += other.others;
        self.first = self.first.take().into_iter().chain(other.first).min();
    }

    /// An error where rows are in another currency.
    pub fn told(&self, (file, header): (&Arc<str>, &str), currency: &str) -> Option<Finding> {
        let (line, found) = self.first.as_ref().filter(|_| !self.is_none)?;
        let finding = Finding::error("currency-column-unread").with("header", header.trim()).with("found", found);
        let finding = finding.with("count", self.others).with("expected", currency);
        Some(finding.at(Place::line(file.clone(), *line, "")))
    }
}

/// The fields of a header that may say the currency of what is read: those that are no columns, and not of another amount that is not read.
pub fn may_say_currency(labels: &[String], is_read: impl Fn(usize) -> bool) -> Vec<usize> {
    let of_unread = |field: usize| said_of(labels, field).is_some_and(|amount| !is_read(amount));
    let is_labelled = |field: usize| !labels[field].trim().is_empty();
    (0..labels.len()).filter(|field| is_labelled(*field) && !is_read(*field) && !of_unread(*field)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_column_of_currencies_alone_is_told() {
        let told = |cells: &[&str]| {
            let mut currencies = Currencies::default();
            cells.iter().zip(2..).for_each(|(cell, line)| currencies.look_at(cell, "EUR", line));
            currencies.told((&"x.csv".into(), "Deal Ccy"), "EUR").is_some()
        };
        assert!(told(&["EUR", "CHF"]) && told(&["", "$"]) && told(&["Euro", "US$"]));
        assert!(!told(&["EUR", "€"]) && !told(&["CHF", "ABC"]) && !told(&["1", "CHF"]) && !told(&[]));
    }

    #[test]
    fn the_currency_of_an_amount_that_is_not_read_says_nothing() {
        let labels = ["Amount", "Amount Currency", "Amount (converted)", "Ccy"].map(str::to_owned);
        assert_eq!(may_say_currency(&labels, |field| field == 0), [1, 2, 3]);
        assert_eq!(may_say_currency(&labels, |field| field == 2), [0, 3]);
    }
}
