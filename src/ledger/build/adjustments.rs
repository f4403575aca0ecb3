//! `adjustments.csv`: each line names whom, what, how much, why and who approved it.

use super::{lookup, words};
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::doubts::USUAL_DECIMALS;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register, RegisterRow};
use crate::ledger::{Adjustment, People};
use crate::policy::Policy;
use crate::policy::rules::{DecimalSign, InputKind, PayKind};
use crate::policy::thousands;
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
            warn_of_places(policy, row, &adjustment, faults);
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

/// An amount with more decimals than money is paid in, or whose point may stand before thousands.
fn warn_of_places(policy: &Policy, row: &RegisterRow, adjustment: &Adjustment, faults: &mut Faults) {
    let component = policy.pay.iter().find(|component| matches!(component.kind, PayKind::Adjustment));
    let own = component.and_then(|component| component.rounding.as_ref());
    let paid = own.map_or(&policy.money, |rounding| &rounding.value).apply(&adjustment.amount);
    let is_in_doubt = policy.known_input(InputKind::Adjustments).is_some_and(|rule| rule.decimal == DecimalSign::Auto);
    let text = row.text("amount").unwrap_or_default();
    let finding = match thousands(&text).filter(|_| is_in_doubt && policy.money_places() < 3) {
        Some((whole, decimals)) => {
            Finding::warning("adjustment-of-thousands").with("whole", format!("{whole}{decimals}"))
        }
        // More decimals than that are told of any amount.
        None if paid != adjustment.amount
            && adjustment.amount.decimals().is_some_and(|count| count <= USUAL_DECIMALS) =>
        {
            Finding::warning("adjustment-rounded")
        }
        None => return,
    };
    let finding = finding.with("text", &text).with("paid", paid.to_plain(policy.money_places(), policy.money_places()));
    faults.push(finding.at(row.place("amount")));
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
