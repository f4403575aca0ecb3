//! Whether a condition holds for a person in a period, together with the figure that was looked at.
//!
//! Values are compared as they are, never as they print.

mod look;
mod test;
#[cfg(test)]
mod tests;

pub use look::Look;
pub use test::changed;

use crate::calendar::Period;
use crate::derivation::Figure;

/// What came of a condition. One value that is missing in one of several periods matters only where the others do not settle it.
#[derive(Clone, Debug)]
pub enum Held {
    /// It holds; with the figure looked at, where there is one.
    Yes(Option<Figure>),
    /// It does not.
    No(Option<Figure>),
    /// What it looks at is missing.
    Missing(Missing),
}

impl Held {
    /// The figure that was looked at, where it is there.
    fn figure(&self) -> Option<Figure> {
        match self {
            Held::Yes(figure) | Held::No(figure) => figure.clone(),
            Held::Missing(_) => None,
        }
    }
}

/// A value that a condition needed and that is not there.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The measure, or what else was looked at (`grade`, `rank`, `tenure_months`).
    pub what: String,
    /// The missing figure, where the rule may count it as 0; nothing for a grade, a place or a tenure, which have no zero.
    pub figure: Option<Figure>,
    /// The period that lacks it: the latest of those that were looked at.
    pub period: Period,
    /// Whether the condition holds where what is missing counts as 0; what has no zero does not hold then.
    pub holds_as_zero: bool,
}
