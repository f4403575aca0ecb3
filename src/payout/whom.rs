//! Whom a component pays: people of its roles; without roles everybody on a scorecard, or everybody in a policy without scorecards, but for roles that are
//! `outside`.

use super::payee::Run;
use crate::calendar::Period;
use crate::ledger::{Ledger, Person, Spell};
use crate::policy::rules::{Component, PayKind, Policy};
use crate::results::PersonResult;
use crate::spelling::alike;

/// Whether the component pays the person, before its conditions. The role is that of the last employed day.
///
/// Adjustments were approved for a person by name, so without roles they reach everybody.
pub(super) fn takes(run: &Run, result: &PersonResult) -> bool {
    let component = run.component;
    match &component.roles {
        Some(_) => run.spell(result.person).is_some_and(|spell| is_role_of(component, spell)),
        None if matches!(component.kind, PayKind::Adjustment) => true,
        None => {
            let policy = run.view.book.policy;
            let is_meant = policy.scorecards.is_empty() || result.standing.scorecard.is_some();
            is_meant && !run.spell(result.person).is_some_and(|spell| is_outside(policy, spell))
        }
    }
}

/// Whether the component may pay the person in a period, whatever its conditions say of it.
pub fn may_take(component: &Component, person: &Person, period: &Period) -> bool {
    let spell = person.at_end_of(period);
    spell.is_some_and(|spell| component.roles.is_none() || is_role_of(component, spell))
}

/// Whether the component may pay somebody of that role, whatever its conditions say.
pub(super) fn may_pay(component: &Component, policy: &Policy, role: Option<&str>) -> bool {
    match &component.roles {
        Some(roles) => role.is_some_and(|own| roles.iter().any(|role| alike(own, &role.value))),
        None if matches!(component.kind, PayKind::Adjustment) => true,
        None if policy.scorecards.is_empty() => !role.is_some_and(|role| policy.is_outside(role)),
        None => role.is_some_and(|role| policy.scorecard_of(role).is_some()),
    }
}

/// Whether there is anybody in the registers whom the component could ever pay.
pub(super) fn can_pay_anybody(component: &Component, policy: &Policy, ledger: &Ledger) -> bool {
    let mut spells = ledger.people.list.iter().flat_map(|person| &person.spells);
    spells.any(|spell| may_pay(component, policy, spell.role.as_deref()))
}

fn is_outside(policy: &Policy, spell: &Spell) -> bool {
    spell.role.as_deref().is_some_and(|role| policy.is_outside(role))
}

fn is_role_of(component: &Component, spell: &Spell) -> bool {
    let roles = component.roles.iter().flatten();
    roles.into_iter().any(|role| spell.role.as_deref().is_some_and(|own| alike(own, &role.value)))
}
