//! Minimums that components are topped up to which pay none of the roles: nothing of them counts to the minimum.

use crate::finding::{Finding, Findings, quoted};
use crate::policy::rules::{Draw, Guarantee, PayKind, Policy};
use crate::spelling::alike;

/// A warning for each component that a draw or a guarantee names and that is for none of its roles.
pub(super) fn check(policy: &Policy, findings: &mut Findings) {
    for component in &policy.pay {
        let (PayKind::Draw(Draw { components: names, .. }) | PayKind::Guarantee(Guarantee { components: names, .. })) =
            &component.kind
        else {
            continue;
        };
        let Some(roles) = &component.roles else { continue };
        for name in names {
            let named = policy.pay.iter().find(|one| one.name.value == name.value);
            let Some(own) = named.and_then(|named| named.roles.as_ref()) else { continue };
            if !roles.iter().any(|role| own.iter().any(|known| alike(&known.value, &role.value))) {
                let finding = Finding::warning("minimum-of-unpaid-role").with("component", &component.name.value);
                let finding = finding.with("roles", quoted(roles.iter().map(|role| &role.value)));
                findings.push(finding.with("named", &name.value).at(policy.text.place(name.span)));
            }
        }
    }
}
