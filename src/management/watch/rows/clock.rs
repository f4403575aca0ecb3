//! How long a row stands at the end of a day.

use crate::calendar::{NaiveDate, NaiveDateTime, NaiveTime, WorkCalendar, months_since};
use crate::ingest::cell::moment as read;
use crate::ledger::rows::ListedRow;
use crate::number::Number;
use crate::policy::rules::Unit;
use crate::policy::rules::management::watch::ClockUnit;

/// A day, with the time of day where one is written.
pub(super) type Moment = (NaiveDate, Option<NaiveTime>);

/// Seconds of an hour.
const HOUR: i64 = 3600;

/// What a text says, where it is a day.
pub(super) fn moment(row: &ListedRow, text: &str) -> Option<Moment> {
    read::read(text, row.dates).ok().flatten()
}

/// The time from a moment to the end of a day, 0 where it lies behind that; nothing where hours are counted and none is written.
pub(super) fn passed(calendar: &WorkCalendar, (since, last): (Moment, NaiveDate), unit: ClockUnit) -> Option<Number> {
    let (day, time) = since;
    let after = day.succ_opt()?;
    let count = match unit {
        ClockUnit::Days => (last - day).num_days().max(0),
        ClockUnit::WorkDays => calendar.workdays_between(after, last),
        ClockUnit::Months => months_since(day, last).max(0),
        ClockUnit::Hours | ClockUnit::WorkingHours => return hours(calendar, (day.and_time(time?), last), unit),
    };
    Some(Number::from(count))
}

/// Whether months that are complete at the end of a day were so the day before: more time than that has passed, by days.
pub(super) fn is_month_over((since, last): (Moment, NaiveDate), (unit, limit): (ClockUnit, &Number)) -> bool {
    let before = last.pred_opt().filter(|_| unit == ClockUnit::Months);
    before.is_some_and(|before| Number::from(months_since(since.0, before)) >= *limit)
}

fn hours(calendar: &WorkCalendar, (start, last): (NaiveDateTime, NaiveDate), unit: ClockUnit) -> Option<Number> {
    let end = last.succ_opt()?.and_time(NaiveTime::MIN);
    let seconds = match unit {
        ClockUnit::WorkingHours => calendar.working_seconds(start, end)?,
        _ => (end - start).num_seconds().max(0),
    };
    Number::from(seconds).checked_div(&Number::from(HOUR))
}

/// What the figures of a clock are shown as.
pub(super) fn unit(unit: ClockUnit) -> Unit {
    match unit {
        ClockUnit::Days | ClockUnit::WorkDays => Unit::Days,
        ClockUnit::Hours | ClockUnit::WorkingHours => Unit::Hours,
        ClockUnit::Months => Unit::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn time_passes_up_to_the_end_of_the_last_day() {
        let calendar = WorkCalendar::default();
        for (since, last, unit, expected) in [
            ("2026-09-30", "2026-10-31", ClockUnit::Days, 31),
            ("2026-10-31", "2026-10-31", ClockUnit::Days, 0),
            ("2026-11-01", "2026-10-31", ClockUnit::Days, 0),
            ("2024-02-28", "2024-03-01", ClockUnit::Days, 2),
            ("2026-10-30", "2026-11-02", ClockUnit::WorkDays, 1),
            ("2026-01-15", "2026-07-14", ClockUnit::Months, 5),
            ("2026-01-15", "2026-07-15", ClockUnit::Months, 6),
            ("2025-08-31", "2026-02-28", ClockUnit::Months, 6),
            ("2026-01-31", "2026-02-27", ClockUnit::Months, 0),
            ("2026-01-28", "2026-02-27", ClockUnit::Months, 0),
            ("2026-02-28", "2026-03-28", ClockUnit::Months, 1),
        ] {
            let passed = passed(&calendar, ((day(since), None), day(last)), unit);
            assert_eq!(passed, Some(Number::from(expected)), "{since} {last} {unit:?}");
        }
    }

    #[test]
    fn a_limit_of_months_is_passed_on_the_day_after_they_are_complete() {
        for (since, last, is_over) in [
            ("2026-04-29", "2026-10-29", false),
            ("2026-04-29", "2026-10-30", true),
            ("2026-03-30", "2026-09-30", false),
            ("2026-03-30", "2026-10-01", true),
            ("2026-02-28", "2026-08-29", true),
            ("2026-03-31", "2026-09-30", false),
            ("2026-03-31", "2026-10-01", true),
            ("2025-08-31", "2026-02-28", false),
            ("2025-08-31", "2026-03-01", true),
        ] {
            let of = |unit| is_month_over(((day(since), None), day(last)), (unit, &Number::from(6)));
            assert_eq!(of(ClockUnit::Months), is_over, "{since} {last}");
            assert!(!of(ClockUnit::Days));
        }
    }

    #[test]
    fn hours_need_a_time_of_day() {
        let calendar = WorkCalendar::default();
        assert_eq!(passed(&calendar, ((day("2026-10-20"), None), day("2026-10-20")), ClockUnit::Hours), None);
        let evening = NaiveTime::from_hms_opt(22, 30, 0);
        let passed = passed(&calendar, ((day("2026-10-20"), evening), day("2026-10-20")), ClockUnit::Hours);
        assert_eq!(passed, Number::fraction(3, 2));
    }
}
