//! `fx_rates.csv`: what a unit of another currency is in the policy's, by day or by period.

use std::collections::BTreeSet;

use crate::calendar::NaiveDate;
use crate::ingest::cell::{Scaled, currency_code, says_currency};
use crate::source::Place;

/// What a unit of a currency is in the policy's, in some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExchangeRate {
    /// Its code; as the file writes it, in capitals, where that may say several.
    pub currency: String,
    /// The first day.
    pub first: NaiveDate,
    /// The last day, included.
    pub last: NaiveDate,
    /// Units of the policy's currency per unit; above 0.
    pub rate: Scaled,
    /// The row.
    pub place: Place,
}

/// All of them; no two of one currency have the same days.
#[derive(Clone, Debug, Default)]
pub struct ExchangeRates {
    /// In the order of the files.
    pub list: Vec<ExchangeRate>,
}

impl ExchangeRates {
    /// The rate of the currency that a text says, on a day: of the fewest days around it. Nothing where there is none, and where the text may say
    /// several.
    pub fn on(&self, text: &str, day: NaiveDate) -> Option<Scaled> {
        let is_it = |one: &&ExchangeRate| one.first <= day && day <= one.last && says_currency(text, &one.currency);
        let found: Vec<&ExchangeRate> = self.list.iter().filter(is_it).collect();
        let first = found.first()?;
        let nearest = found.iter().min_by_key(|one| one.last - one.first)?;
        found.iter().all(|one| one.currency == first.currency).then_some(nearest.rate)
    }

    /// The code of the currency that a text says: that of the rates, where the text says one of theirs alone, else its own.
    pub fn code_of(&self, text: &str) -> String {
        let codes: BTreeSet<&str> = self.list.iter().map(|one| one.currency.as_str()).collect();
        let mut said = codes.into_iter().filter(|code| says_currency(text, code));
        match (said.next(), said.next()) {
            (Some(code), None) => code.to_owned(),
            _ => currency_code(text),
        }
    }
}
