//! `customers.csv`: customers, and whose they were from when to when.

use std::sync::Arc;

use super::grouping::{self, Written, in_turn, overlap};
use super::kept::{CellsKept, KeptIn};
use super::{lookup, reporting};
use crate::calendar::NaiveDate;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Cells, Need, Register, RegisterRow, Wanted};
use crate::ledger::customers::Ownership;
use crate::ledger::{Customer, Customers, People};
use crate::source::Place;

struct CustomerRow<'a> {
    row: &'a RegisterRow,
    id: String,
    /// Nothing where it is the id.
    name: Option<String>,
    days: Written,
    owner: Option<usize>,
    first_order: Option<NaiveDate>,
}

impl CustomerRow<'_> {
    fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    /// The id and the name, one text where they are the same.
    fn shared(&self) -> (Arc<str>, Arc<str>) {
        let id: Arc<str> = self.id.as_str().into();
        let name = self.name.as_deref().map_or_else(|| id.clone(), Arc::from);
        (id, name)
    }
}

/// The columns that the ledger reads; others may be named by the policy.
pub(super) fn wanted() -> Wanted {
    let optional = ["customer", "customer_id", "owner", "owner_id", "from", "to", "first_order"];
    Wanted::new(&[], &optional).any_of(&[&["customer"], &["customer_id"]])
}

/// All customers by id.
pub(super) fn customers(people: &People, register: &Register, cells: &CellsKept, faults: &mut Faults) -> Customers {
    let mut rows: Vec<CustomerRow<'_>> = Vec::with_capacity(register.rows.len());
    rows.extend(register.rows.iter().filter_map(|row| customer_row(&mut row.read(faults), people)));
    reporting::refuse_alike(rows.iter().map(|row| (row.id.as_str(), row.row)), "customer", faults);
    let cells = &cells.in_register(register);
    let mut sorted: Vec<&CustomerRow<'_>> = rows.iter().collect();
    sorted.sort_by(|one, other| one.id.cmp(&other.id));
    let groups = sorted.chunk_by(|one, next| one.id == next.id);
    let mut list: Vec<Customer> = Vec::with_capacity(rows.len());
    list.extend(groups.filter_map(|rows| customer(rows, cells, faults)));
    list.shrink_to_fit();
    let (by_key, shared_names) = reporting::keys_of(list.iter().map(|customer| (&*customer.id, &*customer.name)));
    let (list, by_key) = (Arc::new(list), Arc::new(by_key));
    Customers { list, by_key, shared_names, known_by: known_by(register), alike: Vec::new() }
}

/// The labels of the columns of names and numbers in the first file, and its header.
fn known_by(register: &Register) -> Option<(Vec<String>, Place)> {
    let heading = &register.rows.first()?.heading;
    let is_key = |name: &str| name == "customer" || name == "customer_id";
    let labels = heading.slots.iter().filter(|slot| is_key(&slot.name)).map(|slot| slot.label.clone());
    Some((labels.collect(), heading.place.clone()))
}

fn customer_row<'a>(cells: &mut Cells<'a, '_>, people: &People) -> Option<CustomerRow<'a>> {
    let row = cells.row();
    let is_numbered = row.heading.has("customer_id");
    let name_key = cells.key("customer", if is_numbered { Need::Optional } else { Need::Required });
    let id = cells.key("customer_id", if name_key.is_some() { Need::Optional } else { Need::Required });
    let name = cells.text("customer", Need::Optional);
    let days = grouping::written(cells, Need::Optional);
    let owner = lookup::person(cells, lookup::OWNER, people, Need::Optional);
    let first_order = cells.date("first_order", Need::Optional);
    let id = id.or(name_key)?;
    let name = name.filter(|name| *name != id);
    (!cells.failed()).then_some(CustomerRow { row, id, name, days, owner, first_order })
}

fn customer(rows: &[&CustomerRow<'_>], cells: &KeptIn, faults: &mut Faults) -> Option<Customer> {
    let first = rows.first()?;
    if let [only] = rows {
        let (first, last) = (only.days.from.unwrap_or(NaiveDate::MIN), only.days.to.unwrap_or(NaiveDate::MAX));
        let (id, name) = only.shared();
        return Some(Customer {
            id,
            name,
            owners: Box::new([ownership((first, last), only, cells)]),
            first_order: only.first_order,
        });
    }
    let undated = rows.iter().all(|row| row.days == Written::default());
    let code = if undated { "customer-twice" } else { "owners-overlap" };
    let mut turns: Vec<(Written, Place, &CustomerRow<'_>)> =
        rows.iter().map(|row| (row.days, row.row.whole(), *row)).collect();
    let overlap = overlap(code, first.name(), rows.iter().map(|row| row.row));
    let days = in_turn(&mut turns, (NaiveDate::MIN, NaiveDate::MAX), &overlap, faults);
    let owners = turns.iter().zip(days).map(|((_, _, row), days)| ownership(days, row, cells)).collect();
    let (_, _, last) = turns.last()?;
    let (id, name) = last.shared();
    Some(Customer { id, name, owners, first_order: turns.iter().rev().find_map(|(_, _, row)| row.first_order) })
}

fn ownership((first, last): (NaiveDate, NaiveDate), row: &CustomerRow<'_>, cells: &KeptIn) -> Ownership {
    let (file, line) = (row.row.heading.file.clone(), row.row.line);
    Ownership { first, last, owner: row.owner, file, line, cells: cells.of(row.row) }
}
