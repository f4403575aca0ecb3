//! How long a source pauses: days in the middle or at the beginning of a period without any row, and files of a series that have none.
//!
//! What is long goes by the other pauses of the source: a pause is told that is much longer than each of them. Few days with rows say nothing.

use std::collections::BTreeSet;

use super::{InputFacts, Rules};
use crate::calendar::day_set::DaySet;
use crate::calendar::{Months, NaiveDate, Period, WorkCalendar};
use crate::finding::{Finding, quoted};
use crate::ingest::facts::FileFacts;
use crate::source::Place;
use crate::spelling::stem;

/// With rows on fewer days nobody knows how often there are some.
const LEAST_DAYS: usize = 10;
/// Holidays of a whole company are hardly ever longer, in days.
const HOLIDAYS: i64 = 21;
/// A pause inside of a period is longer than all others by so much, and than they are on the average.
const TIMES: i64 = 2;
const TIMES_OF_AVERAGE: i64 = 5;
/// At its beginning a pause of a third of the period, longer than all others by half, is told: public holidays with the weekends beside them – a golden
/// week, the new year – are hardly ever longer than so many days.
const THIRDS: i64 = 3;
const HALVES: i64 = 3;
const FEAST: i64 = 12;
/// Rows up to a working day with so many others behind it in the period before are rows to its end.
const LAST_WORKDAYS: usize = 2;
/// Of so many pauses before, at least two, one as long as that at the end makes it a usual one.
const FIFTHS: usize = 5;
/// A pause at the end of so many times the average is no rarity where rows come by chance, one in twenty; where there are rows on most working days, so
/// that the average is below so many days, it is.
const TIMES_AT_END: i64 = 3;
const RARE: i64 = 2;
/// So many months before say how often there are rows.
const MONTHS_BEFORE: u32 = 12;

/// The days on which some row of the source counts, in order.
pub(super) fn days(facts: &InputFacts) -> Vec<NaiveDate> {
    let mut all = DaySet::default();
    facts.files.iter().for_each(|file| all.merge(&file.days));
    all.days()
}

/// The days from each day to the next.
pub(super) fn lengths(days: &[NaiveDate]) -> impl Iterator<Item = i64> + '_ {
    days.windows(2).map(|pair| (pair[1] - pair[0]).num_days())
}

/// Whether rows are so rare that those up to that day are no further from the end of the period than they often are from each other: by the period
/// before and this one, or by the average of a year. The end is the last day of the period that was asked for. Without rows of a period before, and of a pause that is longer than a period, nobody knows.
pub(super) fn are_usual(facts: &InputFacts, (period, end): (&Period, NaiveDate), last: NaiveDate) -> bool {
    let days: Vec<NaiveDate> = days(facts).into_iter().filter(|day| *day <= last).collect();
    are_usual_by(&days, (period, end), period.previous().first(), is_as_usual)
        || period
            .first()
            .checked_sub_months(Months::new(MONTHS_BEFORE))
            .is_some_and(|from| are_usual_by(&days, (period, end), from, is_within_average))
}

/// The same by the days from the first of them on, and a look at the pauses and that at the end.
fn are_usual_by(
    days: &[NaiveDate],
    (period, end): (&Period, NaiveDate),
    from: NaiveDate,
    is_it: fn(&[i64], i64) -> bool,
) -> bool {
    let known: Vec<NaiveDate> = days.iter().copied().filter(|day| *day >= from).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return false };
    let open = (end - *last).num_days() + 1;
    let whole = (period.last() - period.first()).num_days() + 1;
    let pauses: Vec<i64> = lengths(&known).filter(|pause| *pause <= whole).collect();
    *first < period.first() && pauses.len() >= 2 && is_it(&pauses, open)
}

/// Whether pauses as long as that at the end are not rare.
fn is_as_usual(pauses: &[i64], open: i64) -> bool {
    pauses.iter().filter(|pause| **pause >= open).count() * FIFTHS >= pauses.len()
}

/// Whether it is no more than some times the average.
fn is_within_average(pauses: &[i64], open: i64) -> bool {
    let (sum, count) = (pauses.iter().sum::<i64>(), pauses.len() as i64);
    sum >= RARE * count && open * count <= TIMES_AT_END * sum
}

/// A warning of the longest pause that ends in the period, where it is no usual one, with its first and last day.
pub(super) fn report((policy, _, plan): Rules, facts: &InputFacts) -> Option<(Finding, (NaiveDate, NaiveDate))> {
    let (period, days) = (&plan.current, days(facts));
    let end_before = policy.calendar.workday_from_end(&period.previous(), LAST_WORKDAYS);
    let pauses = days.windows(2).map(|pair| Pause { before: pair[0], after: pair[1] });
    let pause = pauses.filter(|pause| period.contains(pause.after)).max_by_key(Pause::length)?;
    let (longest, span) = (pause.longest_other(&days)?, (period, &policy.calendar));
    if days.len() < LEAST_DAYS || !(pause.is_inside(span, &days, longest) || pause.is_late(span, end_before, longest)) {
        return None;
    }
    let (first, last) = (pause.before.succ_opt()?, pause.after.pred_opt()?);
    let finding = Finding::warning("days-without-rows").with("input", &facts.input);
    let finding = finding.with("from", first).with("to", last).with("longest", longest - 1);
    facts
        .files
        .iter()
        .find(|file| file.days.days().contains(&pause.after))
        .map(|file| (finding.at(Place::file(file.file.clone())), (first, last)))
}

/// A period, and which of its days are holidays.
type Span<'a> = (&'a Period, &'a WorkCalendar);

/// Two days with rows, and none between.
struct Pause {
    before: NaiveDate,
    after: NaiveDate,
}

impl Pause {
    fn length(&self) -> i64 {
        (self.after - self.before).num_days()
    }

    /// The longest of the other pauses.
    fn longest_other(&self, days: &[NaiveDate]) -> Option<i64> {
        let others = days.windows(2).filter(|pair| pair[0] != self.before);
        others.map(|pair| (pair[1] - pair[0]).num_days()).max()
    }

    /// Its days that are of the period, but for holidays of the policy.
    fn days_of(&self, period: &Period, calendar: &WorkCalendar) -> i64 {
        let within = |day: &&NaiveDate| **day > self.before && **day < self.after && period.contains(**day);
        let holidays: BTreeSet<&NaiveDate> = calendar.holidays.iter().filter(within).collect();
        let whole = (self.after - self.before.max(period.first().pred_opt().unwrap_or(self.before))).num_days() - 1;
        whole - holidays.len() as i64
    }

    fn is_inside(&self, (period, calendar): Span, days: &[NaiveDate], longest: i64) -> bool {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { return false };
        let (others, count) = ((*last - *first).num_days() - self.length(), days.len() as i64 - 2);
        self.days_of(period, calendar) >= HOLIDAYS
            && self.length() > TIMES * longest
            && self.length() * count >= TIMES_OF_AVERAGE * others
    }

    /// Whether the period begins late, though the one before it has rows to its end.
    fn is_late(&self, (period, calendar): Span, end_before: NaiveDate, longest: i64) -> bool {
        let days = self.days_of(period, calendar);
        let whole = (period.last() - period.first()).num_days() + 1;
        self.before < period.first()
            && self.before >= end_before
            && days > FEAST
            && days * THIRDS >= whole
            && self.length() * 2 > HALVES * longest
    }
}

/// Files without a row that stand before one which has some and is called like them but for months and numbers: behind such a one, or where
/// the period begins without a row.
pub(super) fn empty_between(facts: &InputFacts, period: &Period) -> Option<Finding> {
    let first = days(facts).into_iter().find(|day| period.contains(*day));
    let begins_late = first.is_some_and(|first| (first - period.first()).num_days() >= HOLIDAYS);
    let is_filled =
        |files: &[FileFacts], name: &str| files.iter().any(|file| file.has_rows() && stem(&file.file) == name);
    let are_any_filled = facts.files.iter().any(FileFacts::has_rows);
    let is_between = |(at, file): &(usize, &FileFacts)| {
        let name = stem(&file.file);
        let (before, behind) = facts.files.split_at(*at);
        let is_in_series = is_filled(behind, &name) && (begins_late || is_filled(before, &name));
        // A file that is called like no other is no month of a series: it is a branch, or all of another kind.
        let is_alone =
            are_any_filled && facts.files.iter().all(|other| std::ptr::eq(other, *file) || stem(&other.file) != name);
        !file.has_rows() && (is_in_series || is_alone)
    };
    let empty: Vec<&FileFacts> = facts.files.iter().enumerate().filter(is_between).map(|(_, file)| file).collect();
    empty.first()?;
    let finding = Finding::warning("file-without-rows").with("input", &facts.input);
    let finding = finding.with("files", quoted(empty.iter().map(|file| &*file.file)));
    Some(empty.iter().fold(finding, |finding, file| finding.at(Place::file(file.file.clone()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days_of(texts: &[(&str, usize, usize)]) -> InputFacts {
        let mut set = DaySet::default();
        for (first, count, step) in texts {
            let first = first.parse::<NaiveDate>().expect("a day");
            first.iter_days().step_by(*step).take(*count).for_each(|day| set.add(day));
        }
        let last = set.days().last().copied();
        let file = FileFacts { file: "sales.csv".into(), days: set, last_date: last, ..FileFacts::default() };
        InputFacts { input: "sales".to_owned(), files: vec![file] }
    }

    #[test]
    fn rare_rows_end_where_they_end() {
        let period = Period::parse("2026-09", 1).expect("a month");
        let is_usual = |texts: &[(&str, usize, usize)], last: &str| {
            are_usual(&days_of(texts), (&period, period.last()), last.parse().expect("a day"))
        };
        assert!(is_usual(&[("2026-08-04", 1, 1), ("2026-09-03", 2, 6)], "2026-09-09"), "a pause as long before");
        assert!(!is_usual(&[("2026-09-01", 3, 10)], "2026-09-21"), "of the period alone");
        assert!(!is_usual(&[("2026-08-01", 40, 1)], "2026-09-09"), "rows every day");
        assert!(!is_usual(&[("2026-09-01", 2, 23)], "2026-09-24"), "one pause alone says nothing");
        assert!(is_usual(&[("2026-06-03", 9, 12)], "2026-09-07"), "longer than any before, and no three times as long");
        assert!(
            !is_usual(&[("2026-06-01", 32, 3), ("2026-09-04", 1, 1)], "2026-09-04"),
            "rows every three days, and none for weeks"
        );
        assert!(!is_usual(&[("2026-08-03", 46, 1)], "2026-09-17"), "rows every day, and none for two weeks");
    }
}
