//! Months inside of a longer period of which a source has no row, though it has rows on many days of the others: the file of a month is most likely missing,
//! or is that of another year.

use super::{InputFacts, Rules, pauses};
use crate::calendar::{Datelike, NaiveDate, Period, PeriodKind};
use crate::finding::{Finding, quoted};
use crate::ingest::facts::FileFacts;
use crate::source::Place;
use crate::spelling::names_month;

/// Months with rows on fewer days say nothing of how often there are some.
const LEAST_DAYS: usize = 10;

/// A source may well begin inside of a period of more months.
const MONTHS_OF_A_QUARTER: usize = 3;

/// One warning, for all such months; those that lie inside of the days `told` of already aside.
pub(super) fn report(
    (policy, ledger, plan): Rules,
    facts: &InputFacts,
    told: Option<(NaiveDate, NaiveDate)>,
) -> Option<Finding> {
    let days = pauses::days(facts);
    let count = |month: &Period| days.iter().filter(|day| month.contains(**day)).count();
    let last = days.iter().rev().find(|day| plan.current.contains(**day))?;
    let months = plan.current.months().filter(|months| months.len() > 1 && plan.parts.is_empty())?;
    let begins = if months.len() > MONTHS_OF_A_QUARTER { *days.first()? } else { plan.current.first() };
    let months = months.into_iter().filter(|month| month.last() >= begins);
    let (empty, others): (Vec<Period>, Vec<Period>) =
        months.filter(|month| month.first() <= *last).partition(|month| count(month) == 0);
    let is_told = |month: &Period| told.is_some_and(|(from, to)| from <= month.first() && month.last() <= to);
    let is_worked = |month: &Period| {
        policy.calendar.workdays_in(month) > 0
            && ledger.people.list.iter().any(|person| person.employed_in(month).is_some())
    };
    let is_usual = |month: &Period| {
        let year_before = months_of_year_before(month);
        year_before.is_some_and(|(same, around)| count(&same) == 0 && around.iter().all(|month| count(month) > 0))
    };
    let odd: Vec<&Period> =
        empty.iter().filter(|month| !is_told(month) && is_worked(month) && !is_usual(month)).collect();
    let least = others.iter().map(count).min().filter(|least| *least >= LEAST_DAYS)?;
    if odd.is_empty() || odd.len() > others.len() {
        return None;
    }
    let named: Vec<String> = odd.iter().map(|month| month.to_string()).collect();
    let of_other_years = of_other_years(facts, &odd);
    let Some((file, other)) = of_other_years.first() else {
        let finding = Finding::warning("months-without-rows").with("input", &facts.input);
        let finding = finding.with("months", named.join(", ")).with("period", &plan.current).with("days", least);
        let files = facts.files.iter().filter(|file| file.has_rows());
        return Some(files.fold(finding, |finding, file| finding.at(Place::file(file.file.clone()))));
    };
    let finding = Finding::warning("month-of-another-year").with("input", &facts.input).with("other", other);
    let finding = finding.with("months", named.join(", ")).with("files", quoted([&*file.file]));
    Some(finding.at(Place::file(file.file.clone())))
}

/// The same month of the year before, and the months beside it.
fn months_of_year_before(month: &Period) -> Option<(Period, [Period; 2])> {
    let same = of_year(month, month.first().year() - 1)?;
    let around = [same.previous(), Period::containing(same.last().succ_opt()?, PeriodKind::Month, 1)];
    Some((same, around))
}

fn of_year(month: &Period, year: i32) -> Option<Period> {
    let first = NaiveDate::from_ymd_opt(year, month.first().month(), 1)?;
    Some(Period::containing(first, PeriodKind::Month, 1))
}

/// Files of which all rows are of one of the months in another year, whose names do not say so, and beside which no other file is of that year: history is in
/// several files, or in one of many months.
fn of_other_years<'f>(facts: &'f InputFacts, months: &[&Period]) -> Vec<(&'f FileFacts, Period)> {
    let spans = || facts.files.iter().filter_map(|file| Some((file, file.first_date?, file.last_date?)));
    let other = |(file, first, last): (&'f FileFacts, NaiveDate, NaiveDate)| {
        let month = months.iter().find(|month| month.first().month() == first.month())?;
        let own = of_year(month, first.year())?;
        let is_whole = own.contains(last) && own.first() != month.first();
        let is_named = names_month(&file.file, (own.first().year(), own.first().month()));
        let says_year = is_named && file.file.contains(&own.first().year().to_string());
        let is_alone = spans().all(|(known, from, to)| {
            std::ptr::eq(known, file) || to.year() < first.year() || from.year() > first.year()
        });
        (is_whole && !says_year && is_alone).then_some((file, own))
    };
    spans().filter_map(other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::day_set::DaySet;

    fn file(name: &str, first: &str) -> FileFacts {
        let first = first.parse::<NaiveDate>().expect("a day");
        let mut days = DaySet::default();
        first.iter_days().take(20).for_each(|day| days.add(day));
        let (first_date, last_date) = (days.days().first().copied(), days.days().last().copied());
        FileFacts { file: name.into(), days, first_date, last_date, ..FileFacts::default() }
    }

    fn odd(files: &[(&str, &str)]) -> Vec<String> {
        let files = files.iter().map(|(name, first)| file(name, first)).collect();
        let facts = InputFacts { input: "sales".to_owned(), files };
        let november = Period::parse("2026-11", 1).expect("a month");
        of_other_years(&facts, &[&november]).into_iter().map(|(file, month)| format!("{} {month}", file.file)).collect()
    }

    #[test]
    fn a_file_of_that_month_in_another_year_is_seen() {
        let october = ("sales-10.csv", "2026-10-01");
        assert_eq!(odd(&[october, ("sales-11.csv", "2025-11-01")]), ["sales-11.csv 2025-11"]);
        assert_eq!(odd(&[october, ("sales-2025-11.csv", "2025-11-01")]), [""; 0], "its name says so");
        assert_eq!(odd(&[october, ("a.csv", "2025-10-01"), ("b.csv", "2025-11-01")]), [""; 0], "history");
        assert_eq!(odd(&[october, ("sales-11.csv", "2025-10-20")]), [""; 0], "of two months");
    }
}
