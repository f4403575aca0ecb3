//! Rates that are what others of the file are when they are turned round, or exchanged with those of another currency; and those that are far from the ones of
//! the nearest days.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::ledger::exchange::ExchangeRate;
use crate::number::Number;
use crate::source::Place;

/// So many other rates say what a currency is worth.
const LEAST: usize = 2;
/// So near to the others, in per cent of them, a rate is one of them.
const NEAR: i64 = 2;
/// So far from them it is none, where another rate of the same days speaks for it.
const FAR: i64 = 4;
/// So far from them it is none where nothing else does: a rate near to one is soon on the other side of it.
const VERY_FAR: i64 = 8;

/// The two nearest days say what is usual if they are no more days away than this.
const NEAREST: i64 = 100;
/// No main currency moves by so many per cent from one month to the next, and no other one by so many times.
const LEAP: i64 = 25;
const TIMES: i64 = 5;

/// What a currency is worth on other days: the least and the most.
struct Others {
    least: Number,
    most: Number,
}

impl Others {
    /// Those of a currency, whose rates rise, without one of them; nothing where there are few.
    fn of(rates: &[Number], without: &Number) -> Option<Self> {
        let next = |mut rates: std::slice::Iter<'_, Number>, back: bool| {
            let mut take = || if back { rates.next_back() } else { rates.next() };
            take().filter(|rate| *rate != without).or_else(take).cloned()
        };
        let (least, most) = (next(rates.iter(), false)?, next(rates.iter(), true)?);
        (rates.len() > LEAST).then_some(Others { least, most })
    }

    /// Whether the rate is so many hundredths of all of them or more, or they of it.
    fn are_left_behind(&self, rate: &Number, hundredths: i64) -> bool {
        let (one, more) = (Number::from(100), Number::from(hundredths));
        rate * &one >= &self.most * &more || rate * &more <= &self.least * &one
    }

    fn is_within(&self, rate: &Number, per_cent: i64) -> bool {
        let (hundred, more) = (Number::from(100), Number::from(100 + per_cent));
        rate * &more >= &self.least * &hundred && rate * &hundred <= &self.most * &more
    }

    /// Whether the rate is so far from them, and would be one of them if it were this.
    fn would_have(&self, (rate, far): (&Number, i64), instead: &Number) -> bool {
        !self.is_within(rate, far) && self.is_within(instead, NEAR)
    }
}

/// A warning for each rate that is turned round, for each two that are exchanged, and, of those of which nothing `is_told`, for those far from their
/// neighbours; main currencies are those that are `is_known`.
pub(super) fn told(
    list: &[ExchangeRate],
    is_known: impl Fn(&ExchangeRate) -> bool,
    is_told: impl Fn(&ExchangeRate) -> bool,
) -> Vec<Finding> {
    let mut found = explained(list);
    let places: BTreeSet<Place> = found.iter().flat_map(|finding| finding.places.iter().cloned()).collect();
    let leaping = leaping(list, is_known).into_iter().filter(|(one, _)| !places.contains(&one.place) && !is_told(one));
    found.extend(leaping.map(|(one, others)| {
        let finding = Finding::warning("fx-rate-unlike-others").with("currency", &one.currency);
        let finding = finding.with("rate", one.rate.to_number()).with("least", &others.least);
        finding.with("most", &others.most).at(one.place.clone())
    }));
    found
}

/// Rates that are far from those of the two nearest days, if these are near; of two beside each other it is not known which is wrong.
fn leaping(list: &[ExchangeRate], is_known: impl Fn(&ExchangeRate) -> bool) -> Vec<(&ExchangeRate, Others)> {
    let mut sorted: Vec<&ExchangeRate> = list.iter().collect();
    sorted.sort_by_key(|one| (&one.currency, one.first, one.last));
    let of_currency = sorted.chunk_by(|one, other| one.currency == other.currency);
    let leaps = of_currency.flat_map(|rates| (0..rates.len()).filter_map(|at| Some((rates[at], nearest(rates, at)?))));
    leaps
        .filter(|(one, others)| {
            let hundredths = if is_known(one) { 100 + LEAP } else { TIMES * 100 };
            others.are_left_behind(&one.rate.to_number(), hundredths)
        })
        .collect()
}

/// What the two nearest of the other rates of a currency are.
fn nearest(rates: &[&ExchangeRate], at: usize) -> Option<Others> {
    let away = |other: usize| (rates[other].first - rates[at].first).num_days().abs();
    let around = at.saturating_sub(LEAST)..(at + LEAST + 1).min(rates.len());
    let mut others: Vec<usize> = around.filter(|other| *other != at && away(*other) <= NEAREST).collect();
    others.sort_by_key(|other| (away(*other), *other));
    let mut numbers: Vec<Number> = others.into_iter().take(LEAST).map(|other| rates[other].rate.to_number()).collect();
    numbers.sort();
    (numbers.len() == LEAST).then_some(())?;
    Some(Others { most: numbers.pop()?, least: numbers.pop()? })
}

/// A warning for each rate that is turned round, and for each two that are exchanged.
fn explained(list: &[ExchangeRate]) -> Vec<Finding> {
    let mut currencies: BTreeMap<&str, Vec<Number>> = BTreeMap::new();
    for one in list {
        currencies.entry(one.currency.as_str()).or_default().push(one.rate.to_number());
    }
    currencies.values_mut().for_each(|rates| rates.sort());
    let mut days: BTreeMap<(NaiveDate, NaiveDate), Vec<&ExchangeRate>> = BTreeMap::new();
    for one in list {
        let rate = one.rate.to_number();
        let others = Others::of(&currencies[one.currency.as_str()], &rate);
        if others.is_some_and(|others| !others.is_within(&rate, FAR)) {
            days.entry((one.first, one.last)).or_default().push(one);
        }
    }
    let of_days = |far: Vec<&ExchangeRate>| match exchanged(&currencies, &far) {
        Some(both) => vec![both],
        None => far.into_iter().filter_map(|one| turned_round(&currencies, one)).collect(),
    };
    days.into_values().flat_map(of_days).collect()
}

fn turned_round(currencies: &BTreeMap<&str, Vec<Number>>, one: &ExchangeRate) -> Option<Finding> {
    let rate = one.rate.to_number();
    let others = Others::of(&currencies[one.currency.as_str()], &rate)?;
    others.would_have((&rate, VERY_FAR), &Number::one().checked_div(&rate)?).then(|| {
        let finding = Finding::warning("fx-rate-turned-round").with("currency", &one.currency).with("rate", &rate);
        finding.with("least", &others.least).with("most", &others.most).at(one.place.clone())
    })
}

/// Of the rates of some days that are far from the others of their currencies, two that each would be near to them as the other's.
fn exchanged(currencies: &BTreeMap<&str, Vec<Number>>, far: &[&ExchangeRate]) -> Option<Finding> {
    let would_have = |one: &ExchangeRate, instead: &ExchangeRate| {
        let rate = one.rate.to_number();
        let others = Others::of(&currencies[one.currency.as_str()], &rate);
        others.is_some_and(|others| others.would_have((&rate, FAR), &instead.rate.to_number()))
    };
    far.iter().enumerate().find_map(|(index, one)| {
        let other = far[index + 1..].iter().find(|other| would_have(one, other) && would_have(other, one))?;
        let finding = Finding::warning("fx-rates-exchanged").with("currency", &one.currency).with("first", one.first);
        let finding = finding.with("last", one.last).with("other", &other.currency);
        Some(finding.at(one.place.clone()).at(other.place.clone()))
    })
}
