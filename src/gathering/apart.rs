//! Rows whose day or period lies years from all others: most likely a slip of the year, by which they are in no period that anybody asks for.
//!
//! Of rows before the others it is told only where another year would put them into the period asked for: old rows may well be few. Where the others
//! are few too, it is told only where the file stands in the order of days, and they stand where they would with that year.

use std::collections::BTreeMap;

use super::streams::{self, Opened, Pace};
use super::{InputFacts, Rules};
use crate::calendar::day_set::DaySet;
use crate::calendar::{Datelike, NaiveDate, Period};
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::ledger::measured::When;
use crate::policy::rules::InputKind;
use crate::source::Place;

/// So many days apart, among so many times more days with rows, are far.
const FAR: i64 = 180;
const MANY_TIMES: usize = 10;
/// So many days apart are far from any.
const FAR_FROM_ANY: i64 = 3 * 366;
/// Rows of more days are no slip.
const MOST_DAYS: usize = 3;

/// Days with rows that lie together, far from all others.
struct Apart<'a> {
    days: &'a [NaiveDate],
    /// The nearest day that others have.
    nearest: NaiveDate,
}

/// A warning for each side on which rows of a source lie apart from the others.
pub(super) fn of_source(rules: Rules, one: &Opened, facts: &InputFacts, pace: Pace) -> Vec<Finding> {
    let mut all = DaySet::default();
    facts.files.iter().for_each(|file| all.merge(&file.days));
    let days = all.days();
    let period = &rules.2.current;
    let after = last_apart(&days).or_else(|| slipped(&days, period));
    let after = after.filter(|apart| apart.days[0] > period.last());
    // What a table shows of the year before is there on purpose.
    let is_shown = |apart: &Apart| apart.days.iter().all(|day| is_shown(rules, *day));
    let before = first_apart(&days).filter(|apart| apart.days.iter().any(|day| is_slip((*day, *day), period)));
    let before = before.filter(|apart| !is_shown(apart));
    let among = if before.is_none() { among(&days, period).filter(|apart| !is_shown(apart)) } else { None };
    if before.is_none() && after.is_none() && among.is_none() {
        return Vec::new();
    }
    let seen = streams::days_seen(rules, one, pace).map(|seen| seen.days).unwrap_or_default();
    let among = among.filter(|apart| is_out_of_order(apart, &seen, period));
    let found: Vec<Apart> = before.into_iter().chain(among).chain(after).collect();
    let warning = |apart: Apart| {
        let rows: u64 = apart.days.iter().filter_map(|day| seen.get(day)).map(|(rows, _)| rows).sum();
        let place = apart.days.iter().find_map(|day| seen.get(day)).map(|(_, place)| place.clone());
        let finding = Finding::warning("rows-years-apart").with("input", &one.name).with("count", rows);
        let finding = finding.with("day", apart.days[0]).with("nearest", apart.nearest);
        place.into_iter().fold(finding, Finding::at)
    };
    found.into_iter().map(warning).collect()
}

/// Whether the day lies in earlier days that a question of management shows figures of; of all days there ever were it shows none.
fn is_shown((policy, _, plan): Rules, day: NaiveDate) -> bool {
    let is_earlier = |window: &&Period| window.last() < plan.current.first() && window.first() > policy.ever();
    let mut earlier = plan.shown.iter().filter(is_earlier);
    earlier.any(|window| window.contains(day))
}

/// The last days, where they are few and far behind the others.
fn last_apart(days: &[NaiveDate]) -> Option<Apart<'_>> {
    let at =
        (1..days.len()).rev().take(MOST_DAYS).find(|at| is_far(days[*at - 1], days[*at], (*at, days.len() - at)))?;
    Some(Apart { days: &days[at..], nearest: days[at - 1] })
}

/// The last days, where they would lie in the period if they had its year, and far behind it: nothing was done then yet, however few the others are. Many
/// are slips only where the period has no row of any of them.
fn slipped<'d>(days: &'d [NaiveDate], period: &Period) -> Option<Apart<'d>> {
    let at = days.iter().position(|day| (*day - period.last()).num_days() >= FAR)?;
    let are_slips = days[at..].iter().all(|day| is_slip((*day, *day), period));
    let nearest = at.checked_sub(1).map(|before| days[before])?;
    let year = period.first().year();
    let lacks = |day: &NaiveDate| day.with_year(year).is_some_and(|moved| days.binary_search(&moved).is_err());
    let are_few = days.len() - at <= MOST_DAYS || days[at..].iter().all(lacks);
    (are_slips && are_few).then_some(Apart { days: &days[at..], nearest })
}

/// The first days, where they are few and far before the others.
fn first_apart(days: &[NaiveDate]) -> Option<Apart<'_>> {
    let at = (1..days.len()).take(MOST_DAYS).find(|at| is_far(days[*at - 1], days[*at], (days.len() - at, *at)))?;
    Some(Apart { days: &days[..at], nearest: days[at] })
}

/// The first days, where they would lie in the period if they had its year, and far before the others, however few these are.
fn among<'d>(days: &'d [NaiveDate], period: &Period) -> Option<Apart<'d>> {
    let far = |at: &usize| (days[*at] - days[*at - 1]).num_days() >= FAR;
    let at = (1..days.len()).take(MOST_DAYS).find(far)?;
    let are_slips = days[..at].iter().all(|day| is_slip((*day, *day), period));
    are_slips.then_some(Apart { days: &days[..at], nearest: days[at] })
}

/// So many other days of a file say that its rows stand in the order of days.
const ORDERED: usize = 3;

/// Whether rows stand in the order of days, or the other way round, but for those of these days, which stand where they would with the year of the
/// period.
fn is_out_of_order(apart: &Apart, seen: &BTreeMap<NaiveDate, (u64, Place)>, period: &Period) -> bool {
    let odd = |day: &NaiveDate| {
        let (rows, place) = seen.get(day)?;
        let moved = day.with_year(period.first().year())?;
        let others = seen.iter().filter(|(other, (_, own))| !apart.days.contains(other) && own.file == place.file);
        let mut others: Vec<(u32, NaiveDate)> = others.map(|(other, (_, own))| (own.line, *other)).collect();
        others.sort_unstable();
        let ends = (others.first()?.0, others.last()?.0);
        let fits = |rising: bool| {
            let is_in_turn =
                |(before, after): (NaiveDate, NaiveDate)| if rising { before <= after } else { after <= before };
            let is_placed = |(line, other): &(u32, NaiveDate)| {
                is_in_turn(if *line < place.line { (*other, moved) } else { (moved, *other) })
            };
            // At its own end of the file an old row is in order.
            let is_odd = if rising { ends.0 < place.line } else { place.line < ends.1 };
            is_odd && others.is_sorted_by(|one, next| is_in_turn((one.1, next.1))) && others.iter().all(is_placed)
        };
        Some(*rows == 1 && others.len() >= ORDERED && (fits(true) || fits(false)))
    };
    apart.days.iter().all(|day| odd(day) == Some(true))
}

fn is_far(before: NaiveDate, after: NaiveDate, (others, few): (usize, usize)) -> bool {
    let gap = (after - before).num_days();
    gap >= FAR_FROM_ANY || (gap >= FAR && others >= few * MANY_TIMES)
}

/// Whether these days would lie in the period if they had its year, and do not.
fn is_slip((first, last): (NaiveDate, NaiveDate), period: &Period) -> bool {
    let is_in = |first: NaiveDate, last: NaiveDate| period.first() <= first && last <= period.last();
    let moved = |year: i32| {
        let years = year - first.year();
        let first = first.with_year(year)?;
        // 29 February is the 28th of a year that has none.
        let of_last = |last: NaiveDate| last.with_year(last.year() + years).or_else(|| of_leap(last, years));
        Some(is_in(first, of_last(last)?))
    };
    let years = period.first().year()..=period.last().year();
    !is_in(first, last) && years.into_iter().any(|year| moved(year) == Some(true))
}

fn of_leap(last: NaiveDate, years: i32) -> Option<NaiveDate> {
    last.pred_opt()?.with_year(last.year() + years)
}

/// A row of a register: for which days, and where.
#[derive(Clone, Copy)]
struct Dated<'a> {
    first: NaiveDate,
    last: NaiveDate,
    period: Option<&'a Period>,
    place: &'a Place,
}

/// A warning for each register that has rows for the days asked for of another year, alone there: no row of it, and none of any source, is near.
pub(super) fn of_registers((policy, ledger, plan): Rules, facts: &[InputFacts]) -> Vec<Finding> {
    let mut days = DaySet::default();
    facts.iter().flat_map(|facts| &facts.files).for_each(|file| days.merge(&file.days));
    let days = days.days();
    let mut found = Vec::new();
    for (register, rows) in dated(ledger) {
        let is_near = |one: &Dated, other: &Dated| {
            (other.first - one.last).num_days() < FAR && (one.first - other.last).num_days() < FAR
        };
        let is_by = |row: &&Dated| {
            let (first, last) = (plan.current.first(), plan.current.last());
            (row.first - last).num_days() < FAR && (first - row.last).num_days() < FAR
        };
        let asked = rows.iter().find(is_by);
        let is_alone = |row: &&Dated| {
            let others = rows.iter().filter(|other| (other.first, other.last) != (row.first, row.last));
            let is_before_all = days.first().is_some_and(|first| row.last < *first);
            let is_behind_all = days.last().is_some_and(|last| *last < row.first);
            (is_before_all || is_behind_all) && !others.into_iter().any(|other| is_near(row, other))
        };
        let slips = rows.iter().filter(|row| is_slip((row.first, row.last), &plan.current)).filter(is_alone);
        let slips: Vec<&Dated> = slips.filter(|_| asked.is_some()).collect();
        if let Some(first) = slips.first().filter(|_| policy.input(register).is_some()) {
            let shown = first.period.map_or_else(|| first.first.to_string(), Period::to_string);
            let finding = Finding::warning("register-rows-of-another-year").with("input", register);
            let finding = finding.with("found", shown).with("count", slips.len()).with("period", &plan.current);
            found.push(finding.at(first.place.clone()));
        }
    }
    found
}

/// The rows of each register that are for some days.
fn dated(ledger: &Ledger) -> Vec<(&str, Vec<Dated<'_>>)> {
    let of_period =
        |period, place| Dated { first: Period::first(period), last: period.last(), period: Some(period), place };
    let of_days = |first, last, place| Dated { first, last, period: None, place };
    let measured = ledger.measured.iter().filter(|(register, _)| InputKind::of(register) != InputKind::Ratings).map(
        |(register, rows)| {
            let dated = rows.iter().filter_map(|row| match &row.when {
                When::Period(period) => Some(of_period(period, &row.place)),
                When::Days(first, last) => Some(of_days(*first, *last, &row.place)),
                When::Always | When::Since(_) => None,
            });
            (register.as_str(), dated.collect())
        },
    );
    let targets = ledger.targets.rows.iter().map(|row| of_period(&row.period, &row.place)).collect();
    let ratings = ledger.ratings.iter().map(|row| of_period(&row.period, &row.place)).collect();
    let adjustments = ledger.adjustments.iter().map(|row| of_period(&row.period, &row.place)).collect();
    let leave = ledger.leave.iter().map(|row| of_days(row.first, row.last, &row.place)).collect();
    let own = [("targets", targets), ("ratings", ratings), ("adjustments", adjustments), ("leave", leave)];
    own.into_iter().chain(measured).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn period(text: &str) -> Period {
        Period::parse(text, 1).expect("a period")
    }

    #[test]
    fn few_days_far_from_many_are_apart() {
        let mut days: Vec<NaiveDate> = (1..=30).map(|at| day(&format!("2026-08-{at:02}"))).collect();
        assert!(first_apart(&days).is_none() && last_apart(&days).is_none());
        days.push(day("2062-08-03"));
        days.insert(0, day("2025-08-03"));
        assert_eq!(first_apart(&days).expect("some").days, [day("2025-08-03")]);
        assert_eq!(last_apart(&days).expect("some").nearest, day("2026-08-30"));
        assert!(first_apart(&days[..4]).is_none(), "three days are not many");
    }

    #[test]
    fn a_slip_is_in_the_period_with_its_year() {
        for (first, last, asked, is_it) in [
            ("2025-08-01", "2025-08-31", "2026-08", true),
            ("2025-08-03", "2025-08-03", "2026-08", true),
            ("2062-08-03", "2062-08-03", "2026-08", true),
            ("2025-09-01", "2025-09-30", "2026-08", false),
            ("2026-08-01", "2026-08-31", "2026-08", false),
            ("2024-02-01", "2024-02-29", "2026-02", true),
            ("2025-07-01", "2025-09-30", "2026-08", false),
        ] {
            assert_eq!(is_slip((day(first), day(last)), &period(asked)), is_it, "{first} {asked}");
        }
    }
}
