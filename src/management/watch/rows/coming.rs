//! The next time that a day comes.

use crate::calendar::{Datelike, Days, NaiveDate};

/// The next time that a day comes, on a day or behind it; nothing of one that does not come again.
pub(super) fn next(day: NaiveDate, is_yearly: bool, from: NaiveDate) -> Option<NaiveDate> {
    if !is_yearly {
        return (day >= from).then_some(day);
    }
    let years = from.year()..=from.year() + 1;
    years.filter_map(|year| in_year(day, year)).find(|day| *day >= from)
}

/// The same day of a year; 29 February is the 28th of one that has none.
fn in_year(day: NaiveDate, year: i32) -> Option<NaiveDate> {
    day.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
}

/// So many days before.
pub(super) fn days_before(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_leap_day_is_the_last_of_february() {
        for (day, from, expected) in [
            ("1984-02-29", "2026-02-23", "2026-02-28"),
            ("1984-02-29", "2028-02-23", "2028-02-29"),
            ("1984-02-29", "2027-03-01", "2028-02-29"),
            ("1980-03-05", "2026-03-05", "2026-03-05"),
            ("1980-01-02", "2026-12-30", "2027-01-02"),
            ("2099-01-02", "2026-12-30", "2027-01-02"),
        ] {
            let date = |text: &str| text.parse::<NaiveDate>().expect("a day");
            assert_eq!(next(date(day), true, date(from)), Some(date(expected)), "{day} {from}");
        }
    }

    #[test]
    fn a_day_that_is_over_does_not_come_again() {
        let date = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert_eq!(next(date("2026-03-05"), false, date("2026-03-06")), None);
        assert_eq!(next(date("2026-03-05"), false, date("2026-03-05")), Some(date("2026-03-05")));
    }
}
