//! Files of a source that come one after the other, such as a file for each month and branch: a series that has no row in the period while others have, and one
//! that ends long before they do. What is not there would be missing in silence.
//!
//! A series is known by its names without numbers and months; sheets of a workbook are one. A file with rows of several periods is a series of its
//! own, and one that begins in the period may carry on another.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{InputFacts, Rules};
use crate::calendar::day_set::DaySet;
use crate::calendar::{NaiveDate, Period, WorkCalendar};
use crate::finding::{Finding, quoted};
use crate::ingest::facts::FileFacts;
use crate::source::Place;
use crate::spelling::stem;

/// Rows up to a working day with so many others behind it in the period are rows to its end.
const LAST_WORKDAYS: usize = 2;
/// A series with rows on fewer days says nothing of how often it has some.
const LEAST_DAYS: usize = 10;
/// A stretch without a row, longer by half than the longest that there was before, is no pause.
const HALVES: i64 = 3;
/// One of two periods has rows on so many times fewer days at most.
const FIFTHS: usize = 5;

struct Series {
    days: Vec<NaiveDate>,
    last_file: Arc<str>,
    /// What its files are called but for numbers and months.
    stem: String,
}

impl Series {
    fn has(&self, period: &Period) -> bool {
        self.last_in(period).is_some()
    }

    fn days_in(&self, period: &Period) -> usize {
        self.days.iter().filter(|day| period.contains(**day)).count()
    }

    /// Whether a file named like those of another series goes on with it: late rows aside, it is of the period.
    fn goes_on_with(&self, other: &Series, period: &Period) -> bool {
        let before = period.previous();
        let is_new = self.days.first().is_some_and(|first| *first >= before.first());
        self.stem == other.stem && is_new && self.has(period) && self.days_in(&before) * 2 <= other.days_in(&before)
    }

    /// Files called like its own of which no row counts, though they have some.
    fn left_out<'f>(&self, facts: &'f InputFacts) -> Vec<&'f FileFacts> {
        let is_left_out = |file: &&FileFacts| file.counted == 0 && file.outside_period == 0 && file.not_counted > 0;
        facts.files.iter().filter(is_left_out).filter(|file| stem(file.stored_as()) == self.stem).collect()
    }

    fn last_in(&self, period: &Period) -> Option<NaiveDate> {
        self.days.iter().rev().find(|day| period.contains(**day)).copied()
    }
}

/// A warning for all series that have no row in the period, and one for each that ends early.
pub(super) fn report((policy, _, plan): Rules, facts: &InputFacts) -> Vec<Finding> {
    let all = series(facts, &plan.current);
    let mut found: Vec<Finding> = missing(facts, &all, &plan.current).into_iter().collect();
    found.extend(between(facts, &all, (&policy.calendar, &plan.current)));
    found.extend(all.iter().filter_map(|one| ends_early(facts, (one, &all), (&policy.calendar, &plan.current))));
    found
}

fn missing(facts: &InputFacts, all: &[Series], period: &Period) -> Option<Finding> {
    let before = period.previous();
    let is_older = |one: &Series| one.days.first().is_some_and(|first| *first < before.first());
    let is_history_longer = all.iter().any(is_older);
    let was_there = |one: &Series| one.has(&before) && (!is_history_longer || one.has(&before.previous()));
    let goes_on = |one: &Series| all.iter().any(|other| other.goes_on_with(one, period));
    let is_missing = |one: &&Series| was_there(one) && !one.has(period) && !goes_on(one);
    let missing: Vec<&Series> = all.iter().filter(is_missing).collect();
    let new = all.iter().filter(|one| one.has(period) && !one.has(&before)).count();
    let is_any_there = all.iter().any(|one| one.has(period));
    if missing.len() <= new || !is_any_there {
        return None;
    }
    let left_out = missing.iter().flat_map(|one| one.left_out(facts));
    if let Some(finding) = all_left_out(facts, period, &left_out.collect::<Vec<_>>()) {
        return Some(finding);
    }
    let finding = Finding::warning("files-end-before-period").with("input", &facts.input).with("period", period);
    let finding = finding.with("before", &before).with("files", quoted(missing.iter().map(|one| &*one.last_file)));
    Some(missing.iter().fold(finding, |finding, one| finding.at(Place::file(one.last_file.clone()))))
}

/// That files of a series which has no row of the period have rows, and `counted` leaves out all of them.
fn all_left_out(facts: &InputFacts, period: &Period, files: &[&FileFacts]) -> Option<Finding> {
    let first = files.first()?;
    let finding = Finding::warning("files-left-out-by-counted").with("input", &facts.input).with("period", period);
    let finding = finding.with("files", quoted(files.iter().map(|file| &*file.file)));
    let finding = finding.with("count", files.iter().map(|file| file.not_counted).sum::<u64>());
    Some(finding.at(Place::file(first.file.clone())))
}

/// That no series has a row of the period before, though those around it have many: a file between two others is missing.
fn between(facts: &InputFacts, all: &[Series], (calendar, period): (&WorkCalendar, &Period)) -> Option<Finding> {
    let (before, earlier) = (period.previous(), period.previous().previous());
    let days = |period: &Period| -> usize { all.iter().map(|one| one.days_in(period)).max().unwrap_or(0) };
    let is_gap = calendar.workdays_in(&before) > 0
        && days(&before) == 0
        && days(period) >= LEAST_DAYS
        && days(&earlier) >= LEAST_DAYS;
    let last = all.iter().filter(|one| one.has(&earlier)).max_by_key(|one| one.last_in(&earlier))?;
    let finding = Finding::warning("period-between-missing").with("input", &facts.input).with("period", period);
    let finding = finding.with("before", &before).with("earlier", &earlier);
    is_gap.then(|| finding.at(Place::file(last.last_file.clone())))
}

fn ends_early(
    facts: &InputFacts,
    (one, all): (&Series, &[Series]),
    (calendar, period): (&WorkCalendar, &Period),
) -> Option<Finding> {
    let last = one.last_in(period)?;
    let end = |period: &Period| calendar.workday_from_end(period, LAST_WORKDAYS);
    let others = all.iter().filter_map(|one| one.last_in(period)).max()?;
    let went_on = one.last_in(&period.previous()).is_some_and(|last| last >= end(&period.previous()));
    let known: Vec<NaiveDate> = one.days.iter().copied().filter(|day| *day <= last).collect();
    let longest = known.windows(2).map(|pair| (pair[1] - pair[0]).num_days()).max()?;
    let pause = (period.last() - last).num_days();
    if last >= end(period)
        || others < end(period)
        || !went_on
        || known.len() < LEAST_DAYS
        || 2 * pause <= HALVES * longest
    {
        return None;
    }
    let finding = Finding::warning("file-ends-early").with("input", &facts.input).with("period", period);
    let finding = finding.with("file", &one.last_file).with("last", last).with("others", others);
    Some(finding.with("longest", longest).at(Place::file(one.last_file.clone())))
}

fn series(facts: &InputFacts, period: &Period) -> Vec<Series> {
    let mut by_name: BTreeMap<String, (DaySet, Option<&FileFacts>)> = BTreeMap::new();
    // What is of later days says nothing of where the series ends.
    let ends = |file: &FileFacts| file.days.days().into_iter().rfind(|day| *day <= period.last());
    for file in &facts.files {
        let name = if is_of_several(file, period) { file.stored_as().to_owned() } else { stem(file.stored_as()) };
        let (days, last) = by_name.entry(name).or_default();
        days.merge(&file.days);
        *last = Some(last.filter(|last| ends(last) > ends(file)).unwrap_or(file));
    }
    let series = by_name.into_values().filter_map(|(days, last)| Some((days.days(), last?)));
    series.map(|(days, last)| Series { days, last_file: last.file.clone(), stem: stem(last.stored_as()) }).collect()
}

/// Whether the file alone has rows of the two periods before the one asked for, or of that and the one before. Single rows that were entered late, or
/// whose day is a slip, make no file of several periods: of each it has rows on a fifth as many days as of the other.
fn is_of_several(file: &FileFacts, period: &Period) -> bool {
    let days = file.days.days();
    let before = period.previous();
    let count = |period: &Period| days.iter().filter(|day| period.contains(**day)).count();
    let of_before = count(&before);
    let are_both = |other: usize| of_before.min(other) > 0 && of_before.min(other) * FIFTHS >= of_before.max(other);
    are_both(count(period)) || are_both(count(&before.previous()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(files: &[(&str, &[(&str, usize)])]) -> Vec<&'static str> {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let file = |(name, days): &(&str, &[(&str, usize)])| {
            let mut set = DaySet::default();
            for (first, count) in *days {
                day(first).iter_days().take(*count).for_each(|day| set.add(day));
            }
            let last = set.days().last().copied();
            FileFacts { file: (*name).into(), days: set, last_date: last, ..FileFacts::default() }
        };
        let facts = InputFacts { input: "sales".to_owned(), files: files.iter().map(file).collect() };
        let period = Period::parse("2026-11", 1).expect("a month");
        let all = series(&facts, &period);
        let early = all.iter().filter_map(|one| ends_early(&facts, (one, &all), (&WorkCalendar::default(), &period)));
        let gap = between(&facts, &all, (&WorkCalendar::default(), &period));
        missing(&facts, &all, &period).into_iter().chain(gap).chain(early).map(|finding| finding.code).collect()
    }

    const SEP: (&str, usize) = ("2026-09-01", 30);
    const OCT: (&str, usize) = ("2026-10-01", 31);
    const NOV: (&str, usize) = ("2026-11-01", 30);

    #[test]
    fn a_month_without_any_row_between_two_full_ones_is_told() {
        let one: [(&str, usize); 1] = [("2026-11-10", 1)];
        assert_eq!(told(&[("s-9", &[SEP]), ("s-11", &[NOV])]), ["period-between-missing"]);
        assert_eq!(told(&[("s-9", &[SEP]), ("s-10", &[OCT]), ("s-11", &[NOV])]), [""; 0]);
        assert_eq!(told(&[("s-9", &[SEP]), ("s-11", &one)]), [""; 0], "few rows may well lie months apart");
    }

    #[test]
    fn a_series_without_the_period_is_told_beside_one_with_it() {
        let west: [(&str, &[(&str, usize)]); 3] = [("west-9", &[SEP]), ("west-10", &[OCT]), ("west-11", &[NOV])];
        let mut files = west.to_vec();
        files.extend([("east-9", &[SEP] as &[_]), ("east-10", &[OCT])]);
        assert_eq!(told(&files), ["files-end-before-period"]);
        files.push(("other", &[NOV]));
        assert_eq!(told(&files), [""; 0], "it may carry on");
        assert_eq!(told(&[("old", &[SEP, OCT]), ("nov", &[NOV])]), [""; 0]);
        assert_eq!(told(&[("north", &[SEP, OCT]), ("south", &[SEP, OCT, NOV])]), ["files-end-before-period"]);
        let late: [(&str, usize); 2] = [("2026-10-30", 2), NOV];
        let few: [(&str, usize); 2] = [("2026-10-04", 1), ("2026-10-20", 3)];
        assert_eq!(told(&[("s-10", &few), ("s-11", &[("2026-10-30", 2), ("2026-11-08", 2)])]), [""; 0], "late rows");
        assert_eq!(told(&[("s-10", &[SEP, OCT]), ("s-11", &late)]), [""; 0]);
        assert_eq!(told(&[("fair", &[OCT]), ("south", &[SEP, OCT, NOV])]), [""; 0], "not there in September");
    }

    #[test]
    fn a_file_that_ends_long_before_the_others_is_told() {
        let cut = ("2026-11-01", 15);
        assert_eq!(told(&[("north", &[SEP, OCT, cut]), ("south", &[SEP, OCT, NOV])]), ["file-ends-early"]);
        let rare = [("2026-09-01", 1), ("2026-10-01", 1), ("2026-10-30", 1), ("2026-11-10", 1)];
        assert_eq!(told(&[("north", &rare), ("south", &[SEP, OCT, NOV])]), [""; 0]);
        assert_eq!(told(&[("north", &[SEP, OCT, cut]), ("south", &[SEP, OCT, cut])]), [""; 0], "none goes on");
        let late = ("2026-10-31", 1);
        let months: [(&str, &[(&str, usize)]); 3] =
            [("9", &[SEP]), ("10", &[OCT, ("2026-11-01", 3)]), ("11", &[late, NOV])];
        assert_eq!(told(&months), [""; 0], "a row that was entered late makes no series of its own");
    }
}
