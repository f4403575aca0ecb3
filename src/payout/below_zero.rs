//! Amounts that are paid although nothing was earned: what is below 0 times a factor below 0, and the floor of a deal that is nothing but a return.

use super::payee::{Payee, Run};
use crate::derivation::Figure;
use crate::finding::{Finding, Findings, quoted};
use crate::policy::rules::Amount;
use crate::results::{DealLine, PayLine};
use crate::source::Span;

/// The code of what a product of two numbers below 0 is told by.
const TURNED: &str = "below-zero-paid";
/// So many orders are named.
const SHOWN: usize = 8;

/// Notes a product above 0 of an amount and a factor below it.
pub(super) fn note(payee: &mut Payee, (amount, factor, product): (&Figure, &Figure, &Figure), rule: Span) {
    let is_below = |figure: &Figure| figure.value().is_some_and(|value| value.is_negative());
    if !is_below(amount) || !is_below(factor) {
        return;
    }
    let finding = Finding::warning(TURNED)
        .with("component", &payee.run.component.name.value)
        .with("person", &payee.run.person(payee.about).id)
        .with("amount", payee.run.rounding().apply(&product.or_zero()));
    payee.findings.push(finding.at(payee.run.place(rule)));
}

/// Makes one of all such notes of a component, for the first person, and tells of floors that pay for nothing.
pub(super) fn warn(run: Run, lines: &[(usize, PayLine)], findings: &mut Findings) {
    let count = findings.iter().filter(|finding| finding.code == TURNED).count();
    let first = findings.iter().find(|finding| finding.code == TURNED).cloned();
    findings.retain(|finding| finding.code != TURNED);
    findings.extend_with(first.map(|first| first.with("count", count)));
    findings.extend_with(floor_of_nothing(run, lines));
}

/// Deals that the floor lifts above 0, and of which the person has nothing or less.
fn floor_of_nothing(run: Run, lines: &[(usize, PayLine)]) -> Option<Finding> {
    let floor = run.component.floor.as_ref()?;
    let is_lifted =
        |deal: &&DealLine| !deal.base.is_positive() && deal.amount.value().is_some_and(|amount| amount.is_positive());
    let lifted: Vec<&DealLine> = lines.iter().flat_map(|(_, line)| &line.deals).filter(is_lifted).collect();
    let called = |deal: &&DealLine| if deal.order.is_empty() { deal.at.clone() } else { deal.order.clone() };
    lifted.first()?;
    let finding = Finding::warning("floor-of-nothing").with("component", &run.component.name.value);
    let finding = finding.with("orders", quoted(lifted.iter().take(SHOWN).map(called))).with("count", lifted.len());
    Some(finding.with("floor", shown_of(floor)).at(run.place(floor.span())))
}

fn shown_of(floor: &Amount) -> String {
    match floor {
        Amount::Fixed(floor) => floor.value.to_plain(0, 6),
        Amount::Staff(column) => format!("staff.{}", column.value),
    }
}
