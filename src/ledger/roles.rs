//! Roles that the policy and the people do not have in common: those of the policy that nobody has, and people whom no rule reaches.

use std::collections::BTreeMap;

use super::{Ledger, Spell};
use crate::calendar::Period;
use crate::finding::meant::{Named, Nearness};
use crate::finding::{Finding, Findings};
use crate::policy::Policy;
use crate::policy::rules::{Component, Condition, PayKind, Test};
use crate::source::{Place, Spanned};
use crate::spelling::alike;

/// How many places are shown of one finding.
const SHOWN: usize = 8;

/// Reports the roles of the policy that nobody ever has: a slip of the pen for one that people have and the policy does not name is an error,
/// and so may be no vacant post; all others are told in one line. With nobody on a scorecard, that is told too.
pub fn check_named(policy: &Policy, ledger: &Ledger, findings: &mut Findings) {
    let had = roles(ledger);
    if had.is_empty() {
        return;
    }
    let named = named_roles(policy);
    let is_named = |role: &str| named.iter().any(|known| alike(&known.value, role));
    let mut absent: Vec<&Spanned<String>> = Vec::new();
    for role in &named {
        let is_told = absent.iter().any(|told| alike(&told.value, &role.value));
        if is_told || had.keys().any(|own| alike(own, &role.value)) {
            continue;
        }
        let meant = Named::new(&role.value);
        match had.iter().find(|(own, _)| !is_named(own) && meant.nearness(own) != Nearness::Far) {
            Some((near, place)) => {
                let finding = Finding::error("role-mistyped").with("role", &role.value).with("near", near);
                findings.push(finding.at(policy.text.place(role.span)).at((*place).clone()));
            }
            None => absent.push(role),
        }
    }
    if !absent.is_empty() {
        let there = had.keys().copied().filter(|own| !is_named(own));
        let there: Vec<String> = there.map(|role| format!("`{role}`")).collect();
        let code = if there.is_empty() { "role-of-nobody" } else { "role-of-nobody-among" };
        let roles: Vec<String> = absent.iter().map(|role| format!("`{}`", role.value)).collect();
        let finding = Finding::warning(code).with("roles", roles.join(", ")).with("there", there.join(", "));
        let places = absent.iter().take(SHOWN).map(|role| policy.text.place(role.span));
        findings.push(places.fold(finding, Finding::at));
    }
    near_named(&had, &named).into_iter().for_each(|warning| findings.push(warning));
    if let Some(card) =
        policy.scorecards.first().filter(|_| !had.keys().any(|role| policy.scorecard_of(role).is_some()))
    {
        findings.push(Finding::warning("nobody-scored").at(policy.text.place(card.span)));
    }
}

/// Roles that people have and the policy does not name, nearly one that it names and others have: rules pass them by.
fn near_named(had: &BTreeMap<&str, &Place>, named: &[&Spanned<String>]) -> Vec<Finding> {
    let is_had = |role: &&&Spanned<String>| had.keys().any(|own| alike(own, &role.value));
    let near = |own: &str| {
        let mut there = named.iter().filter(is_had).map(|role| Named::new(&role.value));
        let is_named = named.iter().any(|known| alike(&known.value, own));
        there.find(|role| role.nearness(own) == Nearness::Likely).filter(|_| !is_named)
    };
    let warning = |(own, place): (&&str, &&Place)| {
        let finding = Finding::warning("role-near-named").with("role", own).with("near", near(own)?.word);
        Some(finding.at((*place).clone()))
    };
    had.iter().filter_map(warning).collect()
}

/// Reports people employed in the period whose role no scorecard and no component names, unless the policy says that they are outside.
pub fn check_people(policy: &Policy, ledger: &Ledger, period: &Period, findings: &mut Findings) {
    if policy.scorecards.is_empty() && policy.pay.is_empty() {
        return;
    }
    let mut outside: BTreeMap<&str, (u64, &Place)> = BTreeMap::new();
    // A role that is nearly another is told as that.
    let near = near_named(&roles(ledger), &named_roles(policy));
    let is_told =
        |role: &str| near.iter().any(|told| told.args.iter().any(|(name, own)| *name == "role" && own == role));
    for person in &ledger.people.list {
        let Some(spell) = person.at_end_of(period).filter(|spell| !is_reached(policy, spell)) else { continue };
        let role = spell.role.as_deref().unwrap_or("");
        if is_told(role) {
            continue;
        }
        let known = outside.entry(role).or_insert((0, &spell.place));
        known.0 += 1;
        known.1 = known.1.min(&spell.place);
    }
    let shown = |(role, (count, _)): (&&str, &(u64, &Place))| match *role {
        "" => format!("– ({count})"),
        role => format!("`{role}` ({count})"),
    };
    let names: Vec<String> = outside.iter().map(shown).collect();
    if names.is_empty() {
        return;
    }
    let line: Vec<String> = outside.keys().filter(|role| !role.is_empty()).map(|role| format!("\"{role}\"")).collect();
    let code = if line.is_empty() { "people-without-role-unreached" } else { "people-unreached" };
    let finding =
        Finding::warning(code).with("roles", names.join(", ")).with("line", format!("outside = [{}]", line.join(", ")));
    findings.push(outside.values().take(SHOWN).fold(finding, |finding, (_, place)| finding.at((*place).clone())));
}

/// Every role that somebody has or had, with its first row.
fn roles(ledger: &Ledger) -> BTreeMap<&str, &Place> {
    let mut roles: BTreeMap<&str, &Place> = BTreeMap::new();
    for spell in ledger.people.list.iter().flat_map(|person| &person.spells) {
        if let Some(role) = &spell.role {
            let first = roles.entry(role).or_insert(&spell.place);
            *first = (*first).min(&spell.place);
        }
    }
    roles
}

/// Every role that the policy names, in the order of the file.
fn named_roles(policy: &Policy) -> Vec<&Spanned<String>> {
    let on_cards = policy.scorecards.iter().flat_map(|card| &card.roles);
    let of_components = policy.pay.iter().flat_map(|component| {
        let paid = component.roles.iter().flatten();
        paid.chain(conditions(component).flat_map(|condition| match &condition.test {
            Test::Role(roles) => roles.as_slice(),
            _ => &[],
        }))
    });
    let of_actions = policy.management.actions.iter().flat_map(|action| action.roles.iter().flatten());
    let of_conditions = policy.management.conditions().flat_map(|condition| match &condition.test {
        Test::Role(roles) => roles.as_slice(),
        _ => &[],
    });
    let of_rules = on_cards.chain(of_components).chain(of_actions).chain(of_conditions);
    let mut named: Vec<&Spanned<String>> = policy.header.outside.iter().chain(of_rules).collect();
    named.sort_by_key(|role| role.span);
    named
}

fn conditions(component: &Component) -> impl Iterator<Item = &Condition> {
    let members = if let PayKind::Pool(pool) = &component.kind { pool.members.as_slice() } else { &[] };
    component.when.iter().chain(&component.gate).chain(members)
}

/// Whether a scorecard or a component is for the role, or the policy says that none shall be. Adjustments reach whom they name, and nobody as
/// such.
fn is_reached(policy: &Policy, spell: &Spell) -> bool {
    let role = spell.role.as_deref().unwrap_or("");
    let is_it = |roles: &[Spanned<String>]| roles.iter().any(|known| alike(&known.value, role));
    let is_paid = |component: &Component| match &component.roles {
        Some(roles) => is_it(roles),
        None => policy.scorecards.is_empty() && !matches!(component.kind, PayKind::Adjustment),
    };
    is_it(&policy.header.outside) || policy.scorecard_of(role).is_some() || policy.pay.iter().any(is_paid)
}
