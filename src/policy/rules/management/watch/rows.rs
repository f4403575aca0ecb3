//! A watch over rows: what is open too long, what lacks something, what is there twice, what is due.

use crate::source::Spanned;

/// What is looked out for in rows.
#[derive(Clone, Debug)]
pub struct RowsWatch {
    /// The input.
    pub input: Spanned<String>,
}
