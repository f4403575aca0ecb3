//! Numbers without a per cent sign among others of the same column that have one, and that would be among these with it: `3` beside `2.5%` and `4%`.

use crate::finding::Finding;
use crate::number::Number;

use super::RegisterRow;

/// So many others have the sign.
const LEAST: usize = 3;
/// So many times as many have it as lack it.
const TIMES: usize = 3;
/// With the sign it is no more than so many times the largest, and no less than that part of the smallest.
const AMONG: i64 = 5;
/// Columns that tell apart what rows are about: of each the numbers are of one kind.
const APART: [&str; 4] = ["series", "measure", "indicator", "kind"];

/// One warning of such cells of a column.
pub(super) fn unsigned(rows: &[&RegisterRow], slot: usize) -> Option<Finding> {
    let about = |row: &RegisterRow| APART.map(|column| row.text(column).map(|text| text.to_lowercase()));
    let is_signed = |row: &RegisterRow| row.raw(slot).contains(['%', '％']);
    if !rows.iter().any(|row| is_signed(row)) {
        return None;
    }
    let mut odd: Vec<&RegisterRow> = Vec::new();
    let bare = rows.iter().copied().filter(|row| !is_signed(row) && row.readable_in(slot).is_some());
    for row in bare {
        let own = about(row);
        let same = || rows.iter().copied().filter(|other| about(other) == own);
        let signed: Vec<Number> = same().filter(|row| is_signed(row)).filter_map(|row| row.readable_in(slot)).collect();
        let lacking = same().filter(|row| !is_signed(row) && row.readable_in(slot).is_some()).count();
        let is_few = signed.len() >= LEAST.max(lacking * TIMES);
        if is_few && row.readable_in(slot).is_some_and(|value| lacks_sign(&value, &signed)) {
            odd.push(row);
        }
    }
    let first = odd.first()?;
    let finding = Finding::warning("number-without-percent").with("column", &first.heading.slots[slot].name);
    let finding = finding.with("found", first.raw(slot).trim()).with("count", odd.len());
    Some(finding.at(first.place_in(slot)))
}

/// Whether a number is far above all of these, and a hundredth of it is not far from them.
fn lacks_sign(value: &Number, signed: &[Number]) -> bool {
    let times = Number::from(AMONG);
    let Some((least, most)) = signed.iter().min().zip(signed.iter().max()) else { return false };
    let Some(part) = value.checked_div(&Number::from(100)) else { return false };
    least.is_positive() && *value > most * &times && part <= most * &times && &part * &times >= *least
}
