//! Amounts of staff below a unit that multiplies what is written in single units already: `單位：千元` above salaries of 12,000.

use super::staff_numbers::columns;
use crate::finding::Finding;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register, RegisterRow};
use crate::number::Number;
use crate::policy::Policy;

/// Whoever writes thousands writes salaries below this.
const LEAST: i64 = 5_000;
/// Currencies in which nobody is paid millions a month.
const LARGE: &str = "AUD CAD CHF CNY DKK EUR GBP HKD MOP MYR NOK NZD PLN SEK SGD TWD USD";

/// Warns, once for each column of each file.
pub(super) fn warn(policy: &Policy, register: &Register, faults: &mut Faults) {
    if !LARGE.split(' ').any(|code| code == policy.header.currency) {
        return;
    }
    let paid: Vec<String> = columns(policy).into_iter().filter(|paid| paid.is_money).map(|paid| paid.column).collect();
    for rows in register.rows.chunk_by(|one, other| one.heading.file == other.heading.file) {
        paid.iter().filter_map(|column| of_column(rows, column)).for_each(|finding| faults.push(finding));
    }
}

/// That no amount of the column is small as written.
fn of_column(rows: &[RegisterRow], column: &str) -> Option<Finding> {
    let first = rows.first()?;
    let slot = first.heading.slot(column)?;
    let unit = first.heading.slots[slot].unit?.to_number();
    // What cannot be read is told where it is paid.
    let mut told_elsewhere = Faults::default();
    let amounts = rows.iter().filter_map(|row| row.read(&mut told_elsewhere).number_in(slot, Need::Optional));
    let amounts = amounts.filter(|amount| !amount.is_zero());
    let least = amounts.min()?;
    let bound = &Number::from(LEAST) * &unit;
    let is_far = unit >= Number::from(1_000) && least >= bound;
    let finding = Finding::warning("staff-amounts-beyond-unit").with("column", column).with("unit", unit);
    is_far.then(|| finding.with("least", least).at(first.place_in(slot)))
}
