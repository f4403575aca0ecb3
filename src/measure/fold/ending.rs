//! Rows that end before they begin: where something looks at when, or whether, a row came to its end, such a row is a fault, be its time measured or not.

use super::Folder;
use super::numbers::{closes_early, is_before};
use crate::calendar::{NaiveDate, NaiveTime};
use crate::ingest::cell::moment;
use crate::ingest::row::Cells;
use crate::measure::plan::{SlotKind, Stream};

/// Columns of moments that nothing has before the day of its row.
const ENDS: [&str; 2] = ["closed", "first_reply"];

/// The slots of these.
pub(super) fn slots(stream: &Stream) -> Vec<usize> {
    let is_end = |slot: &usize| {
        let spec = &stream.slots[*slot];
        ENDS.contains(&spec.column.as_str()) && matches!(spec.kind, SlotKind::Day | SlotKind::Moment)
    };
    (0..stream.slots.len()).filter(is_end).collect()
}

impl Folder<'_> {
    /// A fault where the row ended before its day.
    pub(super) fn check_ends(&mut self, cells: &Cells) {
        let context = self.context;
        for slot in &context.needs.ends {
            let both = moment_of(cells, context.stream.date).zip(moment_of(cells, *slot));
            if both.is_some_and(|(begin, end)| is_before(end, begin)) {
                return self.fault(cells, Some(*slot), closes_early(cells, context.stream.date, *slot));
            }
        }
    }
}

/// The moment in a cell; nothing where it is blank, or says only that it is over.
fn moment_of(cells: &Cells, slot: usize) -> Option<(NaiveDate, Option<NaiveTime>)> {
    let raw = cells.raw(slot)?;
    moment::read(&cells.readable(&raw).ok()?, cells.layout.dates).ok()?
}
