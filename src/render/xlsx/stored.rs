//! What a workbook stores of an exact number: a binary number of at most 15 significant digits, which gives the same decimals back; or, where those
//! do not hold what is shown, the text of all digits.
//!
//! This is the one file that makes a binary number, from digits that are settled; nothing calculates with it.

use crate::locale::{Locale, Precision};
use crate::number::{Number, Rounding, RoundingMode};
use crate::render::plain;
use crate::report::model::Shape;

/// So many significant digits come back from a binary number as they were.
const DIGITS: usize = 15;

/// More decimals than this before the first digit that is not 0 has no number of a report.
const MOST_DECIMALS: u32 = 40;

/// A number as a cell holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stored {
    /// A decimal of at most 15 significant digits.
    Number(Number),
    /// A number that has more of them, in full.
    Text(String),
}

/// A decimal as spreadsheets calculate with it.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
#[allow(clippy::disallowed_types, reason = "cells of a workbook are binary numbers")]
pub(super) struct Binary(f64);

#[allow(clippy::disallowed_types, reason = "cells of a workbook are binary numbers")]
impl From<Binary> for f64 {
    fn from(binary: Binary) -> f64 {
        binary.0
    }
}

impl Binary {
    /// The nearest to a decimal. Every plain decimal is one, so that 0 stands for nothing that can be.
    pub fn of(number: &Number) -> Self {
        Binary(number.to_plain(0, MOST_DECIMALS).parse().unwrap_or_default())
    }
}

/// A number as a cell holds it. Of money and points every decimal counts; of shares and of other numbers those that people are shown, and so many
/// more as there is room for.
pub(super) fn stored(locale: &Locale, number: &Number, shape: Shape, precision: Precision) -> Stored {
    let shown = Shown::of(locale, number, shape, precision);
    let plain = plain::number(number, shape, precision);
    let counts_in_full = matches!(shape, Shape::Money(_) | Shape::Exact(_) | Shape::Points(_));
    let is_full = counts_in_full && Number::parse(&plain).as_ref() == Some(number);
    if shown.digits(number) > DIGITS || (is_full && digits(&plain) > DIGITS) {
        return Stored::Text(plain);
    }
    // Digits that are cut at the 15th may become what is shown as the next number: then they are only cut.
    let mut candidates = [RoundingMode::HalfUp, RoundingMode::Down].into_iter().map(|mode| cut_by(number, mode));
    let same = candidates.find(|cut| cut == number || shown.text(cut) == shown.text(number));
    same.map_or(Stored::Text(plain), Stored::Number)
}

/// The decimals that people are shown.
struct Shown {
    decimals: u32,
    times: Number,
}

impl Shown {
    fn of(locale: &Locale, number: &Number, shape: Shape, precision: Precision) -> Self {
        let shown = locale.number(number, shape, precision);
        Shown { decimals: decimals(&shown), times: Number::from(if shape == Shape::Rate { 100 } else { 1 }) }
    }

    fn text(&self, number: &Number) -> String {
        (number * &self.times).to_fixed(self.decimals)
    }

    fn digits(&self, number: &Number) -> usize {
        digits(&self.text(number))
    }
}

/// How many decimals stand in a number for people.
pub(super) fn decimals(shown: &str) -> u32 {
    let is_digit = |c: char| c.is_ascii_digit();
    let fraction = shown.find(is_digit).and_then(|start| shown[start..].split_once('.')).map_or("", |(_, rest)| rest);
    fraction.bytes().take_while(u8::is_ascii_digit).count() as u32
}

/// How many significant digits a plain decimal has.
fn digits(plain: &str) -> usize {
    let all: String = plain.chars().filter(char::is_ascii_digit).collect();
    all.trim_matches('0').len()
}

/// The number with its first 15 significant digits.
pub(super) fn cut(number: &Number) -> Number {
    cut_by(number, RoundingMode::HalfUp)
}

fn cut_by(number: &Number, mode: RoundingMode) -> Number {
    let is_short = |decimals| digits(&number.to_fixed(decimals)) <= DIGITS;
    if number.decimals().is_some_and(is_short) {
        return number.clone();
    }
    let magnitude = number.abs();
    let whole = magnitude.floor().to_fixed(0);
    let step = if whole != "0" {
        match DIGITS.checked_sub(whole.len()) {
            Some(places) => Number::from_scaled(1, places as u32),
            None => power(whole.len() - DIGITS),
        }
    } else {
        let fraction = Rounding { to: Number::from_scaled(1, MOST_DECIMALS - 2), mode: RoundingMode::Down };
        let text = fraction.apply(&magnitude).to_fixed(MOST_DECIMALS - 2);
        let zeros = text.bytes().skip(2).take_while(|digit| *digit == b'0').count();
        Number::from_scaled(1, (zeros + DIGITS) as u32)
    };
    Rounding { to: step, mode }.apply(number)
}

fn power(exponent: usize) -> Number {
    (0..exponent).fold(Number::one(), |power, _| &power * &Number::from(10))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Language;

    fn kept(text: &str, shape: Shape) -> Stored {
        let number = Number::parse_in_full(text).expect("a number");
        stored(&Locale::new(Language::En), &number, shape, Precision::Shown)
    }

    fn number(text: &str) -> Stored {
        Stored::Number(Number::parse(text).expect("a decimal"))
    }

    #[test]
    fn fifteen_digits_are_a_number_and_more_of_them_a_text() {
        let money = Shape::Money(2);
        assert_eq!(kept("1234567890123.45", money), number("1234567890123.45"));
        assert_eq!(kept("12345678901234.56", money), Stored::Text("12345678901234.56".into()));
        assert_eq!(kept("-12345678901234.56", money), Stored::Text("-12345678901234.56".into()));
        assert_eq!(kept("100000000000000000000", Shape::Count), number("100000000000000000000"));
        assert_eq!(kept("1234567890123456", Shape::Count), Stored::Text("1234567890123456".into()));
        assert_eq!(kept("12345.1234567890123", Shape::Number), number("12345.1234567890"));
        assert_eq!(kept("0", money), number("0"));
    }

    #[test]
    fn fractions_are_cut_where_nothing_else_is_shown() {
        assert_eq!(kept("1/3", Shape::Rate), number("0.333333333333333"));
        assert_eq!(kept("2/3", Shape::Money(2)), number("0.666666666666667"));
        assert_eq!(kept("0.7994999999999999999", Shape::Rate), number("0.799499999999999"));
        assert_eq!(
            kept("20000000000000000000/3", Shape::Number),
            Stored::Text("6666666666666666666.666666666667".into())
        );
    }

    #[test]
    fn a_binary_number_is_the_nearest_to_its_digits() {
        assert_eq!(Binary::of(&Number::parse("0.1").expect("a decimal")), Binary(0.1));
        assert_eq!(Binary::of(&Number::parse("-1234567890123.45").expect("a decimal")), Binary(-1234567890123.45));
    }
}
