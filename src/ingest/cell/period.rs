//! Periods in files: written as on the command line, as a Chinese or English month, or as the first day of one.

use chrono::NaiveDate;

use super::{CellFault, DateFormat, date, day, english, missing, plain};
use crate::calendar::{Period, PeriodKind};

/// Reads a period. A day stands for the period of the policy's `kind` that begins on it. `None` is missing.
///
/// # Errors
/// What is neither a period nor a day, and a day on which no period of that kind begins.
pub fn read(text: &str, kind: PeriodKind, fiscal_start: u32, format: DateFormat) -> Result<Option<Period>, CellFault> {
    let ordinary = plain::ordinary(text);
    if missing::is_missing_value(&ordinary) {
        return Ok(None);
    }
    if let Some(period) = written(&ordinary, fiscal_start) {
        return Ok(Some(period));
    }
    let Some(first) = date::read(text, format).map_err(as_period)? else {
        return Ok(None);
    };
    let period = Period::containing(first, kind, fiscal_start);
    if period.first() != first {
        return Err(CellFault::new("not-first-day", text).with("period", &period).with("first", period.first()));
    }
    Ok(Some(period))
}

/// The first and the last day of a period, or a day alone; nothing where it is missing.
pub fn read_with_days(
    text: &str,
    fiscal_start: u32,
    format: DateFormat,
) -> Result<Option<(NaiveDate, NaiveDate)>, CellFault> {
    let ordinary = plain::ordinary(text);
    if missing::is_missing_value(&ordinary) {
        return Ok(None);
    }
    if let Some(period) = written(&ordinary, fiscal_start) {
        return Ok(Some((period.first(), period.last())));
    }
    Ok(date::read(text, format).map_err(as_period)?.map(|day| (day, day)))
}

fn as_period(fault: CellFault) -> CellFault {
    match fault.code {
        "not-a-date" | "date-without-year" | "month-not-a-day" => CellFault { code: "not-a-period", ..fault },
        _ => fault,
    }
}

fn written(text: &str, fiscal_start: u32) -> Option<Period> {
    if let Some(month) = iso_month(text).and_then(|(year, month)| month_period(year, month, fiscal_start)) {
        return Some(month);
    }
    if let Some((year, month)) = english::month_of_year(text).or_else(|| republic_month(text)) {
        return month_period(year, month, fiscal_start);
    }
    let closed = plain::closed_up(text);
    if let Some((year, month)) = month_first(&closed) {
        return month_period(year, month, fiscal_start);
    }
    if closed.contains(' ') {
        return None;
    }
    Period::parse(&closed, fiscal_start).or_else(|| Period::parse(&with_quarter(&closed)?, fiscal_start))
}

fn month_period(year: i32, month: u32, fiscal_start: u32) -> Option<Period> {
    Some(Period::containing(NaiveDate::from_ymd_opt(year, month, 1)?, PeriodKind::Month, fiscal_start))
}

/// `2026-10`, as nearly every file writes it: told apart from every other form at once.
fn iso_month(text: &str) -> Option<(i32, u32)> {
    let (year, month) = text.split_once('-')?;
    let is_month = year.len() == 4 && month.len() == 2 && year.bytes().chain(month.bytes()).all(|b| b.is_ascii_digit());
    is_month.then(|| (day::number(year), day::number(month)))
}

/// `02/2026`, `2/2026`, `02.2026`, `2-2026`: a year has four digits, so that the other number is the month.
fn month_first(text: &str) -> Option<(i32, u32)> {
    let (month, year) = text.split_once(['/', '.', '-'])?;
    let are_digits = month.bytes().chain(year.bytes()).all(|byte| byte.is_ascii_digit());
    let is_month = (1..=2).contains(&month.len()) && year.len() == 4 && are_digits;
    is_month.then(|| (day::number(year), day::number(month)))
}

/// `民國113年3月`, `113年3月`, `113/03`, `11303`, of which no serial of a spreadsheet can be meant: that would be a day before 1955.
fn republic_month(text: &str) -> Option<(i32, u32)> {
    let closed = plain::closed_up(text);
    if let Some((year, month)) = closed.split_at_checked(3).filter(|(_, month)| month.len() == 2) {
        let is_month = month.bytes().all(|b| b.is_ascii_digit()) && (1..=12).contains(&day::number::<u32>(month));
        let is_year = year.bytes().all(|b| b.is_ascii_digit()) && year.starts_with('1');
        return (is_year && is_month).then(|| (day::republic_year(year), day::number(month)));
    }
    let named = day::without_republic(&closed);
    match day::parts(named.unwrap_or(&closed))?[..] {
        [year, month] if month.len() <= 2 && (named.is_some() && year.len() <= 3 || day::is_republic_year(year)) => {
            Some((day::republic_year(year), day::number(month)))
        }
        _ => None,
    }
}

/// `2026Q3`, `2026年第三季度` and `2026年度` as the command line writes them.
fn with_quarter(text: &str) -> Option<String> {
    let (year, part) = text.split_at_checked(4)?;
    let part = part.trim_start_matches('年').trim_start_matches('第');
    if part == "度" {
        return Some(year.to_owned());
    }
    let quarter = match part.strip_suffix("季度").or_else(|| part.strip_suffix('季')) {
        Some(number) => number,
        None => part.strip_prefix(['Q', 'q'])?,
    };
    let digit = "一二三四".chars().zip('1'..='4').find(|(numeral, digit)| {
        let mut only = [0; 4];
        quarter == &*numeral.encode_utf8(&mut only) || quarter == &*digit.encode_utf8(&mut only)
    });
    digit.map(|(_, digit)| format!("{year}-Q{digit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, kind: PeriodKind) -> Result<String, &'static str> {
        let period = read(text, kind, 1, DateFormat::Auto).map_err(|fault| fault.code)?;
        Ok(period.map_or("missing".to_owned(), |period| period.id()))
    }

    #[test]
    fn written_periods_are_read() {
        for (text, id) in [
            ("2026-10", "2026-10"),
            ("2026-Q3", "2026-Q3"),
            ("2026", "2026"),
            ("2026-W41", "2026-W41"),
            ("2026-08-30..2026-11-29", "2026-08-30..2026-11-29"),
            ("2026年10月", "2026-10"),
            ("２０２６年１０月", "2026-10"),
            ("2026 年 10 月", "2026-10"),
            ("2024年3月", "2024-03"),
            ("2024-3", "2024-03"),
            ("2024/03", "2024-03"),
            ("202403", "2024-03"),
            ("2026Q3", "2026-Q3"),
            ("2026年第三季度", "2026-Q3"),
            ("2026年3季度", "2026-Q3"),
            ("2026年度", "2026"),
            ("民國113年3月", "2024-03"),
            ("113/03", "2024-03"),
            ("02/2026", "2026-02"),
            ("2/2026", "2026-02"),
            ("12.2026", "2026-12"),
            ("Oct 2026", "2026-10"),
            ("October 2026", "2026-10"),
            ("", "missing"),
        ] {
            assert_eq!(shown(text, PeriodKind::Month), Ok(id.into()), "{text}");
        }
    }

    #[test]
    fn the_first_day_stands_for_its_period_and_another_day_does_not() {
        assert_eq!(shown("2026-10-01", PeriodKind::Month), Ok("2026-10".into()));
        assert_eq!(shown("Saturday, July 1, 2017", PeriodKind::Month), Ok("2017-07".into()));
        assert_eq!(shown("2026/7/1 0:00:00", PeriodKind::Quarter), Ok("2026-Q3".into()));
        assert_eq!(shown("2026-10-05", PeriodKind::Week), Ok("2026-W41".into()));
        assert_eq!(shown("2026-10-02", PeriodKind::Month), Err("not-first-day"));
        assert_eq!(shown("2026-08-01", PeriodKind::Quarter), Err("not-first-day"));
        let mdy = read("7/1/2017", PeriodKind::Month, 1, DateFormat::Mdy).map(|period| period.map(|p| p.id()));
        assert_eq!(mdy, Ok(Some("2017-07".into())));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for (text, code) in [
            ("October", "not-a-period"),
            ("2026.10", "not-a-period"),
            ("2026-13", "not-a-period"),
            ("10月", "not-a-period"),
            ("45356", "spreadsheet-serial"),
            ("7/1/2017", "ambiguous-date"),
            ("2026-Q5", "not-a-period"),
            ("民國2024年3月", "not-a-period"),
        ] {
            assert_eq!(shown(text, PeriodKind::Month), Err(code), "{text}");
        }
    }
}
