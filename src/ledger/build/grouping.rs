//! Rows that hold from a day to a day: one after the other for each person or customer, never two at once.

use std::collections::BTreeSet;

use crate::calendar::{Days, NaiveDate};
use crate::finding::Finding;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Cells, Need, RegisterRow};
use crate::source::Place;

/// The days written in a row; both included, either may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// Reads `from` and `to`; a last day before the first is a fault of the row.
pub(super) fn written(cells: &mut Cells<'_, '_>, need: Need) -> Written {
    let (from, to) = (cells.date("from", need), cells.date("to", need));
    if let (Some(first), Some(last)) = (from, to)
        && last < first
    {
        cells.fault("to", Finding::error("to-before-from").with("from", first).with("to", last));
    }
    Written { from, to }
}

/// The error of two rows of a subject at once, with the headers of its files that nothing reads: the days may stand there.
pub(super) fn overlap<'a>(code: &'static str, subject: &str, rows: impl Iterator<Item = &'a RegisterRow>) -> Finding {
    let slots = rows.flat_map(|row| &row.heading.slots).filter(|slot| slot.is_unread());
    let unread: BTreeSet<String> = slots.map(|slot| format!("`{}`", slot.label)).collect();
    let finding = Finding::error(code).with("subject", subject);
    match unread.is_empty() {
        true => finding,
        false => finding.with("unread", unread.into_iter().collect::<Vec<_>>().join(", ")),
    }
}

/// Orders the rows of one subject and gives each its first and last day: an open first row begins on `opens`, an open last one ends
/// on `closes`, and an open row between ends the day before the next begins. Two rows at once are the error `overlap`, which shows both.
pub(super) fn in_turn<T>(
    rows: &mut [(Written, Place, T)],
    (opens, closes): (NaiveDate, NaiveDate),
    overlap: &Finding,
    faults: &mut Faults,
) -> Vec<(NaiveDate, NaiveDate)> {
    rows.sort_by(|(a, first, _), (b, second, _)| (a.from, first).cmp(&(b.from, second)));
    let mut days: Vec<(NaiveDate, NaiveDate)> = Vec::with_capacity(rows.len());
    for (index, (row, place, _)) in rows.iter().enumerate() {
        let first = row.from.unwrap_or(opens);
        let next = rows.get(index + 1).and_then(|(next, ..)| next.from);
        let open_end = next.map_or(closes, |next| next - Days::new(1));
        let last = row.to.unwrap_or(open_end).max(first);
        let before = index.checked_sub(1).map(|before| &rows[before]);
        if let Some((_, earlier, _)) = before
            && (row.from.is_none() || days[index - 1].1 >= first)
        {
            faults.push(overlap.clone().at(place.clone()).at(earlier.clone()));
        }
        days.push((first, last));
    }
    days
}
