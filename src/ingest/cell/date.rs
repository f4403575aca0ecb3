//! Calendar days as people and programs write them. A date is the day written: no time zone moves it, and an order of
//! day and month that could be another is refused until the policy names it.

use chrono::{Datelike, NaiveDate};

use super::{CellFault, moment};
use crate::policy::rules::input;

/// How the days of a file are written, where they do not say so themselves. A year of four digits in front is read
/// under every format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateFormat {
    /// Only what cannot be anything else.
    #[default]
    Auto,
    /// `24/3/5`.
    Ymd,
    /// `98/07/01`, in a file whose other days are of the Republic.
    Republic,
    /// `3/5/2024`, `3/5/24`.
    Mdy,
    /// `5/3/2024`, `5/3/24`.
    Dmy,
    /// `3月5日`, `3/5`, of the year that the file's title names.
    Md {
        /// The year, where the file names one.
        year: Option<i32>,
    },
    /// Spreadsheet serials; 45356 is 2024-03-05.
    Excel,
    /// Spreadsheet serials of a workbook that counts from 1904; 43894 is 2024-03-05.
    Excel1904,
}

impl DateFormat {
    /// The policy's format, with the year that the title lines of the file name.
    pub fn of(written: input::DateFormat, year: Option<i32>) -> Self {
        match written {
            input::DateFormat::Auto => DateFormat::Auto,
            input::DateFormat::Ymd => DateFormat::Ymd,
            input::DateFormat::Mdy => DateFormat::Mdy,
            input::DateFormat::Dmy => DateFormat::Dmy,
            input::DateFormat::Md => DateFormat::Md { year },
            input::DateFormat::Excel => DateFormat::Excel,
            input::DateFormat::Excel1904 => DateFormat::Excel1904,
        }
    }
}

/// Reads `2024-03-05`, `2024/3/5` and `2024.3.5`; nothing for every other text, date or not.
pub fn read_plain(bytes: &[u8]) -> Option<NaiveDate> {
    let (year, rest) = bytes.split_at_checked(4)?;
    let (separator, rest) = rest.split_first()?;
    if !matches!(separator, b'-' | b'/' | b'.') {
        return None;
    }
    let second = rest.iter().position(|b| b == separator)?;
    let (month, day) = (&rest[..second], &rest[second + 1..]);
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    let year = small(year).filter(|year| *year > 0)?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, small(month)?, small(day)?)
}

/// The whole number that up to four digits write.
fn small(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 4 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Some(digits.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
}

/// Reads a day; a time of day behind it is accepted and left. `None` is missing.
///
/// # Errors
/// What is not a day, is none of the calendar, or could be two days under `format`.
pub fn read(text: &str, format: DateFormat) -> Result<Option<NaiveDate>, CellFault> {
    if let Some(date) = read_plain(text.as_bytes()) {
        return Ok(Some(date));
    }
    Ok(moment::read(text, format)?.map(|(date, _)| date))
}

/// Refuses a day before 1980 or after 2100, which in a source is a slip of the pen. Registers are not bound by it:
/// people are born earlier.
///
/// # Errors
/// A day outside 1980-01-01 … 2100-12-31.
pub fn in_source_range(date: NaiveDate, text: &str) -> Result<NaiveDate, CellFault> {
    if (1980..=2100).contains(&date.year()) {
        Ok(date)
    } else {
        Err(CellFault::new("date-out-of-range", text).with("date", date))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, format: DateFormat) -> Result<String, &'static str> {
        let date = read(text, format).map_err(|fault| fault.code)?;
        Ok(date.map_or("missing".to_owned(), |date| date.to_string()))
    }

    #[test]
    fn every_clear_form_is_its_day() {
        for text in [
            "2024-03-05",
            "2024/3/5",
            "2024.3.5",
            "20240305",
            "2024年3月5日",
            "2024 年 3 月 5 日",
            "2024年3月5号",
            "２０２４／３／５",
            "2024/3/5 14:22",
            "2024-03-05T14:22:10",
            "2024-03-05T23:22:10-08:00",
            "2024-03-05 00:00:00.000",
            "2024/3/5 下午 02:22:00",
            "2024年3月5日14时22分",
            "20240305142210",
            "2024-03-05 星期二",
            "2024/3/5(二)",
            "Tuesday, March 5, 2024",
            "5-Mar-2024",
            "Mar 5th, 2024",
            "5 March 2024 2:22 PM",
            "民國113年3月5日",
            "民国113年03月05日",
            "113年3月5日",
            "113/03/05",
            "1130305",
        ] {
            assert_eq!(shown(text, DateFormat::Auto), Ok("2024-03-05".into()), "{text}");
        }
        assert_eq!(shown("Friday, December 1, 2017", DateFormat::Auto), Ok("2017-12-01".into()));
        assert_eq!(shown("1-Dec-2017", DateFormat::Auto), Ok("2017-12-01".into()));
        assert_eq!(shown("1996-07-04 00:00:00.000", DateFormat::Auto), Ok("1996-07-04".into()));
        assert_eq!(shown("099/12/31", DateFormat::Auto), Ok("2010-12-31".into()));
        for text in ["", "-", "NULL", "\u{3000}"] {
            assert_eq!(shown(text, DateFormat::Auto), Ok("missing".into()), "{text}");
        }
    }

    #[test]
    fn what_could_be_two_days_waits_for_the_format() {
        for (text, format, day) in [
            ("3/5/2024", DateFormat::Mdy, "2024-03-05"),
            ("3/5/2024", DateFormat::Dmy, "2024-05-03"),
            ("03052024", DateFormat::Mdy, "2024-03-05"),
            ("03052024", DateFormat::Dmy, "2024-05-03"),
            ("20102026", DateFormat::Dmy, "2026-10-20"),
            ("13/5/2024", DateFormat::Dmy, "2024-05-13"),
            ("24/3/5", DateFormat::Ymd, "2024-03-05"),
            ("3/5/24", DateFormat::Mdy, "2024-03-05"),
            ("05.03.24", DateFormat::Dmy, "2024-03-05"),
            ("3-Jan-22", DateFormat::Dmy, "2022-01-03"),
            ("22-Jan-03", DateFormat::Ymd, "2022-01-03"),
            ("Jan 3, 22", DateFormat::Mdy, "2022-01-03"),
            ("2024-03-05", DateFormat::Dmy, "2024-03-05"),
        ] {
            assert_eq!(shown(text, format), Ok(day.into()), "{text}");
        }
        for text in ["3/5/2024", "13/5/2024", "24/3/5", "3-Jan-22", "3/5/2024 14:22"] {
            assert_eq!(shown(text, DateFormat::Auto), Err("ambiguous-date"), "{text}");
        }
        assert_eq!(shown("13/5/2024", DateFormat::Mdy), Err("no-such-day"));
        let fault = read("13/5/2024", DateFormat::Auto).expect_err("ambiguous");
        assert_eq!(fault.args[1], ("readings", "\"dmy\" (2024-05-13)".to_owned()));
        let fault = read("3/5/2024", DateFormat::Auto).expect_err("ambiguous");
        assert_eq!(fault.args[1], ("readings", "\"mdy\" (2024-03-05), \"dmy\" (2024-05-03)".to_owned()));
        let fault = read("24/3/5", DateFormat::Auto).expect_err("ambiguous");
        assert_eq!(fault.args[1].1, "\"ymd\" (2024-03-05)");
    }

    #[test]
    fn a_serial_is_refused_with_both_days_until_the_format_says_which() {
        let fault = read("45356", DateFormat::Auto).expect_err("a serial");
        assert_eq!(fault.code, "spreadsheet-serial");
        assert_eq!(fault.args[1..], [("date", "2024-03-05".to_owned()), ("date1904", "2028-03-06".to_owned())]);
        assert_eq!(shown("45356.599", DateFormat::Auto), Err("spreadsheet-serial"));
        for (text, format, day) in [
            ("45356", DateFormat::Excel, "2024-03-05"),
            ("45292", DateFormat::Excel, "2024-01-01"),
            ("45292.75", DateFormat::Excel, "2024-01-01"),
            ("43894", DateFormat::Excel1904, "2024-03-05"),
            ("20240305", DateFormat::Excel, "2024-03-05"),
            ("1130305", DateFormat::Excel, "2024-03-05"),
            ("1", DateFormat::Excel, "1900-01-01"),
            ("61", DateFormat::Excel, "1900-03-01"),
        ] {
            assert_eq!(shown(text, format), Ok(day.into()), "{text}");
        }
        assert_eq!(shown("60", DateFormat::Excel), Err("no-such-day"));
        assert_eq!(shown("202403", DateFormat::Excel), Err("month-not-a-day"));
    }

    #[test]
    fn a_day_without_a_year_takes_the_one_of_the_title_lines() {
        assert_eq!(shown("3月5日", DateFormat::Auto), Err("date-without-year"));
        assert_eq!(shown("3月5日", DateFormat::Md { year: None }), Err("date-without-year"));
        let of_2024 = DateFormat::Md { year: Some(2024) };
        assert_eq!(shown("3月5日", of_2024), Ok("2024-03-05".into()));
        assert_eq!(shown("3/5", of_2024), Ok("2024-03-05".into()));
        assert_eq!(shown("2月30日", of_2024), Err("no-such-day"));
    }

    #[test]
    fn what_is_no_day_is_refused_with_the_reason() {
        for (text, code) in [
            ("月结30天", "not-a-date"),
            ("2024-02-30", "no-such-day"),
            ("0000-00-00", "no-such-day"),
            ("0000-05-05", "no-such-day"),
            ("20241301", "no-such-day"),
            ("2024年3月", "month-not-a-day"),
            ("2024-03", "month-not-a-day"),
            ("202403", "month-not-a-day"),
            ("March 2024", "month-not-a-day"),
            ("Saturday, December 1, 2017", "weekday-disagrees"),
            ("2024-03-05 星期三", "weekday-disagrees"),
            ("2024-3/5", "not-a-date"),
            ("2024 1 15", "not-a-date"),
            ("2024-03-05 25:00", "not-a-date"),
            ("2024", "not-a-date"),
            ("next Friday", "not-a-date"),
            ("#REF!", "spreadsheet-error"),
            ("########", "spreadsheet-error"),
        ] {
            assert_eq!(shown(text, DateFormat::Auto), Err(code), "{text}");
        }
    }

    #[test]
    fn a_source_has_days_from_1980_to_2100() {
        let day = |year| NaiveDate::from_ymd_opt(year, 1, 1).expect("a day");
        assert!(in_source_range(day(1980), "").is_ok());
        assert_eq!(in_source_range(day(1979), "1979-01-01").map_err(|fault| fault.code), Err("date-out-of-range"));
        assert!(in_source_range(day(2101), "").is_err());
    }
}
