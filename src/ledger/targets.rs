//! `targets.csv`: a number per period, subject and measure.

use crate::calendar::Period;
use crate::number::Number;
use crate::policy::rules::MeasureId;
use crate::source::Place;

/// What a target is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// A person, by index.
    Person(usize),
    /// A team.
    Team(String),
    /// Everybody.
    Department,
    /// Another subject: scope (`customer`, `product`, …) and id.
    Other(String, String),
}

/// One target.
#[derive(Clone, Debug)]
pub struct TargetRow {
    /// For which period.
    pub period: Period,
    /// For whom.
    pub scope: Scope,
    /// Of which measure.
    pub measure: MeasureId,
    /// How much.
    pub value: Number,
    /// The row.
    pub place: Place,
}

/// All targets; a missing one (`-`, empty) has no row.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// Sorted by scope, measure and first day.
    pub rows: Vec<TargetRow>,
}

impl Targets {
    /// The row of exactly that period; nothing where there is none.
    pub fn of(&self, scope: &Scope, measure: MeasureId, period: &Period) -> Option<&TargetRow> {
        let is_before =
            |row: &TargetRow| (&row.scope, row.measure, row.period.first()) < (scope, measure, period.first());
        let start = self.rows.partition_point(is_before);
        self.rows[start..]
            .iter()
            .take_while(|row| &row.scope == scope && row.measure == measure && row.period.first() == period.first())
            .find(|row| row.period.last() == period.last())
    }
}
