//! What a record is that is no row beyond doubt: told by the rules of `ingest::sorting`, noted, and counted in its part.

use std::borrow::Cow;

use super::super::plan::{Slot, SlotKind};
use super::{EventKind, Folder, RecordAt, Row, TotalCell};
use crate::crediting::Named;
use crate::ingest::cell::{CellFault, is_blank, key};
use crate::ingest::row::{Cells, number};
use crate::ingest::sorting::{Misfit, Sorted, is_footer};

impl Folder<'_> {
    /// Whether a record is something else than a row, or one that does not fit the header; then it is noted. Total rows and lines of text
    /// are settled when the whole file is known.
    #[cold]
    #[inline(never)]
    pub(super) fn is_no_row(&mut self, cells: &Cells) -> bool {
        let texts = cells.texts();
        match cells.layout.sorting.sort(&texts) {
            Sorted::Row => return self.is_misfit(cells, &texts),
            Sorted::TextOnly if self.is_row_of_one_cell(cells, &texts) => return self.is_misfit(cells, &texts),
            Sorted::Blank => {
                self.tally().blank += 1;
                self.note_event(cells, EventKind::Blank, Vec::new());
            }
            Sorted::HeaderAgain => {
                self.tally().repeated_headers += 1;
                self.note_event(cells, EventKind::Header, Vec::new());
            }
            Sorted::OtherHeader => {
                let place = self.record_at(cells);
                self.tally().see_other_header(place);
            }
            Sorted::Total => {
                let (numbers, is_named) = (self.cells_of_total(cells), cells.layout.sorting.is_named_total(&texts));
                self.note_event(cells, EventKind::Total { is_named }, numbers);
            }
            Sorted::TextOnly => {
                let kind = self.kind_of_text(&texts);
                self.note_event(cells, kind, Vec::new());
            }
        }
        true
    }

    fn note_event(&mut self, cells: &Cells, kind: EventKind, numbers: Vec<TotalCell>) {
        let place = self.record_at(cells);
        self.tally().event(place, kind, numbers);
    }

    /// A footer, or a text that may stand above rows as what they are about.
    fn kind_of_text(&self, texts: &[Cow<str>]) -> EventKind {
        let mut filled = texts.iter().map(|text| text.trim_matches(is_blank)).filter(|text| !text.is_empty());
        match (filled.next(), filled.next()) {
            (Some(text), None) if !is_footer(text) => {
                let named = Named::of(self.context.ledger, Some(&key::normal(text)));
                EventKind::Text { is_person: matches!(named, Named::Person(_) | Named::Shared) }
            }
            _ => EventKind::Footer,
        }
    }

    /// Whether the row has more or fewer fields than the header, or a value where the header has no label.
    fn is_misfit(&mut self, cells: &Cells, texts: &[Cow<str>]) -> bool {
        let Some(misfit) = cells.layout.sorting.misfit(texts) else { return false };
        // A row all the same: what it says goes on below it.
        self.fill(cells);
        let (found, expected) = (texts.len(), cells.layout.labels.len());
        let widths = vec![("found", found.to_string()), ("expected", expected.to_string())];
        let fault = CellFault { code: misfit.code(), args: widths };
        match misfit {
            Misfit::NoHeader(field) => {
                let text = texts.get(field).map_or("", |text| text.trim_matches(is_blank));
                self.fault_of_field(cells, Some(field), CellFault::new(misfit.code(), text));
            }
            Misfit::TooFew => self.fault_of_field(cells, None, fault),
            Misfit::TooMany { split } => self.fault_of_field(cells, Some(split.unwrap_or(expected)), fault),
        }
        true
    }

    /// Whether one filled cell is all that a row needs: the order that is taken back, or a number beside merged cells.
    fn is_row_of_one_cell(&self, cells: &Cells, texts: &[Cow<str>]) -> bool {
        let stream = self.context.stream;
        let layout = cells.layout;
        let is_filled = |field: &usize| texts.get(*field).is_some_and(|text| !text.trim_matches(is_blank).is_empty());
        let is_number = |slot: &usize| stream.slots[*slot].kind == SlotKind::Number;
        let order = layout.field_of(stream.order).filter(|_| stream.takes_back);
        if order.is_some_and(|field| is_filled(&field) && !is_footer(&texts[field])) {
            return true;
        }
        let has_day_above = layout.field_of(stream.date).is_some_and(|date| layout.filled.contains(&date));
        let mut numbers = (0..stream.slots.len()).filter(is_number).filter_map(|slot| layout.field_of(slot));
        has_day_above && numbers.any(|field| is_filled(&field))
    }

    fn record_at(&self, cells: &Cells) -> RecordAt {
        let Row { at, file, line, .. } = self.row;
        RecordAt { at, file, line, record: self.verbatim(cells.bytes) }
    }

    fn cells_of_total(&self, cells: &Cells) -> Vec<TotalCell> {
        let of_slot = |(id, slot): (usize, &Slot)| {
            let raw = cells.raw(id).filter(|_| slot.kind == SlotKind::Number && self.context.stream.is_totalled(id));
            let read = |raw: Cow<[u8]>| number(&raw, &cells.layout.slots[id], cells.layout.encoding);
            match raw.map_or(Ok(None), read) {
                Ok(Some(fixed)) => TotalCell::Units(fixed.units, fixed.scale),
                Ok(None) => TotalCell::Blank,
                Err(_) => TotalCell::Unread,
            }
        };
        self.context.stream.slots.iter().enumerate().map(of_slot).collect()
    }

    /// Fields of the row whose blank takes the value above, with it.
    pub(super) fn fill(&mut self, cells: &Cells) -> Vec<(usize, String)> {
        let mut filled = Vec::new();
        let text = |field: usize| {
            let bytes = cells.field(field)?.bytes(cells.bytes).into_owned();
            Some(cells.layout.encoding.lossy(&bytes).into_owned())
        };
        let filling = &mut self.fillings[self.row.table as usize];
        filling.row(text, |field, above| filled.push((field, above.to_owned())));
        filled
    }
}
