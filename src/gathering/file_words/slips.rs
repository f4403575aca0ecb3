//! Amounts of the period that are price times quantity in nearly all rows of a file, and in a few are that with two digits changed, or far from it.
//!
//! A run that looks at everything tells of each amount that differs; where figures are asked for, only what nobody means: a row may have a price of its own.

use super::kept::{Cells, Row, Rows, Source};
use crate::finding::Finding;
use crate::number::Number;

/// Of more rows nothing is compared.
const MOST: usize = 50_000;
/// So many rows agree, and so many times as many as differ.
const LEAST: usize = 6;
const TIMES: usize = 6;
/// An amount so many times what it should be, or that part of it, is far.
const FAR: (i64, i64) = (2, 5);
/// What is taken off or added, in columns that nothing reads: then the amount need not be the product.
const MORE: [&str; 22] = [
    "disc",
    "rebate",
    "allowance",
    "rabatt",
    "remise",
    "descuento",
    "sconto",
    "korting",
    "tax",
    "vat",
    "freight",
    "shipping",
    "fee",
    "折",
    "优惠",
    "優惠",
    "让利",
    "税",
    "稅",
    "运费",
    "運費",
    "mwst",
];

/// One warning for each file.
pub(super) fn told(source: &Source, rows: &Rows) -> Vec<Finding> {
    if rows.rows.len() > MOST || !source.stream.once.is_empty() {
        return Vec::new();
    }
    (0..source.one.layouts().len()).filter_map(|file| source.slipped(file, rows)).collect()
}

impl Source<'_> {
    fn slipped(&self, file: usize, rows: &Rows) -> Option<Finding> {
        let layout = self.layout(file);
        let is_more = |label: &String| {
            let label = label.to_lowercase();
            MORE.iter().any(|word| label.contains(word))
        };
        if layout.labels.iter().any(is_more) || layout.field_of(self.stream.unit).is_some() {
            return None;
        }
        let (mut agree, mut odd): (usize, Vec<(&Row, Number, Number)>) = (0, Vec::new());
        for row in rows.rows.iter().filter(|row| row.at.0 == file) {
            let cells = rows.cells_of(row);
            let Some((amount, made)) = self.amounts((file, &cells)) else { continue };
            match (&amount - &made).abs() <= Number::from_scaled(1, 2) {
                true => agree += 1,
                false => odd.push((row, amount, made)),
            }
        }
        let is_few = agree >= LEAST && odd.len() * TIMES <= agree;
        odd.retain(|(row, amount, made)| is_few && is_slip(amount, made) && self.is_paid(row, rows));
        let lines: Vec<String> = odd.iter().map(|(row, ..)| row.at.1.to_string()).collect();
        let finding = Finding::warning("amount-differs").with("column", self.label(file, "amount"));
        let finding = finding.with("count", odd.len()).with("lines", lines.join(", "));
        (!odd.is_empty()).then(|| self.at_rows(finding, odd.iter().map(|(row, ..)| row.at)))
    }

    /// The amount of a row, and its price times its quantity, all above 0.
    fn amounts(&self, row: Cells) -> Option<(Number, Number)> {
        let above = |name: &str| self.number(row, name).filter(Number::is_positive);
        Some((above("amount")?, &above("price")? * &above("qty")?))
    }
}

/// Whether two digits have changed places, or the amount is far from what it should be.
fn is_slip(amount: &Number, made: &Number) -> bool {
    let is_times = |one: &Number, other: &Number, times: i64| *one >= other * &Number::from(times);
    let [one, other] = [amount, made].map(|number| number.to_plain(2, 2).into_bytes());
    let differ: Vec<usize> = (0..one.len().min(other.len())).filter(|at| one[*at] != other[*at]).collect();
    let are_changed = match differ[..] {
        [first, second] => one.len() == other.len() && (one[first], one[second]) == (other[second], other[first]),
        _ => false,
    };
    are_changed || is_times(amount, made, FAR.0) || is_times(made, amount, FAR.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_that_changed_places_are_a_slip_and_a_price_of_its_own_is_none() {
        let is_it = |amount: &str, made: &str| {
            let number = |text: &str| Number::parse(text).expect("a number");
            is_slip(&number(amount), &number(made))
        };
        assert!(is_it("497.25", "479.25") && is_it("4792.50", "479.25") && is_it("47.92", "479.25"));
        assert!(!is_it("450", "479.25") && !is_it("500", "479.25") && !is_it("239.63", "479.25"));
    }
}
