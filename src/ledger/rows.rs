//! Rows of inputs as they stand, for those questions that look at rows one by one: what is open, what is due, the file of a customer.

use crate::calendar::NaiveDate;
use crate::source::Place;

/// A row of a source or register that counts.
#[derive(Clone, Debug)]
pub struct ListedRow {
    /// File and line.
    pub place: Place,
    /// Its day, of a source; of a register where it has one.
    pub day: Option<NaiveDate>,
    /// Whose it is: index in the ledger.
    pub person: Option<usize>,
    /// Its customer: index in the register.
    pub customer: Option<usize>,
    /// Its cells that are not blank, by the column's own name where it has one, else by its header.
    pub cells: Vec<(String, String)>,
}

impl ListedRow {
    /// The text of a column; nothing where it is blank.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(known, _)| known == column).map(|(_, text)| text.as_str())
    }
}

/// Reads the rows of an input of any kind in the order of files and lines, of all days up to the last that counts.
pub trait RowReader {
    /// Calls `visit` with each row that counts (`counted`); nothing where the policy does not name the input.
    fn each(&self, input: &str, visit: &mut dyn FnMut(&ListedRow));
}
