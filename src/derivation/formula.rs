//! The forms of step: each is one formula over its inputs, and nothing else computes.
//!
//! A missing input makes the result missing, but for the forms that say otherwise.

use std::sync::Arc;

use super::division::{Division, Field};
use super::step::Leaf;
use crate::number::{Number, Rounding};

/// What a step does with its inputs, in their order.
#[derive(Clone, Debug)]
pub enum Form {
    /// Nothing: the value comes from outside.
    Leaf(Leaf),
    /// All inputs added; missing ones make it missing.
    Sum,
    /// The first less the second.
    Difference,
    /// All inputs multiplied.
    Product,
    /// The first ÷ the second; missing when the second is 0.
    Quotient,
    /// The first ÷ the second; missing when the second is 0 or less (a base that growth or attainment is measured by).
    Attainment,
    /// Where lower is better: what it is measured by ÷ the actual, at most `full_attainment`, which an actual of 0 or less has;
    /// missing when the first is 0 or less.
    AttainmentLower,
    /// (first − second) ÷ second; missing when the second is 0 or less.
    Growth,
    /// The smallest input.
    Least,
    /// The largest input.
    Greatest,
    /// The part at this index of a whole divided among several. Inputs: the whole, the part's weight, the sum of all weights.
    Part(Arc<Division>, usize),
    /// The place of who stands at this index of a field. Inputs: the value.
    Place(Arc<Field>, usize),
    /// The input at this index where it is the largest, the first of equal ones; else 0.
    Kept(usize),
    /// The first, rounded.
    Round(Rounding),
    /// The least number, before rounding, from which on it is rounded to the first or more (or just above it: see `threshold`).
    Threshold(Rounding),
    /// The first, or the second where the first is missing.
    Otherwise,
    /// The input at this index: a choice that a rule made among the inputs (a step reached, a gate's factor). The first
    /// input is what the choice looked at; a missing first input makes the result missing.
    Chosen(usize),
    /// Σ over slices of the part of the base inside the slice × its rate. Inputs: the base, then bound and rate of each slice
    /// in rising order. A base under the first bound pays the first rate on what is below 0, else nothing.
    Marginal,
    /// Straight lines. Inputs: x, then x and y of each point in rising order.
    Curve(CurveForm),
    /// Attainment beyond 1 counts several times: x where x ≤ 1, else 1 + (x − 1) × k. Inputs: x, k.
    Accelerate,
    /// How many whole times the second is in the first, not below 0.
    WholeTimes,
    /// How many inputs there are.
    Count,
}

/// What a curve does outside of its points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurveForm {
    /// The nearest point's value on either side.
    Flat,
    /// The nearest line goes on, on either side.
    Extend,
}

impl Form {
    /// The stable id, for machine formats and for the words of the locale.
    pub fn id(&self) -> &'static str {
        match self {
            Form::Leaf(Leaf::Parameter | Leaf::Implied(_)) => "parameter",
            Form::Leaf(Leaf::Total { .. }) => "total",
            Form::Leaf(Leaf::Row(_)) => "row",
            Form::Leaf(Leaf::Absent) => "absent",
            Form::Leaf(Leaf::Calendar(_)) => "calendar",
            Form::Leaf(Leaf::Elsewhere { .. }) => "elsewhere",
            Form::Leaf(Leaf::Place { .. }) => "place",
            Form::Leaf(Leaf::Closed(_) | Leaf::Kept { .. }) => "closed",
            Form::Sum => "sum",
            Form::Difference => "difference",
            Form::Product => "product",
            Form::Quotient => "quotient",
            Form::Attainment => "attainment",
            Form::AttainmentLower => "attainment_lower",
            Form::Growth => "growth",
            Form::Least => "least",
            Form::Greatest => "greatest",
            Form::Kept(_) => "kept",
            Form::Part(..) => "share",
            Form::Place(..) => "place",
            Form::Round(_) => "round",
            Form::Threshold(_) => "threshold",
            Form::Otherwise => "otherwise",
            Form::Chosen(_) => "chosen",
            Form::Marginal => "marginal",
            Form::Curve(_) => "curve",
            Form::Accelerate => "accelerate",
            Form::WholeTimes => "whole_times",
            Form::Count => "count",
        }
    }

    /// The value of the step.
    pub fn compute(&self, inputs: &[Option<&Number>]) -> Option<Number> {
        if let Form::Otherwise = self {
            return inputs.iter().flatten().next().map(|value| (*value).clone());
        }
        if let Form::Chosen(index) = self {
            inputs.first().copied().flatten()?;
            return inputs.get(*index).copied().flatten().cloned();
        }
        let values: Vec<&Number> = inputs.iter().copied().collect::<Option<_>>()?;
        match self {
            Form::Leaf(_) | Form::Otherwise | Form::Chosen(_) => None,
            Form::Sum => Some(values.into_iter().sum()),
            Form::Product => Some(values.into_iter().fold(Number::one(), |product, value| &product * value)),
            Form::Count => i64::try_from(values.len()).ok().map(Number::from),
            Form::Least => values.into_iter().min().cloned(),
            Form::Greatest => values.into_iter().max().cloned(),
            Form::Part(division, index) => {
                let [whole, weight, total] = values[..] else { return None };
                division.part(*index, whole, weight).filter(|_| *total == division.total())
            }
            Form::Place(field, index) => field.place(*index, values.first()?),
            Form::Kept(index) => kept(*index, &values),
            Form::Round(rounding) => values.first().map(|value| rounding.apply(value)),
            Form::Threshold(rounding) => values.first().map(|value| threshold(rounding, value).0),
            Form::Marginal => marginal(&values),
            Form::Curve(form) => curve(*form, &values),
            Form::Difference
            | Form::Quotient
            | Form::Attainment
            | Form::AttainmentLower
            | Form::Growth
            | Form::Accelerate
            | Form::WholeTimes => {
                let [first, second] = values[..] else { return None };
                self.pair(first, second)
            }
        }
    }

    /// Whether what several people's steps have in common is what it should be; of other forms there is nothing of the kind.
    pub(super) fn holds(&self) -> bool {
        match self {
            Form::Part(division, _) => division.holds(),
            Form::Place(field, _) => field.holds(),
            _ => true,
        }
    }

    fn pair(&self, first: &Number, second: &Number) -> Option<Number> {
        match self {
            Form::Difference => Some(first - second),
            Form::Quotient => first.checked_div(second),
            Form::Attainment => first.checked_div(second).filter(|_| second.is_positive()),
            Form::AttainmentLower if !first.is_positive() => None,
            Form::AttainmentLower if !second.is_positive() => Some(full_attainment()),
            Form::AttainmentLower => first.checked_div(second).map(|attainment| attainment.min(full_attainment())),
            Form::Growth => (first - second).checked_div(second).filter(|_| second.is_positive()),
            Form::WholeTimes => first.checked_div(second).map(|times| times.floor().max(Number::zero())),
            Form::Accelerate => {
                let beyond = first - &Number::one();
                Some(if beyond.is_positive() { &Number::one() + &(&beyond * second) } else { first.clone() })
            }
            _ => None,
        }
    }
}

/// From where on a number is rounded to that result or more, and whether that number itself is.
///
/// Between neighbouring halves of the rounding's step all numbers are rounded alike, so it is enough to try those and the middles
/// between them.
pub fn threshold(rounding: &Rounding, result: &Number) -> (Number, bool) {
    let quarter = rounding.to.checked_div(&Number::from(4)).unwrap_or_else(Number::zero);
    let below = |quarters: i64| result - &(&quarter * &Number::from(quarters));
    for quarters in [4, 3, 2, 1] {
        if &rounding.apply(&below(quarters)) >= result {
            let inclusive = quarters % 2 == 0;
            return (if inclusive { below(quarters) } else { below(quarters + 1) }, inclusive);
        }
    }
    (result.clone(), true)
}

/// The attainment of nothing at all where lower is better: above every bound that a rule can have.
pub fn full_attainment() -> Number {
    Number::from(1_000_000_000)
}

/// The largest attainment that nobody is asked about.
const LARGEST: i64 = 10;

/// Whether an attainment can hardly be: what was done and what it is measured by are probably in different units. A full one is none that was
/// measured.
pub fn is_beyond(attainment: &Number) -> bool {
    *attainment > Number::from(LARGEST) && *attainment != full_attainment()
}

fn kept(index: usize, values: &[&Number]) -> Option<Number> {
    let largest = values.iter().max()?;
    let first = values.iter().position(|value| value == largest)?;
    Some(if first == index { (*largest).clone() } else { Number::zero() })
}

fn marginal(values: &[&Number]) -> Option<Number> {
    let (base, slices) = values.split_first()?;
    let slices: Vec<(&Number, &Number)> = slices.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let (_, first_rate) = slices.first()?;
    if base.is_negative() {
        return Some(*base * *first_rate);
    }
    let mut total = Number::zero();
    for (index, (low, rate)) in slices.iter().enumerate() {
        let high = slices.get(index + 1).map_or(*base, |(next, _)| (*base).min(*next));
        let part = high - *low;
        if part.is_positive() {
            total = &total + &(&part * *rate);
        }
    }
    Some(total)
}

fn curve(form: CurveForm, values: &[&Number]) -> Option<Number> {
    let (x, rest) = values.split_first()?;
    let points: Vec<(&Number, &Number)> = rest.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
    let (first, last) = (points.first()?, points.last()?);
    if form == CurveForm::Flat && *x <= first.0 {
        return Some(first.1.clone());
    }
    if form == CurveForm::Flat && *x >= last.0 {
        return Some(last.1.clone());
    }
    let upper = points.iter().position(|point| *x <= point.0).unwrap_or(points.len() - 1).max(1);
    let (low, high) = (points.get(upper - 1)?, points.get(upper)?);
    let slope = (high.1 - low.1).checked_div(&(high.0 - low.0))?;
    Some(low.1 + &(&(*x - low.0) * &slope))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compute(form: &Form, values: &[&str]) -> Option<String> {
        let values: Vec<Number> = values.iter().map(|text| Number::parse(text).expect("a decimal")).collect();
        let values: Vec<Option<&Number>> = values.iter().map(Some).collect();
        form.compute(&values).map(|value| value.to_string())
    }

    #[test]
    fn marginal_pays_each_part_at_its_own_rate() {
        let slices = ["0", "0.01", "10000", "0.02", "30000", "0.03"];
        let pay = |base: &str| compute(&Form::Marginal, &[&[base], &slices[..]].concat());
        assert_eq!(pay("38000").as_deref(), Some("740"));
        assert_eq!(pay("10000").as_deref(), Some("100"));
        assert_eq!(pay("-500").as_deref(), Some("-5"));
    }

    #[test]
    fn curves_are_straight_between_points_and_flat_or_extended_outside() {
        let points = ["0", "0", "1000", "10", "3000", "50"];
        let at = |form, x: &str| compute(&Form::Curve(form), &[&[x], &points[..]].concat());
        assert_eq!(at(CurveForm::Flat, "2000").as_deref(), Some("30"));
        assert_eq!(at(CurveForm::Flat, "4000").as_deref(), Some("50"));
        assert_eq!(at(CurveForm::Extend, "4000").as_deref(), Some("70"));
        assert_eq!(at(CurveForm::Extend, "-100").as_deref(), Some("-1"));
    }

    #[test]
    fn where_lower_is_better_nothing_is_above_every_bound() {
        let of = |against: &str, actual: &str| compute(&Form::AttainmentLower, &[against, actual]);
        assert_eq!(of("2", "4").as_deref(), Some("0.5"));
        let full = full_attainment().to_string();
        assert_eq!(of("2", "0"), Some(full.clone()));
        assert_eq!(of("2", "-1"), Some(full.clone()));
        assert_eq!(of("2", "0.000000001"), Some(full));
    }

    #[test]
    fn a_base_of_zero_or_less_makes_a_ratio_missing() {
        assert_eq!(compute(&Form::Quotient, &["1", "0"]), None);
        assert_eq!(compute(&Form::Attainment, &["1", "-2"]), None);
        assert_eq!(compute(&Form::AttainmentLower, &["0", "2"]), None);
        assert_eq!(compute(&Form::Growth, &["3", "2"]).as_deref(), Some("0.5"));
        assert_eq!(compute(&Form::Accelerate, &["1.1", "2"]).as_deref(), Some("1.2"));
    }
}
