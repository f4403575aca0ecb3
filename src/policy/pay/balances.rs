//! What goes on into later periods, and what it cannot stand beside.

use crate::policy::reading::Reading;
use crate::policy::rules::{Component, InputKind, Over, PayKind, Policy, ReturnsTo};
use crate::source::Span;

/// Reports rules beside which what is carried, held or owed would not be what was paid.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    for component in &policy.pay {
        if let (Some(hold), ReturnsTo::Original) = (&component.hold_back, policy.crediting.returns) {
            reading.conflict("hold-back-of-original-returns", [hold.span, policy.crediting.span], &[]);
        }
        if let PayKind::Greater(greater) = &component.kind {
            for name in &greater.components {
                let named = policy.pay.iter().find(|other| other.name.value == name.value);
                if let Some((what, span)) = named.and_then(|named| goes_on(policy, named)) {
                    let facts =
                        [("name", name.value.as_str()), ("component", component.name.value.as_str()), ("what", what)];
                    reading.conflict("greater-of-balances", [name.span, span], &facts);
                }
            }
        }
    }
}

fn is_by_order(component: &Component) -> bool {
    matches!(&component.kind, PayKind::Commission(commission) if commission.over.value == Over::Deal)
}

/// What of the component goes on into later periods, and where that stands.
fn goes_on<'p>(policy: &Policy, component: &'p Component) -> Option<(&'p str, Span)> {
    if let Some(hold) = &component.hold_back {
        return Some(("hold_back", hold.span));
    }
    if let Some(negative) = component.negative.as_ref().filter(|_| component.is_carried()) {
        return Some(("negative = \"carry\"", negative.span));
    }
    match &component.kind {
        PayKind::Draw(draw) if draw.recoverable.value => Some(("kind = \"draw\"", component.span)),
        PayKind::Commission(commission) if commission.over.value == Over::YearToDate => {
            Some(("over = \"year_to_date\"", commission.over.span))
        }
        _ => {
            let holds = policy.known_input(InputKind::Holds).filter(|_| is_by_order(component));
            holds.map(|holds| ("holds", holds.span))
        }
    }
}
