//! Rows whose day is of another month than that of their file: a slip of the month, a day and a month that were swapped, a row in the file of another month.
//!
//! A file is of the months that follow each other and have nearly all of its rows. What lies outside is told where the files of the series are each of one
//! month, where the name of the file says its month, or where it has very many rows of one; and of any file where days outside fit with day and month
//! swapped, several of them, of several months.

use std::collections::{BTreeMap, BTreeSet};

use super::Seen;
use super::writing::Writing;
use crate::calendar::{Datelike, NaiveDate, Period};
use crate::finding::Finding;
use crate::ingest::layout::FileLayout;
use crate::source::Place;
use crate::spelling::{names_month, stem};

/// More different days of a file are not kept.
const KEPT: usize = 20_000;
/// A month with so small a part of the rows of the fullest is none of the file's.
const OF_FULLEST: u64 = 5;
/// At most one of so many rows lies outside of its file's months.
const OF_ALL: u64 = 4;
/// So many rows of one month make a file of that month where its name says so too, and so many, on so many days, where nothing else does; then few lie outside.
const LEAST_NAMED: u64 = 10;
const LEAST_ROWS: u64 = 30;
const LEAST_DAYS: usize = 10;
const OF_MANY: u64 = 20;
const FEW: u64 = 3;
/// A day so close to the file's months is late, or of another clock, and so far from them of another year.
const NEAR: i64 = 1;
const WEEK: i64 = 7;
const FAR: i64 = 300;
/// How many places are shown.
const SHOWN: usize = 8;

type Month = (i32, u32);

/// The days of the rows of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Days(BTreeMap<NaiveDate, Seen>);

impl Days {
    /// Notes a row of that day.
    pub(super) fn see(&mut self, day: NaiveDate, line: u32) {
        let is_full = self.0.len() >= KEPT;
        match self.0.get_mut(&day) {
            Some(seen) => *seen = Seen { rows: seen.rows + 1, first: seen.first.min(line) },
            None if is_full => {}
            None => {
                self.0.insert(day, Seen { rows: 1, first: line });
            }
        }
    }

    /// Takes those of another thread.
    pub(super) fn merge(&mut self, other: Days) {
        for (day, seen) in other.0 {
            let known = self.0.entry(day).or_insert(Seen { rows: 0, first: seen.first });
            *known = Seen { rows: known.rows + seen.rows, first: known.first.min(seen.first) };
        }
    }

    fn rows(&self) -> u64 {
        self.0.values().map(|seen| seen.rows).sum()
    }
}

/// A file, its months, and the days outside of them.
struct OfFile<'a> {
    layout: &'a FileLayout,
    days: &'a Days,
    first: Month,
    last: Month,
    outside: Vec<(NaiveDate, Seen)>,
}

impl<'a> OfFile<'a> {
    /// The months that follow each other and have the most rows; nothing of a file without days, or of one that is of no such months.
    fn of(layout: &'a FileLayout, days: &'a Days) -> Option<Self> {
        let mut rows: BTreeMap<Month, u64> = BTreeMap::new();
        days.0.iter().for_each(|(day, seen)| *rows.entry(month_of(*day)).or_default() += seen.rows);
        let most = *rows.values().max()?;
        let full: Vec<Month> =
            rows.iter().filter(|(_, rows)| **rows * OF_FULLEST >= most).map(|(month, _)| *month).collect();
        let runs = full.chunk_by(|one, next| number(*one) + 1 == number(*next));
        let sum = |run: &[Month]| run.iter().map(|month| rows[month]).sum::<u64>();
        let run = runs.max_by_key(|run| sum(run))?;
        let (first, last) = (*run.first()?, *run.last()?);
        let is_outside = |day: &NaiveDate| !(first..=last).contains(&month_of(*day));
        let outside: Vec<(NaiveDate, Seen)> =
            days.0.iter().filter(|(day, _)| is_outside(day)).map(|(day, seen)| (*day, *seen)).collect();
        let count: u64 = outside.iter().map(|(_, seen)| seen.rows).sum();
        (count * OF_ALL <= days.rows()).then_some(OfFile { layout, days, first, last, outside })
    }

    fn is_of_one_month(&self) -> bool {
        self.first == self.last
    }

    fn name(&self) -> &str {
        &self.layout.name
    }

    /// Days from the nearest day of the file's months.
    fn distance(&self, day: NaiveDate) -> i64 {
        let first = NaiveDate::from_ymd_opt(self.first.0, self.first.1, 1);
        let last = NaiveDate::from_ymd_opt(self.last.0, self.last.1, 1)
            .and_then(|day| day.checked_add_months(crate::calendar::Months::new(1))?.pred_opt());
        let away = |bound: Option<NaiveDate>| bound.map_or(0, |bound| (day - bound).num_days().abs());
        away(first).min(away(last))
    }

    /// The days outside, where with day and month in each other's place all would lie inside, and they are several, of several months.
    fn swapped(&self) -> Option<&[(NaiveDate, Seen)]> {
        let fits = |day: NaiveDate| (self.first..=self.last).contains(&(day.year(), day.day()));
        let months: BTreeSet<Month> = self.outside.iter().map(|(day, _)| month_of(*day)).collect();
        let outside: u64 = self.outside.iter().map(|(_, seen)| seen.rows).sum();
        let is_large = self.days.rows() - outside >= LEAST_NAMED;
        (is_large && months.len() > 1 && self.outside.iter().all(|(day, _)| fits(*day))).then_some(&self.outside)
    }

    /// Days outside that are neither late by a day nor of another year.
    fn strays(&self) -> Vec<(NaiveDate, Seen)> {
        let is_meant = |day: NaiveDate| (NEAR + 1..=FAR).contains(&self.distance(day));
        self.outside.iter().copied().filter(|(day, _)| is_meant(*day)).collect()
    }

    /// Whether the file alone says that all of its rows are of one month.
    fn says_its_month(&self, strays: &[(NaiveDate, Seen)]) -> bool {
        let outside: u64 = strays.iter().map(|(_, seen)| seen.rows).sum();
        let inside = self.days.rows() - outside;
        let is_named = inside >= LEAST_NAMED && names_month(self.name(), self.first);
        let is_long = inside >= LEAST_ROWS
            && self.days.0.len() >= LEAST_DAYS + strays.len()
            && outside <= FEW
            && outside * OF_MANY <= inside
            && strays.iter().any(|(day, _)| self.distance(*day) > WEEK);
        is_named || is_long
    }
}

/// All that is to be told of the files of a source. Of those that `written` names the days are told of already.
pub(super) fn told(
    (input, column): (&str, &str),
    files: &[(&FileLayout, &Days)],
    period: &Period,
    written: &[Finding],
) -> Vec<Finding> {
    let all: Vec<OfFile> = files.iter().filter_map(|(layout, days)| OfFile::of(layout, days)).collect();
    let is_told = |file: &OfFile| written.iter().any(|finding| Writing::is_of_days(finding, file.name()));
    let mut found = Vec::new();
    for file in all.iter().filter(|file| !is_told(file) && file.layout.filled.is_empty()) {
        let is_asked = |day: Option<NaiveDate>| day.is_some_and(|day| period.contains(day));
        let meant = |day: NaiveDate| NaiveDate::from_ymd_opt(day.year(), day.day(), day.month());
        let moves = |day: NaiveDate| is_asked(Some(day)) != is_asked(meant(day));
        if let Some(swapped) = file.swapped() {
            if swapped.iter().any(|(day, _)| moves(*day)) {
                let finding = Finding::warning("days-and-months-mixed").with("column", column);
                found.push(at(finding.with("found", swapped[0].0), file, swapped));
            }
            continue;
        }
        let is_inside = is_asked(NaiveDate::from_ymd_opt(file.first.0, file.first.1, 1));
        let moves = |day: NaiveDate| is_asked(Some(day)) != is_inside;
        let strays = file.strays();
        if !file.is_of_one_month() || !strays.iter().any(|(day, _)| moves(*day)) {
            continue;
        }
        let series = Series::of(file, &all, files);
        if !series.is_usual && (series.is_by_month || file.says_its_month(&strays)) {
            found.push(other_month(input, file, &strays));
        }
    }
    found
}

/// The files that are called like a file but for months and numbers.
struct Series {
    /// Whether each is of one month, and all together of several.
    is_by_month: bool,
    /// Whether most of them have rows of another month.
    is_usual: bool,
}

impl Series {
    fn of(file: &OfFile, all: &[OfFile], files: &[(&FileLayout, &Days)]) -> Self {
        let name = stem(file.name());
        let siblings = files.iter().filter(|(layout, days)| stem(&layout.name) == name && !days.0.is_empty()).count();
        let known: Vec<&OfFile> =
            all.iter().filter(|other| stem(other.name()) == name && other.is_of_one_month()).collect();
        let months: BTreeSet<Month> = known.iter().map(|other| other.first).collect();
        let strayed = known.iter().filter(|other| !other.strays().is_empty()).count();
        let is_large = file.days.rows() >= LEAST_NAMED;
        Series {
            is_by_month: known.len() == siblings && months.len() > 1 && is_large,
            is_usual: known.len() > 1 && strayed * 2 > known.len(),
        }
    }
}

fn other_month(input: &str, file: &OfFile, strays: &[(NaiveDate, Seen)]) -> Finding {
    let mut months: BTreeMap<Month, u64> = BTreeMap::new();
    strays.iter().for_each(|(day, seen)| *months.entry(month_of(*day)).or_default() += seen.rows);
    let shown = |(year, month): Month| format!("{year:04}-{month:02}");
    let listed: Vec<String> = months.iter().map(|(month, rows)| format!("{} ({rows})", shown(*month))).collect();
    let outside: u64 = file.outside.iter().map(|(_, seen)| seen.rows).sum();
    let finding = Finding::warning("rows-of-another-month").with("input", input).with("file", file.name());
    let finding = finding.with("own", shown(file.first)).with("rows", file.days.rows() - outside);
    at(finding.with("months", listed.join(", ")), file, strays)
}

fn at(finding: Finding, file: &OfFile, days: &[(NaiveDate, Seen)]) -> Finding {
    let finding = finding.with("count", days.iter().map(|(_, seen)| seen.rows).sum::<u64>());
    let mut lines: Vec<u32> = days.iter().map(|(_, seen)| seen.first).collect();
    lines.sort_unstable();
    let place = |line: u32| Place::line(file.layout.name.clone(), line, "");
    lines.into_iter().take(SHOWN).map(place).fold(finding, Finding::at)
}

fn month_of(day: NaiveDate) -> Month {
    (day.year(), day.month())
}

/// Months from the beginning of our time.
fn number((year, month): Month) -> i32 {
    year * 12 + month as i32
}
