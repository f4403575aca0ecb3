//! Formulas of `[[pay]]`: how an amount comes from a base.

use super::Parameter;
use super::measure::MeasureId;
use super::pay::Amount;
use super::steps::{Bound, Steps};
use crate::source::{Span, Spanned};

/// What a formula is applied to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Each order.
    Deal,
    /// The period's total.
    Period,
    /// The total of the fiscal year so far, less what closed periods of it paid.
    YearToDate,
}

/// How an amount comes from a base.
#[derive(Clone, Debug)]
pub enum Formula {
    /// Base × rate.
    Rate(Parameter),
    /// Each label's part of the base at its own rate.
    ByLabel {
        /// Label column of the base's source.
        column: Spanned<String>,
        /// Label and rate.
        rates: Vec<(String, Parameter)>,
        /// Rate of the other labels; absent: an error that names the label.
        default: Option<Parameter>,
    },
    /// Base × the person's own rate.
    ByPerson {
        /// Column of `staff.csv`.
        column: Spanned<String>,
    },
    /// Each row at the rate of the step that its number column reaches.
    ByNumber {
        /// Number column, or duration, of the base's source.
        column: Spanned<String>,
        /// Rates.
        steps: Steps<Parameter>,
    },
    /// Whole or marginal tiers.
    Tiers {
        /// How a step applies.
        apply: Spanned<Apply>,
        /// What reaches the steps.
        by: Spanned<TiersBy>,
        /// What a step pays.
        steps: Steps<TierPay>,
    },
    /// Straight lines between points.
    Curve {
        /// What runs along the curve.
        by: Spanned<TiersBy>,
        /// The curve.
        curve: Curve,
    },
    /// Base × the rate of a cell.
    Matrix {
        /// What chooses the row, and the rows' bounds.
        rows: (Spanned<TiersBy>, Vec<Bound>),
        /// What chooses the column, and the columns' bounds.
        columns: (Spanned<TiersBy>, Vec<Bound>),
        /// A rate for each row and column.
        rates: Vec<Vec<Parameter>>,
        /// Where it stands.
        span: Span,
    },
}

impl Formula {
    /// The shares of the base that it may pay; none where these stand in another file, or where it pays amounts.
    pub fn rates(&self) -> Vec<&Parameter> {
        match self {
            Formula::Rate(rate) => vec![rate],
            Formula::ByLabel { rates, default, .. } => rates.iter().map(|(_, rate)| rate).chain(default).collect(),
            Formula::ByNumber { steps, .. } => steps.list.iter().map(|step| &step.value).collect(),
            Formula::Tiers { steps, .. } => steps.list.iter().filter_map(|step| step.value.rate()).collect(),
            Formula::Curve { curve, .. } if curve.unit == CurveUnit::Rate => {
                curve.points.iter().map(|(_, y)| y).collect()
            }
            Formula::Matrix { rates, .. } => rates.iter().flatten().collect(),
            Formula::Curve { .. } | Formula::ByPerson { .. } => Vec::new(),
        }
    }

    /// What reaches its steps.
    pub fn looked_by(&self) -> Vec<&Spanned<TiersBy>> {
        match self {
            Formula::Tiers { by, .. } | Formula::Curve { by, .. } => vec![by],
            Formula::Matrix { rows, columns, .. } => vec![&rows.0, &columns.0],
            Formula::Rate(_) | Formula::ByLabel { .. } | Formula::ByPerson { .. } | Formula::ByNumber { .. } => {
                Vec::new()
            }
        }
    }
}

/// How a step applies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Apply {
    /// The whole base at the rate of the step reached.
    Whole,
    /// The part of the base inside each step at its rate.
    Marginal,
}

/// What reaches the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TiersBy {
    /// The base itself.
    Amount,
    /// Attainment of the base's target.
    Attainment,
    /// Another measure.
    Measure(MeasureId),
}

/// What a step pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TierPay {
    /// A share of the base.
    Rate(Parameter),
    /// An amount; with `apply = "whole"` only.
    Amount(Amount),
}

impl TierPay {
    /// The share of the base, where it is one.
    fn rate(&self) -> Option<&Parameter> {
        if let TierPay::Rate(rate) = self { Some(rate) } else { None }
    }
}

/// Straight lines between points.
#[derive(Clone, Debug)]
pub struct Curve {
    /// x and y, x rising; at least two.
    pub points: Vec<(Parameter, Parameter)>,
    /// What y is.
    pub unit: CurveUnit,
    /// What holds outside of the points.
    pub beyond: Beyond,
    /// Where it stands.
    pub span: Span,
}

/// What a curve's y is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CurveUnit {
    /// The amount itself.
    Amount,
    /// A rate of the base.
    Rate,
}

/// What holds outside of a curve's points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// The nearest point's value.
    Flat,
    /// The nearest line goes on.
    Extend,
}
