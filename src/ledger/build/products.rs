//! `products`: products, and what they are from when to when.

use std::collections::BTreeMap;

use super::grouping::{self, Written, in_turn, overlap};
use super::kept::{CellsKept, KeptIn};
use super::reporting;
use crate::calendar::NaiveDate;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Cells, Need, Register, RegisterRow, Wanted};
use crate::ledger::products::Description;
use crate::ledger::{Product, Products};
use crate::source::Place;

struct ProductRow<'a> {
    row: &'a RegisterRow,
    id: String,
    name: String,
    days: Written,
}

/// The columns that the ledger reads; others may be named by the policy.
pub(super) fn wanted() -> Wanted {
    let optional = ["product", "product_id", "from", "to"];
    Wanted::new(&[], &optional).any_of(&[&["product"], &["product_id"]])
}

/// All products by id.
pub(super) fn products(register: &Register, cells: &CellsKept, faults: &mut Faults) -> Products {
    let rows: Vec<ProductRow<'_>> = register.rows.iter().filter_map(|row| product_row(&mut row.read(faults))).collect();
    reporting::refuse_alike(rows.iter().map(|row| (row.id.as_str(), row.row)), "product", faults);
    let cells = &cells.in_register(register);
    let mut groups: BTreeMap<&str, Vec<&ProductRow<'_>>> = BTreeMap::new();
    rows.iter().for_each(|row| groups.entry(&row.id).or_default().push(row));
    let list: Vec<Product> = groups.values().map(|rows| product(rows, cells, faults)).collect();
    let (by_key, _) = reporting::keys_of(list.iter().map(|product| (product.id.as_str(), product.name.as_str())));
    Products { list, by_key }
}

fn product_row<'a>(cells: &mut Cells<'a, '_>) -> Option<ProductRow<'a>> {
    let row = cells.row();
    let is_numbered = row.heading.has("product_id");
    let name_key = cells.key("product", if is_numbered { Need::Optional } else { Need::Required });
    let id = cells.key("product_id", if name_key.is_some() { Need::Optional } else { Need::Required });
    let name = cells.text("product", Need::Optional);
    let days = grouping::written(cells, Need::Optional);
    let id = id.or(name_key)?;
    let name = name.unwrap_or_else(|| id.clone());
    (!cells.failed()).then_some(ProductRow { row, id, name, days })
}

fn product(rows: &[&ProductRow<'_>], cells: &KeptIn, faults: &mut Faults) -> Product {
    let last = rows[rows.len() - 1];
    let mut turns: Vec<(Written, Place, &ProductRow<'_>)> =
        rows.iter().map(|row| (row.days, row.row.whole(), *row)).collect();
    let overlap = overlap("product-twice", &last.name, rows.iter().map(|row| row.row));
    let days = in_turn(&mut turns, (NaiveDate::MIN, NaiveDate::MAX), &overlap, faults);
    let described = |((_, _, row), (first, last)): (&(Written, Place, &ProductRow<'_>), (NaiveDate, NaiveDate))| {
        Description { first, last, cells: cells.of(row.row) }
    };
    let rows = turns.iter().zip(days).map(described).collect();
    Product { id: last.id.clone(), name: last.name.clone(), rows }
}
