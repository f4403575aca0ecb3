//! Those who share a pool or compete, and the exact division of an amount among them.

use std::sync::Arc;

use super::payee::{Looked, Payee, Run, unit_of};
use super::whom;
use crate::derivation::{Division, Figure, Form, Leaf, Subject, Worksheet};
use crate::finding::Findings;
use crate::number::Number;
use crate::policy::rules::{Condition, PayUnit, Unit};
use crate::source::Span;

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

/// An amount divided in proportion to weights: into multiples of the rounding step for money, of a hundredth otherwise, that add up
/// to it; nothing when no weight is above 0.
pub(super) fn divided(run: &Run, whole: &Number, weights: Vec<Number>) -> Option<Arc<Division>> {
    let unit = match run.component.unit {
        PayUnit::Money => run.rounding().to,
        PayUnit::LeaveDays | PayUnit::Honour => Number::from_scaled(1, 2),
    };
    Division::new(whole.clone(), weights, unit)
}

/// One of several parts, with what it depends on.
pub(super) struct Part<'a> {
    pub division: &'a Arc<Division>,
    pub index: usize,
    pub whole: &'a Figure,
    pub weight: &'a Figure,
}

/// The part as a step of the person whose it is. The sum of the weights is that of other people's sheets.
pub(super) fn part(payee: &mut Payee, (name, rule): (&'static str, Span), part: Part) -> Figure {
    let window = payee.run.view.book.period.clone();
    let leaf = Leaf::Elsewhere { window, subject: Subject::Department };
    let weights = payee.sheet.leaf(leaf, Some(part.division.total()), Unit::Number);
    payee.sheet.name(&weights, "weights", Some(&payee.run.component.name.value), Some(rule));
    let form = Form::Part(part.division.clone(), part.index);
    payee.step(name, rule, form, &[part.whole, part.weight, &weights], unit_of(payee.run.component.unit))
}
