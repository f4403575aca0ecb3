//! Days and months as what figures are told apart by. Of the days those that are worked, and of a trend others on which something happened: its
//! parts add up to all rows.

use super::{By, View};
use crate::calendar::{Days, Period, PeriodKind};
use crate::derivation::{Figure, Subject, Worksheet};
use crate::measure::plan::EVERY_ROW;
use crate::policy::Policy;
use crate::policy::rules::MeasureId;

/// The days, worked or not, or the months of a window; of any other label none.
pub(super) fn parts(by: &By, policy: &Policy, window: &Period) -> Vec<Period> {
    let fiscal_start = policy.header.fiscal_year_starts;
    match by {
        By::Workday => {
            let days = window.first().iter_days().take_while(|day| *day <= window.last());
            days.filter_map(|day| Period::range(day, day, fiscal_start)).collect()
        }
        By::Month => {
            let first = Period::containing(window.first(), PeriodKind::Month, fiscal_start);
            let next = |month: &Period| {
                let day = month.last() + Days::new(1);
                (day <= window.last()).then(|| Period::containing(day, PeriodKind::Month, fiscal_start))
            };
            std::iter::successors(Some(first), next).collect()
        }
        _ => Vec::new(),
    }
}

/// Whether it is a day that is not worked.
pub(super) fn is_off(by: &By, policy: &Policy, days: &Period) -> bool {
    *by == By::Workday && !policy.calendar.is_workday(days.first())
}

/// What of a part happened on days, whosever it is: a day with a row of nobody has a row. Of registers it is everybody's.
pub(super) fn of_all(view: &View, sheet: &mut Worksheet, (part, window): (MeasureId, &Period)) -> Figure {
    let subject = match view.cube.has_along(part, EVERY_ROW) {
        true => Subject::Labelled { column: EVERY_ROW.to_owned(), label: String::new() },
        false => Subject::Department,
    };
    view.book.actual(sheet, part, &subject, window)
}

/// Of a month in which the last day that counts lies the days up to it: a week ends within.
pub(super) fn known(view: &View, window: &Period) -> Period {
    window.until(view.last_day())
}

/// The working day or month before another.
pub(super) fn before(by: &By, policy: &Policy, days: &Period) -> Period {
    let mut before = days.previous();
    // A calendar without working days goes on for ever.
    for _ in 0..MOST_DAYS_OFF {
        if *by != By::Workday || policy.calendar.is_workday(before.first()) {
            break;
        }
        before = before.previous();
    }
    before
}

/// No holidays are longer.
const MOST_DAYS_OFF: u32 = 60;
