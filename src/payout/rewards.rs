//! Stages that a reward of a bonus has no use for: an honour has no parts, and `floor` and `cap` count in one unit.

use crate::finding::{Finding, Findings};
use crate::policy::rules::{Amount, Bonus, BonusAmount, Component, Factor, PayUnit, Policy};
use crate::source::Span;

/// Reports stages that could not be obeyed whatever somebody chooses.
pub(super) fn check(policy: &Policy, component: &Component, bonus: &Bonus, findings: &mut Findings) {
    let mut rewards = std::iter::once(&bonus.amount).chain(bonus.choices.iter().map(|choice| &choice.amount));
    let limits = limits(component);
    if rewards.any(|reward| matches!(reward, BonusAmount::Named(_))) {
        for (key, span) in scaling(component).into_iter().chain(limits) {
            report(policy, (component, "honour-has-no-parts"), (key, span), findings);
        }
        return;
    }
    let units = bonus.choices.iter().map(|choice| choice.unit);
    let units: Vec<PayUnit> = units.chain(bonus.choices.is_empty().then_some(component.unit)).collect();
    if units.iter().any(|unit| *unit != units[0]) {
        limits.into_iter().for_each(|limit| report(policy, (component, "limit-in-two-units"), limit, findings));
    }
}

/// What multiplies the reward, and where each stands.
fn scaling(component: &Component) -> Vec<(&'static str, Span)> {
    let prorate = component.prorate.iter().map(|prorate| ("prorate", prorate.span));
    let factors = component.multiply.iter().map(|factor| match factor {
        Factor::Grade(span) => ("multiply", *span),
        Factor::Steps { measure, .. } | Factor::Value { measure, .. } => ("multiply", measure.span),
    });
    prorate.chain(factors).chain(component.gate.iter().map(|gate| ("gate", gate.span))).collect()
}

fn limits(component: &Component) -> Vec<(&'static str, Span)> {
    let span = |limit: &Option<Amount>| limit.as_ref().map(Amount::span);
    let limits = [("floor", span(&component.floor)), ("cap", span(&component.cap))];
    limits.into_iter().filter_map(|(key, span)| Some((key, span?))).collect()
}

fn report(
    policy: &Policy,
    (component, code): (&Component, &'static str),
    (key, span): (&str, Span),
    findings: &mut Findings,
) {
    let finding = Finding::error(code).with("component", &component.name.value).with("key", key);
    findings.push(finding.at(policy.text.place(span)));
}
