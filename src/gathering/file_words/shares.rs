//! Reports of splits: each row of an order has the whole amount, and a column that nothing reads has the part of it that is its person's. The whole is paid as often as the
//! order has people.
//!
//! Told where the parts of every order add up to one, an order is there for several people, and its rows have one amount.

use std::collections::BTreeSet;

use super::kept::{At, Cells, Row, Rows, Source};
use crate::finding::Finding;
use crate::ingest::header::normal_label;
use crate::number::Number;

/// What stands in headers of parts that people have.
const PARTS: [&str; 12] =
    ["split", "share", "credit", "anteil", "quotepart", "part", "分成", "分摊", "分配", "提成", "业绩比例", "占比"];
const PEOPLE: [&str; 2] = ["person", "person_id"];

/// The orders that are there whole for several people.
struct Whole {
    rows: Vec<At>,
    orders: u64,
    /// What is counted beyond the amounts of the orders.
    beyond: Number,
    are_unequal: bool,
}

/// A warning for the column of a file that has the parts.
pub(super) fn told(source: &Source, rows: &Rows) -> Option<Finding> {
    if source.rule.duplicates.is_some() || !source.stream.once.is_empty() {
        return None;
    }
    (0..source.one.layouts().len()).find_map(|file| {
        let layout = source.layout(file);
        let is_read = |field: usize| {
            layout.columns.iter().any(|(_, known)| *known == field) || layout.fields.contains(&Some(field))
        };
        let unread =
            (0..layout.labels.len()).filter(|field| !is_read(*field) && !layout.labels[*field].trim().is_empty());
        unread.into_iter().find_map(|field| of_field(source, rows, (file, field)))
    })
}

fn of_field(source: &Source, rows: &Rows, (file, field): (usize, usize)) -> Option<Finding> {
    let mut whole = Whole { rows: Vec::new(), orders: 0, beyond: Number::zero(), are_unequal: false };
    let mut wholes = BTreeSet::new();
    for order in rows.of_orders().filter(|order| order.iter().any(|row| row.at.0 == file)) {
        wholes.insert(whole.take(source, (rows, order), field)?);
    }
    let label = source.layout(file).labels[field].trim();
    let normal = normal_label(label);
    let is_of_parts = whole.are_unequal || PARTS.iter().any(|word| normal.contains(word));
    if wholes.len() != 1 || whole.orders == 0 || !is_of_parts {
        return None;
    }
    let finding = Finding::warning("shares-unread").with("input", &source.rule.name).with("column", label);
    let finding = finding.with("orders", whole.orders).with("sum", whole.beyond.to_plain(2, 12));
    Some(source.at_rows(finding, whole.rows.into_iter()))
}

impl Whole {
    /// Takes the rows of an order; what its parts add up to, 1 or 100, or nothing where they are none.
    fn take(&mut self, source: &Source, (rows, order): (&Rows, &[Row]), field: usize) -> Option<u8> {
        let cells: Vec<Vec<&[u8]>> = order.iter().map(|row| rows.cells_of(row)).collect();
        let all: Vec<Cells> = order.iter().zip(&cells).map(|(row, cells)| (row.at.0, &cells[..])).collect();
        let part = |row: &Cells| {
            let text = source.layout(row.0).encoding.lossy(row.1.get(field)?).into_owned();
            Number::parse(text.trim().trim_end_matches(['%', '％']).trim()).filter(Number::is_positive)
        };
        let parts: Vec<Number> = all.iter().map(part).collect::<Option<_>>()?;
        let sum: Number = parts.iter().sum();
        let of = [1u8, 100].into_iter().find(|whole| sum == Number::from(i64::from(*whole)))?;
        if all.len() > 1 && all.iter().any(|row| source.is_looked_at(*row)) {
            let amounts: Vec<Number> = all.iter().map(|row| source.number(*row, "amount")).collect::<Option<_>>()?;
            let people: BTreeSet<Option<String>> =
                all.iter().map(|row| PEOPLE.iter().find_map(|name| source.text(*row, name))).collect();
            let is_counted = all.iter().all(|row| source.counts(*row) && !source.takes_back(*row));
            let is_one = amounts.iter().all(|amount| *amount == amounts[0] && amount.is_positive());
            if !is_one || !is_counted || people.len() < all.len() || people.contains(&None) {
                return None;
            }
            self.orders += 1;
            self.beyond = &self.beyond + &(&amounts[0] * &Number::from(all.len() as i64 - 1));
            self.are_unequal |= parts.iter().any(|part| *part != parts[0]);
            self.rows.extend(order.iter().map(|row| row.at));
        }
        Some(of)
    }
}
