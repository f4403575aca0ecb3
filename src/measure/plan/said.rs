//! Measures whose rows say themselves what they are of, and numbers that are compared row by row.

use super::slots::SlotList;
use super::{AskedAlong, EVERY_ROW, SlotKind};
use crate::calendar::Period;
use crate::policy::rules::{InputKind, MeasureId, Policy};

/// The column in which rows say of which team they are.
pub const TEAM: &str = "team";

/// Whether the rows of a measure say themselves what they are of, also where they are nobody's: events, where nobody is paid or
/// scored by it.
pub fn said_by_rows(policy: &Policy, measure: MeasureId) -> bool {
    let inputs = policy.measure(measure).kind.inputs();
    let are_said = !inputs.is_empty() && inputs.into_iter().all(|input| InputKind::of(input).is_said_by_rows());
    are_said && !policy.used.contains(&measure)
}

/// What is gathered of such measures for the department and teams.
pub fn of_rows(policy: &Policy, windows: &[Period]) -> Vec<AskedAlong> {
    let measures: Vec<MeasureId> =
        (0..policy.measures.len()).map(MeasureId).filter(|measure| said_by_rows(policy, *measure)).collect();
    if measures.is_empty() {
        return Vec::new();
    }
    let along = |column: &str| AskedAlong {
        column: column.to_owned(),
        measures: measures.clone(),
        windows: windows.into(),
        last_days: false,
    };
    vec![along(EVERY_ROW), along(TEAM)]
}

/// The numbers of an input that a question compares row by row: they are read as those of measures are.
pub(super) fn listed(policy: &Policy, slots: &mut SlotList) -> Vec<usize> {
    let Some(listed) = policy.management.listed(&slots.rule.name) else { return Vec::new() };
    let all: Vec<usize> = listed.numbers.iter().map(|column| slots.of(column, Some(SlotKind::Number))).collect();
    all.into_iter().filter(|slot| slots.list[*slot].kind.is_of_numbers()).collect()
}
