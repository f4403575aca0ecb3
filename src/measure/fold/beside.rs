//! Rows that are read from the second of two columns of the same thing, a name and a number: where the cell of the name is blank, and of customers where
//! the register has the number for somebody else than it has the name for.

use super::Folder;
use crate::ingest::cell;
use crate::ingest::index::Indexed;
use crate::ingest::layout::{FileLayout, Placed};
use crate::ingest::row::Cells;

/// How rows of a file are read that do not go by a slot's own cell.
#[derive(Clone, Debug)]
pub(super) struct Beside {
    /// The slot.
    pub slot: usize,
    /// Whether a number that the register has decides.
    pub decides: bool,
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
            let decides = placed.entries.is_some();
            Beside { slot: *slot, decides, further: Beside::all(&beside), layout: beside }
        };
        layout.beside.iter().map(of).collect()
    }
}

impl Folder<'_> {
    /// The cells of a row, those of a slot read from the column beside it where that says what the row is of.
    pub(super) fn beside<'c>(&self, all: &'c [Beside], cells: Cells<'c>) -> Cells<'c> {
        let is_it =
            |beside: &&Beside| cells.is_missing(beside.slot) || (beside.decides && self.number_decides(beside, &cells));
        match all.iter().find(is_it) {
            Some(beside) => self.beside(&beside.further, Cells { layout: &beside.layout, ..cells }),
            None => cells,
        }
    }

    /// Whether the register has the number of a row, and does not have the name for the same alone.
    fn number_decides(&self, beside: &Beside, cells: &Cells) -> bool {
        let by_number = Cells { layout: &beside.layout, ..*cells };
        let Some((_, numbered)) = self.registered(&by_number, beside.slot) else { return false };
        self.registered(cells, beside.slot).is_none_or(|(_, named)| named != numbered)
    }
}

/// Whether a cell surely says something; another is for `Folder::beside` to look at.
#[inline]
pub(super) fn is_filled(fields: Indexed, field: usize, bytes: &[u8]) -> bool {
    let Some(text) = fields.as_it_stands(field, bytes) else { return false };
    std::str::from_utf8(text).is_ok_and(|text| !cell::is_missing(text))
}
