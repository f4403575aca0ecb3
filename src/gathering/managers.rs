//! Managers that an override pays by, and who can be none: somebody who was not employed in the period, and nobody where others of the
//! role have one.

use std::collections::BTreeMap;

use super::Rules;
use crate::calendar::Period;
use crate::finding::{Finding, Findings};
use crate::ledger::{People, Person, Spell};
use crate::policy::Policy;
use crate::policy::rules::{OverrideOf, PayKind};
use crate::spelling::alike;

/// From so many people of a role with a manager on, one without is odd.
const SEVERAL: usize = 2;

/// Warns of both, a line each. Nothing is told where no component pays managers for their people.
pub(super) fn report((policy, ledger, plan): Rules, findings: &mut Findings) {
    if !is_paid_by(policy) {
        return;
    }
    let now = at_end(&ledger.people, &plan.current);
    findings.extend_with(not_employed(&ledger.people, &plan.current, &now));
    findings.extend_with(missing(&now));
    findings.extend_with(unpaid(policy, &ledger.people, &now));
}

fn is_paid_by(policy: &Policy) -> bool {
    let kinds = policy.pay.iter().map(|component| &component.kind);
    kinds.into_iter().any(
        |kind| matches!(kind, PayKind::Override(rule) if matches!(rule.of.value, OverrideOf::Direct | OverrideOf::Branch)),
    )
}

/// Everybody employed in the period, with the row of the last day in it.
fn at_end<'a>(people: &'a People, period: &Period) -> Vec<(&'a Person, &'a Spell)> {
    people.list.iter().filter_map(|person| Some((person, person.at_end_of(period)?))).collect()
}

fn not_employed(people: &People, period: &Period, now: &[(&Person, &Spell)]) -> Option<Finding> {
    let is_away = |spell: &Spell| spell.manager.is_some_and(|of| people.list[of].employed_in(period).is_none());
    let under: Vec<&(&Person, &Spell)> = now.iter().filter(|(_, spell)| is_away(spell)).collect();
    let (_, first) = under.first()?;
    let manager = &people.list[first.manager?];
    let finding = Finding::warning("manager-not-employed").with("manager", &manager.name).with("period", period);
    Some(finding.with("people", names(&under)).at(first.place.clone()))
}

/// Whoever has no manager, in a role in which several others have one.
fn missing(now: &[(&Person, &Spell)]) -> Option<Finding> {
    let mut with: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let managed = now.iter().filter(|(_, spell)| spell.manager.is_some());
    managed.for_each(|(_, spell)| *with.entry(spell.role.as_deref()).or_default() += 1);
    let is_odd = |spell: &Spell| {
        spell.manager.is_none() && with.get(&spell.role.as_deref()).is_some_and(|others| *others >= SEVERAL)
    };
    let without: Vec<&(&Person, &Spell)> = now.iter().filter(|(_, spell)| is_odd(spell)).collect();
    let (_, first) = without.first()?;
    Some(Finding::warning("manager-missing").with("people", names(&without)).at(first.place.clone()))
}

/// Whoever reports to somebody whom no override pays, while a manager of the same team whom one pays has nobody.
fn unpaid(policy: &Policy, people: &People, now: &[(&Person, &Spell)]) -> Option<Finding> {
    let is_paid = |spell: &Spell| spell.role.as_deref().is_some_and(|role| is_paid_role(policy, role));
    let spell_of = |person: &Person| now.iter().find(|(own, _)| own.id == person.id).map(|(_, spell)| *spell);
    let manager = |spell: &Spell| spell.manager.map(|manager| &people.list[manager]);
    let is_under = |spell: &Spell, of: &Person| manager(spell).is_some_and(|manager| manager.id == of.id);
    let has_nobody = |of: &Person| !now.iter().any(|(_, spell)| is_under(spell, of));
    let mut alone = now.iter().filter(|(person, spell)| is_paid(spell) && spell.team.is_some() && has_nobody(person));
    alone.find_map(|(idle, idle_spell)| {
        let is_astray = |spell: &Spell| {
            let unpaid = manager(spell).and_then(spell_of).is_some_and(|above| !is_paid(above));
            unpaid && spell.team == idle_spell.team && !is_paid(spell)
        };
        let astray: Vec<&(&Person, &Spell)> = now.iter().filter(|(_, spell)| is_astray(spell)).collect();
        let (_, first) = astray.first()?;
        let finding = Finding::warning("manager-unpaid").with("people", names(&astray));
        let finding = finding.with("manager", &manager(first)?.name).with("other", &idle.name);
        Some(finding.at(first.place.clone()).at(idle_spell.place.clone()))
    })
}

/// Whether an override on whoever reports to them is for that role; one without roles is for everybody.
fn is_paid_role(policy: &Policy, role: &str) -> bool {
    let is_direct = |kind: &PayKind| matches!(kind, PayKind::Override(rule) if rule.of.value == OverrideOf::Direct);
    let overrides = policy.pay.iter().filter(|component| matches!(component.kind, PayKind::Override(_)));
    overrides.into_iter().any(|component| match &component.roles {
        Some(roles) => roles.iter().any(|known| alike(&known.value, role)),
        None => true,
    } || !is_direct(&component.kind))
}

fn names(people: &[&(&Person, &Spell)]) -> String {
    people.iter().map(|(person, _)| format!("`{}`", person.name)).collect::<Vec<_>>().join(", ")
}
