//! Days are counted one by one.

use std::collections::BTreeSet;

use super::scene::Scene;
use crate::calendar::{Datelike, Months, NaiveDate, Period};
use crate::derivation::Fact;
use crate::number::Number;

/// The fact's number; nothing for the tenure of somebody whose first day is not known.
pub(super) fn count(scene: &Scene, fact: &Fact) -> Option<Number> {
    let people = &scene.given.ledger.people.list;
    let days = |window: &Period, worked: bool, is_in: &dyn Fn(NaiveDate) -> bool| {
        let is_counted = |day: &NaiveDate| is_in(*day) && (!worked || scene.given.policy.calendar.is_workday(*day));
        days_of(window).filter(is_counted).count()
    };
    let found = match fact {
        Fact::Days { window, worked } => days(window, *worked, &|_| true),
        Fact::Employed { person, window, worked } => days(window, *worked, &|day| people[*person].employed(day)),
        Fact::Leave { person, window, worked } => {
            days(window, *worked, &|day| people[*person].employed(day) && is_on_leave(scene, *person, day))
        }
        Fact::Months { person, window } => {
            let employed = days_of(window).filter(|day| people[*person].employed(*day));
            employed.map(|day| (day.year(), day.month())).collect::<BTreeSet<_>>().len()
        }
        Fact::Tenure { person, window } => months_since(people[*person].hired?, window),
    };
    i64::try_from(found).ok().map(Number::from)
}

fn days_of(window: &Period) -> impl Iterator<Item = NaiveDate> {
    let last = window.last();
    window.first().iter_days().take_while(move |day| *day <= last)
}

fn is_on_leave(scene: &Scene, person: usize, day: NaiveDate) -> bool {
    scene.given.ledger.leave.iter().any(|leave| leave.person == person && leave.first <= day && day <= leave.last)
}

/// How many times a month can be added to the first day without passing the day after the last.
fn months_since(hired: NaiveDate, window: &Period) -> usize {
    let after = window.last().succ_opt().unwrap_or(window.last());
    let passes = |months: &u32| hired.checked_add_months(Months::new(*months)).is_none_or(|day| day > after);
    (1..).take_while(|months| !passes(months)).count()
}
