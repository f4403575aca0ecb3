//! What a row is worth: numbers that nothing reads and that may be its amount.

use super::super::plan::SlotKind;
use super::Folder;
use crate::ingest::cell::{self, CellFault, is_blank};
use crate::ingest::row::Cells;

impl Folder<'_> {
    /// A row that takes back a quantity says what it is worth where money is needed.
    pub(super) fn check_worth(&mut self, cells: &Cells) {
        let context = self.context;
        let signed = || context.needs.numbers.iter().filter(|slot| context.needs.signed[**slot]);
        let is_money = |slot: &&usize| context.stream.slots[**slot].money;
        let has = |slot: &usize| self.row.numbers[*slot].is_some();
        let has_any = signed().any(has);
        // What stands there and could not be read was told.
        let is_written = |slot: &usize| cells.layout.field_of(*slot).is_some() && !cells.is_missing(*slot);
        let is_worth = |slot: &usize| has(slot) || is_written(slot);
        if has_any && signed().any(|slot| is_money(&slot)) && !signed().filter(is_money).any(is_worth) {
            let named = |slots: Vec<&usize>| {
                let names = slots.into_iter().map(|slot| format!("`{}`", context.stream.slots[*slot].column));
                names.collect::<Vec<_>>().join(", ")
            };
            let (with, lacking) = (named(signed().filter(|slot| has(slot)).collect()), signed().filter(is_money));
            let lacking: Vec<&usize> = lacking.collect();
            let absent = lacking.iter().find(|slot| cells.layout.field_of(***slot).is_none()).map(|slot| **slot);
            let lacks = named(lacking);
            self.tell_of_worth(cells, absent, (with, lacks));
        }
    }

    /// Names the column that nothing reads and that may be the amount which the file lacks; else what the row has and what it lacks.
    fn tell_of_worth(&mut self, cells: &Cells, absent: Option<usize>, (with, lacks): (String, String)) {
        let context = self.context;
        let order = Self::shown_text(cells, context.stream.order);
        let unread = absent.and_then(|slot| Some((slot, *self.unread_numbers(cells).first()?)));
        let label = |field: usize| cells.layout.labels.get(field).map_or("", |label| label.trim_matches(is_blank));
        match unread.filter(|(_, field)| !label(*field).is_empty()) {
            Some((slot, field)) => {
                let (column, label) = (&context.stream.slots[slot].column, label(field));
                let fault = CellFault::new("return-amount-unread", &order).with("column", label);
                let fault = fault.with("lacks", &lacks).with("line", format!("columns = {{ {column} = {label:?} }}"));
                let at = cells.field(field).map_or((self.row.start, self.row.end), |field| (field.start, field.end));
                self.push_fault(cells.bytes, fault.code, fault.args, at);
            }
            None => {
                let fault = CellFault::new("return-without-amount", &order).with("has", with).with("lacks", lacks);
                self.fault(cells, Some(context.stream.order), fault);
            }
        }
    }

    /// Fields that no figure reads and that hold numbers, running ones aside. A quantity or an amount that is only compared is one of them.
    fn unread_numbers(&self, cells: &Cells) -> Vec<usize> {
        let (layout, stream) = (cells.layout, self.context.stream);
        let compared = [stream.pieces, stream.guide];
        let is_compared = |slot: usize| compared.contains(&Some(slot)) && stream.slots[slot].kind == SlotKind::Text;
        let is_read = |field: usize| {
            layout.fields.iter().enumerate().any(|(slot, own)| *own == Some(field) && !is_compared(slot))
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
