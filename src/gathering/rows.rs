//! Rows of inputs as they stand.

use super::Opened;
use crate::calendar::NaiveDate;
use crate::ledger::Ledger;
use crate::ledger::rows::{ListedRow, RowReader};
use crate::policy::Policy;

/// Reads rows of inputs again, one by one.
pub struct Reader<'a> {
    /// The rules.
    pub policy: &'a Policy,
    /// The registers.
    pub ledger: &'a Ledger,
    /// The sources as they were opened.
    pub opened: &'a [Opened],
    /// The last day that counts.
    pub last: NaiveDate,
}

impl RowReader for Reader<'_> {
    fn each(&self, _input: &str, _visit: &mut dyn FnMut(&ListedRow)) {}
}
