//! What a component makes of every attainment, as a picture of pay shows it.

use super::pay::Pay;
use crate::number::Number;
use crate::policy::rules::{Commission, Component, Formula, MeasureId, Over, PayKind, TiersBy};

/// Between the points of a curve of rates pay runs along a parabola: so many straight pieces stand for each.
const PIECES: i128 = 4;

/// Pay by attainment of the base's target, both in shares of the target, before factors, gates, caps and other bounds.
pub struct PayoutCurve<'p> {
    /// The measure whose attainment it is.
    pub measure: MeasureId,
    pay: Pay<'p>,
}

/// The curve of a commission of the period whose tiers or curve go by attainment; nothing of any other component.
pub fn payout_curve(component: &Component) -> Option<PayoutCurve<'_>> {
    let PayKind::Commission(Commission { formula, base, over, .. }) = &component.kind else { return None };
    let pay = match formula {
        _ if over.value != Over::Period => return None,
        Formula::Tiers { apply, by, steps } if by.value == TiersBy::Attainment => Pay::tiers(apply.value, steps, true),
        Formula::Curve { by, curve } if by.value == TiersBy::Attainment => Pay::Curve { curve, grows: true },
        _ => return None,
    };
    pay.is_money().then_some(PayoutCurve { measure: base.value, pay })
}

impl PayoutCurve<'_> {
    /// The pay at an attainment; nothing where the policy does not say it for everybody alike.
    pub fn at(&self, attainment: &Number) -> Option<Number> {
        self.pay.at(attainment, attainment)
    }

    /// Where the curve runs from 0 to an attainment, by rising attainment: two points where it jumps.
    pub fn points(&self, to: &Number) -> Vec<(Number, Number)> {
        let zero = Number::zero();
        let bounds = self.pay.bounds().into_iter().map(|(at, _)| at).filter(|at| at.is_positive() && *at < to);
        let mut ends: Vec<Number> = [zero, to.clone()].into_iter().chain(bounds.cloned()).collect();
        ends.sort();
        ends.dedup();
        let mut points: Vec<(Number, Number)> = Vec::new();
        for pair in ends.windows(2) {
            points.extend(self.piece(&pair[0], &pair[1]));
        }
        points.dedup();
        points
    }

    /// The points of a piece without a bound inside.
    fn piece(&self, low: &Number, high: &Number) -> Vec<(Number, Number)> {
        let pieces = if matches!(self.pay, Pay::Curve { .. }) { PIECES } else { 1 };
        let part = |index: i128| Number::fraction(index, pieces).map(|part| low + &(&(high - low) * &part));
        let inside = Number::fraction(1, 2).map(|half| &(low + high) * &half);
        let at = |x: Number| Some((x.clone(), self.pay.at(&x, inside.as_ref()?)?));
        (0..=pieces).filter_map(|index| at(part(index)?)).collect()
    }
}
