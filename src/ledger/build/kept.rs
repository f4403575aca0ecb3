//! Which cells of registers with many rows are kept.

use crate::ingest::header::normal_label;
use crate::ingest::register::RegisterRow;
use crate::source::Place;

/// Which cells of customers, or of products, are kept: each with its place, so that many rows take much memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellsKept {
    /// All: rules measure the register.
    All,
    /// Those of these columns, by name or header: rows have labels of them.
    Labels(Vec<String>),
    /// No rule looks at them.
    None,
}

impl CellsKept {
    /// The cells of a row that are kept.
    pub(super) fn of(&self, row: &RegisterRow) -> Vec<(String, String, Place)> {
        match self {
            CellsKept::All => row.cells(),
            CellsKept::None => Vec::new(),
            CellsKept::Labels(columns) => {
                let is_kept = |name: &str| columns.iter().any(|column| normal_label(column) == normal_label(name));
                let mut cells = row.cells();
                cells.retain(|(name, _, _)| is_kept(name));
                // Who asks for a label does not ask where it stands.
                cells.iter_mut().for_each(|(_, _, place)| *place = Place::file(place.file.clone()));
                cells.shrink_to_fit();
                cells
            }
        }
    }
}
