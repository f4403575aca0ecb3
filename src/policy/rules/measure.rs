//! `[measures]`: one number from a source for a subject and a period.

use super::Label;
use super::input::{ColumnRef, DurationUnit, Filter};
use crate::number::Number;
use crate::source::{Span, Spanned};

/// Which measure: its place in `Policy::measures`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MeasureId(pub usize);

/// One measure.
#[derive(Clone, Debug)]
pub struct MeasureRule {
    /// Its id.
    pub name: String,
    /// Where it is defined.
    pub span: Span,
    /// How it is computed.
    pub kind: MeasureKind,
    /// `where`: which rows; of a `share`, the rows that match.
    pub filter: Filter,
    /// `of`: only rows whose key is new in the window by this measure, which is a `first` of the same source.
    pub of: Option<Spanned<MeasureId>>,
    /// What it is counted in.
    pub unit: Unit,
    /// Whether more is better.
    pub better: Better,
    /// What people read.
    pub label: Label,
    /// Fewer rows than this: missing.
    pub min_rows: Option<Spanned<u32>>,
    /// `drivers`: the measures that say why it is what it is.
    pub drivers: Vec<Spanned<MeasureId>>,
}

/// How a measure is computed.
#[derive(Clone, Debug)]
pub enum MeasureKind {
    /// The total of a number column; 0 without rows.
    Sum(ColumnRef),
    /// Rows; 0 without.
    Count(String),
    /// Different values of a column; blank is none.
    Distinct(ColumnRef),
    /// Values whose first row of the whole history is in the period; with months, also those without a row in that many
    /// months before.
    First(ColumnRef, Option<Spanned<u32>>),
    /// The mean of a number column; missing without rows.
    Mean(ColumnRef),
    /// Rows that match ÷ all rows; missing without rows.
    Share(String),
    /// The median of a quantity; missing without rows.
    Median(Quantity),
    /// Days, or another unit, from the last row to the period's end; missing without rows.
    SinceLast(Vec<String>, DurationUnit),
    /// The share of cells that are not empty; missing without rows.
    Filled(Vec<ColumnRef>),
    /// The total of measures.
    Total(Vec<MeasureId>),
    /// The first less the second.
    Difference(MeasureId, MeasureId),
    /// The first ÷ the second; a zero denominator: missing.
    Ratio(MeasureId, MeasureId),
    /// Change against another period ÷ its value; a base of 0 or less: missing.
    Growth(MeasureId, Against),
    /// The subject's target of a measure.
    Target(MeasureId),
    /// The subject's attainment of a measure.
    Attainment(MeasureId),
    /// Working days of the period.
    Workdays,
    /// The score.
    Score,
}

impl MeasureKind {
    /// The inputs whose rows it is made of; none for a measure made of other measures.
    pub fn inputs(&self) -> Vec<&str> {
        match self {
            MeasureKind::Count(input) | MeasureKind::Share(input) => vec![input],
            MeasureKind::SinceLast(inputs, _) => inputs.iter().map(String::as_str).collect(),
            _ => self.columns().into_iter().map(|column| column.source.as_str()).collect(),
        }
    }

    /// The first of these.
    pub fn first_input(&self) -> Option<&str> {
        match self {
            MeasureKind::Sum(column) | MeasureKind::Mean(column) | MeasureKind::Distinct(column) => {
                Some(&column.source)
            }
            MeasureKind::Count(input) => Some(input),
            _ => self.inputs().first().copied(),
        }
    }

    /// Whether its figure is a total that was gathered, and no step over others.
    pub fn is_gathered(&self) -> bool {
        matches!(
            self,
            MeasureKind::Sum(_)
                | MeasureKind::Mean(_)
                | MeasureKind::Count(_)
                | MeasureKind::Distinct(_)
                | MeasureKind::Share(_)
                | MeasureKind::Filled(_)
                | MeasureKind::First(..)
                | MeasureKind::Median(_)
                | MeasureKind::SinceLast(..)
        )
    }

    /// The one input whose rows it counts, with columns of that input alone in `where`; none where several may be.
    pub fn source(&self) -> Option<&str> {
        match self {
            MeasureKind::Filled(_) | MeasureKind::SinceLast(..) => None,
            _ => self.first_input(),
        }
    }

    /// The column whose cells must be numbers.
    pub fn number_column(&self) -> Option<&ColumnRef> {
        match self {
            MeasureKind::Sum(column) | MeasureKind::Mean(column) => Some(column),
            MeasureKind::Median(Quantity::Column(column)) => Some(column),
            _ => None,
        }
    }

    /// In what it counts time, where it measures time itself.
    pub fn time_unit(&self) -> Option<DurationUnit> {
        match self {
            MeasureKind::SinceLast(_, unit) | MeasureKind::Median(Quantity::Between { unit, .. }) => Some(*unit),
            _ => None,
        }
    }

    /// The measures that it is made of.
    pub fn parts(&self) -> Vec<MeasureId> {
        match self {
            MeasureKind::Total(parts) => parts.clone(),
            MeasureKind::Difference(a, b) | MeasureKind::Ratio(a, b) => vec![*a, *b],
            MeasureKind::Growth(of, _) | MeasureKind::Attainment(of) | MeasureKind::Target(of) => vec![*of],
            _ => Vec::new(),
        }
    }

    /// The measures that it adds up and takes away, each with its sign; none of a measure made in another way.
    pub fn summands(&self) -> Vec<(MeasureId, i128)> {
        match self {
            MeasureKind::Total(parts) => parts.iter().map(|part| (*part, 1)).collect(),
            MeasureKind::Difference(first, second) => vec![(*first, 1), (*second, -1)],
            _ => Vec::new(),
        }
    }

    /// Whether it is a change or a difference, which may well be meant to be below 0.
    pub fn is_change(&self) -> bool {
        matches!(self, MeasureKind::Growth(..) | MeasureKind::Difference(..))
    }

    /// The columns that it is made of.
    pub fn columns(&self) -> Vec<&ColumnRef> {
        match self {
            MeasureKind::Sum(column)
            | MeasureKind::Distinct(column)
            | MeasureKind::First(column, _)
            | MeasureKind::Mean(column)
            | MeasureKind::Median(Quantity::Column(column)) => vec![column],
            MeasureKind::Median(Quantity::Between { from, to, .. }) => vec![from, to],
            MeasureKind::Filled(columns) => columns.iter().collect(),
            MeasureKind::Count(_)
            | MeasureKind::Share(_)
            | MeasureKind::SinceLast(..)
            | MeasureKind::Total(_)
            | MeasureKind::Difference(..)
            | MeasureKind::Ratio(..)
            | MeasureKind::Growth(..)
            | MeasureKind::Target(_)
            | MeasureKind::Attainment(_)
            | MeasureKind::Workdays
            | MeasureKind::Score => Vec::new(),
        }
    }
}

/// What a median is taken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// A number column, or a duration that the input defines.
    Column(ColumnRef),
    /// The time between two moments of a row.
    Between {
        /// First moment.
        from: ColumnRef,
        /// Second moment; a row without it has no value.
        to: ColumnRef,
        /// In what it counts.
        unit: DurationUnit,
    },
}

/// What something is compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Against {
    /// The target.
    Target,
    /// A number of the policy.
    Fixed(Spanned<Number>),
    /// The period before.
    Previous,
    /// The same dates a year earlier.
    LastYear,
    /// The mean of the person's team, the person included.
    TeamMean,
    /// The mean of this many periods before.
    Mean(u32),
}

/// What a measure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// The policy's currency.
    Money,
    /// Things.
    Count,
    /// A ratio, shown as per cent.
    Rate,
    /// Points of a score.
    Points,
    /// Hours.
    Hours,
    /// Days.
    Days,
    /// A number without a unit.
    Number,
}

impl Unit {
    /// Every unit with its name.
    pub const ALL: [(&'static str, Unit); 7] = [
        ("money", Unit::Money),
        ("count", Unit::Count),
        ("rate", Unit::Rate),
        ("points", Unit::Points),
        ("hours", Unit::Hours),
        ("days", Unit::Days),
        ("number", Unit::Number),
    ];

    /// The name in the policy.
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(_, unit)| *unit == self).map_or("number", |(id, _)| id)
    }
}

/// Whether more is better.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    #[default]
    Higher,
    /// Less is better: attainment is target ÷ actual.
    Lower,
}

/// Whether a measure of all is the sum of what each has, which is 0 where nobody has anything.
pub(crate) fn adds_up(measures: &[MeasureRule], id: MeasureId) -> bool {
    match measures.get(id.0).map(|rule| &rule.kind) {
        Some(MeasureKind::Sum(_) | MeasureKind::Count(_) | MeasureKind::Distinct(_) | MeasureKind::First(..)) => true,
        Some(kind) => {
            let summands = kind.summands();
            !summands.is_empty() && summands.iter().all(|(part, _)| adds_up(measures, *part))
        }
        None => false,
    }
}

/// Whether a measure is a level, such as a mean or a rate: what a part of a period is expected to have is what the whole is expected to have.
pub(crate) fn is_level(measures: &[MeasureRule], id: MeasureId) -> bool {
    match measures.get(id.0).map(|rule| &rule.kind) {
        Some(
            MeasureKind::Mean(_)
            | MeasureKind::Share(_)
            | MeasureKind::Median(_)
            | MeasureKind::SinceLast(..)
            | MeasureKind::Filled(_)
            | MeasureKind::Ratio(..)
            | MeasureKind::Growth(..)
            | MeasureKind::Attainment(_)
            | MeasureKind::Score,
        ) => true,
        Some(MeasureKind::Target(of)) => is_level(measures, *of),
        Some(kind) => kind.summands().iter().any(|(part, _)| is_level(measures, *part)),
        None => false,
    }
}
