//! Credits of `overlays` that count in nothing that is paid or scored: no component says `overlays = true`, and no rule looks at a figure of theirs.

use crate::finding::{Finding, Findings};
use crate::ledger::Ledger;
use crate::policy::rules::{Component, Condition, Factor, InputKind, PayKind, Policy, PoolBy, Test, TiersBy};

/// One warning, at the first component that would have to say so.
pub(super) fn check(policy: &Policy, ledger: &Ledger, findings: &mut Findings) {
    let is_used = !policy.scorecards.is_empty() || policy.pay.iter().any(sees_overlays);
    let credits = ledger.overlays.by_order.values().flatten().count();
    let Some(first) = policy.pay.iter().find(|component| component.rated().is_some()) else { return };
    if is_used || credits == 0 || policy.known_input(InputKind::Overlays).is_none() {
        return;
    }
    let finding = Finding::warning("overlays-unused").with("credits", credits);
    findings.push(finding.at(policy.text.place(first.span)));
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
