//! Days of a column that are not written alike: a spreadsheet took the day for the month where it could, or one cell was typed by another habit.
//!
//! Days beyond the twelfth say which number is the day; those up to it could be read either way.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use crate::finding::Finding;
use crate::ingest::cell::DateFormat;
use crate::source::Place;

/// More different days of a column are not kept.
const KEPT: usize = 20_000;
/// With fewer cells of a kind nothing is told of swapped numbers.
const LEAST: u64 = 2;
const LEAST_OF_BOTH: u64 = 6;
/// One cell is told among so many, with more than a month between.
const LEAST_OF_OTHERS: u64 = 10;
const FAR: i32 = 1;
/// So many cells of another form are few, among so many times more.
const FEW: u64 = 2;
const TIMES: u64 = 10;

/// How a day is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Form {
    /// `2026-02-01`: as a spreadsheet's own days come too.
    YearFirst,
    /// `01/02/2026`, with that sign between.
    YearLast(char),
}

/// The cells of one day.
#[derive(Clone, Debug)]
struct Cells {
    count: u64,
    first: (u32, String),
}

/// What a column of days of one file has.
#[derive(Clone, Debug, Default)]
pub struct Dates {
    days: BTreeMap<(Form, NaiveDate), Cells>,
}

impl Dates {
    /// Notes a cell as it stands.
    pub fn look_at(&mut self, text: &str, format: DateFormat, line: u32) {
        let Some(day) = read(text, format).filter(|day| self.days.len() < KEPT || self.days.contains_key(day)) else {
            return;
        };
        let cell = (line, text.to_owned());
        let known = self.days.entry(day).or_insert_with(|| Cells { count: 0, first: cell.clone() });
        known.count += 1;
        if cell < known.first {
            known.first = cell;
        }
    }

    /// Takes those of another thread.
    pub fn merge(&mut self, other: Dates) {
        for (day, cells) in other.days {
            let known = self.days.entry(day).or_insert_with(|| Cells { count: 0, first: cells.first.clone() });
            known.count += cells.count;
            if cells.first < known.first {
                known.first = cells.first;
            }
        }
    }

    /// What is to be told of the column.
    pub fn told(&self, (file, column): (&Arc<str>, &str)) -> Option<Finding> {
        let at = |finding: Finding, group: &Group| {
            let (line, text) = group.first?;
            let finding = finding.with("column", column).with("found", text).with("count", group.count);
            Some(finding.at(Place::line(file.clone(), *line, "")))
        };
        let sure = self.group(|form, day| form != Form::YearFirst && !is_open(day));
        let open = self.group(|form, day| form != Form::YearFirst && is_open(day) && !is_same(day));
        let (first, all_first) = (
            self.group(|form, day| form == Form::YearFirst && is_open(day) && !is_same(day)),
            self.group(|form, day| form == Form::YearFirst && !is_open(day)),
        );
        if all_first.count == 0 && open.count == 0 && first.is_swapped(&sure) {
            return at(Finding::error("days-and-months-swapped"), &first);
        }
        if open.is_swapped(&sure) && open.is_outside(&sure) {
            return at(Finding::warning("days-and-months-mixed"), &open);
        }
        let odd = self.odd_form(&sure)?;
        at(Finding::warning("date-of-another-form"), &odd)
    }

    /// One cell that lies months from all others, and in their months with day and month in each other's place.
    pub fn one_swapped(&self, (file, column): (&Arc<str>, &str)) -> Option<Finding> {
        let is_odd = |(form, day): &(Form, NaiveDate)| {
            let others = self.group(|_, other| other != *day);
            let is_alone = others.count >= LEAST_OF_OTHERS && others.days.len() + 1 == self.days.len();
            let (first, last) = others.months()?;
            let is_far = months(last) + FAR < months(month_of(*day)) || months(month_of(*day)) + FAR < months(first);
            let fits = (first..=last).contains(&(day.year(), day.day()));
            let is_meant = *form != Form::YearFirst && is_open(*day) && !is_same(*day) && is_alone && is_far && fits;
            is_meant.then_some(())
        };
        let mut odd = self.days.iter().filter(|(day, cells)| cells.count == 1 && is_odd(day).is_some());
        let (_, cells) = odd.next().filter(|_| odd.next().is_none())?;
        let finding = Finding::warning("days-and-months-mixed").with("column", column).with("count", 1);
        Some(finding.with("found", &cells.first.1).at(Place::line(file.clone(), cells.first.0, "")))
    }

    /// Cells of a form no day of which says which number is the day, among others of a form that says so.
    fn odd_form(&self, sure: &Group) -> Option<Group<'_>> {
        let forms: BTreeSet<Form> =
            self.days.keys().map(|(form, _)| *form).filter(|form| *form != Form::YearFirst).collect();
        let is_sure = |form: Form| self.group(|of, day| of == form && !is_open(day)).count > 0;
        let is_alone = |form: Form| self.days.keys().all(|(of, _)| *of == form);
        let unsure = forms.into_iter().filter(|form| !is_sure(*form) && !is_alone(*form));
        let groups = unsure.map(|form| self.group(move |of, day| of == form && !is_same(day)));
        groups.filter(|group| group.count > 0).find(|group| group.count > FEW || sure.count >= group.count * TIMES)
    }

    fn group(&self, is_meant: impl Fn(Form, NaiveDate) -> bool) -> Group<'_> {
        let mut group = Group::default();
        for ((_, day), cells) in self.days.iter().filter(|((form, day), _)| is_meant(*form, *day)) {
            group.count += cells.count;
            group.days.insert(*day);
            group.first = group.first.into_iter().chain([&cells.first]).min();
        }
        group
    }
}

/// Some of the cells of a column.
#[derive(Debug, Default)]
struct Group<'a> {
    count: u64,
    days: BTreeSet<NaiveDate>,
    first: Option<&'a (u32, String)>,
}

impl Group<'_> {
    /// The first and last month.
    fn months(&self) -> Option<((i32, u32), (i32, u32))> {
        Some((month_of(*self.days.first()?), month_of(*self.days.last()?)))
    }

    /// Whether with day and month in each other's place all lie in the months of which the others are.
    fn is_swapped(&self, sure: &Group) -> bool {
        let Some((first, last)) = sure.months() else { return false };
        let fits = |day: &NaiveDate| (first..=last).contains(&(day.year(), day.day()));
        let enough = self.count >= LEAST && sure.count >= LEAST && self.count + sure.count >= LEAST_OF_BOTH;
        enough && self.days.iter().all(fits)
    }

    /// Whether some lie in none of those months as they stand, and they are of several days of the month.
    fn is_outside(&self, sure: &Group) -> bool {
        let Some((first, last)) = sure.months() else { return false };
        let is_far = |day: &&NaiveDate| !(first..=last).contains(&month_of(**day));
        let days: BTreeSet<u32> = self.days.iter().map(NaiveDate::day).collect();
        days.len() > 1 && self.days.iter().filter(is_far).count() as u64 >= LEAST
    }
}

fn month_of(day: NaiveDate) -> (i32, u32) {
    (day.year(), day.month())
}

/// Months from the beginning of our time.
fn months((year, month): (i32, u32)) -> i32 {
    year * 12 + month as i32
}

/// Whether its day could be a month.
fn is_open(day: NaiveDate) -> bool {
    day.day() <= 12
}

/// Whether it is the same day either way.
fn is_same(day: NaiveDate) -> bool {
    day.day() == day.month()
}

/// The form and the day of a cell, where it is three numbers; nothing where the format puts no day beside a month.
fn read(text: &str, format: DateFormat) -> Option<(Form, NaiveDate)> {
    let day = text.split([' ', 'T']).next()?;
    let sign = day.chars().find(|c| matches!(c, '-' | '/' | '.'))?;
    let parts: Vec<&str> = day.split(sign).collect();
    let [first, second, third] = parts[..] else { return None };
    let (form, year, month, day) = match (first.len(), third.len(), format) {
        (4, 1 | 2, DateFormat::Dmy | DateFormat::Mdy) => (Form::YearFirst, first, second, third),
        (1 | 2, 4, DateFormat::Dmy) => (Form::YearLast(sign), third, second, first),
        (1 | 2, 4, DateFormat::Mdy) => (Form::YearLast(sign), third, first, second),
        _ => return None,
    };
    let date = NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)?;
    Some((form, date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(cells: &[&str]) -> Option<&'static str> {
        let mut dates = Dates::default();
        cells.iter().zip(2..).for_each(|(cell, line)| dates.look_at(cell, DateFormat::Dmy, line));
        dates.told((&"x.csv".into(), "date")).map(|finding| finding.code)
    }

    #[test]
    fn days_that_a_spreadsheet_could_read_are_swapped() {
        let cells = ["2026-05-01", "14/01/2026", "29/01/2026", "2026-07-02", "2026-02-03", "27/03/2026"];
        assert_eq!(told(&cells), Some("days-and-months-swapped"));
        // Days up to the twelfth in one form, those behind it in another: a system was changed.
        let changed = ["2026-01-04", "2026-01-07", "2026-01-09", "14/01/2026", "29/01/2026", "30/01/2026"];
        assert_eq!(told(&changed), None);
        assert_eq!(told(&["2026-05-01", "2026-05-14", "14/01/2026", "29/01/2026", "2026-07-02", "27/03/2026"]), None);
    }

    #[test]
    fn days_that_only_fit_the_others_the_other_way_are_mixed() {
        let cells = ["01/05/2026", "02/07/2026", "03/12/2026", "14/01/2026", "26/02/2026", "30/03/2026"];
        assert_eq!(told(&cells), Some("days-and-months-mixed"));
        assert_eq!(told(&["05/01/2026", "07/02/2026", "12/03/2026", "14/01/2026", "26/02/2026", "30/03/2026"]), None);
        // The first of every month.
        assert_eq!(told(&["01/02/2026", "01/03/2026", "01/04/2026", "15/01/2026", "16/01/2026", "17/01/2026"]), None);
    }

    #[test]
    fn one_day_months_from_all_others_is_mixed() {
        let mut dates = Dates::default();
        let days = (1..=12).map(|day| format!("{day}/09/2026"));
        days.zip(2..).for_each(|(cell, line)| dates.look_at(&cell, DateFormat::Dmy, line));
        let told = |dates: &Dates| dates.one_swapped((&"x.csv".into(), "date")).map(|finding| finding.code);
        let (mut swapped, mut later) = (dates.clone(), dates.clone());
        assert_eq!(told(&dates), None);
        swapped.look_at("09/12/2026", DateFormat::Dmy, 20);
        assert_eq!(told(&swapped), Some("days-and-months-mixed"));
        later.look_at("08/12/2026", DateFormat::Dmy, 20);
        assert_eq!(told(&later), None, "nor is it of their month the other way");
    }

    #[test]
    fn a_cell_of_another_form_is_told_among_many() {
        let mut cells = vec!["29.01.2026"; 10];
        assert_eq!(told(&cells), None);
        cells.push("01/02/2026");
        assert_eq!(told(&cells), Some("date-of-another-form"));
        cells.push("31/01/2026");
        assert_eq!(told(&cells), None);
        assert_eq!(told(&["29.01.2026", "01/02/2026"]), None);
        // The firsts of months, all written alike.
        assert_eq!(told(&["01.02.2020", "01.03.2021", "01.04.2021"]), None);
    }
}
