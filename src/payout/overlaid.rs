//! Credits of `overlays` that count in nothing that is paid or scored: no component says `overlays = true`, and no rule looks at a figure of theirs; or none
//! that is for those who have the credits, where a component is that pays by rate.

use std::collections::BTreeSet;

use super::whom;
use crate::finding::{Finding, Findings};
use crate::ledger::Ledger;
use crate::policy::rules::{Component, Condition, Factor, InputKind, PayKind, Policy, PoolBy, Test, TiersBy};

/// One warning, at the first component that would have to say so.
pub(super) fn check(policy: &Policy, ledger: &Ledger, findings: &mut Findings) {
    let is_used = !policy.scorecards.is_empty() || policy.pay.iter().any(sees_overlays);
    let credits = ledger.overlays.by_order.values().flatten().count();
    let first = policy.pay.iter().find(|component| component.rated().is_some()).filter(|_| !is_used);
    let Some(first) = first.or_else(|| unused_by_their_own(policy, ledger)) else { return };
    if credits == 0 || policy.known_input(InputKind::Overlays).is_none() {
        return;
    }
    let finding = Finding::warning("overlays-unused").with("credits", credits);
    findings.push(finding.at(policy.text.place(first.span)));
}

/// The component that is for people with credits and pays by rate, where nothing counts their credits for any of them: what others are scored by, or a team's
/// gate, is no pay of theirs.
fn unused_by_their_own<'p>(policy: &'p Policy, ledger: &Ledger) -> Option<&'p Component> {
    let credited = ledger.overlays.by_order.values().flatten().filter_map(|credit| credit.person);
    let people: BTreeSet<usize> = credited.collect();
    let spells = people.iter().flat_map(|person| &ledger.people.list[*person].spells);
    let roles: BTreeSet<&str> = spells.filter_map(|spell| spell.role.as_deref()).collect();
    let counts = |component: &Component, role: &str| {
        let is_adjustment = matches!(component.kind, PayKind::Adjustment);
        !is_adjustment && sees_overlays(component) && whom::may_pay(component, policy, Some(role))
    };
    let is_used =
        |role: &&str| policy.scorecard_of(role).is_some() || policy.pay.iter().any(|component| counts(component, role));
    // Where some component says so, whose credits count was thought of.
    if roles.iter().any(is_used) || policy.pay.iter().any(|component| component.overlays) {
        return None;
    }
    let is_of_sales = |component: &Component| {
        component.rated().is_some_and(|(_, base)| policy.measure(base.value).kind.inputs().contains(&"sales"))
    };
    let is_theirs = |component: &&Component| {
        component.roles.is_some() && roles.iter().any(|role| whom::may_pay(component, policy, Some(role)))
    };
    policy.pay.iter().filter(|component| is_of_sales(component)).find(is_theirs)
}

/// Whether credits beyond the whole are in something that the component looks at.
fn sees_overlays(component: &Component) -> bool {
    let is_of_measure = |factor: &Factor| !matches!(factor, Factor::Grade(_));
    let is_by_figure = |by: &TiersBy| *by != TiersBy::Amount;
    let mut looked_by = component.formula().into_iter().flat_map(|formula| formula.looked_by());
    component.overlays
        || component.conditions().any(looks_at_figure)
        || component.multiply.iter().any(is_of_measure)
        || looked_by.any(|by| is_by_figure(&by.value))
        || matches!(&component.kind, PayKind::Contest(_))
        || matches!(&component.kind, PayKind::Pool(pool) if pool.by.value != PoolBy::Equal)
}

fn looks_at_figure(condition: &Condition) -> bool {
    !matches!(condition.test, Test::Grade(_) | Test::TenureMonths | Test::Role(_) | Test::Probation(_))
}
