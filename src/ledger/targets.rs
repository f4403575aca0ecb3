//! `targets.csv`: a number per period, subject and measure.

use std::collections::BTreeSet;

use crate::calendar::{Datelike, Period};
use crate::finding::Finding;
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

/// A cell of a target without a number.
#[derive(Clone, Debug)]
pub struct BlankTarget {
    /// For which period.
    pub period: Period,
    /// For whom.
    pub scope: Scope,
    /// Of which measure.
    pub measure: MeasureId,
    /// The cell.
    pub place: Place,
}

/// All targets; a missing one (`-`, empty) has no row.
#[derive(Clone, Debug, Default)]
pub struct Targets {
    /// Sorted by scope, measure and first day.
    pub rows: Vec<TargetRow>,
    /// Cells with nothing in them, not even a sign that there is none; in the order of the files.
    pub blanks: Vec<BlankTarget>,
    /// Cells that say that there is none.
    pub without: Vec<BlankTarget>,
    /// Headers of files whose months are taken for those of calendar years, though fiscal ones may be meant.
    pub of_unsaid_years: BTreeSet<Place>,
}

impl TargetRow {
    /// The error where the period asked for has no target, and only this longer one has.
    pub fn not_divided(&self, measure: &str, subject: &str, period: &Period) -> Finding {
        let finding = Finding::error("target-of-longer-period").with("measure", measure).with("subject", subject);
        let finding = finding.with("period", period).with("longer", &self.period).with("kind", period.kind().id());
        finding.at(self.place.clone())
    }
}

impl Targets {
    /// A row of a longer period that holds this one: a target is never divided.
    pub fn longer(&self, scope: &Scope, measure: MeasureId, period: &Period) -> Option<&TargetRow> {
        let holds = |row: &&TargetRow| row.period.first() <= period.first() && period.last() <= row.period.last();
        let of_it = self.of_subject(scope, measure).iter();
        of_it.filter(holds).find(|row| (row.period.first(), row.period.last()) != (period.first(), period.last()))
    }

    /// A row of the same days of another year, the nearest one: most likely its year was not changed.
    pub fn of_other_year(&self, scope: &Scope, measure: MeasureId, period: &Period) -> Option<&TargetRow> {
        let begins = |period: &Period| (period.first().month(), period.first().day(), period.kind());
        let is_alike = |row: &&TargetRow| begins(&row.period) == begins(period);
        let years = |row: &&TargetRow| (row.period.first().year() - period.first().year()).abs();
        self.of_subject(scope, measure).iter().filter(is_alike).filter(|row| years(row) != 0).min_by_key(years)
    }

    /// The error where a team has no target of a measure: with the teams that have one.
    pub fn missing_of_team(
        &self,
        measure: MeasureId,
        name: &str,
        (team, people): (&str, &[&str]),
        period: &Period,
    ) -> Finding {
        let teams = self.rows.iter().filter(|row| row.measure == measure && row.period.first() == period.first());
        let teams = teams.filter_map(|row| if let Scope::Team(team) = &row.scope { Some(team.as_str()) } else { None });
        let teams: Vec<&str> = teams.collect();
        let listed = |names: &[&str]| match names {
            [] => "–".to_owned(),
            names => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
        };
        let finding = Finding::error("missing-team-target").with("team", team).with("measure", name);
        finding.with("period", period).with("teams", listed(&teams)).with("people", listed(people))
    }

    /// The rows of a subject and a measure, by their first days.
    pub fn of_subject(&self, scope: &Scope, measure: MeasureId) -> &[TargetRow] {
        let start = self.rows.partition_point(|row| (&row.scope, row.measure) < (scope, measure));
        let count = self.rows[start..].partition_point(|row| (&row.scope, row.measure) == (scope, measure));
        &self.rows[start..start + count]
    }

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
