//! What comes back once among the sales and once in the returns.

use std::collections::BTreeMap;

use super::{TakenBack, Taking, Twice};

/// The same order and the same numbers, once among the sales and once in the returns; each row of the sales is one of the returns.
pub(super) fn told(rows: &[TakenBack], taken: &BTreeMap<(u32, u32), Taking>) -> Vec<Twice> {
    let stands = |row: &&TakenBack| !matches!(taken.get(&row.at), Some(Taking::Refused(_)));
    let mut of_sales: BTreeMap<&str, Vec<&TakenBack>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.is_of_sales).filter(stands) {
        of_sales.entry(&row.order).or_default().push(row);
    }
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| !row.is_of_sales).filter(stands) {
        let Some(others) = of_sales.get_mut(row.order.as_str()) else { continue };
        if let Some(at) = others.iter().position(|other| is_same(row, other)) {
            found.push((row.order.clone(), others.remove(at).at, row.at));
        }
    }
    found
}

/// Whether two rows of an order take back the same: all numbers that both have are equal, and so is the customer where both have one.
fn is_same(one: &TakenBack, other: &TakenBack) -> bool {
    let both: Vec<(i128, i128)> =
        one.numbers.iter().filter_map(|(column, one)| Some((*one, *other.numbers.get(column)?))).collect();
    let customers = one.customer.as_ref().zip(other.customer.as_ref());
    !both.is_empty()
        && both.iter().all(|(one, other)| one.abs() == other.abs())
        && customers.is_none_or(|(one, other)| one == other)
}
