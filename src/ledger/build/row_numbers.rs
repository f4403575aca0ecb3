//! A bare `id` of `staff` that counts rows: another in each row, although the rows of one name follow each other by their days. It is nobody's number.

use std::collections::{BTreeMap, BTreeSet};

use super::staff::StaffRow;
use crate::ingest::header::normal_label;
use crate::ledger::twins;

const BARE: &str = "id";

/// Takes such numbers away.
pub(super) fn forget(rows: &mut [StaffRow<'_>]) {
    if are_row_numbers(rows) {
        rows.iter_mut().for_each(|row| row.person_id = None);
    }
}

fn are_row_numbers(rows: &[StaffRow<'_>]) -> bool {
    let is_bare = |row: &StaffRow<'_>| {
        let slot = row.row.heading.slot("person_id").and_then(|slot| row.row.heading.slots.get(slot));
        slot.is_some_and(|slot| normal_label(&slot.label) == BARE)
    };
    let names = rows.iter().enumerate().map(|(at, row)| (twins::hash_of(&row.name_key), at));
    if !rows.iter().all(is_bare) || twins::several(names).is_empty() {
        return false;
    }
    let mut by_name: BTreeMap<&str, Vec<&StaffRow<'_>>> = BTreeMap::new();
    rows.iter().for_each(|row| by_name.entry(&row.name_key).or_default().push(row));
    let ids: BTreeSet<&String> = rows.iter().filter_map(|row| row.person_id.as_ref()).collect();
    ids.len() == rows.len() && by_name.len() < rows.len() && by_name.into_values().all(follow_each_other)
}

/// Whether each row begins after the one before it.
fn follow_each_other(mut rows: Vec<&StaffRow<'_>>) -> bool {
    rows.sort_by_key(|row| row.days.from);
    rows.windows(2).all(|pair| {
        let (before, next) = (&pair[0].days, &pair[1].days);
        next.from.is_some_and(|from| before.from < Some(from) && before.to.is_none_or(|to| to < from))
    })
}
