//! Days of `staff` that nobody has: a hiring before anybody who works today was, a leaving or the end of a probation decades away. A digit of
//! the year has most likely slipped.
//!
//! A day that several people have stands for none (`1900-01-01`), and so does one at the end of a century (`2099-12-31`).

use std::collections::BTreeMap;

use super::Rules;
use crate::calendar::{Datelike, NaiveDate};
use crate::finding::{Finding, Findings};
use crate::ledger::Person;
use crate::source::Place;

/// Nobody works for longer, and so long before the period nobody was hired.
const YEARS_BEFORE: i32 = 60;
/// Nobody knows more years ahead on which day somebody comes, goes or is tried no longer.
const YEARS_AHEAD: i32 = 20;
/// From here on a year stands for no end.
const NO_END: i32 = 2090;

/// A day of a person: the column, the day, the row.
type Written<'p> = (&'static str, NaiveDate, &'p Place);

/// A warning for each such day.
pub(super) fn report((_, ledger, plan): Rules, findings: &mut Findings) {
    let (first, last) = (plan.current.first().year() - YEARS_BEFORE, plan.current.last().year() + YEARS_AHEAD);
    let is_odd = |day: NaiveDate| day.year() < first || (day.year() > last && day.year() < NO_END);
    let mut odd: BTreeMap<(&str, NaiveDate), Vec<(&Person, &Place)>> = BTreeMap::new();
    for person in &ledger.people.list {
        for (column, day, place) in written(person).into_iter().filter(|(_, day, _)| is_odd(*day)) {
            odd.entry((column, day)).or_default().push((person, place));
        }
    }
    for ((column, day), people) in odd {
        if let [(person, place)] = people[..] {
            let finding = Finding::warning("day-of-nobody").with("person", &person.id).with("column", column);
            findings.push(finding.with("day", day).with("period", &plan.current).at(place.clone()));
        }
    }
}

/// The days of a person; of the rows those that are not the first and the last of all.
fn written(person: &Person) -> Vec<Written<'_>> {
    let ends = [("hired", person.hired), ("left", person.left), ("probation_end", person.probation_end)];
    let of_person = ends.into_iter().filter_map(|(column, day)| Some((column, day?, &person.spells.first()?.place)));
    let of_rows = person.spells.iter().flat_map(|spell| {
        let from = ("from", spell.first, &spell.place);
        let to = ("to", spell.last, &spell.place);
        let is_own = |(_, day, _): &Written| {
            ![NaiveDate::MIN, NaiveDate::MAX].contains(day) && ![person.hired, person.left].contains(&Some(*day))
        };
        [from, to].into_iter().filter(is_own)
    });
    of_person.chain(of_rows).collect()
}
