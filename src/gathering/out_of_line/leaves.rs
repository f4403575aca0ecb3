//! Leave of a few days that ends, or begins, in another year than was meant: `2026-03-16` to `2027-03-20`. Whoever is away for a year and longer is so for
//! whole months.

use super::Rules;
use crate::calendar::{Datelike, NaiveDate, Period};
use crate::finding::{Finding, Findings};
use crate::ledger::{LeaveDays, Ledger};

/// So many days of leave are a few.
const DAYS: i64 = 31;

/// A warning for each such row with a day of the period.
pub(super) fn report((_, ledger, plan): Rules, findings: &mut Findings) {
    let period = &plan.current;
    before_hiring(ledger, period).into_iter().for_each(|finding| findings.push(finding));
    let of_period = ledger.leave.iter().filter(|row| row.first <= period.last() && period.first() <= row.last);
    for row in of_period.filter(|row| is_of_another_year(row)) {
        let finding = Finding::warning("leave-of-another-year").with("person", &ledger.people.list[row.person].name);
        let days = (row.last - row.first).num_days() + 1;
        let finding = finding.with("first", row.first).with("last", row.last).with("days", days);
        findings.push(finding.with("period", period).at(row.place.clone()));
    }
}

/// So many other rows of leave, none of the year of an odd one, show which years are meant.
const LEAST_OTHERS: usize = 2;

/// Leave of somebody who was hired later, which has a day of the period a year or two on: its year is most likely another.
fn before_hiring(ledger: &Ledger, period: &Period) -> Vec<Finding> {
    let is_alone = |row: &LeaveDays| {
        let mut others = ledger.leave.iter().filter(|other| other.place != row.place).peekable();
        ledger.leave.len() > LEAST_OTHERS && others.all(|other| other.first.year() > row.last.year())
    };
    let meets_later = |row: &LeaveDays| {
        (1..=2).any(|years| {
            let later = |day: NaiveDate| NaiveDate::from_ymd_opt(day.year() + years, day.month(), day.day());
            later(row.first)
                .zip(later(row.last))
                .is_some_and(|(first, last)| first <= period.last() && period.first() <= last)
        })
    };
    let of_row = |row: &LeaveDays| {
        let person = &ledger.people.list[row.person];
        let hired = person.hired.filter(|hired| row.last < *hired && meets_later(row) && is_alone(row))?;
        let finding = Finding::warning("leave-before-hiring").with("person", &person.name).with("hired", hired);
        Some(finding.with("first", row.first).with("last", row.last).at(row.place.clone()))
    };
    ledger.leave.iter().filter_map(of_row).collect()
}

/// Whether the leave has whole years and a few days more.
fn is_of_another_year(row: &LeaveDays) -> bool {
    let years = row.last.year() - row.first.year();
    let meant = (years - 1..=years).filter(|years| *years > 0).find_map(|years| {
        let last = NaiveDate::from_ymd_opt(row.last.year() - years, row.last.month(), row.last.day())?;
        (last >= row.first).then(|| (last - row.first).num_days() + 1)
    });
    let next = row.last.succ_opt().map(|next| next.day());
    let is_of_months = row.first.day() == 1 || next == Some(1) || next == Some(row.first.day());
    !is_of_months && meant.is_some_and(|days| days < DAYS)
}
