//! An axis from and to a round number.

use crate::locale::{Locale, Precision};
use crate::number::Number;
use crate::render::text;
use crate::report::model::Shape;

use super::svg::{COLUMN, WHOLE};

/// The powers of ten between which steps of an axis are looked for.
const POWERS: std::ops::RangeInclusive<i32> = -12..=30;

/// An axis.
pub struct Scale {
    from: Number,
    range: Number,
    /// The numbers that stand at it, rising, with their texts.
    pub ticks: Vec<(Number, String)>,
}

impl Scale {
    /// The axis that holds these numbers, with as many ticks as have room in so many pixels.
    pub fn of((least, largest): (&Number, &Number), pixels: i64, label: &dyn Fn(&Number) -> String) -> Self {
        let mut scale = Scale::with_step(least, largest, &Number::one(), label);
        for step in steps().filter(|_| least < largest) {
            let range = (largest - least).checked_div(&step).unwrap_or_else(Number::zero);
            if range > Number::from(MOST_TICKS) {
                continue;
            }
            scale = Scale::with_step(least, largest, &step, label);
            let widest = scale.ticks.iter().map(|(_, text)| text::width(text) as i64).max().unwrap_or(1);
            if (widest * COLUMN + GAP) * (scale.ticks.len() as i64 - 1) <= pixels {
                break;
            }
        }
        scale
    }

    fn with_step(least: &Number, largest: &Number, step: &Number, label: &dyn Fn(&Number) -> String) -> Self {
        let times = |number: &Number| number.checked_div(step).unwrap_or_else(Number::zero);
        let first = times(least).floor();
        let last = -&times(&-largest).floor();
        let last = if last <= first { &first + &Number::one() } else { last };
        let count = (&last - &first).to_i128().unwrap_or(1).clamp(1, i128::from(MOST_TICKS) + 2);
        let ticks = (0..=count).map(|index| {
            let number = &(&first + &Number::from(index as i64)) * step;
            let text = label(&number);
            (number, text)
        });
        let ticks: Vec<(Number, String)> = ticks.collect();
        let (from, to) = (ends(least, &(&first * step), largest), ends(largest, &(&last * step), least));
        let is_inside = |(number, _): &(Number, String)| *number >= from && *number <= to;
        let ticks = ticks.into_iter().filter(is_inside).collect();
        Scale { range: &to - &from, from, ticks }
    }

    /// Where a number stands, in parts of the whole axis.
    pub fn at(&self, number: &Number) -> i64 {
        let part = (&(number - &self.from) * &Number::from(WHOLE)).checked_div(&self.range);
        let part = part.and_then(|part| part.floor().to_i128()).unwrap_or(0);
        part.clamp(0, i128::from(WHOLE)) as i64
    }
}

/// Where an axis ends: at the round number, but where that leaves much of it empty at the last of the numbers.
fn ends(last: &Number, round: &Number, other: &Number) -> Number {
    let empty = (&(round - last).abs() * &Number::from(10)).checked_div(&(last - other).abs());
    match empty {
        Some(empty) if empty > Number::one() => last.clone(),
        _ => round.clone(),
    }
}

/// At most so many parts of an axis.
const MOST_TICKS: i64 = 6;

/// Pixels between two texts at an axis.
const GAP: i64 = 12;

/// 1, 2 and 5 times each power of ten, rising.
fn steps() -> impl Iterator<Item = Number> {
    let power = |power: i32| match power {
        0.. => (0..power).fold(Number::one(), |number, _| &number * &Number::from(10)),
        _ => Number::from_scaled(1, power.unsigned_abs()),
    };
    POWERS.flat_map(move |exponent| [1, 2, 5].map(|times| &power(exponent) * &Number::from(times)))
}

/// How a number at an axis reads: without the decimals that it does not need.
pub fn label(locale: &Locale, shape: Shape, number: &Number) -> String {
    match shape {
        Shape::Rate => {
            let hundredths = number * &Number::from(100);
            locale.fill("percent", &[("number", &locale.number(&hundredths, Shape::Number, Precision::Shown))])
        }
        _ => locale.number(number, Shape::Number, Precision::Shown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ticks(least: &str, largest: &str, pixels: i64) -> Vec<String> {
        let number = |text: &str| Number::parse(text).expect("a number");
        let scale = Scale::of((&number(least), &number(largest)), pixels, &|number| number.to_plain(0, 6));
        scale.ticks.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn axes_begin_and_end_at_round_numbers() {
        assert_eq!(ticks("0", "98.4", 220), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(ticks("-3.2", "11", 220), ["0", "5", "10"]);
        assert_eq!(ticks("0", "1234567", 220), ["0", "500000", "1000000"]);
        assert_eq!(ticks("0", "0.0042", 220), ["0", "0.001", "0.002", "0.003", "0.004"]);
        assert_eq!(ticks("0", "0", 220), ["0", "1"]);
    }

    #[test]
    fn places_are_parts_of_the_axis() {
        let number = |text: &str| Number::parse(text).expect("a number");
        let scale = Scale::of((&number("-50"), &number("100")), 400, &|number| number.to_plain(0, 0));
        assert_eq!(scale.ticks.len(), 4);
        let places = ["-50", "0", "12.345", "100", "1000"].map(|text| scale.at(&number(text)));
        assert_eq!(places, [0, 3333, 4156, 10000, 10000]);
    }
}
