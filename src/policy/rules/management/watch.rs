//! `[[watch]]`: what is looked out for.

mod measures;
mod rows;

use crate::policy::rules::Filter;
use crate::source::{Span, Spanned};

pub use measures::{Largest, MeasureLook, MeasureWatch, Near, measures_of};
pub use rows::{Clock, ClockUnit, Coming, ComingOn, DoneBy, RowsWatch, Without};

/// One watch.
#[derive(Clone, Debug)]
pub struct WatchRule {
    /// Its name; no two have the same.
    pub name: Spanned<String>,
    /// How urgent what it finds is.
    pub severity: Severity,
    /// Who should look, where that is not whose the subject is.
    pub owner: WatchOwner,
    /// `where`: which subjects, or which rows.
    pub filter: Filter,
    /// What it looks at.
    pub kind: WatchKind,
    /// Where it stands.
    pub span: Span,
}

/// What a watch looks at.
#[derive(Clone, Debug)]
pub enum WatchKind {
    /// A measure of each subject.
    Measure(MeasureWatch),
    /// The rows of an input.
    Rows(RowsWatch),
}

/// How urgent an alert is, in rising order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// To be looked at when there is time.
    Low,
    /// To be looked at soon.
    #[default]
    Medium,
    /// To be looked at now.
    High,
}

impl Severity {
    /// Each with its name.
    pub const ALL: [(&'static str, Severity); 3] =
        [("high", Severity::High), ("medium", Severity::Medium), ("low", Severity::Low)];

    /// The name in the policy.
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(_, own)| *own == self).map_or("", |(id, _)| id)
    }
}

/// Who should look at an alert.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum WatchOwner {
    /// The person that it is about, or who owns the customer or row that it is about.
    #[default]
    Own,
    /// The manager of that person.
    Manager,
    /// Whom this column of the row names.
    Column(Spanned<String>),
}
