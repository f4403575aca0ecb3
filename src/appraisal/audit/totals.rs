//! Totals are asked of the cube again.

use super::scene::{Scene, Verdict};
use crate::derivation::{Form, Leaf, Step};
use crate::measure::{Ask, Deal, Totals};
use crate::number::Number;
use crate::policy::rules::{Formula, MeasureId, Over, PayKind};

/// Whether the total, or the part of it, has that value.
pub(super) fn verdict(scene: &Scene, step: &Step) -> Verdict {
    if let Form::Leaf(Leaf::Total { part: Some(part), .. }) = &step.form
        && step.name == "actual"
    {
        return Verdict::of(is_of_order(scene, part, step));
    }
    let columns: Vec<&str> = scene.given.policy.pay.iter().filter_map(|component| column_of(&component.kind)).collect();
    Verdict::of(is_gathered(scene.given.totals, &columns, step))
}

/// Whether the total, asked for again with or without credits beyond the whole, has that value.
fn is_gathered(totals: &dyn Totals, columns: &[&str], step: &Step) -> bool {
    let Form::Leaf(Leaf::Total { measure, subject, window, part, .. }) = &step.form else { return true };
    [false, true].into_iter().any(|overlays| {
        let ask = Ask { measure: *measure, subject, window, overlays };
        match part {
            // A split row may count whole or by its shares.
            None => totals.total(&ask).value == step.value || totals.credited(&ask).value == step.value,
            Some(part) => is_part(totals, (&ask, part), columns, step),
        }
    })
}

/// Whether a measure has that value of an order that some commission pays.
fn is_of_order(scene: &Scene, order: &str, step: &Step) -> bool {
    let Form::Leaf(Leaf::Total { measure, subject, window, .. }) = &step.form else { return false };
    let ask = |measure: MeasureId| Ask { measure, subject, window, overlays: true };
    let bases = scene.given.policy.pay.iter().filter_map(|component| match &component.kind {
        PayKind::Commission(commission) if commission.over.value == Over::Deal => Some(commission.base.value),
        _ => None,
    });
    let totals = scene.given.totals;
    let is_it = |deal: &Deal| deal.called() == order && totals.of_order(&ask(*measure), deal).value == step.value;
    bases.into_iter().any(|base| totals.deals(&ask(base), None).iter().any(is_it))
}

/// Whether an order, or the rows of one label, of the total or of an order, have that value.
fn is_part(totals: &dyn Totals, (ask, part): (&Ask, &str), columns: &[&str], step: &Step) -> bool {
    let is_it = |value: &Number| Some(value) == step.value.as_ref();
    if matches!(step.name, "deal" | "deal_part") {
        let deals = totals.deals(ask, None);
        let mut deals = deals.iter().filter(|deal| deal.called() == part);
        return deals.any(|deal| is_it(if step.name == "deal" { &deal.whole } else { &deal.part }));
    }
    columns.iter().any(|column| {
        let parts = totals.parts(ask, column);
        let deals = totals.deals(ask, Some(column));
        let of_deals = deals.iter().flat_map(|deal| deal.labels.iter().chain(&deal.whole_labels));
        // Beside the amount of such rows stands the number by which they are told apart.
        let is_number = |label: &str| step.name == "number" && number(label) == step.value;
        parts.iter().chain(of_deals).any(|found| is_it(&found.value) || is_number(&found.label))
    })
}

/// A number in full: a decimal, or `n/d`.
fn number(label: &str) -> Option<Number> {
    let (numerator, denominator) = label.split_once('/').unwrap_or((label, "1"));
    Number::parse(numerator)?.checked_div(&Number::parse(denominator)?)
}

fn column_of(kind: &PayKind) -> Option<&str> {
    let formula = match kind {
        PayKind::Commission(commission) => &commission.formula,
        PayKind::Override(rule) => &rule.formula,
        _ => return None,
    };
    match formula {
        Formula::ByLabel { column, .. } | Formula::ByNumber { column, .. } => Some(&column.value),
        _ => None,
    }
}
