//! Rates that are what others of the file are when they are turned round, or exchanged with those of another currency.

use std::collections::BTreeMap;

use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::ledger::exchange::ExchangeRate;
use crate::number::Number;

/// So many other rates say what a currency is worth.
const LEAST: usize = 2;
/// So near to the others, in per cent of them, a rate is one of them.
const NEAR: i64 = 2;
/// So far from them it is none.
const FAR: i64 = 4;

/// What a currency is worth on other days: the least and the most.
struct Others {
    least: Number,
    most: Number,
}

impl Others {
    /// Those of a currency, without the rate of some days; nothing where there are few.
    fn of(rates: &[&ExchangeRate], without: &ExchangeRate) -> Option<Self> {
        let others: Vec<Number> =
            rates.iter().filter(|one| one.first != without.first).map(|one| one.rate.to_number()).collect();
        let (least, most) = (others.iter().min()?.clone(), others.iter().max()?.clone());
        (others.len() >= LEAST).then_some(Others { least, most })
    }

    fn is_within(&self, rate: &Number, per_cent: i64) -> bool {
        let (hundred, more) = (Number::from(100), Number::from(100 + per_cent));
        &(rate * &more) >= &(&self.least * &hundred) && &(rate * &hundred) <= &(&self.most * &more)
    }

    /// Whether the rate is far from them, and would be one of them if it were this.
    fn would_have(&self, rate: &Number, instead: &Number) -> bool {
        !self.is_within(rate, FAR) && self.is_within(instead, NEAR)
    }
}

/// A warning for each rate that is turned round, and for each two that are exchanged.
pub(super) fn told(list: &[ExchangeRate]) -> Vec<Finding> {
    let mut currencies: BTreeMap<&str, Vec<&ExchangeRate>> = BTreeMap::new();
    for one in list {
        currencies.entry(one.currency.as_str()).or_default().push(one);
    }
    let mut days: BTreeMap<(NaiveDate, NaiveDate), Vec<&ExchangeRate>> = BTreeMap::new();
    let mut told = Vec::new();
    for one in list {
        let Some(others) = Others::of(&currencies[one.currency.as_str()], one) else { continue };
        let rate = one.rate.to_number();
        let turned = Number::one().checked_div(&rate);
        if turned.as_ref().is_some_and(|turned| others.would_have(&rate, turned)) {
            let finding = Finding::warning("fx-rate-turned-round").with("currency", &one.currency).with("rate", &rate);
            let finding = finding.with("least", &others.least).with("most", &others.most);
            told.push(finding.at(one.place.clone()));
        } else if !others.is_within(&rate, FAR) {
            days.entry((one.first, one.last)).or_default().push(one);
        }
    }
    for far in days.into_values() {
        told.extend(exchanged(&currencies, &far));
    }
    told
}

/// Of the rates of some days that are far from the others of their currencies, two that each would be near to them as the other's.
fn exchanged(currencies: &BTreeMap<&str, Vec<&ExchangeRate>>, far: &[&ExchangeRate]) -> Option<Finding> {
    let would_have = |one: &ExchangeRate, instead: &ExchangeRate| {
        let others = Others::of(&currencies[one.currency.as_str()], one);
        others.is_some_and(|others| others.would_have(&one.rate.to_number(), &instead.rate.to_number()))
    };
    far.iter().enumerate().find_map(|(index, one)| {
        let other = far[index + 1..].iter().find(|other| would_have(one, other) && would_have(other, one))?;
        let finding = Finding::warning("fx-rates-exchanged").with("currency", &one.currency).with("first", one.first);
        let finding = finding.with("last", one.last).with("other", &other.currency);
        Some(finding.at(one.place.clone()).at(other.place.clone()))
    })
}
