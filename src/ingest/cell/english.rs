//! Dates with an English month name: `Friday, December 1, 2017`, `1-Dec-2017`, `Dec 1st, 2017`.

use chrono::{NaiveDate, Weekday};

use super::day::{ambiguous, calendar_day, full_year, number};
use super::{CellFault, DateFormat, weekday};
use crate::calendar::near::MONTH_NAMES;

/// The month that an English word names, in full or by three letters or more; from 1.
pub(crate) fn month(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    let at = MONTH_NAMES.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
    u32::try_from(at + 1).ok()
}

/// The year and month of `October 2026`, `Oct-2026`, `2026 Oct`.
pub(super) fn month_of_year(text: &str) -> Option<(i32, u32)> {
    match Words::of(text)? {
        Words { month, weekday: None, numbers } => match numbers[..] {
            [year] if year.len() == 4 => Some((number(year), month)),
            _ => None,
        },
        _ => None,
    }
}

/// Reads a day; faults speak of `cell`.
pub(super) fn read(text: &str, format: DateFormat, cell: &str) -> Result<NaiveDate, CellFault> {
    let not_a_date = || CellFault::new("not-a-date", cell);
    let words = Words::of(text).ok_or_else(not_a_date)?;
    let month = words.month;
    let date = match words.numbers[..] {
        [year] if year.len() == 4 => return Err(CellFault::new("month-not-a-day", cell)),
        [day, year] if year.len() == 4 && day.len() <= 2 => calendar_day(number(year), month, number(day), cell),
        [year, day] if year.len() == 4 && day.len() <= 2 => calendar_day(number(year), month, number(day), cell),
        [first, second] if first.len() <= 2 && second.len() <= 2 => short_year([first, second], month, format, cell),
        _ => return Err(not_a_date()),
    }?;
    weekday::agreed(date, words.weekday, cell)
}

/// `3-Jan-22`: which number is the year, the format says.
fn short_year(numbers: [&str; 2], month: u32, format: DateFormat, cell: &str) -> Result<NaiveDate, CellFault> {
    let under = |format| {
        let [first, second] = numbers;
        let (year, day) = if format == DateFormat::Ymd { (first, second) } else { (second, first) };
        (year.len() == 2).then(|| NaiveDate::from_ymd_opt(full_year(year), month, number(day)))?
    };
    match format {
        DateFormat::Ymd | DateFormat::Mdy | DateFormat::Dmy => {
            under(format).ok_or_else(|| CellFault::new("no-such-day", cell))
        }
        _ => Err(ambiguous(cell, [("dmy", under(DateFormat::Dmy)), ("ymd", under(DateFormat::Ymd))])),
    }
}

/// The words of a date: one month, at most one weekday, numbers.
struct Words<'a> {
    month: u32,
    weekday: Option<Weekday>,
    numbers: Vec<&'a str>,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (mut month_word, mut weekday, mut numbers) = (None, None, Vec::new());
        let separators = |c: char| matches!(c, ' ' | ',' | '-' | '.' | '/');
        for word in text.split(separators).filter(|word| !word.is_empty()) {
            if let Some(found) = month(word).filter(|_| month_word.is_none()) {
                month_word = Some(found);
            } else if let Some(found) = weekday::english(word).filter(|_| weekday.is_none()) {
                weekday = Some(found);
            } else {
                numbers.push(without_ordinal(word)?);
            }
        }
        Some(Words { month: month_word?, weekday, numbers })
    }
}

/// The digits of `1`, `1st`, `2017`.
fn without_ordinal(word: &str) -> Option<&str> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|suffix| word.strip_suffix(suffix)).unwrap_or(word);
    (!digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}
