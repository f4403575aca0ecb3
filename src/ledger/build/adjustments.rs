//! `adjustments.csv`: each line names whom, what, how much, why and who approved it.

use super::lookup;
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
            adjustments.push(Adjustment { period, person, name, amount, reason, approved_by, place: row.whole() });
        }
    }
    adjustments
}
