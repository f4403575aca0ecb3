//! Closed periods that do not go with the policy of today.

use std::collections::{BTreeMap, BTreeSet};

use super::at_close;
use crate::digest;
use crate::finding::Finding;
use crate::history::{Closed, ClosedPeriod};
use crate::ledger::{Ledger, Person};
use crate::number::Number;
use crate::policy::Policy;
use crate::spelling::alike;

/// A warning for what is owed of components that the policy does not have any more.
pub(super) fn of_gone_components(policy: &Policy, closed: &ClosedPeriod) -> Vec<Finding> {
    let mut sums: BTreeMap<(&str, bool), (Number, BTreeSet<&str>)> = BTreeMap::new();
    let is_gone = |name: &str| policy.pay.iter().all(|component| component.name.value != name);
    for one in closed.balances.iter().filter(|one| !one.balance.closing.is_zero() && is_gone(&one.component)) {
        let of = (one.component.as_str(), one.balance.is_owed_by_person());
        let (sum, people) = sums.entry(of).or_insert_with(|| (Number::zero(), BTreeSet::new()));
        *sum = &*sum + &one.balance.closing.abs();
        people.insert(&one.person);
    }
    let told = |((component, owes), (sum, people)): ((&str, bool), (Number, BTreeSet<&str>))| {
        let finding = Finding::warning("balance-of-gone-component").with("component", component).with("sum", sum);
        at_close(policy, finding.with("owes", u8::from(owes)).with("count", people.len()))
    };
    sums.into_iter().map(told).collect()
}

/// What was closed in another currency cannot go on in this one; and closed periods of a policy with another name are most likely another company's.
pub(super) fn of_other_policy(policy: &Policy, closed: &ClosedPeriod) -> Option<Finding> {
    let header = &policy.header;
    let (code, found, here) = match (closed.currency == header.currency, closed.policy_name == header.name) {
        (false, _) => (Finding::error("closed-in-other-currency"), &closed.currency, &header.currency),
        (true, false) => (Finding::warning("closed-under-other-name"), &closed.policy_name, &header.name),
        (true, true) => return None,
    };
    Some(at_close(policy, code.with("period", &closed.period).with("found", found).with("here", here)))
}

/// A warning where the policy is one that a closed period before the last one went by, and the last one does not: most likely a copy of before.
pub(super) fn of_earlier_period(policy: &Policy, closed: &Closed) -> Option<Finding> {
    let digests: Vec<String> = closed.periods.iter().map(|one| digest::of_bytes(&one.policy)).collect();
    let last = closed.periods.last().filter(|_| digests.last() != Some(&policy.digest))?;
    let at = digests.iter().rposition(|digest| *digest == policy.digest)?;
    let finding = Finding::warning("policy-of-earlier-period").with("first", &closed.periods[at].period);
    let finding = finding.with("version", &policy.header.version).with("last", &last.period);
    Some(at_close(policy, finding.with("closed", &last.version)))
}

/// A warning where people have the names that others of them had when the last period was closed: one column of the file was sorted alone.
pub(super) fn of_other_names(ledger: &Ledger, closed: &ClosedPeriod) -> Option<Finding> {
    let was = &closed.facts.names;
    let other = |person: &&Person| was.get(&*person.id).is_some_and(|name| !alike(name, &person.name));
    let moved: Vec<&Person> = ledger.people.list.iter().filter(other).collect();
    let has_name_of_other = |person: &&&Person| {
        moved.iter().any(|one| one.id != person.id && was.get(&*one.id).is_some_and(|name| alike(name, &person.name)))
    };
    let exchanged: Vec<&&Person> = moved.iter().filter(has_name_of_other).collect();
    let first = exchanged.first().filter(|_| exchanged.len() > 1)?;
    let shown = |person: &&&Person| format!("`{}` ({}, {})", person.id, was[&*person.id], person.name);
    let people: Vec<String> = exchanged.iter().take(SHOWN).map(shown).collect();
    let place = first.spells.first().map(|spell| spell.place.clone());
    let finding =
        Finding::warning("names-unlike-closed").with("period", &closed.period).with("people", people.join(", "));
    Some(place.into_iter().fold(finding, Finding::at))
}

/// So many people are named.
const SHOWN: usize = 6;
