//! Attainments where lower is better, in a component: of an actual of 0 they are above every bound, so nothing may be multiplied by,
//! divided by or drawn out along one.

use crate::policy::rules::{
    Better, Beyond, Component, Factor, Formula, Fund, MeasureId, PayKind, Policy, PoolBy, TiersBy,
};
use crate::source::{Span, Spanned};

/// The measures of a component whose value would be reckoned with although it may have no end, and where each stands.
pub(super) fn reckoned_with(policy: &Policy, component: &Component) -> Vec<(MeasureId, Span)> {
    let values = component.multiply.iter().filter_map(|factor| of_factor(policy, factor));
    let rated = component.rated().and_then(|(formula, base)| of_formula(policy, formula, base.value));
    let of_kind = match &component.kind {
        PayKind::Bonus(bonus) => bonus.each.as_ref().and_then(|each| value(policy, each)),
        PayKind::Pool(pool) => {
            let by = match pool.by.value {
                PoolBy::Measure(measure) => value(policy, &Spanned::new(measure, pool.by.span)),
                PoolBy::Equal => None,
            };
            by.or(match &pool.fund {
                Fund::Rate(_, measure) => value(policy, measure),
                Fund::Amount(_) => None,
            })
        }
        _ => None,
    };
    values.chain(rated).chain(of_kind).collect()
}

/// A measure that is itself such an attainment.
fn value(policy: &Policy, measure: &Spanned<MeasureId>) -> Option<(MeasureId, Span)> {
    policy.is_unbounded(measure.value).then_some((measure.value, measure.span))
}

/// A factor without a cap.
fn of_factor(policy: &Policy, factor: &Factor) -> Option<(MeasureId, Span)> {
    match factor {
        Factor::Value { measure, attainment: true, cap: None, .. } => {
            (policy.measure(measure.value).better == Better::Lower).then_some((measure.value, measure.span))
        }
        Factor::Value { measure, attainment: false, cap: None, .. } => value(policy, measure),
        _ => None,
    }
}

/// A curve that goes on beyond its last point.
fn of_formula(policy: &Policy, formula: &Formula, base: MeasureId) -> Option<(MeasureId, Span)> {
    let Formula::Curve { by, curve } = formula else { return None };
    let measure = match by.value {
        TiersBy::Attainment if policy.measure(base).better == Better::Lower => base,
        TiersBy::Measure(measure) if policy.is_unbounded(measure) => measure,
        _ => return None,
    };
    (curve.beyond == Beyond::Extend).then_some((measure, by.span))
}
