//! Registers whose rows are looked at one by one, whatever else uses them: which columns they need.

use super::measured::{is_measured, number_columns};
use crate::ingest::cell::done;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Cells, Need, Register, RegisterRow, Wanted};
use crate::policy::Policy;
use crate::policy::rules::InputRule;
use crate::source::Place;

/// What a register is read for that nothing else uses; nothing where nobody looks at its rows.
pub(super) fn wanted(policy: &Policy, rule: &InputRule) -> Option<Wanted> {
    policy.management.listed(&rule.name).map(|_| Wanted::default())
}

/// Adds the columns that are looked at.
pub(super) fn add(policy: &Policy, rule: &InputRule, wanted: &mut Wanted) {
    let Some(listed) = policy.management.listed(&rule.name) else { return };
    wanted.needed.extend(listed.needed.iter().cloned());
    wanted.named.extend(listed.named.iter().cloned());
    wanted.numbers.extend(listed.numbers.iter().cloned());
}

/// Reports cells that a question reads as a day or an amount and that say none; what a measure makes of them is told there.
pub(super) fn check(policy: &Policy, register: &Register, faults: &mut Faults) {
    let Some(listed) = policy.management.listed(&register.name) else { return };
    let read_elsewhere = number_columns(policy, &register.name);
    let days = || listed.days.iter().filter(|day| !is_measured(policy, &register.name) || *day != "date");
    for row in &register.rows {
        let mut cells = row.read(faults);
        days().for_each(|column| day(&mut cells, column));
        for column in listed.amounts.iter().filter(|column| !read_elsewhere.contains(column)) {
            cells.number(column, Need::Optional);
        }
    }
}

/// A day; one that says when something was done may say whether it was.
fn day(cells: &mut Cells, column: &str) {
    let may_say = done::COLUMNS.contains(&column);
    if !may_say || cells.row().text(column).is_none_or(|text| done::said(&text).is_none()) {
        cells.date(column, Need::Optional);
    }
}

/// Where a row stands: of many rows nobody asks for the text.
pub(super) fn line_of(row: &RegisterRow) -> Place {
    Place::line(row.heading.file.clone(), row.line, "")
}
