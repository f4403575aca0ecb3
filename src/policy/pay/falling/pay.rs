//! What a formula makes of a place on its axis, before factors and gates.

use crate::number::Number;
use crate::policy::rules::{Amount, Apply, Beyond, Bound, Curve, CurveUnit, Parameter, Steps, TierPay};
use crate::source::Span;

/// One formula along one axis.
pub(super) enum Pay<'p> {
    /// The same everywhere.
    Constant(Number),
    /// So much for each unit.
    Line(Number),
    /// All of the base at what the step reached says.
    Whole { steps: Vec<Tread>, below: Option<Value>, grows: bool },
    /// Each part of the base at the rate of its step.
    Marginal { steps: Vec<Tread>, below: Option<Value> },
    /// Straight lines between points.
    Curve { curve: &'p Curve, grows: bool },
}

/// A step: its bound, what it pays, where it stands.
pub(super) struct Tread {
    pub bound: Bound,
    pub value: Value,
    pub span: Span,
}

/// A rate, or an amount that is known.
#[derive(Clone)]
pub(super) enum Value {
    Rate(Number),
    Amount(Number),
    /// An amount of the person's own.
    Unknown,
}

impl<'p> Pay<'p> {
    /// Whole or marginal tiers; `grows` where the base is what runs along the axis.
    pub fn tiers(apply: Apply, tiers: &Steps<TierPay>, grows: bool) -> Self {
        let value = |pay: &TierPay| match pay {
            TierPay::Rate(rate) => Value::Rate(rate.value.clone()),
            TierPay::Amount(Amount::Fixed(amount)) => Value::Amount(amount.value.clone()),
            TierPay::Amount(Amount::Staff(_)) => Value::Unknown,
        };
        let steps = tiers.list.iter();
        let steps = steps.map(|step| Tread { bound: step.bound.clone(), value: value(&step.value), span: step.span });
        let (steps, below) = (steps.collect(), tiers.below.as_ref().map(value));
        match apply {
            Apply::Whole => Pay::Whole { steps, below, grows },
            Apply::Marginal => Pay::Marginal { steps, below },
        }
    }

    /// A row or column of a table.
    pub fn of_rates(bounds: &[Bound], rates: &[&Parameter], grows: bool) -> Self {
        let step = |(bound, rate): (&Bound, &&Parameter)| Tread {
            bound: bound.clone(),
            value: Value::Rate(rate.value.clone()),
            span: rate.span,
        };
        Pay::Whole { steps: bounds.iter().zip(rates).map(step).collect(), below: None, grows }
    }

    /// Whether it is an amount of money: not of shares of a target, nor of one measure where another is the base.
    pub fn is_money(&self) -> bool {
        match self {
            Pay::Constant(_) => false,
            Pay::Line(_) | Pay::Marginal { .. } => true,
            Pay::Whole { grows, .. } | Pay::Curve { grows, .. } => *grows,
        }
    }

    /// Where something new begins, with where that stands.
    pub fn bounds(&self) -> Vec<(&Number, Span)> {
        match self {
            Pay::Constant(_) | Pay::Line(_) => Vec::new(),
            Pay::Whole { steps, .. } | Pay::Marginal { steps, .. } => {
                steps.iter().map(|step| (&step.bound.at.value, step.span)).collect()
            }
            Pay::Curve { curve, .. } => curve.points.iter().map(|(x, y)| (&x.value, y.span)).collect(),
        }
    }

    /// The pay at `x` by what holds in the piece that `inside` lies in; nothing where it is not known.
    pub fn at(&self, x: &Number, inside: &Number) -> Option<Number> {
        match self {
            Pay::Constant(amount) => Some(amount.clone()),
            Pay::Line(rate) => Some(rate * x),
            Pay::Whole { steps, below, grows } => {
                let reached = steps.iter().rev().find(|step| step.bound.reached_by(inside)).map(|step| &step.value);
                match reached.or(below.as_ref()).or(steps.first().map(|step| &step.value))? {
                    Value::Rate(rate) if *grows => Some(rate * x),
                    Value::Rate(value) | Value::Amount(value) => Some(value.clone()),
                    Value::Unknown => None,
                }
            }
            Pay::Marginal { steps, below } => marginal(steps, below.as_ref(), x, inside),
            Pay::Curve { curve, grows } => {
                let y = line(curve, x, inside)?;
                Some(if curve.unit == CurveUnit::Rate && *grows { x * &y } else { y })
            }
        }
    }
}

fn marginal(steps: &[Tread], below: Option<&Value>, x: &Number, inside: &Number) -> Option<Number> {
    let zero = Number::zero();
    let first = below.map(|below| (&zero, below));
    let slices = first.into_iter().chain(steps.iter().map(|step| (&step.bound.at.value, &step.value)));
    let slices: Vec<(&Number, &Value)> = slices.map(|(at, value)| (at.max(&zero), value)).collect();
    let mut total = Number::zero();
    for (index, (low, value)) in slices.iter().enumerate().take_while(|(_, (low, _))| *low <= inside) {
        let Value::Rate(rate) = value else { return None };
        let high = slices.get(index + 1).map(|(next, _)| *next).filter(|next| *next <= inside).unwrap_or(x);
        total = &total + &(&(high - *low) * rate);
    }
    Some(total)
}

/// The height of the line in the piece that `inside` lies in.
fn line(curve: &Curve, x: &Number, inside: &Number) -> Option<Number> {
    let points = &curve.points;
    let (first, last) = (points.first()?, points.last()?);
    if curve.beyond == Beyond::Flat && *inside <= first.0.value {
        return Some(first.1.value.clone());
    }
    if curve.beyond == Beyond::Flat && *inside >= last.0.value {
        return Some(last.1.value.clone());
    }
    let upper = points.iter().position(|point| *inside <= point.0.value).unwrap_or(points.len() - 1).max(1);
    let (low, high) = (points.get(upper - 1)?, points.get(upper)?);
    let slope = (&high.1.value - &low.1.value).checked_div(&(&high.0.value - &low.0.value))?;
    Some(&low.1.value + &(&(x - &low.0.value) * &slope))
}
