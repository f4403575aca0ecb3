//! Rates of overrides beside the rates of those who sell: what a share of many people's sales pays is a small one.

use crate::finding::{Finding, Findings};
use crate::policy::rules::{Component, PayKind, Policy};

/// So many times the highest rate of whoever sells, a rate on the sales of others has most likely slipped.
const TIMES: i64 = 5;

/// A warning for each override whose highest rate is many times the highest of the commissions on the same measure.
pub(super) fn check(policy: &Policy, findings: &mut Findings) {
    for component in &policy.pay {
        let PayKind::Override(rule) = &component.kind else { continue };
        let is_of_it = |one: &&Component| matches!(&one.kind, PayKind::Commission(commission) if commission.base.value == rule.base.value);
        let highest = |one: &Component| {
            one.formula().and_then(|formula| formula.rates().into_iter().max_by(|a, b| a.value.cmp(&b.value)).cloned())
        };
        let own = policy.pay.iter().filter(is_of_it).filter_map(highest).map(|rate| rate.value).max();
        let (Some(own), Some(rate)) = (own.filter(|own| own.is_positive()), highest(component)) else { continue };
        if rate.value >= &own * &TIMES.into() {
            let percent = |rate: &crate::number::Number| format!("{} %", (rate * &100.into()).to_plain(0, 6));
            let finding = Finding::warning("override-above-commission").with("component", &component.name.value);
            let finding = finding.with("rate", percent(&rate.value)).with("other", percent(&own));
            findings.push(finding.at(policy.text.place(rate.span)));
        }
    }
}
