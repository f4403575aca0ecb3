//! What of a report is shown where there is no room for all of it: on a terminal.

use super::Cell;
use crate::number::Number;

/// By what the rows of a section that is cut are chosen: by the text from A, then by the number from the largest; of alike ones the first.
pub type Matters = fn(&[Cell]) -> (String, Option<Number>);

/// A section that may be cut. Of a report's, the one that is named first matters most.
#[derive(Clone, Copy, Debug)]
pub struct Brief {
    /// The id of the section.
    pub section: &'static str,
    /// So many rows it has before a section that matters less has any.
    pub rows: usize,
    /// Which rows matter most; nothing: the first.
    pub matters: Option<Matters>,
}

impl Brief {
    /// A section of which the first rows matter most.
    pub const fn of(section: &'static str, rows: usize) -> Self {
        Brief { section, rows, matters: None }
    }

    /// The same, of which other rows matter most.
    pub const fn by(self, matters: Matters) -> Self {
        Brief { matters: Some(matters), ..self }
    }
}
