//! Those who share a pool or compete, and the exact division of an amount among them.

use super::payee::{Looked, Run};
use super::whom;
use crate::derivation::Worksheet;
use crate::finding::Findings;
use crate::number::{Number, apportion};
use crate::policy::rules::{Condition, PayUnit};

/// One of those who share or compete.
pub(super) struct Member {
    /// Position among the people of the period.
    pub position: usize,
    /// Index in the ledger.
    pub person: usize,
    /// What the conditions looked at.
    pub looked: Vec<Looked>,
}

/// People whom the component takes and for whom its own and the further conditions hold, by id.
pub(super) fn members(
    run: Run,
    further: &[Condition],
    sheets: &mut [Worksheet],
    findings: &mut Findings,
) -> Vec<Member> {
    let mut members = Vec::new();
    for (position, (result, sheet)) in run.view.result.people.iter().zip(sheets).enumerate() {
        if !whom::takes(&run, result) {
            continue;
        }
        let payee = &mut run.payee(result.person, sheet, findings);
        let Some(mut looked) = payee.all_hold(&run.component.when) else { continue };
        let Some(more) = payee.all_hold(further) else { continue };
        looked.extend(more);
        members.push(Member { position, person: result.person, looked });
    }
    members
}

/// The parts of an amount in proportion to weights: multiples of the rounding step for money, of a hundredth otherwise, that add up
/// to it; none when no weight is above 0.
pub(super) fn divided(run: &Run, whole: &Number, weights: &[Number]) -> Option<Vec<Number>> {
    let unit = match run.component.unit {
        PayUnit::Money => run.view.book.policy.money.to.clone(),
        PayUnit::LeaveDays | PayUnit::Honour => Number::from_scaled(1, 2),
    };
    apportion(whole, weights, &unit)
}
