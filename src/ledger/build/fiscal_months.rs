//! Which year the month columns of a file of targets are of, where the policy's fiscal year begins after January: the fiscal one where the header says so,
//! or where the columns run as its months do, across the turn of the calendar year; else the calendar's.

use crate::ingest::header::{MonthLabel, normal_label};
use crate::ingest::register::Heading;
use crate::policy::Policy;

/// What stands in headers of fiscal years, in normal form.
const FISCAL: [&str; 14] = [
    "fiscal",
    "financialyear",
    "财年",
    "财政年",
    "财务年",
    "会计年",
    "营业年",
    "事业年",
    "geschäftsjahr",
    "wirtschaftsjahr",
    "exercice",
    "ejercicio",
    "esercizio",
    "exercício",
];

/// What stands in headers of calendar years.
const CALENDAR: [&str; 6] = ["calendar", "kalenderjahr", "civil", "日历年", "自然年", "公历"];

/// The year that the months of a row are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum YearOfMonths {
    /// As the header or the order of the columns says, or as nothing else is possible.
    Calendar,
    /// The fiscal year, named after the calendar year in which it begins.
    Fiscal,
    /// Taken for the calendar's, though the fiscal one may be meant.
    Unsaid,
}

/// That of a header.
pub(super) fn of(heading: &Heading, policy: &Policy) -> YearOfMonths {
    let starts = policy.header.fiscal_year_starts;
    let months: Vec<u32> = heading.slots.iter().filter_map(|slot| bare(slot.month?)).collect();
    if starts == 1 || months.is_empty() {
        return YearOfMonths::Calendar;
    }
    let normal = heading.slot("year").map_or_else(String::new, |slot| normal_label(&heading.slots[slot].label));
    let says = |words: &[&str]| words.iter().any(|word| normal.contains(word));
    if says(&CALENDAR) {
        return YearOfMonths::Calendar;
    }
    let runs_as = |starts: u32| months.is_sorted_by_key(|month| place_in_year(*month, starts));
    if says(&FISCAL) || normal == "fy" || (runs_as(starts) && !runs_as(1)) {
        return YearOfMonths::Fiscal;
    }
    YearOfMonths::Unsaid
}

/// A month whose label names no year.
fn bare(label: MonthLabel) -> Option<u32> {
    label.year.is_none().then_some(label.month)
}

/// The place of a month in a year that begins with another, from 1.
pub(super) fn place_in_year(month: u32, starts: u32) -> u32 {
    (month + 12 - starts) % 12 + 1
}

impl YearOfMonths {
    /// The calendar year of a month of a row of that year.
    pub fn calendar(self, year: i32, month: u32, starts: u32) -> i32 {
        if self == YearOfMonths::Fiscal && month < starts { year + 1 } else { year }
    }

    /// In which month the years of totals beside the months begin.
    pub fn begins(self, starts: u32) -> u32 {
        if self == YearOfMonths::Fiscal { starts } else { 1 }
    }
}
