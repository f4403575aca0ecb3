//! Targets of a mean of marks that are far below every mark: `90%` where marks are from 3 to 5 is reached by everybody.

use super::super::Rules;
use super::{Column, LEAST, Mark};
use crate::finding::Finding;
use crate::ledger::TargetRow;
use crate::number::Number;

/// So many times the target is below the lowest mark.
const TIMES: i64 = 2;

/// One warning for a column, at the first such target of the period.
pub(super) fn report((policy, ledger, plan): Rules, column: &Column, marks: &[Mark]) -> Option<Finding> {
    let lowest = marks.iter().map(|mark| &mark.value).min().filter(|_| marks.len() >= LEAST)?;
    let is_of_period =
        |row: &TargetRow| row.period.first() <= plan.current.last() && plan.current.first() <= row.period.last();
    let is_below = |row: &&TargetRow| {
        column.means.contains(&row.measure)
            && is_of_period(row)
            && row.value.is_positive()
            && &row.value * &Number::from(TIMES) <= *lowest
    };
    let below: Vec<&TargetRow> = ledger.targets.rows.iter().filter(is_below).collect();
    let first = below.iter().min_by_key(|row| &row.place)?;
    let finding = Finding::warning("target-below-marks").with("measure", &policy.measure(first.measure).name);
    let finding = finding.with("input", column.source).with("column", column.name).with("count", below.len());
    let finding = finding.with("found", first.value.to_plain(0, 6)).with("least", lowest.to_plain(0, 6));
    Some(finding.at(first.place.clone()))
}
