//! Which days are worked: the policy's `[calendar]`.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::Period;

/// Weekdays that are worked, exceptions either way, and the hours of a working day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkCalendar {
    /// Weekdays that are worked.
    pub workdays: Vec<Weekday>,
    /// Days off on a weekday that is worked.
    pub holidays: Vec<NaiveDate>,
    /// Days worked on a weekday that is not (调休).
    pub extra_workdays: Vec<NaiveDate>,
    /// From and to; needed for working hours only.
    pub hours: Option<(NaiveTime, NaiveTime)>,
}

impl Default for WorkCalendar {
    fn default() -> Self {
        use Weekday::{Fri, Mon, Thu, Tue, Wed};
        WorkCalendar {
            workdays: vec![Mon, Tue, Wed, Thu, Fri],
            holidays: Vec::new(),
            extra_workdays: Vec::new(),
            hours: None,
        }
    }
}

impl WorkCalendar {
    /// Whether the day is worked; an extra workday wins over a holiday.
    pub fn is_workday(&self, date: NaiveDate) -> bool {
        self.extra_workdays.contains(&date)
            || (self.workdays.contains(&date.weekday()) && !self.holidays.contains(&date))
    }

    /// How many days of the period are worked.
    pub fn workdays_in(&self, period: &Period) -> i64 {
        self.workdays_between(period.first(), period.last())
    }

    /// How many days are worked from the first to the last, both included.
    pub fn workdays_between(&self, first: NaiveDate, last: NaiveDate) -> i64 {
        first.iter_days().take_while(|day| *day <= last).filter(|day| self.is_workday(*day)).count() as i64
    }

    /// The working day of the period with `after` working days of it behind itself; the period's first day where it has no more.
    pub fn workday_from_end(&self, period: &Period, after: usize) -> NaiveDate {
        let days = std::iter::successors(Some(period.last()), NaiveDate::pred_opt);
        let mut worked = days.take_while(|day| *day >= period.first()).filter(|day| self.is_workday(*day));
        worked.nth(after).unwrap_or(period.first())
    }

    /// Seconds of a working day; nothing when the calendar has no hours.
    pub fn seconds_of_a_workday(&self) -> Option<i64> {
        let (open, close) = self.hours?;
        Some((close - open).num_seconds())
    }

    /// Seconds of working time between two moments, 0 when the second is not after the first; nothing when the calendar
    /// has no hours.
    pub fn working_seconds(&self, from: NaiveDateTime, to: NaiveDateTime) -> Option<i64> {
        let (open, close) = self.hours?;
        let mut seconds = 0;
        for day in from.date().iter_days().take_while(|day| *day <= to.date()).filter(|day| self.is_workday(*day)) {
            let start = from.max(day.and_time(open));
            let end = to.min(day.and_time(close));
            seconds += (end - start).num_seconds().max(0);
        }
        Some(seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn friday_evening_to_monday_morning_is_one_working_hour() {
        let nine = NaiveTime::from_hms_opt(9, 0, 0).expect("a time");
        let six = NaiveTime::from_hms_opt(18, 0, 0).expect("a time");
        let calendar = WorkCalendar { hours: Some((nine, six)), ..WorkCalendar::default() };
        let at = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a moment");
        let seconds = calendar.working_seconds(at("2026-10-09 17:30"), at("2026-10-12 09:30"));
        assert_eq!(seconds, Some(3600));
    }
}
