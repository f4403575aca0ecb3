//! A file of a series that is unlike all others of it: of the month of the year before, or without the total row that each of them has. Nothing of its rows
//! is wrong, and what it should have is missing.

use std::sync::Arc;

use super::InputFacts;
use crate::calendar::{Datelike, NaiveDate, Period};
use crate::finding::Finding;
use crate::ingest::facts::FileFacts;
use crate::source::Place;
use crate::spelling::stem;

/// So many files with a total row are a habit.
const LEAST_WITH_TOTAL: usize = 3;
/// Rows so many days around those of the year before are a history that is kept.
const AROUND: i64 = 45;

/// What is to be told of the files of a source.
pub(super) fn report(facts: &InputFacts, period: &Period) -> Vec<Finding> {
    let of_last_year = of_last_year(facts, period).into_iter().map(|file| {
        let finding = told("file-of-last-year", facts, file).with("period", period);
        finding.with("first", days(file).first().map_or_else(String::new, NaiveDate::to_string))
    });
    let without_total = without_total(facts, period)
        .map(|(file, count)| told("file-without-total", facts, file).with("period", period).with("count", count));
    of_last_year.chain(without_total).collect()
}

fn told(code: &'static str, facts: &InputFacts, file: &FileFacts) -> Finding {
    let finding = Finding::warning(code).with("input", &facts.input).with("file", &file.file);
    finding.at(Place::file(file.file.clone()))
}

/// Files of which every row is a year before the period, in a series that goes on to the period before, has no row of the period, and keeps nothing else of a
/// year ago.
fn of_last_year<'f>(facts: &'f InputFacts, period: &Period) -> Vec<&'f FileFacts> {
    let a_year_on = |day: &NaiveDate| day.with_year(day.year() + 1).is_some_and(|day| period.contains(day));
    let is_of_it = |file: &FileFacts| !days(file).is_empty() && days(file).iter().all(a_year_on);
    let is_odd = |file: &&FileFacts| {
        let own = days(file);
        let (Some(first), Some(last)) = (own.first(), own.last()) else { return false };
        let others: Vec<NaiveDate> =
            of_series(facts, file).filter(|other| other.file != file.file).flat_map(days).collect();
        let is_near = |day: &NaiveDate| (*first - *day).num_days() <= AROUND && (*day - *last).num_days() <= AROUND;
        let goes_on = others.iter().any(|day| period.previous().contains(*day));
        is_of_it(file)
            && goes_on
            && !others.iter().any(|day| period.contains(*day) || is_near(day))
            && !says_year(&file.file, first.year())
    };
    facts.files.iter().filter(is_odd).collect()
}

/// Whether a name says that year, in either count, with four digits or three.
fn says_year(name: &Arc<str>, year: i32) -> bool {
    [year, year - 1911].iter().any(|year| name.contains(&year.to_string()))
}

/// The file of the period that has no total row, and how many before it of its series have one, where all have.
fn without_total<'f>(facts: &'f InputFacts, period: &Period) -> Option<(&'f FileFacts, usize)> {
    let has_total = |file: &FileFacts| file.totals_agreed + file.totals_not_compared > 0;
    let is_of_period = |file: &FileFacts| days(file).iter().any(|day| period.contains(*day));
    let before = |file: &FileFacts| days(file).last().is_some_and(|last| *last < period.first());
    let is_odd = |file: &&FileFacts| {
        let earlier: Vec<&FileFacts> = of_series(facts, file).filter(|other| before(other)).collect();
        let is_whole =
            file.set_aside == 0 && earlier.len() >= LEAST_WITH_TOTAL && earlier.iter().all(|one| has_total(one));
        is_of_period(file) && !has_total(file) && is_whole
    };
    let odd = facts.files.iter().find(is_odd)?;
    Some((odd, of_series(facts, odd).filter(|other| before(other)).count()))
}

fn of_series<'f>(facts: &'f InputFacts, file: &FileFacts) -> impl Iterator<Item = &'f FileFacts> + use<'f> {
    let own = stem(file.stored_as());
    facts.files.iter().filter(move |other| stem(other.stored_as()) == own)
}

fn days(file: &FileFacts) -> Vec<NaiveDate> {
    file.days.days()
}
