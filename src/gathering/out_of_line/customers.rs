//! Amounts of `customers` that a measure adds up, each beside those of the other customers: one in another unit.

use std::collections::BTreeSet;

use super::Rules;
use super::beside::{self, Bounds, far_from};
use crate::calendar::NaiveDate;
use crate::finding::{Finding, Findings};
use crate::ingest::header::{CellKind, columns_of};
use crate::ledger::customers::Customer;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::MeasureKind;
use crate::source::Place;

/// Customers differ as much as a hundred times; a unit is a thousand and more.
const BOUNDS: Bounds = Bounds { least: 2, times: 1_000, agree: None };

/// Whose an amount is, the amount, and where it stands.
struct Cell<'a> {
    whose: &'a str,
    value: Number,
    place: &'a Place,
}

/// A warning for each amount that is far from all others of its column.
pub(super) fn report((policy, ledger, plan): Rules, findings: &mut Findings) {
    let last = plan.current.last();
    for column in amounts(policy) {
        let cells: Vec<Cell> =
            ledger.customers.list.iter().filter_map(|customer| cell_of(customer, (column, last))).collect();
        cells.iter().for_each(|cell| findings.extend_with(far(column, cell, &cells)));
    }
}

fn far(column: &str, cell: &Cell, cells: &[Cell]) -> Option<Finding> {
    let others = cells.iter().filter(|other| other.place != cell.place);
    let others: Vec<Number> = others.map(|other| other.value.clone()).collect();
    let nearest = far_from(&cell.value, &others, &BOUNDS)?;
    let finding = beside::finding("customers", column, cell.whose, (cell.value.to_plain(0, 6), others.len()));
    Some(finding.with("nearest", nearest.to_plain(0, 6)).at(cell.place.clone()))
}

/// The columns of money that some measure adds up.
fn amounts(policy: &Policy) -> BTreeSet<&str> {
    let is_money =
        |column: &str| columns_of("customers").iter().any(|spec| spec.name == column && spec.kind == CellKind::Money);
    let added = policy.measures.iter().filter_map(|measure| match &measure.kind {
        MeasureKind::Sum(column) if column.source == "customers" => Some(column.column.as_str()),
        _ => None,
    });
    added.filter(|column| is_money(column)).collect()
}

fn cell_of<'a>(customer: &'a Customer, (column, day): (&str, NaiveDate)) -> Option<Cell<'a>> {
    let row = customer.owners.iter().find(|owned| owned.first <= day && day <= owned.last)?;
    let (_, text, place) = row.cells.iter().find(|(name, ..)| name == column)?;
    Some(Cell { whose: &customer.id, value: Number::parse(text.trim())?, place })
}
