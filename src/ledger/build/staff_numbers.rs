//! Numbers of `staff` that pay is made from are read with every doubt that other cells are read with: what is plain text to the ledger may look like
//! a number and be none.
//!
//! Only cells that would be taken for a number are looked at: what cannot be read at all is told of whom it pays.

use crate::ingest::cell::{NumberFormat, Percent, number};
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register, RegisterRow};
use crate::policy::Policy;
use crate::policy::rules::PayUnit;

/// A column that pay goes by.
pub(super) struct Paid {
    pub column: String,
    /// Whether it is an amount of money, and no rate or number of days.
    pub is_money: bool,
}

/// The columns of `staff` that components take amounts and rates from; rates may be in money too, and are read as they stand.
pub(super) fn columns(policy: &Policy) -> Vec<Paid> {
    let mut columns: Vec<Paid> = Vec::new();
    for component in &policy.pay {
        for (column, is_amount) in component.staff_columns() {
            let is_money = is_amount && component.unit == PayUnit::Money;
            match columns.iter_mut().find(|known| known.column == column.value) {
                Some(known) => known.is_money &= is_money,
                None => columns.push(Paid { column: column.value.clone(), is_money }),
            }
        }
    }
    for column in policy.management.staff_columns() {
        if !columns.iter().any(|known| known.column == column) {
            columns.push(Paid { column: column.to_owned(), is_money: false });
        }
    }
    columns
}

/// Reports cells that look like numbers and are in doubt, in another currency, or a share where an amount is paid.
pub(super) fn check(policy: &Policy, register: &Register, faults: &mut Faults) {
    for paid in columns(policy) {
        register.rows.iter().filter(|row| looks_like_number(row, &paid.column)).for_each(|row| {
            let mut cells = row.read(faults);
            match paid.is_money {
                true => cells.amount(&paid.column, Need::Optional),
                false => cells.number(&paid.column, Need::Optional),
            };
        });
    }
}

/// Whether the ledger would take the cell for a number.
fn looks_like_number(row: &RegisterRow, column: &str) -> bool {
    let lenient = NumberFormat { percent: Percent::Marked, ..NumberFormat::default() };
    let text = row.heading.slot(column).and_then(|slot| row.text_in(slot));
    text.is_some_and(|text| number::read(&text, &lenient).is_ok_and(|number| number.is_some()))
}
