//! Ranges of days, both ends included.

use crate::calendar::{NaiveDate, Period};
use crate::source::{Span, Spanned};

/// Days from one to another, open on a side that has no bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayRange {
    /// The first day.
    pub first: Option<Spanned<NaiveDate>>,
    /// The last day.
    pub last: Option<Spanned<NaiveDate>>,
}

impl DayRange {
    /// Whether the day is in the range.
    pub fn contains(&self, day: NaiveDate) -> bool {
        let is_behind = self.first.as_ref().is_none_or(|first| day >= first.value);
        is_behind && self.last.as_ref().is_none_or(|last| day <= last.value)
    }

    /// Whether some day of the period is in the range.
    pub fn meets(&self, period: &Period) -> bool {
        let begins = self.first.as_ref().is_none_or(|first| first.value <= period.last());
        begins && self.last.as_ref().is_none_or(|last| last.value >= period.first())
    }

    /// Whether neither side has a bound.
    pub fn is_open(&self) -> bool {
        self.first.is_none() && self.last.is_none()
    }

    /// Where its bounds stand, the last one first; nothing unless it has both and no day is between them.
    pub fn holds_nothing(&self) -> Option<[Span; 2]> {
        let (first, last) = (self.first.as_ref()?, self.last.as_ref()?);
        (first.value > last.value).then_some([last.span, first.span])
    }
}
