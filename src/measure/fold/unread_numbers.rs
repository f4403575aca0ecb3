//! Numbers in columns that nothing reads: of a return that says nothing of how much comes back, one of them may be its amount.

use super::super::plan::SlotKind;
use super::Folder;
use crate::ingest::cell::{self, is_blank};
use crate::ingest::row::Cells;

impl Folder<'_> {
    /// Fields that no figure reads and that hold numbers, running ones aside. A quantity that is only compared is one of them.
    pub(super) fn unread_numbers(&self, cells: &Cells) -> Vec<usize> {
        let (layout, stream) = (cells.layout, self.context.stream);
        let compared = stream.pieces.filter(|slot| stream.slots[*slot].kind == SlotKind::Text);
        let is_read = |field: usize| {
            layout.fields.iter().enumerate().any(|(slot, own)| *own == Some(field) && Some(slot) != compared)
        };
        (0..cells.fields.len())
            .filter(|field| !is_read(*field))
            .filter(|field| layout.labels.get(*field).is_some_and(|label| !is_running_number(label)))
            .filter(|field| is_number_in(cells, *field))
            .collect()
    }

    /// Whether the row has a number in a column that nothing reads and that may be its amount; the columns are noted.
    pub(super) fn has_unread_number(&mut self, cells: &Cells) -> bool {
        let unread = self.unread_numbers(cells);
        for field in &unread {
            let row = (self.row.line, self.verbatim(cells.bytes));
            self.own_tally().see_unread(*field, row);
        }
        !unread.is_empty()
    }
}

/// Whether a cell that nothing reads holds a number and no day.
fn is_number_in(cells: &Cells, field: usize) -> bool {
    let Some(field) = cells.field(field) else { return false };
    let bytes = field.bytes(cells.bytes);
    let Some(text) = cells.text_of(&bytes) else { return false };
    let is_day = matches!(cell::date::read(&text, cells.layout.dates), Ok(Some(_)));
    !is_day && matches!(cell::number::read(&text, &cell::NumberFormat::default()), Ok(Some(_)))
}

/// Whether a header says that its numbers count or name rows, and so are no amounts.
fn is_running_number(label: &str) -> bool {
    const WORDS: [&str; 16] = [
        "no", "no.", "nr", "nr.", "#", "id", "number", "row", "line", "phone", "tel", "zip", "序号", "序號", "行号",
        "行號",
    ];
    const ENDS: [&str; 10] = ["编号", "編號", "单号", "單號", "号码", "號碼", "电话", "電話", "手机", "手機"];
    let label = label.trim_matches(is_blank).to_lowercase();
    label.split([' ', '_', '-']).any(|word| WORDS.contains(&word)) || ENDS.iter().any(|end| label.ends_with(end))
}
