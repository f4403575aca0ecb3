//! `receivables.csv` as it is compared with the sales.

use crate::calendar::NaiveDate;
use crate::number::Number;
use crate::source::Place;

/// The day of which the list is, as a column of it says.
#[derive(Clone, Debug)]
pub struct ListDay {
    /// The header of the column.
    pub label: String,
    /// The last day that it says.
    pub day: NaiveDate,
    /// The first row's cell.
    pub place: Place,
}

/// An invoice that names its order.
#[derive(Clone, Debug)]
pub struct Invoice {
    /// The order's number, folded.
    pub order: String,
    /// The customer as it is written; nothing where that is blank.
    pub customer: Option<String>,
    /// What the invoice comes to, in the policy's currency; nothing where that is blank or cannot be read.
    pub amount: Option<Number>,
    /// The row.
    pub place: Place,
}
