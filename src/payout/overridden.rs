//! Rates of overrides beside the rates of those who sell: what a share of many people's sales pays is a small one.

use std::collections::BTreeSet;

use crate::finding::{Finding, Findings, quoted};
use crate::ledger::{Ledger, Spell};
use crate::policy::rules::{Component, OverrideOf, PayKind, Policy};
use crate::spelling::alike;

/// So many times the highest rate of whoever sells, a rate on the sales of others has most likely slipped.
const TIMES: i64 = 2;
/// So many people are named.
const SHOWN: usize = 4;

/// A warning for each override of whose roles nobody has anybody to be paid for, while others have.
pub(super) fn check_leads(policy: &Policy, ledger: &Ledger, findings: &mut Findings) {
    for component in &policy.pay {
        let PayKind::Override(rule) = &component.kind else { continue };
        let Some(roles) = component.roles.as_ref().filter(|_| !rule.include_own) else { continue };
        let spells = || ledger.people.list.iter().flat_map(|person| &person.spells);
        let lead_of = |spell: &Spell| match rule.of.value {
            OverrideOf::Mentees => spell.mentor,
            OverrideOf::Direct | OverrideOf::Branch => spell.manager,
        };
        let leads: BTreeSet<usize> = spells().filter_map(lead_of).collect();
        let is_of_role =
            |spell: &Spell| spell.role.as_deref().is_some_and(|own| roles.iter().any(|role| alike(own, &role.value)));
        let is_paid = |lead: &usize| ledger.people.list[*lead].spells.iter().any(is_of_role);
        if leads.is_empty() || leads.iter().any(is_paid) || !spells().any(is_of_role) {
            continue;
        }
        let shown = leads.iter().take(SHOWN).map(|lead| &ledger.people.list[*lead].id);
        let finding = Finding::warning("override-of-nobody").with("component", &component.name.value);
        let finding = finding.with("roles", quoted(roles.iter().map(|role| &role.value))).with("people", quoted(shown));
        findings.push(finding.at(policy.text.place(rule.of.span)));
    }
}

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
