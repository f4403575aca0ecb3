//! Numbers as bars in a line of text, and every other cell of a table for people.

use crate::locale::{Locale, Precision};
use crate::number::Number;
use crate::report::model::Cell;

use super::Glyphs;

/// From nothing to the highest.
const UNICODE: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const ASCII: [&str; 8] = ["_", ".", ":", "-", "=", "+", "*", "#"];

/// The text of a cell for people.
pub fn shown(cell: &Cell, locale: &Locale, glyphs: Glyphs) -> String {
    match cell {
        Cell::Bars(values) => bars(values, glyphs),
        cell => locale.cell(cell, Precision::Shown, glyphs.missing()),
    }
}

/// A sign for each number: the lowest for 0 and below, the highest for the largest, a blank where there is none.
fn bars(values: &[Option<Number>], glyphs: Glyphs) -> String {
    let signs = if glyphs == Glyphs::Ascii { &ASCII } else { &UNICODE };
    let largest = values.iter().flatten().max().filter(|largest| largest.is_positive());
    let sign = |value: &Option<Number>| match (value, largest) {
        (None, _) => " ",
        (Some(value), Some(largest)) if value.is_positive() => signs[height(value, largest)],
        (Some(_), _) => signs[0],
    };
    values.iter().map(sign).collect()
}

/// The step of a value on the way to the largest; what is above 0 is never drawn as nothing.
fn height(value: &Number, largest: &Number) -> usize {
    let most = Number::from((UNICODE.len() - 1) as i64);
    let part = (value * &most).checked_div(largest).map(|part| part.floor()).and_then(|part| part.to_i128());
    part.and_then(|part| usize::try_from(part).ok()).map_or(1, |part| part.clamp(1, UNICODE.len() - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_high_as_they_are_large() {
        let values = |list: &[i64]| list.iter().map(|value| Some(Number::from(*value))).collect::<Vec<_>>();
        assert_eq!(bars(&values(&[0, 1, 50, 100]), Glyphs::Unicode), "▁▂▄█");
        assert_eq!(bars(&values(&[-5, 100]), Glyphs::Ascii), "_#");
        assert_eq!(bars(&[None, Some(Number::zero())], Glyphs::Unicode), " ▁");
    }
}
