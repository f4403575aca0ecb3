//! Minimums of a draw or a guarantee that also reach people for whom none of the components that they top up is.

use std::collections::BTreeSet;

use super::whom::may_pay;
use crate::finding::{Finding, Findings};
use crate::ledger::Ledger;
use crate::policy::Policy;
use crate::policy::rules::Component;
use crate::source::Spanned;
use crate::spelling::alike;

/// A warning for each component without roles of its own that pays somebody the whole minimum, whatever happens.
pub(super) fn check(policy: &Policy, ledger: &Ledger, findings: &mut Findings) {
    // Whoever says when has said for whom.
    let is_for_all = |component: &&Component| component.roles.is_none() && component.when.is_empty();
    for component in policy.pay.iter().filter(is_for_all) {
        let Some(named) = component.kind.topped_up() else { continue };
        let topped: Vec<&Component> = named.iter().filter_map(|name| of_name(policy, name)).collect();
        let is_meant =
            |role: Option<&str>| topped.iter().any(|one| may_pay(one, policy, role)) || topped.len() < named.len();
        let spells =
            || ledger.people.list.iter().flat_map(|person| person.spells.iter().map(move |spell| (person, spell)));
        let reached = spells().filter(|(_, spell)| may_pay(component, policy, spell.role.as_deref()));
        let bare = reached.filter(|(_, spell)| !is_meant(spell.role.as_deref()));
        let bare: Vec<(&str, &str)> =
            bare.map(|(person, spell)| (person.id.as_str(), spell.role.as_deref().unwrap_or_default())).collect();
        let Some((person, role)) = bare.first() else { continue };
        let people = bare.iter().map(|(person, _)| person).collect::<BTreeSet<_>>().len();
        let finding = Finding::warning("topped-up-without-component").with("component", &component.name.value);
        let finding = finding.with("person", *person).with("role", *role).with("count", people);
        findings.push(finding.at(policy.text.place(component.span)));
    }
}

fn of_name<'p>(policy: &'p Policy, name: &Spanned<String>) -> Option<&'p Component> {
    policy.pay.iter().find(|component| alike(&component.name.value, &name.value))
}
