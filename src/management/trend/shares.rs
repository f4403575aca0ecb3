//! Shares that add up, and how much the largest have together.

use super::rows::TrendRow;
use crate::number::Number;

/// How much the largest labels have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concentration {
    /// How many labels have something.
    pub labels: usize,
    /// The share of the largest.
    pub largest: Number,
    /// That of the five largest.
    pub largest_five: Number,
    /// The sum of the squares of all shares in per cent: 10,000 where one has all.
    pub hhi: Number,
    /// How many of the largest have 80 % together.
    pub labels_to_80: usize,
}

/// So many decimals a share has: those of a per cent with one.
const PLACES: u32 = 3;

/// Gives every row its share of what is above 0, so that they add up to 1; where nothing is above 0, each has 0, and nothing is concentrated.
pub(super) fn share(rows: &mut [TrendRow]) -> Option<Concentration> {
    let zero = Number::zero();
    let mut values: Vec<Number> = rows.iter().map(|row| positive(row).unwrap_or_else(Number::zero)).collect();
    let whole: Number = values.iter().sum();
    if !whole.is_positive() {
        rows.iter_mut().for_each(|row| row.share = Some(Number::zero()));
        return None;
    }
    let parts = crate::number::apportion(&Number::one(), &values, &Number::from_scaled(1, PLACES))?;
    for (row, part) in rows.iter_mut().zip(parts) {
        row.share = Some(part);
    }
    values.retain(|value| *value > zero);
    values.sort_by(|one, other| other.cmp(one));
    let of = |count: usize| values.iter().take(count).sum::<Number>().checked_div(&whole);
    let squares: Vec<Number> = values.iter().map(|value| value * value).collect();
    let squares: Number = squares.iter().sum();
    let hhi = (&squares * &Number::from(HUNDRED * HUNDRED)).checked_div(&(&whole * &whole))?;
    Some(Concentration {
        labels: values.len(),
        largest: of(1)?,
        largest_five: of(5)?,
        hhi,
        labels_to_80: labels_to_80(&values, &whole),
    })
}

const HUNDRED: i64 = 100;

fn positive(row: &TrendRow) -> Option<Number> {
    row.actual().filter(Number::is_positive)
}

/// How many of values that fall make four fifths of the whole.
fn labels_to_80(values: &[Number], whole: &Number) -> usize {
    let mut sum = Number::zero();
    let reached = values.iter().position(|value| {
        sum = &sum + value;
        &sum * &Number::from(5) >= whole * &Number::from(4)
    });
    reached.map_or(values.len(), |index| index + 1)
}
