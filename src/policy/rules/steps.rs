//! Lists of steps, and ranges: the one way in which the language says "from here on".

use crate::number::Number;
use crate::source::{Span, Spanned};

/// A lower bound: `from = x` includes x, `above = x` does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The bound itself.
    pub at: Spanned<Number>,
    /// Whether a value equal to it is in.
    pub inclusive: bool,
}

impl Bound {
    /// Whether `value` is at or beyond this lower bound.
    pub fn reached_by(&self, value: &Number) -> bool {
        if self.inclusive { value >= &self.at.value } else { value > &self.at.value }
    }
}

/// One step: it holds from its bound to the next step's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step<T> {
    /// Where it begins.
    pub bound: Bound,
    /// What holds there.
    pub value: T,
    /// The whole step in the policy.
    pub span: Span,
}

/// Steps in rising order; the last has no end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps<T> {
    /// At least one.
    pub list: Vec<Step<T>>,
    /// What holds under the first step, where the policy says so (`below`).
    pub below: Option<T>,
    /// The list in the policy.
    pub span: Span,
}

impl<T> Steps<T> {
    /// The index of the step that `value` reaches; nothing under the first.
    pub fn reached(&self, value: &Number) -> Option<usize> {
        self.list.iter().rposition(|step| step.bound.reached_by(value))
    }

    /// What holds at `value`: the reached step's value, else `below`.
    pub fn at(&self, value: &Number) -> Option<&T> {
        self.reached(value).map(|index| &self.list[index].value).or(self.below.as_ref())
    }
}

/// A range of numbers, open on a side that has no bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// `from` or `above`.
    pub lower: Option<Bound>,
    /// `to` (inclusive) or `below` (not).
    pub upper: Option<Bound>,
}

impl Range {
    /// Whether the value is in the range.
    pub fn contains(&self, value: &Number) -> bool {
        let above = self.lower.as_ref().is_none_or(|bound| bound.reached_by(value));
        let below = self
            .upper
            .as_ref()
            .is_none_or(|bound| if bound.inclusive { value <= &bound.at.value } else { value < &bound.at.value });
        above && below
    }

    /// Whether neither side has a bound.
    pub fn is_open(&self) -> bool {
        self.lower.is_none() && self.upper.is_none()
    }
}
