//! What of a report is shown where there is no room for all of it: on a terminal.

use super::Cell;
use crate::number::Number;

/// By what the rows of a section that is cut are chosen.
pub type Matters = fn(&[Cell]) -> Weight;

/// How much a row matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// From A.
    pub group: String,
    /// In a group kinds take turns: the first of each, the second of each.
    pub kind: String,
    /// Of a kind the largest first; of alike ones the first in the table.
    pub size: Option<Number>,
}

impl Weight {
    /// Before or after others, by the number of a cell.
    pub fn of(is_before: bool, cell: Option<&Cell>) -> Self {
        let group = if is_before { String::new() } else { LAST.to_owned() };
        Weight { group, size: cell.and_then(Cell::number).cloned(), ..Weight::default() }
    }
}

/// After every word that is written.
const LAST: &str = "\u{10FFFF}";

/// A section that may be cut. Of a report's, the one that is named first matters most.
#[derive(Clone, Copy, Debug)]
pub struct Brief {
    /// The id of the section.
    pub section: &'static str,
    /// So many rows it has before a section that matters less has any.
    pub rows: usize,
    /// Which rows matter most; nothing: the first.
    pub matters: Option<Matters>,
    /// The ids of columns that are left out before a text of the others is broken.
    pub spare: &'static [&'static str],
}

impl Brief {
    /// A section of which the first rows matter most.
    pub const fn of(section: &'static str, rows: usize) -> Self {
        Brief { section, rows, matters: None, spare: &[] }
    }

    /// The same, of which other rows matter most.
    pub const fn by(self, matters: Matters) -> Self {
        Brief { matters: Some(matters), ..self }
    }

    /// The same with columns that can be spared.
    pub const fn sparing(self, spare: &'static [&'static str]) -> Self {
        Brief { spare, ..self }
    }
}
