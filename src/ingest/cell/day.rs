//! The day part of a date: digits and separators, Chinese year–month–day, years of the Republic.

use chrono::NaiveDate;

use super::{CellFault, DateFormat, english, plain, weekday};

/// The first year of the Republic (民國元年) is 1912.
const REPUBLIC: i32 = 1911;

/// Reads the day that `text` (ordinary characters, no time) writes; faults speak of `cell`.
pub(super) fn read(text: &str, format: DateFormat, cell: &str) -> Result<NaiveDate, CellFault> {
    if text.contains(|c: char| c.is_ascii_alphabetic()) {
        return english::read(text, format, cell);
    }
    let (text, weekday) = weekday::take_chinese(text);
    let closed = plain::closed_up(text);
    let date = match without_republic(&closed) {
        Some(rest) => republic_day(rest, cell),
        None => plain_day(&closed, format, cell),
    }?;
    weekday::agreed(date, weekday, cell)
}

pub(super) fn without_republic(text: &str) -> Option<&str> {
    ["民國", "民国", "中華民國", "中华民国"].iter().find_map(|name| text.strip_prefix(name))
}

/// The parts of `2024-3-5` or `2024年3月5日`; nothing when something else than digits and one kind of separator is there.
pub(super) fn parts(text: &str) -> Option<Vec<&str>> {
    let text = text.strip_suffix(['日', '号', '號']).unwrap_or(text);
    let parts: Vec<&str> = match text.find(['年', '月']) {
        Some(_) => text.strip_suffix(['年', '月']).unwrap_or(text).split(['年', '月']).collect(),
        None => text.split(text.chars().find(|c| matches!(c, '-' | '/' | '.')).unwrap_or('-')).collect(),
    };
    let is_digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (parts.len() <= 3 && parts.iter().all(is_digits)).then_some(parts)
}

fn republic_day(text: &str, cell: &str) -> Result<NaiveDate, CellFault> {
    let parts = parts(text).ok_or_else(|| CellFault::new("not-a-date", cell))?;
    match parts[..] {
        [year, month, day] if year.len() <= 3 => republic(year, month, day, cell),
        [year, _] if year.len() <= 3 => Err(CellFault::new("month-not-a-day", cell)),
        [digits] if digits.len() == 7 => republic(&digits[..3], &digits[3..5], &digits[5..], cell),
        _ => Err(CellFault::new("not-a-date", cell)),
    }
}

fn plain_day(text: &str, format: DateFormat, cell: &str) -> Result<NaiveDate, CellFault> {
    let parts = parts(text).ok_or_else(|| CellFault::new("not-a-date", cell))?;
    match parts[..] {
        [digits] => unseparated(digits, format, cell),
        [first, _] if first.len() == 4 || first.len() == 3 => Err(CellFault::new("month-not-a-day", cell)),
        [month, day] if month.len() <= 2 => match format {
            DateFormat::Md { year: Some(year) } => calendar_day(year, number(month), number(day), cell),
            _ => Err(CellFault::new("date-without-year", cell)),
        },
        [year, month, day] if year.len() == 4 => calendar_day(number(year), number(month), number(day), cell),
        [year, month, day] if is_republic_year(year) => republic(year, month, day, cell),
        [first, second, third] => in_order([first, second, third], format, cell),
        _ => Err(CellFault::new("not-a-date", cell)),
    }
}

/// `20240305`, `05032024` where the format says which is which, and `1130305` of the Republic.
fn unseparated(digits: &str, format: DateFormat, cell: &str) -> Result<NaiveDate, CellFault> {
    match digits.len() {
        // No month begins with a century: the year stands behind.
        8 if (19..=21).contains(&number::<u32>(&digits[4..6])) => {
            in_order([&digits[..2], &digits[2..4], &digits[4..]], format, cell)
        }
        8 => calendar_day(number(&digits[..4]), number(&digits[4..6]), number(&digits[6..]), cell),
        7 if is_republic_year(&digits[..3]) => republic(&digits[..3], &digits[3..5], &digits[5..], cell),
        6 if format == DateFormat::Republic && number::<i32>(&digits[..2]) >= BEYOND_DAYS => {
            republic(&digits[..2], &digits[2..4], &digits[4..], cell)
        }
        6 if (1..=12).contains(&number::<u32>(&digits[4..])) => Err(CellFault::new("month-not-a-day", cell)),
        _ => Err(CellFault::new("not-a-date", cell)),
    }
}

/// Years of three digits up to 199 (2110): a larger one is a slip or another number.
pub(super) fn is_republic_year(year: &str) -> bool {
    year.len() == 3 && year.starts_with(['0', '1']) && year != "000"
}

/// The year of the common era that a year of the Republic is: `民國115`, `115`; nothing for any other text.
pub(crate) fn republic_in(text: &str) -> Option<i32> {
    let named = without_republic(text);
    let year = named.unwrap_or(text);
    let is_digits = (1..=3).contains(&year.len()) && year.bytes().all(|b| b.is_ascii_digit());
    (is_digits && (named.is_some() || is_republic_year(year))).then(|| republic_year(year))
}

/// The year of the common era.
pub(super) fn republic_year(year: &str) -> i32 {
    number::<i32>(year) + REPUBLIC
}

fn republic(year: &str, month: &str, day: &str, cell: &str) -> Result<NaiveDate, CellFault> {
    calendar_day(republic_year(year), number(month), number(day), cell)
}

/// Which years a day counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Era {
    /// `2026-03-05`.
    Common,
    /// `115/03/05`.
    Republic,
}

/// Which years a day counts that is written with four digits, or with three or a word for the Republic; nothing of any other text.
pub(crate) fn era(text: &str) -> Option<Era> {
    let text = plain::ordinary(text);
    let closed = plain::closed_up(&text);
    if without_republic(&closed).is_some() {
        return Some(Era::Republic);
    }
    match parts(&closed)?[..] {
        [year, _, _] if year.len() == 4 => Some(Era::Common),
        [year, _, _] if is_republic_year(year) => Some(Era::Republic),
        [digits] if digits.len() == 7 && is_republic_year(&digits[..3]) => Some(Era::Republic),
        [digits] if digits.len() == 8 => Some(Era::Common),
        _ => None,
    }
}

/// The first year of two digits that is no day of a month, whichever number is meant.
const BEYOND_DAYS: i32 = 32;

/// Three numbers without a year of four digits in front: the format decides, or nobody.
fn in_order(parts: [&str; 3], format: DateFormat, cell: &str) -> Result<NaiveDate, CellFault> {
    let [year, month, day] = parts;
    if format == DateFormat::Republic
        && year.len() == 2
        && number::<i32>(year) >= BEYOND_DAYS
        && month.len() <= 2
        && day.len() <= 2
    {
        return republic(year, month, day, cell);
    }
    let fits = parts[0].len() <= 2 && parts[1].len() <= 2 && matches!(parts[2].len(), 1 | 2 | 4);
    if !fits {
        return Err(CellFault::new("not-a-date", cell));
    }
    if let DateFormat::Ymd | DateFormat::Mdy | DateFormat::Dmy = format {
        return ordered(parts, format).ok_or_else(|| CellFault::new("no-such-day", cell));
    }
    let readings = [("ymd", DateFormat::Ymd), ("mdy", DateFormat::Mdy), ("dmy", DateFormat::Dmy)];
    Err(ambiguous(cell, readings.map(|(name, format)| (name, ordered(parts, format)))))
}

/// The refusal that names every format under which the cell is a day, with the day.
pub(super) fn ambiguous(
    cell: &str,
    readings: impl IntoIterator<Item = (&'static str, Option<NaiveDate>)>,
) -> CellFault {
    let days = readings.into_iter().filter_map(|(name, date)| Some(format!("\"{name}\" ({})", date?)));
    let days: Vec<String> = days.collect();
    if days.is_empty() {
        return CellFault::new("no-such-day", cell);
    }
    CellFault::new("ambiguous-date", cell).with("readings", days.join(", "))
}

fn ordered([first, second, third]: [&str; 3], format: DateFormat) -> Option<NaiveDate> {
    let (year, month, day) = match format {
        DateFormat::Ymd => (first, second, third),
        DateFormat::Mdy => (third, first, second),
        _ => (third, second, first),
    };
    let in_full = year.len() == 2 || (year.len() == 4 && year != "0000");
    (in_full && day.len() <= 2).then(|| NaiveDate::from_ymd_opt(full_year(year), number(month), number(day)))?
}

/// Two digits mean 20yy.
pub(super) fn full_year(year: &str) -> i32 {
    number::<i32>(year) + if year.len() == 2 { 2000 } else { 0 }
}

pub(super) fn calendar_day(year: i32, month: u32, day: u32, cell: &str) -> Result<NaiveDate, CellFault> {
    let in_range = (1..=9999).contains(&year);
    let date = in_range.then(|| NaiveDate::from_ymd_opt(year, month, day)).flatten();
    date.ok_or_else(|| CellFault::new("no-such-day", cell))
}

/// What digits write; digits too many to be a part of a date become 0, which is none.
pub(super) fn number<N: std::str::FromStr + Default>(digits: &str) -> N {
    digits.parse().unwrap_or_default()
}
