//! Hours of one person on one day that no time from the person's row before could hold: minutes stand there. And hours of training that are, for everybody, more
//! than all working days of the period have.

use std::collections::BTreeMap;

use super::kept::{Cells, Rows, Source};
use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::number::Number;
use crate::spelling::folded;

use super::kept::At;

/// Of more rows nothing is compared.
const MOST: usize = 50_000;
/// Twice the hours of a day: of a week that is written in a day late there are no more.
const OF_A_DAY: i64 = 48;
/// Of a day of work.
const OF_WORK: i64 = 8;
/// Fewer people are not everybody.
const LEAST_PEOPLE: usize = 3;
/// What headers call hours.
const WORDS: [&str; 6] = ["hour", "hours", "hrs", "stunden", "heures", "horas"];
const ENDINGS: [&str; 12] =
    ["小时", "小時", "学时", "學時", "工时", "工時", "时数", "時數", "小时数", "小時數", "学时数", "學時數"];
const TRAINING: &str = "training";
const HOURS: &str = "hours";

/// The hours of a person by day, and where the first row of each day stands.
type ByDay = BTreeMap<NaiveDate, (Number, At)>;

/// One warning for each column.
pub(super) fn told(source: &Source, workdays: i64, rows: &Rows) -> Vec<Finding> {
    if rows.rows.len() > MOST {
        return Vec::new();
    }
    let mut columns: Vec<&str> = source.stream.slots.iter().map(|slot| slot.column.as_str()).collect();
    columns.retain(|column| source.is_of_hours(column));
    columns.into_iter().filter_map(|column| source.too_many_hours((column, workdays), rows)).collect()
}

impl Source<'_> {
    /// Whether the column is one of hours: that of training, or a number of one's own with such a header.
    fn is_of_hours(&self, column: &str) -> bool {
        let name = column.to_lowercase();
        let is_word = |word: &str| WORDS.contains(&word);
        let has_word = name.split(|c: char| !c.is_alphanumeric()).any(is_word);
        let is_called = has_word || ENDINGS.iter().any(|ending| name.ends_with(ending));
        (self.stream.kind == TRAINING && column == HOURS) || (self.rule.is_own_number(column) && is_called)
    }

    fn too_many_hours(&self, (column, workdays): (&str, i64), rows: &Rows) -> Option<Finding> {
        let people = self.hours(column, rows);
        let places = if self.stream.kind == TRAINING {
            self.beyond_all_work(workdays, &people)
        } else {
            people.values().flat_map(|days| self.beyond_days(days)).collect()
        };
        let (most, at) = places.iter().max_by(|one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)))?;
        let finding = Finding::warning("hours-beyond-day").with("input", &self.rule.name);
        let finding = finding.with("column", self.label(at.0, column)).with("found", most.to_plain(0, 2));
        Some(self.at_rows(finding.with("count", places.len()), places.iter().map(|(_, at)| *at)))
    }

    /// By person.
    fn hours(&self, column: &str, rows: &Rows) -> BTreeMap<String, ByDay> {
        let mut people: BTreeMap<String, ByDay> = BTreeMap::new();
        for row in &rows.rows {
            let cells = rows.cells_of(row);
            let of: Cells = (row.at.0, &cells);
            let whose = self.text(of, "person_id").or_else(|| self.text(of, "person"));
            let (Some(whose), Some(day), Some(hours)) = (whose, self.day(of), self.number(of, column)) else {
                continue;
            };
            if self.counts(of) && hours.is_positive() {
                let days = people.entry(folded(&whose).into_owned()).or_default();
                let known = days.entry(day).or_insert((Number::zero(), row.at));
                known.0 = &known.0 + &hours;
            }
        }
        people
    }

    /// Days of the period with more hours than there are since the person's day before.
    fn beyond_days<'d>(&self, days: &'d ByDay) -> Vec<(Number, At)> {
        let mut before: Option<&'d NaiveDate> = None;
        let mut found = Vec::new();
        for (day, (hours, at)) in days {
            let since = before.map(|before| (*day - *before).num_days());
            if since.is_some_and(|since| *hours > Number::from(since * OF_A_DAY)) && self.period.contains(*day) {
                found.push((hours.clone(), *at));
            }
            before = Some(day);
        }
        found
    }

    /// The first rows of everybody, where each has more hours in the period than work.
    fn beyond_all_work(&self, workdays: i64, people: &BTreeMap<String, ByDay>) -> Vec<(Number, At)> {
        let of_period = |days: &ByDay| {
            let mut within = days.iter().filter(|(day, _)| self.period.contains(**day)).map(|(_, own)| own);
            let first = within.next()?;
            let sum = within.fold(first.0.clone(), |sum, (hours, _)| &sum + hours);
            Some((sum, first.1))
        };
        let all: Vec<(Number, At)> = people.values().filter_map(of_period).collect();
        let work = Number::from(OF_WORK * workdays);
        let is_beyond = all.len() >= LEAST_PEOPLE && all.iter().all(|(hours, _)| *hours > work);
        if is_beyond { all } else { Vec::new() }
    }
}
