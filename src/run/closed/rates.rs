//! Exchange rates of closed days that are others today than when the last period was closed.

use std::collections::BTreeMap;

use super::again::Paying;
use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::ledger::exchange::ExchangeRate;
use crate::policy::rules::InputKind;

/// A currency and its days.
type Key<'l> = (&'l str, NaiveDate, NaiveDate);

/// A warning where a rate of closed days is another or is gone: what was sold on them, comes back, or is collected is worth another amount today.
pub(super) fn changed(paying: &Paying) -> Option<Finding> {
    let input = paying.policy.known_input(InputKind::FxRates)?;
    let last = paying.before.periods.last()?;
    let (policy, then) = paying.copies()?;
    policy.known_input(InputKind::FxRates)?;
    let (was, is) = (by_key(then), by_key(paying.ledger));
    let differs = |(key, before): &(&Key, &&ExchangeRate)| {
        key.2 <= last.period.last() && is.get(*key).is_none_or(|now| now.rate.to_number() != before.rate.to_number())
    };
    let changed: Vec<(&Key, &&ExchangeRate)> = was.iter().filter(differs).collect();
    let (key, before) = *changed.iter().max_by_key(|(key, _)| (is.contains_key(*key), key.1))?;
    let now = is.get(key);
    let finding = Finding::warning("fx-rate-unlike-closed").with("period", &last.period).with("count", changed.len());
    let finding = finding.with("currency", key.0).with("first", key.1).with("last", key.2);
    let finding = finding.with("expected", before.rate.to_number());
    let finding = finding.with("found", now.map_or_else(|| "–".to_owned(), |now| now.rate.to_number().to_string()));
    Some(finding.at(now.map_or_else(|| paying.policy.text.place(input.span), |now| now.place.clone())))
}

fn by_key(ledger: &Ledger) -> BTreeMap<Key<'_>, &ExchangeRate> {
    ledger.exchange.list.iter().map(|one| ((one.currency.as_str(), one.first, one.last), one)).collect()
}
