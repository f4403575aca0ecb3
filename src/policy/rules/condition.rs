//! Conditions: the same everywhere (`when`, `gate`, `members`).

use super::Parameter;
use super::measure::{Against, MeasureId};
use super::steps::Range;
use crate::source::{Span, Spanned};

/// One condition; those of a list must hold together.
#[derive(Clone, Debug)]
pub struct Condition {
    /// What is looked at.
    pub test: Test,
    /// In which range a number must be; open for tests without a number.
    pub range: Range,
    /// Whose figure it looks at.
    pub whose: Whose,
    /// In how many periods it must hold; absent: in this one.
    pub periods: Option<Repeated>,
    /// Of a gate: what the amount is multiplied by when it does not hold.
    pub otherwise: Option<Parameter>,
    /// Where it stands.
    pub span: Span,
}

/// Whose figure is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// The person's own.
    #[default]
    Person,
    /// That of the team in which the person is on the last employed day of the period.
    Team,
}

/// `periods = 2` (running, the last one being this), or `periods = 2, of = 3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeated {
    /// In how many it must hold.
    pub hits: u32,
    /// Out of how many, this one included.
    pub of: u32,
}

/// What a condition looks at.
#[derive(Clone, Debug)]
pub enum Test {
    /// A measure's value.
    Measure(Spanned<MeasureId>),
    /// Attainment of a measure against its target.
    Attainment(Spanned<MeasureId>),
    /// A fall or rise of a measure; the range says by which share of the earlier value.
    Change(Change),
    /// The part that a measure is of that of everybody.
    Share(Spanned<MeasureId>),
    /// The grade is one of these.
    Grade(Vec<Spanned<String>>),
    /// The place, by score or by a measure.
    Rank(Option<Spanned<MeasureId>>),
    /// Complete months since hiring on the period's last day.
    TenureMonths,
    /// The role is one of these.
    Role(Vec<Spanned<String>>),
    /// Where the period stands to the probation.
    Probation(Probation),
}

/// A fall or rise of a measure.
#[derive(Clone, Debug)]
pub struct Change {
    /// Which measure.
    pub measure: Spanned<MeasureId>,
    /// Whether a fall is meant, else a rise.
    pub falls: bool,
    /// The measure whose past it is compared with, where that is another one.
    pub base: Option<Spanned<MeasureId>>,
    /// What it is compared with.
    pub against: Against,
}

/// Where the period stands to the probation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probation {
    /// Its last day is in the probation.
    In,
    /// The probation ends in it.
    Ending,
    /// The probation ended before its last day, or there is none.
    Over,
}
