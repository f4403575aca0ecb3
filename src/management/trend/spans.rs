//! The periods that a trend looks at.

use super::super::TrendAsked;
use super::By;
use crate::calendar::Period;
use crate::policy::Policy;

/// What is looked at of one label.
#[derive(Clone, Debug)]
pub(super) struct Spans {
    /// The periods, the oldest first; the last is the one asked for.
    pub periods: Vec<Period>,
    /// The one before.
    pub previous: Period,
    /// The same a year earlier.
    pub last_year: Period,
    /// All days up to the end of the one before; nothing of days and months, which have no first row.
    pub before: Option<Period>,
}

impl Spans {
    /// Those that end with a period, day or month.
    pub fn of(policy: &Policy, by: &By, (asked, last): (&TrendAsked, &Period)) -> Self {
        let mut periods = vec![last.clone()];
        for _ in 1..asked.periods {
            periods.extend(periods.last().map(|later| by.before(policy, later)));
        }
        periods.reverse();
        let previous = by.before(policy, last);
        let before = (!by.is_of_days()).then(|| policy.ever_until(&previous));
        Spans { periods, last_year: last.last_year(), previous, before }
    }

    /// Where the one before stands among all of them; the year before and all days stand behind it.
    pub fn previous_at(&self) -> usize {
        self.periods.len()
    }

    /// All of them.
    pub fn all(self) -> Vec<Period> {
        self.periods.into_iter().chain([self.previous, self.last_year]).chain(self.before).collect()
    }
}

/// The stretch of days whose labels are listed: the period; of months, where that is one month or less, all periods.
pub(super) fn listed(by: &By, (asked, period): (&TrendAsked, &Period)) -> Period {
    let first = periods(asked, period).first().map_or(period.first(), Period::first);
    let is_short = *by == By::Month && period.days() <= LONGEST_MONTH;
    let whole = || period.from_day(first);
    if is_short { whole() } else { period.clone() }
}

const LONGEST_MONTH: i64 = 31;

fn periods(asked: &TrendAsked, period: &Period) -> Vec<Period> {
    let before = |period: &Period| Some(period.previous());
    let mut periods: Vec<Period> =
        std::iter::successors(Some(period.clone()), before).take(asked.periods as usize).collect();
    periods.reverse();
    periods
}

/// The periods whose values a row has, where all rows have the same ones.
pub(super) fn shown(by: &By, (asked, period): (&TrendAsked, &Period)) -> Vec<Period> {
    if by.is_of_days() { Vec::new() } else { periods(asked, period) }
}

/// Every window that is asked for.
pub(super) fn windows(policy: &Policy, by: &By, (asked, period): (&TrendAsked, &Period)) -> Vec<Period> {
    if !by.is_of_days() {
        return Spans::of(policy, by, (asked, period)).all();
    }
    let labels = by.days_in(policy, &listed(by, (asked, period)));
    labels.iter().flat_map(|label| Spans::of(policy, by, (asked, label)).all()).collect()
}
