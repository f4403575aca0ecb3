//! Periods and days. Nothing here reads the clock.

pub(crate) mod day_set;
pub(crate) mod near;
pub(crate) mod period;
pub(crate) mod workdays;

pub use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
pub use period::{Period, PeriodKind};
pub use workdays::WorkCalendar;

/// The number of days from the first to the last, both included; 0 when the last is before the first.
pub fn days_between(first: NaiveDate, last: NaiveDate) -> i64 {
    (last - first).num_days().max(-1) + 1
}

/// Complete months from a first day to the end of a last one: from 1 January to 31 March three, from 15 January to 13 February none,
/// to 14 February one.
pub fn complete_months(from: NaiveDate, last: NaiveDate) -> i64 {
    let to = last.succ_opt().unwrap_or(last);
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    if to.day() < from.day() && !is_last_day_of_month(to) { months - 1 } else { months }
}

/// Complete months from a day to a later one: as many as can be added to the first without coming past the second. From 31 January to
/// 28 February it is one.
pub fn months_since(from: NaiveDate, to: NaiveDate) -> i64 {
    let months = i64::from(to.year() - from.year()) * 12 + i64::from(to.month()) - i64::from(from.month());
    let after = u32::try_from(months).ok().and_then(|months| from.checked_add_months(Months::new(months)));
    if after.is_none_or(|after| after > to) { months - 1 } else { months }
}

/// The same day `months` earlier, the month's last day where that month is shorter.
pub fn months_before(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN)
}

fn is_last_day_of_month(date: NaiveDate) -> bool {
    date.succ_opt().is_none_or(|next| next.month() != date.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_complete_at_the_end_of_the_last_day() {
        for (from, last, months) in [
            ("2026-01-01", "2026-03-31", 3),
            ("2026-01-02", "2026-03-31", 2),
            ("2026-01-15", "2026-02-13", 0),
            ("2026-01-15", "2026-02-14", 1),
            ("2026-01-31", "2026-02-28", 1),
            ("2026-01-31", "2026-02-26", 0),
            ("2025-12-31", "2026-12-30", 12),
            ("2026-10-31", "2026-10-31", 0),
        ] {
            let day = |text: &str| text.parse().expect("a day");
            assert_eq!(complete_months(day(from), day(last)), months, "{from} to {last}");
        }
    }
}
