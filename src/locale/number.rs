//! Numbers for people: grouped, with the unit where they have one.

use crate::number::{Number, Rounding, RoundingMode};
use crate::report::model::Shape;

use super::Locale;

/// The most decimals that are written of a value that can be written in full.
const MOST: u32 = 12;

/// How many decimals people are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// As the shape says: in tables.
    Shown,
    /// Enough of them to calculate again: in explanations.
    Exact,
}

/// The number as its shape asks, in the locale's form.
pub fn format(locale: &Locale, number: &Number, shape: Shape, precision: Precision) -> String {
    let hundred = Number::from(100);
    let plain = match shape {
        Shape::Rate => decimal(&(number * &hundred), 1, 1 + extra(precision)),
        Shape::Money(places) | Shape::Exact(places) => money(number, places, precision),
        Shape::Points(places) => decimal(number, places, places + extra(precision)),
        Shape::Measured if precision == Precision::Shown && number.abs() >= Number::one() => decimal(number, 0, 2),
        Shape::Count | Shape::Number | Shape::Measured => decimal(number, 0, 4 + extra(precision)),
        Shape::Hours => decimal(number, 1, 1 + extra(precision)),
        Shape::Days => decimal(number, 0, 1 + extra(precision)),
    };
    let text = grouped(&plain);
    match shape {
        Shape::Rate => locale.fill("percent", &[("number", &text)]),
        Shape::Hours => locale.fill("hours", &[("number", &text)]),
        Shape::Days if text == "1" => locale.term("one_day").to_owned(),
        Shape::Days => locale.fill("days", &[("number", &text)]),
        _ => text,
    }
}

/// All decimals of an amount that has an end; the decimals of money, and in explanations more, of one that has none.
fn money(number: &Number, places: u32, precision: Precision) -> String {
    match number.decimals() {
        Some(_) => decimal(number, places, MOST),
        None => number.to_fixed(places + extra(precision)),
    }
}

fn extra(precision: Precision) -> u32 {
    match precision {
        Precision::Shown => 0,
        Precision::Exact => 4,
    }
}

/// The decimal with at least `least` decimals and at most `most`, rounded half away from zero; no zeros beyond `least`.
pub fn decimal(number: &Number, least: u32, most: u32) -> String {
    if let Some(needed) = number.decimals().filter(|needed| *needed <= most) {
        return number.to_fixed(needed.max(least));
    }
    let rounding = Rounding { to: Number::from_scaled(1, most), mode: RoundingMode::HalfUp };
    rounding.apply(number).to_plain(least, most)
}

/// The digits before the point in groups of three.
pub fn grouped(plain: &str) -> String {
    let start = usize::from(plain.starts_with('-'));
    let end = plain.find('.').unwrap_or(plain.len());
    let mut text = String::with_capacity(plain.len() + plain.len() / 3);
    for (index, character) in plain.char_indices() {
        if index > start && index < end && (end - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(character);
    }
    text
}
