//! `kind = "commission"`, and when a component can go below 0.

use super::falling;
use super::formula;
use crate::policy::rules::{Beyond, Commission, Curve, CurveUnit, Formula, MeasureId, Over, PayKind, TierPay, Unit};
use crate::policy::scope::Scope;
use crate::policy::table::TableReader;
use crate::source::Spanned;

const OVER: [(&str, Option<Over>); 3] =
    [("deal", Some(Over::Deal)), ("period", Some(Over::Period)), ("year_to_date", None)];

pub(super) fn commission(table: &TableReader<'_>, scope: &Scope<'_>, _earlier: &[&str]) -> Option<PayKind> {
    let base = base(table, scope);
    let over = over(table);
    let formula = formula::formula(table, base.as_ref(), scope);
    if let Some(formula) = &formula {
        falling::warn(table.reading, formula);
    }
    Some(PayKind::Commission(Commission { base: base?, over: over?, formula: formula? }))
}

/// The measure that a rate applies to: a ratio or a score is no amount.
pub(super) fn base(table: &TableReader<'_>, scope: &Scope<'_>) -> Option<Spanned<MeasureId>> {
    table.require("base", "base = \"revenue\"");
    let base = scope.measure(table, "base")?;
    let unit = scope.unit(base.value);
    if matches!(unit, Unit::Rate | Unit::Points) {
        let name = scope.names.name_of(base.value);
        table.reading.error("base-is-no-amount", base.span, &[("name", &name), ("unit", unit.id())]);
    }
    Some(base)
}

fn over(table: &TableReader<'_>) -> Option<Spanned<Over>> {
    let over = table.required_choice("over", &OVER)?;
    if over.value.is_none() {
        table.reading.error("not-yet-supported", over.span, &[("key", "over = \"year_to_date\"")]);
    }
    over.value.map(|value| Spanned::new(value, over.span))
}

/// Whether a commission can go below 0, so that the policy must say what then holds. An override's may as well, but there
/// it is paid as it is unless the policy says otherwise.
pub(super) fn can_be_negative(kind: &PayKind, scope: &Scope<'_>) -> bool {
    let PayKind::Commission(commission) = kind else { return false };
    match &commission.formula {
        Formula::Tiers { steps, .. } if steps.list.iter().all(|step| is_plain_amount(&step.value)) => {
            steps.below.as_ref().is_some_and(|below| !is_plain_amount(below))
        }
        Formula::Curve { curve, .. } if is_flat_amount(curve) => false,
        _ => scope.can_be_negative(commission.base.value),
    }
}

fn is_plain_amount(pay: &TierPay) -> bool {
    matches!(pay, TierPay::Amount(amount) if !amount.value.is_negative())
}

fn is_flat_amount(curve: &Curve) -> bool {
    curve.unit == CurveUnit::Amount
        && curve.beyond == Beyond::Flat
        && curve.points.iter().all(|(_, amount)| !amount.value.is_negative())
}
