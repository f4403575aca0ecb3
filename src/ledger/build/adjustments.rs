//! `adjustments.csv`: each line names whom, what, how much, why and who approved it.

use super::{lookup, words};
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register};
use crate::ledger::{Adjustment, People};
use crate::policy::Policy;
use crate::policy::rules::PayKind;
use crate::spelling::alike;

/// All adjustments, in the order of the files.
pub(super) fn adjustments(
    policy: &Policy,
    people: &People,
    register: &Register,
    faults: &mut Faults,
) -> Vec<Adjustment> {
    let mut adjustments = Vec::new();
    for row in &register.rows {
        let mut cells = row.read(faults);
        let period = cells.period("period", Need::Required, &policy.header);
        let person = lookup::person(&mut cells, lookup::PERSON, people, Need::Required);
        let amount = cells.number("amount", Need::Required);
        let [name, reason, approved_by] =
            ["name", "reason", "approved_by"].map(|column| cells.text(column, Need::Required).unwrap_or_default());
        if let (Some(period), Some(person), Some(amount), false) = (period, person, amount, cells.failed()) {
            let adjustment = Adjustment { period, person, name, amount, reason, approved_by, place: row.whole() };
            warn_of_own_approval(people, &adjustment, faults);
            warn_of_positive_deduction(&adjustment, faults);
            refuse_name_of_component(policy, &adjustment, faults);
            adjustments.push(adjustment);
        }
    }
    adjustments
}

/// Nobody else has seen an adjustment that its receiver approved, whether by id or by name.
fn warn_of_own_approval(people: &People, adjustment: &Adjustment, faults: &mut Faults) {
    let receiver = &people.list[adjustment.person];
    let approver = key::normal(&adjustment.approved_by);
    if people.find(&approver) == Some(adjustment.person)
        || [&receiver.id, &receiver.name].iter().any(|own| key::normal(own) == approver)
    {
        let finding = Finding::warning("adjustment-by-receiver").with("person", &receiver.id);
        faults.push(finding.with("name", &adjustment.name).at(adjustment.place.clone()));
    }
}

/// A deduction is below 0, or it adds to the pay.
fn warn_of_positive_deduction(adjustment: &Adjustment, faults: &mut Faults) {
    if adjustment.amount.is_positive() && words::is_of_deduction(&adjustment.name) {
        let finding = Finding::warning("deduction-adds").with("name", &adjustment.name);
        faults.push(finding.with("amount", &adjustment.amount).at(adjustment.place.clone()));
    }
}

/// An adjustment that is called as another component would be shown as that component's pay.
fn refuse_name_of_component(policy: &Policy, adjustment: &Adjustment, faults: &mut Faults) {
    let others = policy.pay.iter().filter(|component| !matches!(component.kind, PayKind::Adjustment));
    let mut names = others.map(|component| (component.name.value.as_str(), component.span));
    if let Some((name, span)) = names.find(|(name, _)| alike(name, &adjustment.name)) {
        let finding = Finding::error("adjustment-named-as-component").with("name", name);
        faults.push(finding.at(adjustment.place.clone()).at(policy.text.place(span)));
    }
}
