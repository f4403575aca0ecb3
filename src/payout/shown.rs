//! Amounts that a file says to be read by people, and by which nobody is paid: those of praise and warnings, which stand there without a sign.

use crate::finding::{Finding, Findings};
use crate::measure::plan::made_of;
use crate::policy::Policy;
use crate::policy::rules::{InputKind, MeasureId};

/// An error for each component that pays by them.
pub(super) fn check(policy: &Policy, findings: &mut Findings) {
    for component in &policy.pay {
        let Some((_, base)) = component.rated() else { continue };
        let mut parts = made_of(policy, base.value).into_iter();
        if parts.any(|part| is_shown(policy, part)) {
            let finding = Finding::error("conduct-amount-paid").with("component", &component.name.value);
            let finding = finding.with("measure", &policy.measure(base.value).name);
            findings.push(finding.at(policy.text.place(base.span)));
        }
    }
}

fn is_shown(policy: &Policy, measure: MeasureId) -> bool {
    let columns = policy.measure(measure).kind.columns();
    columns.iter().any(|column| InputKind::of(&column.source) == InputKind::Conduct && column.column == "amount")
}
