//! Moments: a day, with the time of day where one is written.

use chrono::{NaiveDate, NaiveTime};

use super::{CellFault, DateFormat, day, missing, plain, serial, time};

/// Reads a day and, where it is written, the time of day as it stands; a time zone mark moves neither. `None` is
/// missing.
///
/// # Errors
/// As `date::read`; a time of day that no clock shows makes the cell `not-a-date`.
pub fn read(text: &str, format: DateFormat) -> Result<Option<(NaiveDate, Option<NaiveTime>)>, CellFault> {
    super::one_line(text)?;
    let ordinary = plain::ordinary(text);
    if missing::is_missing_value(&ordinary) {
        return Ok(None);
    }
    missing::refuse_spreadsheet_error(&ordinary)?;
    if let Some(moment) = serial::read(&ordinary, format) {
        return moment.map(Some);
    }
    let (day_text, time) = time::split(&ordinary).ok_or_else(|| CellFault::new("not-a-date", text))?;
    Ok(Some((day::read(day_text, format, text)?, time)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, format: DateFormat) -> String {
        match read(text, format) {
            Ok(Some((date, Some(time)))) => format!("{date} {time}"),
            Ok(Some((date, None))) => date.to_string(),
            Ok(None) => "missing".to_owned(),
            Err(fault) => fault.code.to_owned(),
        }
    }

    #[test]
    fn the_time_of_day_is_the_one_written() {
        for (text, moment) in [
            ("2024/3/5 14:22", "2024-03-05 14:22:00"),
            ("2024-03-05T14:22:10", "2024-03-05 14:22:10"),
            ("2024-03-05T14:22:10Z", "2024-03-05 14:22:10"),
            ("2024-03-05T23:22:10-08:00", "2024-03-05 23:22:10"),
            ("2024-03-05 14:22:10.123", "2024-03-05 14:22:10.123"),
            ("1996-07-04 00:00:00.000", "1996-07-04 00:00:00"),
            ("2024/3/5 下午 02:22:00", "2024-03-05 14:22:00"),
            ("2024/3/5 上午 12:05:00", "2024-03-05 00:05:00"),
            ("2024/3/5 下午12:05", "2024-03-05 12:05:00"),
            ("2024/3/5 下午 14:22", "2024-03-05 14:22:00"),
            ("2024年3月5日 14时22分10秒", "2024-03-05 14:22:10"),
            ("2024年3月5日14點22分", "2024-03-05 14:22:00"),
            ("Mar 5, 2024 2:22 PM", "2024-03-05 14:22:00"),
            ("2024-03-05 02:22:10 a.m.", "2024-03-05 02:22:10"),
            ("113/03/05 14:22", "2024-03-05 14:22:00"),
            ("20240305142210", "2024-03-05 14:22:10"),
            ("2024-03-05", "2024-03-05"),
            ("", "missing"),
            ("14:22", "not-a-date"),
            ("2024/3/5 下午", "2024-03-05"),
            ("2024/3/5 13:00 AM", "not-a-date"),
            ("2024/3/5 14:60", "not-a-date"),
        ] {
            assert_eq!(shown(text, DateFormat::Auto), moment, "{text}");
        }
        assert_eq!(shown("45356.599", DateFormat::Excel), "2024-03-05 14:22:34");
        assert_eq!(shown("45356", DateFormat::Excel), "2024-03-05");
    }
}
