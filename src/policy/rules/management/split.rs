//! `[targets.split]`: how a target is handed down.

use crate::policy::rules::{MeasureId, Parameter};
use crate::source::{Span, Spanned};

/// The rule.
#[derive(Clone, Debug)]
pub struct SplitRule {
    /// The target of which measure.
    pub measure: Spanned<MeasureId>,
    /// Whose target is divided among people.
    pub of: SplitOf,
    /// In proportion to what.
    pub by: SplitBy,
    /// Parts are multiples of this.
    pub step: Parameter,
    /// Nobody gets less.
    pub at_least: Option<SplitBound>,
    /// Nobody gets more.
    pub at_most: Option<SplitBound>,
    /// Where it stands.
    pub span: Span,
}

/// Whose target is divided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SplitOf {
    /// That of the department, among everybody.
    #[default]
    Department,
    /// That of each team, among its people.
    Team,
}

impl SplitOf {
    /// Each with its name.
    pub const ALL: [(&'static str, SplitOf); 2] = [("department", SplitOf::Department), ("team", SplitOf::Team)];
}

/// In proportion to what.
#[derive(Clone, Debug)]
pub enum SplitBy {
    /// To each the same.
    Equal,
    /// The measure in so many periods before.
    History(u32),
    /// A number of `staff`.
    Weights(Spanned<String>),
    /// Days of work in the period, times a number of `staff` where one is named.
    Capacity(Option<Spanned<String>>),
}

impl SplitBy {
    /// The column of `staff` that it goes by.
    pub fn column(&self) -> Option<&Spanned<String>> {
        match self {
            SplitBy::Weights(column) | SplitBy::Capacity(Some(column)) => Some(column),
            SplitBy::Equal | SplitBy::History(_) | SplitBy::Capacity(None) => None,
        }
    }
}

/// A bound of a part.
#[derive(Clone, Debug)]
pub enum SplitBound {
    /// A share of the equal part.
    Share(Parameter),
    /// An amount.
    Amount(Parameter),
}

impl SplitBound {
    /// As it is written.
    pub fn parameter(&self) -> &Parameter {
        match self {
            SplitBound::Share(parameter) | SplitBound::Amount(parameter) => parameter,
        }
    }
}
