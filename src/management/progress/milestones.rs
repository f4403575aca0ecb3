//! Rows of the plan that are due.

use std::cmp::Reverse;

use super::super::View;
use crate::calendar::NaiveDate;
use crate::ingest::cell::moment;
use crate::ledger::rows::ListedRow;

/// A row of the plan that is due and was not done by the last day that counts.
pub struct Milestone {
    /// Whose: index in the ledger.
    pub person: Option<usize>,
    /// Until when.
    pub due: NaiveDate,
    /// What.
    pub goal: Option<String>,
    /// When it was done after all, as it is written.
    pub done: Option<String>,
    /// Days since it was due.
    pub overdue_days: i64,
}

/// The most overdue first. Rows without a person or a day were refused when the register was read.
pub(super) fn milestones(view: View) -> Vec<Milestone> {
    let last = view.last_day();
    let mut found = Vec::new();
    view.rows.each("plan", &mut |row| {
        found.extend(day(row, "due").and_then(|due| milestone(row, due, last)));
    });
    found.sort_by_key(|milestone| (Reverse(milestone.overdue_days), milestone.person));
    found
}

/// A row that is due and not done by that day.
fn milestone(row: &ListedRow, due: NaiveDate, last: NaiveDate) -> Option<Milestone> {
    (due <= last && row.closing("done").is_open(last)).then(|| Milestone {
        person: row.person,
        due,
        goal: row.cell("goal").map(str::to_owned),
        done: row.cell("done").map(str::to_owned),
        overdue_days: (last - due).num_days(),
    })
}

/// The day that a cell says.
fn day(row: &ListedRow, column: &str) -> Option<NaiveDate> {
    Some(moment::read(row.cell(column)?, row.dates).ok()??.0)
}
