//! Windows that look back: whole months up to a day.

use crate::calendar::{Datelike, Days, NaiveDate, Period, PeriodKind, months_before};

/// So many whole months up to a day: calendar months where it is the last of its month.
pub fn months_until(last: NaiveDate, months: u32, fiscal_start: u32) -> Period {
    let next = last + Days::new(1);
    let is_last_of_month = next.day() == 1;
    let first = if is_last_of_month { months_before(next, months) } else { months_before(last, months) + Days::new(1) };
    let one_day = || Period::containing(last, PeriodKind::Range, fiscal_start);
    Period::range(first.min(last), last, fiscal_start).unwrap_or_else(one_day)
}

/// The same day one period earlier: the end of the period before, where it is the end of its own.
pub fn one_period_earlier(last: NaiveDate, period: &Period) -> NaiveDate {
    if last == period.last() {
        return period.previous().last();
    }
    match period.kind() {
        PeriodKind::Week => last - Days::new(7),
        PeriodKind::Month => months_before(last, 1),
        PeriodKind::Quarter => months_before(last, 3),
        PeriodKind::Year => months_before(last, 12),
        PeriodKind::Range => last - Days::new(u64::try_from(period.days()).unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn windows_are_whole_months() {
        for (last, months, first) in [
            ("2026-10-31", 12, "2025-11-01"),
            ("2026-10-16", 12, "2025-10-17"),
            ("2028-02-29", 12, "2027-03-01"),
            ("2028-02-28", 12, "2027-03-01"),
            ("2027-02-28", 1, "2027-02-01"),
            ("2026-04-30", 3, "2026-02-01"),
        ] {
            assert_eq!(months_until(day(last), months, 1).first(), day(first), "{last}");
        }
    }

    #[test]
    fn the_end_of_a_period_is_one_earlier_the_end_of_another() {
        let period = |text: &str| Period::parse(text, 1).unwrap();
        for (last, of, earlier) in [
            ("2026-03-31", "2026-03", "2026-02-28"),
            ("2026-03-30", "2026-03", "2026-02-28"),
            ("2026-10-16", "2026-10", "2026-09-16"),
            ("2026-09-30", "2026-Q3", "2026-06-30"),
            ("2026-10-08", "2026-W41", "2026-10-01"),
        ] {
            assert_eq!(one_period_earlier(day(last), &period(of)), day(earlier), "{last}");
        }
    }
}
