//! `fx_rates.csv`. A day stands for itself; where every day in the files begins a period, it stands for that.

mod odd;

use crate::calendar::{NaiveDate, Period};
use crate::finding::Finding;
use crate::ingest::cell::{Scaled, currency_code, says_currency};
use crate::ingest::faults::Faults;
use crate::ingest::register::{Cells, Need, Register, Wanted};
use crate::ledger::exchange::{ExchangeRate, ExchangeRates};
use crate::number::Number;
use crate::policy::Policy;

/// What a US dollar is in other currencies, by the order of magnitude: only a rate that is far from it is told.
const PER_DOLLAR: &[(&str, i64)] = &[
    ("USD", 1),
    ("EUR", 1),
    ("GBP", 1),
    ("CHF", 1),
    ("CAD", 1),
    ("AUD", 1),
    ("SGD", 1),
    ("NZD", 2),
    ("PLN", 4),
    ("BRL", 5),
    ("RON", 5),
    ("MYR", 5),
    ("CNY", 7),
    ("DKK", 7),
    ("HKD", 8),
    ("SEK", 10),
    ("NOK", 10),
    ("MXN", 18),
    ("ZAR", 18),
    ("CZK", 23),
    ("TWD", 32),
    ("THB", 35),
    ("PHP", 57),
    ("INR", 85),
    ("JPY", 150),
    ("HUF", 360),
    ("KRW", 1_300),
    ("IDR", 16_000),
    ("VND", 25_000),
];

/// A rate so many times what it is known to be is told.
const FAR: i64 = 10;

/// What the exchange rates need of their files.
pub(super) fn wanted() -> Wanted {
    Wanted::new(&["period", "currency", "rate"], &[])
}

/// All rates.
pub(super) fn rates(policy: &Policy, register: &Register, faults: &mut Faults) -> ExchangeRates {
    let mut list: Vec<ExchangeRate> = Vec::new();
    for row in &register.rows {
        list.extend(rate(policy, &mut row.read(faults)));
    }
    let begins = |one: &ExchangeRate| period_from(policy, one.first).first() == one.first;
    let are_days = |one: &&ExchangeRate| one.first == one.last;
    if list.iter().filter(are_days).all(begins) {
        for one in list.iter_mut().filter(|one| one.first == one.last) {
            one.last = period_from(policy, one.first).last();
        }
    }
    refuse_twice(&list, faults);
    let is_known =
        |one: &ExchangeRate| per_dollar(&one.currency).is_some() && per_dollar(&policy.header.currency).is_some();
    let is_told = |one: &ExchangeRate| is_far((&one.currency, &policy.header.currency), &one.rate.to_number());
    odd::told(&list, is_known, is_told).into_iter().for_each(|warning| faults.push(warning));
    ExchangeRates { list }
}

fn period_from(policy: &Policy, day: NaiveDate) -> Period {
    Period::containing(day, policy.header.period, policy.header.fiscal_year_starts)
}

fn rate(policy: &Policy, cells: &mut Cells) -> Option<ExchangeRate> {
    let days = cells.period_or_day("period", Need::Required, policy.header.fiscal_year_starts);
    let currency = cells.text("currency", Need::Required).map(|text| currency_code(&text));
    let number = cells.number("rate", Need::Required);
    let (Some((first, last)), Some(currency), Some(number), false) = (days, currency, number, cells.failed()) else {
        return None;
    };
    let Some(rate) = Scaled::of(&number).filter(|rate| rate.mantissa > 0) else {
        cells.fault("rate", Finding::error("fx-rate-not-above-zero").with("currency", &currency).with("rate", &number));
        return None;
    };
    let own = &policy.header.currency;
    let facts = |finding: Finding| finding.with("currency", &currency).with("own", own).with("rate", &number);
    if says_currency(&currency, own) && number != Number::one() {
        cells.fault("rate", facts(Finding::error("fx-rate-of-own-currency")));
        return None;
    }
    if is_far((&currency, own), &number) {
        cells.warn("rate", facts(Finding::warning("fx-rate-far")));
    }
    Some(ExchangeRate { currency, first, last, rate, place: cells.row().whole() })
}

/// Whether a rate is many times what it is, or a small part of it: most likely it is turned round, or of a hundred units.
fn is_far((currency, own): (&str, &str), rate: &Number) -> bool {
    let (Some(theirs), Some(ours)) = (per_dollar(currency), per_dollar(own)) else { return false };
    let (given, known, far) = (&(rate * &theirs), &ours, Number::from(FAR));
    *given > known * &far || &(given * &far) < known
}

fn per_dollar(code: &str) -> Option<Number> {
    PER_DOLLAR.iter().find(|(known, _)| *known == code).map(|(_, units)| Number::from(*units))
}

fn refuse_twice(list: &[ExchangeRate], faults: &mut Faults) {
    let mut sorted: Vec<&ExchangeRate> = list.iter().collect();
    sorted.sort_by_key(|one| (&one.currency, one.first, one.last));
    for pair in sorted.windows(2) {
        let [one, next] = pair else { continue };
        if (&one.currency, one.first, one.last) == (&next.currency, next.first, next.last) {
            let finding = Finding::error("fx-rate-twice").with("currency", &one.currency).with("first", one.first);
            faults.push(finding.with("last", one.last).at(one.place.clone()).at(next.place.clone()));
        }
    }
}
