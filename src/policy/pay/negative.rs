//! When an amount can go below 0, so that the policy must say what then holds.

use crate::policy::rules::{
    Amount, Beyond, Commission, Curve, CurveUnit, Factor, Formula, MeasureId, PayKind, TierPay,
};
use crate::policy::scope::Scope;

/// Whether the component can go below 0: a commission where its base can, a bonus where its `each` or a factor can because the
/// policy says so (returns, a difference, growth). An override's may as well, but there it is paid as it is unless the policy says
/// otherwise.
pub(super) fn can_be_negative(kind: &PayKind, multiply: &[Factor], scope: &Scope<'_>) -> bool {
    match kind {
        PayKind::Commission(commission) => {
            of_commission(commission, scope) || multiply.iter().any(|factor| is_taken_back(factor, scope))
        }
        PayKind::Bonus(bonus) => {
            bonus.each.as_ref().is_some_and(|each| scope.is_taken_back(each.value))
                || multiply.iter().any(|factor| is_taken_back(factor, scope))
        }
        _ => false,
    }
}

fn of_commission(commission: &Commission, scope: &Scope<'_>) -> bool {
    match &commission.formula {
        Formula::Tiers { steps, .. } if steps.list.iter().all(|step| is_plain_amount(&step.value)) => {
            steps.below.as_ref().is_some_and(|below| !is_plain_amount(below))
        }
        Formula::Curve { curve, .. } if is_flat_amount(curve) => false,
        _ => scope.can_be_negative(commission.base.value),
    }
}

fn is_taken_back(factor: &Factor, scope: &Scope<'_>) -> bool {
    let of: Option<MeasureId> = match factor {
        Factor::Value { measure, .. } => Some(measure.value),
        Factor::Grade(_) | Factor::Steps { .. } => None,
    };
    of.is_some_and(|measure| scope.is_taken_back(measure))
}

fn is_plain_amount(pay: &TierPay) -> bool {
    match pay {
        TierPay::Amount(Amount::Fixed(amount)) => !amount.value.is_negative(),
        TierPay::Amount(Amount::Staff(_)) => true,
        TierPay::Rate(_) => false,
    }
}

fn is_flat_amount(curve: &Curve) -> bool {
    curve.unit == CurveUnit::Amount
        && curve.beyond == Beyond::Flat
        && curve.points.iter().all(|(_, amount)| !amount.value.is_negative())
}
