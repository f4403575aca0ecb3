//! Rows that lack a slot's own cell where the file has another column of the same thing: of a customer or a product the name is blank, and the
//! number says which it is.

use crate::ingest::cell;
use crate::ingest::index::Indexed;
use crate::ingest::layout::{FileLayout, Placed};
use crate::ingest::row::Cells;

/// How rows of a file are read that lack a slot's own cell.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    /// The slot that is blank.
    pub slot: usize,
    /// The file as such rows are read.
    pub layout: FileLayout,
    /// The same for further slots that are blank too.
    pub further: Vec<Beside>,
}

impl Beside {
    /// All ways of a file.
    pub fn all(layout: &FileLayout) -> Vec<Self> {
        let of = |(slot, placed): &(usize, Placed)| {
            let beside = layout.beside(*slot, placed);
            Beside { slot: *slot, further: Beside::all(&beside), layout: beside }
        };
        layout.beside.iter().map(of).collect()
    }

    /// The cells of a row, those that are blank read from the columns beside them.
    pub fn read<'c>(all: &'c [Self], cells: Cells<'c>) -> Cells<'c> {
        match all.iter().find(|beside| cells.is_missing(beside.slot)) {
            Some(beside) => Beside::read(&beside.further, Cells { layout: &beside.layout, ..cells }),
            None => cells,
        }
    }
}

/// Whether a cell surely says something; another is for `Beside::read` to look at.
#[inline]
pub(super) fn is_filled(fields: Indexed, field: usize, bytes: &[u8]) -> bool {
    let Some(text) = fields.as_it_stands(field, bytes) else { return false };
    std::str::from_utf8(text).is_ok_and(|text| !cell::is_missing(text))
}
