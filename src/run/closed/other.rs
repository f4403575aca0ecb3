//! Closed periods that do not go with the policy of today.

use std::collections::{BTreeMap, BTreeSet};

use super::at_close;
use crate::finding::Finding;
use crate::history::ClosedPeriod;
use crate::number::Number;
use crate::policy::Policy;

/// A warning for what is owed of components that the policy does not have any more.
pub(super) fn of_gone_components(policy: &Policy, closed: &ClosedPeriod) -> Vec<Finding> {
    let mut sums: BTreeMap<&str, (Number, BTreeSet<&str>)> = BTreeMap::new();
    let is_gone = |name: &str| policy.pay.iter().all(|component| component.name.value != name);
    for one in closed.balances.iter().filter(|one| !one.balance.closing.is_zero() && is_gone(&one.component)) {
        let (sum, people) = sums.entry(&one.component).or_insert_with(|| (Number::zero(), BTreeSet::new()));
        *sum = &*sum + &one.balance.closing;
        people.insert(&one.person);
    }
    let told = |(component, (sum, people)): (&str, (Number, BTreeSet<&str>))| {
        let finding = Finding::warning("balance-of-gone-component").with("component", component).with("sum", sum);
        at_close(policy, finding.with("count", people.len()))
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
