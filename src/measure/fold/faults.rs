//! Faults of cells, records and rows, each noted at its place.

use super::super::plan::{Slot, SlotKind};
use super::{Folder, Row, RowFault};
use crate::ingest::blocks::Block;
use crate::ingest::cell::CellFault;
use crate::ingest::row::Cells;

/// How many bytes of an overlong record are shown.
const LONGEST_SHOWN: usize = 200;
/// Of one kind of fault this many are kept by each thread; more are counted.
const KEPT: usize = 1_000;

impl Folder<'_> {
    /// Notes a fault of a cell, or of the row.
    pub(super) fn fault(&mut self, cells: &Cells, slot: Option<usize>, fault: CellFault) {
        let field = slot.and_then(|slot| cells.layout.field_of(slot)).and_then(|index| cells.field(index));
        let label = slot.and_then(|slot| cells.layout.field_of(slot)).and_then(|index| cells.layout.labels.get(index));
        let (at, end) = field.map_or((self.row.start, self.row.end), |field| (field.start, field.end));
        let mut args = fault.args;
        if let Some(label) = label {
            args.push(("column", label.trim().to_owned()));
        }
        self.push_fault(cells.bytes, fault.code, args, (at, end));
    }

    /// Notes a fault of a field that may be no slot; nothing: of the record as a whole.
    pub(super) fn fault_of_field(&mut self, cells: &Cells, field: Option<usize>, fault: CellFault) {
        let field = field.and_then(|index| cells.field(index));
        let at = field.map_or((self.row.start, self.row.end), |field| (field.start, field.end));
        self.push_fault(cells.bytes, fault.code, fault.args, at);
        self.tally().faulty += 1;
    }

    pub(super) fn fault_missing(&mut self, cells: &Cells, slot: usize) {
        let has_label = cells.layout.field_of(slot).is_some();
        let Slot { column, kind, .. } = &self.context.stream.slots[slot];
        let code = if *kind == SlotKind::Number { "value-required" } else { "cell-required" };
        let column = column.clone();
        let args = if has_label { Vec::new() } else { vec![("column", column)] };
        self.fault(cells, Some(slot), CellFault { code, args });
    }

    /// Notes that a record is longer than any may be: the rest of its file is not read.
    pub(super) fn overlong(&mut self, block: &Block) {
        let end = block.bytes.len().min(LONGEST_SHOWN);
        self.row.begin(block.file, block.first_line, 0, end);
        self.record_fault(&block.bytes, "record-too-long", 0);
    }

    /// Notes a fault of a record as such.
    pub(super) fn record_fault(&mut self, bytes: &[u8], code: &'static str, at: usize) {
        self.push_fault(bytes, code, Vec::new(), (at, at + 1));
        self.tally().faulty += 1;
    }

    pub(super) fn push_fault(
        &mut self,
        bytes: &[u8],
        code: &'static str,
        args: Vec<(&'static str, String)>,
        cell: (usize, usize),
    ) {
        self.row.faulty = true;
        let Row { file, line, at, .. } = self.row;
        if self
            .faults
            .iter()
            .rev()
            .take_while(|fault| fault.file == file && fault.line == line)
            .any(|fault| fault.code == code && fault.args == args)
        {
            return;
        }
        let kept = self.faults.iter().filter(|fault| fault.file == file && fault.code == code).count();
        if kept >= KEPT {
            self.own_tally().more(code);
            return;
        }
        let (column, cell_line, width) = self.position(bytes, cell);
        let record = self.verbatim(bytes);
        self.faults.push(RowFault { file, line, at, cell_line, column, width, code, args, record, warning: false });
    }

    /// Column in characters, physical line, and width of a stretch of the record.
    pub(super) fn position(&self, bytes: &[u8], (start, end): (usize, usize)) -> (u32, u32, u32) {
        let before = &bytes[self.row.start..start];
        let line_start = memchr::memrchr2(b'\n', b'\r', before).map_or(0, |at| at + 1);
        let layout = &self.context.files[self.row.file as usize];
        let count = |bytes: &[u8]| u32::try_from(layout.shown(bytes).chars().count()).unwrap_or(0);
        let lines = crate::ingest::records::line_ends(before);
        (count(&before[line_start..]) + 1, self.row.line + lines, count(&bytes[start..end]).max(1))
    }

    /// The record as it stands.
    pub(super) fn verbatim(&self, bytes: &[u8]) -> String {
        let layout = &self.context.files[self.row.file as usize];
        layout.shown(&bytes[self.row.start..self.row.end]).into_owned()
    }
}
