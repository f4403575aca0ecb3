//! `adjustments.csv`: each line names whom, what, how much, why and who approved it.

use super::lookup;
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register};
use crate::ledger::{Adjustment, People};
use crate::policy::Policy;

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
        let person = lookup::person(&mut cells, "person", people, Need::Required);
        let amount = cells.number("amount", Need::Required);
        let [name, reason, approved_by] =
            ["name", "reason", "approved_by"].map(|column| cells.text(column, Need::Required).unwrap_or_default());
        if let (Some(period), Some(person), Some(amount), false) = (period, person, amount, cells.failed()) {
            let adjustment = Adjustment { period, person, name, amount, reason, approved_by, place: row.whole() };
            warn_of_own_approval(people, &adjustment, faults);
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
