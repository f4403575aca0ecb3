//! Periods and days. Nothing here reads the clock.

pub mod period;
pub mod workdays;

pub use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime, Weekday};
pub use period::{Period, PeriodKind};
pub use workdays::WorkCalendar;

/// The number of days from the first to the last, both included; 0 when the last is before the first.
pub fn days_between(first: NaiveDate, last: NaiveDate) -> i64 {
    (last - first).num_days().max(-1) + 1
}

/// Complete months from `from` to `to` (law 10): 15 January to 14 February is 0, to 15 February 1.
pub fn complete_months(from: NaiveDate, to: NaiveDate) -> i64 {
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    if to.day() < from.day() && !is_last_day_of_month(to) { months - 1 } else { months }
}

/// The same day `months` earlier, the month's last day where that month is shorter.
pub fn months_before(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN)
}

fn is_last_day_of_month(date: NaiveDate) -> bool {
    date.succ_opt().is_none_or(|next| next.month() != date.month())
}
