//! In which currency a row is that names an order, and at which rate that was sold.
//!
//! Without a currency of its own a row has its order's. It counts at the rate of its own day, as every row does; beside what was sold it is held at
//! the rate of the sale: what comes back in full, or is paid in full, is then all of it, whatever the rate has become.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::orders::Sold;
use crate::number::Number;

/// The currency of a row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exchange {
    /// Its code; nothing where it is the policy's.
    pub code: Option<Arc<str>>,
    /// Whether the row says it itself.
    pub is_said: bool,
    /// What a unit of it is in the policy's; nothing in the policy's own, and where no rate is known.
    pub rate: Option<Number>,
}

impl Exchange {
    /// The same of a row that names an order which these rows sold, at their rate; `weights` is the column of their amounts.
    ///
    /// # Errors
    /// The codes, where the row has none of its own and its order has several; nothing stands for the policy's.
    pub fn beside(&self, sold: &[&Sold], weights: Option<usize>) -> Result<Exchange, Vec<Option<String>>> {
        let codes: BTreeSet<Option<&Arc<str>>> = sold.iter().map(|row| row.exchange.code.as_ref()).collect();
        let code = match (self.is_said, codes.first()) {
            (false, Some(first)) if codes.len() == 1 => first.cloned(),
            (false, Some(_)) => return Err(codes.into_iter().map(|code| code.map(|code| code.to_string())).collect()),
            _ => self.code.clone(),
        };
        let Some(code) = code else { return Ok(Exchange { is_said: true, ..Exchange::default() }) };
        let rate = rate_of(sold, &code, weights).or_else(|| self.rate.clone());
        Ok(Exchange { code: Some(code), is_said: true, rate })
    }
}

/// What rows were sold for together as their files write it, and its currency, where they have one and it is another than that code.
pub fn written_otherwise(
    sold: &[&Sold],
    code: &Arc<str>,
    weights: Option<usize>,
) -> Option<(Option<Arc<str>>, Number)> {
    let own = sold.first()?.exchange.code.clone().filter(|own| own != code);
    let is_one = sold.iter().all(|row| row.exchange.code == own);
    let mut written = Number::zero();
    for row in sold {
        let amount = row.numbers.get(weights?)?.to_number();
        let rate = row.exchange.rate.clone().unwrap_or_else(Number::one);
        written = &written + &amount.checked_div(&rate)?;
    }
    (is_one && sold.iter().all(|row| row.exchange.code.as_ref() != Some(code))).then_some((own, written))
}

/// The rate at which rows in a currency were sold; of several rates the mean by their amounts. Nothing where one of them has none.
pub fn rate_of(sold: &[&Sold], code: &Arc<str>, weights: Option<usize>) -> Option<Number> {
    let in_it: Vec<&Sold> = sold.iter().copied().filter(|row| row.exchange.code.as_ref() == Some(code)).collect();
    let first = in_it.first()?.exchange.rate.as_ref()?;
    if in_it.iter().all(|row| row.exchange.rate.as_ref() == Some(first)) {
        return Some(first.clone());
    }
    let (mut converted, mut written) = (Number::zero(), Number::zero());
    for row in in_it {
        let amount = row.numbers.get(weights?).map_or_else(Number::zero, |fixed| fixed.to_number().abs());
        written = &written + &amount.checked_div(row.exchange.rate.as_ref()?)?;
        converted = &converted + &amount;
    }
    converted.checked_div(&written)
}
