//! Targets of single weeks.

use std::collections::BTreeSet;

use super::rows::{Who, aims};
use crate::calendar::{NaiveDate, Period, PeriodKind};
use crate::derivation::{Figure, Worksheet};
use crate::ledger::Ledger;
use crate::measure::Book;
use crate::policy::rules::MeasureId;

/// How far a subject is with a measure in a week.
pub struct Week {
    /// The week.
    pub period: Period,
    /// Who.
    pub who: Who,
    /// Of which measure.
    pub measure: MeasureId,
    /// What is aimed at.
    pub target: Figure,
    /// What was done.
    pub actual: Figure,
    /// How much that is of the target.
    pub attainment: Figure,
}

/// The weeks that somebody has a target of, that share a day with the period, and that have begun by the last day; in order.
pub(super) fn weeks(ledger: &Ledger, period: &Period, last: NaiveDate) -> Vec<Period> {
    let shares_a_day = |week: &Period| week.first() <= period.last() && period.first() <= week.last();
    let is_one = |week: &&Period| week.kind() == PeriodKind::Week && *week != period;
    let weeks = ledger.targets.rows.iter().map(|row| &row.period).filter(is_one);
    let mut weeks: Vec<Period> = weeks.filter(|week| shares_a_day(week) && week.first() <= last).cloned().collect();
    weeks.sort();
    weeks.dedup();
    weeks
}

/// A row for each that has a target of one of those weeks.
pub(super) fn of(book: Book, words: &BTreeSet<(Who, MeasureId)>, last: NaiveDate) -> Vec<Week> {
    let aims: BTreeSet<(Who, MeasureId)> = aims(book.ledger).into_iter().chain(words.iter().cloned()).collect();
    let of_week = |week: Period| aims.iter().filter_map(move |aim| row(book, &week, aim));
    weeks(book.ledger, book.period, last).into_iter().flat_map(of_week).collect()
}

fn row(book: Book, week: &Period, (who, measure): &(Who, MeasureId)) -> Option<Week> {
    let is_there = match who {
        Who::Person(person) => book.ledger.people.list[*person].employed_in(week).is_some(),
        Who::Department | Who::Team(_) | Who::Word(_) => true,
    };
    let (sheet, subject) = (&mut Worksheet::new(), who.subject());
    let target = book.target(sheet, *measure, &who.aimed(), week);
    target.value().filter(|_| is_there)?;
    let actual = book.actual(sheet, *measure, &subject, week);
    let attainment = book.attainment(sheet, book.policy.measure(*measure), (&actual, &target));
    Some(Week { period: week.clone(), who: who.clone(), measure: *measure, target, actual, attainment })
}
