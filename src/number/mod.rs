//! Exact numbers: every value in the program is a fraction of whole numbers, read from text digit by digit.
//!
//! An attainment is a quotient and a quotient of decimals need not be a decimal; kept as a fraction it is exact, so a
//! comparison at a boundary, a tie and the last cent never depend on how many digits were carried.

pub mod rounding;

use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

pub use rounding::{Rounding, RoundingMode};

/// An exact rational number.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(BigRational);

impl Number {
    /// The number 0.
    pub fn zero() -> Self {
        Number(BigRational::zero())
    }

    /// The number 1.
    pub fn one() -> Self {
        Number(BigRational::one())
    }

    /// The number `mantissa × 10^-scale`.
    pub fn from_scaled(mantissa: i128, scale: u32) -> Self {
        if scale == 0 {
            return Number(BigRational::from_integer(BigInt::from(mantissa)));
        }
        Number(BigRational::new(BigInt::from(mantissa), BigInt::from(10).pow(scale)))
    }

    /// The fraction `numerator / denominator`; nothing when the denominator is 0.
    pub fn fraction(numerator: i128, denominator: i128) -> Option<Self> {
        (denominator != 0).then(|| Number(BigRational::new(BigInt::from(numerator), BigInt::from(denominator))))
    }

    /// Reads a plain decimal: an optional sign, digits, optionally a point and digits. Nothing else is a number here:
    /// no grouping, no exponent, no blank, no `inf`. Every digit counts.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let ends_in_point = digits.ends_with('.');
        if whole.is_empty() || ends_in_point || !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
            return None;
        }
        let mut all = String::with_capacity(digits.len());
        all.push_str(whole);
        all.push_str(fraction);
        let mut mantissa: BigInt = all.parse().ok()?;
        if negative {
            mantissa = -mantissa;
        }
        let scale = u32::try_from(fraction.len()).ok()?;
        Some(Number(BigRational::new(mantissa, BigInt::from(10).pow(scale))))
    }

    /// Whether this is 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether this is below 0.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Whether this is above 0.
    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// Whether this is a whole number.
    pub fn is_whole(&self) -> bool {
        self.0.is_integer()
    }

    /// The distance from 0.
    pub fn abs(&self) -> Self {
        Number(self.0.abs())
    }

    /// The largest whole number that is not above this one.
    pub fn floor(&self) -> Self {
        Number(self.0.floor())
    }

    /// The quotient; nothing when `divisor` is 0.
    pub fn checked_div(&self, divisor: &Number) -> Option<Self> {
        (!divisor.is_zero()).then(|| Number(&self.0 / &divisor.0))
    }

    /// The whole number this is, if it is one and fits.
    pub fn to_i128(&self) -> Option<i128> {
        if !self.0.is_integer() {
            return None;
        }
        i128::try_from(self.0.numer()).ok()
    }

    /// The value in units of `10^-scale`, if it is a whole number of them and fits.
    pub fn to_scaled(&self, scale: u32) -> Option<i128> {
        (self * &Number::from_scaled(10i128.checked_pow(scale)?, 0)).to_i128()
    }

    /// How many decimals this needs to be written in full; nothing when no number of decimals is enough (1/3).
    pub fn decimals(&self) -> Option<u32> {
        let mut rest = self.0.denom().clone();
        let (two, five) = (BigInt::from(2), BigInt::from(5));
        let (mut twos, mut fives) = (0, 0);
        while rest.is_even() {
            rest /= &two;
            twos += 1;
        }
        while (&rest % &five).is_zero() {
            rest /= &five;
            fives += 1;
        }
        rest.is_one().then(|| twos.max(fives))
    }

    /// The decimal text with exactly `places` decimals, rounded half away from zero: for display. `-0` is never written.
    pub fn to_fixed(&self, places: u32) -> String {
        let rounding = Rounding { to: Number::from_scaled(1, places), mode: RoundingMode::HalfUp };
        let scaled = &rounding.apply(self).0 * BigRational::from_integer(BigInt::from(10).pow(places));
        let digits = scaled.numer().abs().to_string();
        let places = places as usize;
        let digits = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = if scaled.is_negative() { "-" } else { "" };
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// The decimal text with at least `least` decimals and as many more as the value needs; a value that no number of
    /// decimals can write is rounded to `most`, which also bounds the others.
    pub fn to_plain(&self, least: u32, most: u32) -> String {
        let needed = self.decimals().unwrap_or(most).clamp(least, most.max(least));
        self.to_fixed(needed)
    }

    pub(crate) fn ratio(&self) -> &BigRational {
        &self.0
    }

    pub(crate) fn from_ratio(ratio: BigRational) -> Self {
        Number(ratio)
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number(BigRational::from_integer(BigInt::from(value)))
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Writes the decimal in full where there is one, else the fraction `n/d`.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decimals() {
            Some(places) => f.write_str(&self.to_fixed(places)),
            None => write!(f, "{}/{}", self.0.numer(), self.0.denom()),
        }
    }
}

impl Add for &Number {
    type Output = Number;
    fn add(self, other: &Number) -> Number {
        Number(&self.0 + &other.0)
    }
}

impl Sub for &Number {
    type Output = Number;
    fn sub(self, other: &Number) -> Number {
        Number(&self.0 - &other.0)
    }
}

impl Mul for &Number {
    type Output = Number;
    fn mul(self, other: &Number) -> Number {
        Number(&self.0 * &other.0)
    }
}

impl Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        Number(-&self.0)
    }
}

impl<'a> std::iter::Sum<&'a Number> for Number {
    fn sum<I: Iterator<Item = &'a Number>>(numbers: I) -> Self {
        numbers.fold(Number::zero(), |total, number| &total + number)
    }
}

/// Divides `whole` into parts in proportion to `weights`, each a multiple of `unit` but for the last remainder, so that
/// the parts add up to `whole` exactly: every part is cut toward zero, then what is left goes out in single units, the
/// largest cut-off remainder first, an earlier part before a later one of equal remainder.
///
/// What is smaller than `unit` in `whole` itself goes to the part that is first served. Nothing when the weights are
/// negative or add up to 0, or when `unit` is not above 0.
pub fn apportion(whole: &Number, weights: &[Number], unit: &Number) -> Option<Vec<Number>> {
    let total: Number = weights.iter().sum();
    if !total.is_positive() || !unit.is_positive() || weights.iter().any(Number::is_negative) {
        return None;
    }
    let magnitude = whole.abs();
    let mut parts = Vec::with_capacity(weights.len());
    let mut order: Vec<(Number, usize)> = Vec::with_capacity(weights.len());
    for (index, weight) in weights.iter().enumerate() {
        let exact = (&magnitude * weight).checked_div(&total)?;
        let units = exact.checked_div(unit)?.floor();
        let part = &units * unit;
        order.push((&exact - &part, index));
        parts.push(part);
    }
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut left = &magnitude - &parts.iter().sum();
    for (_, index) in order {
        if left.is_zero() {
            break;
        }
        let piece = if left.cmp(unit) == Ordering::Less { left.clone() } else { unit.clone() };
        left = &left - &piece;
        parts[index] = &parts[index] + &piece;
    }
    if whole.is_negative() {
        parts = parts.iter().map(|part| -part).collect();
    }
    Some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("a decimal")
    }

    #[test]
    fn plain_decimals_are_read_digit_by_digit_and_nothing_else_is() {
        assert_eq!(number("0.1234567890123456789").to_string(), "0.1234567890123456789");
        assert_eq!(number("-12.50").to_string(), "-12.5");
        for wrong in ["", "-", ".5", "5.", "1e2", "1_000", "inf", "nan", " 1", "1,000", "0x1F", "+-1"] {
            assert_eq!(Number::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn thirds_are_written_with_the_places_asked_for() {
        let third = Number::fraction(1, 3).expect("not zero");
        assert_eq!(third.to_string(), "1/3");
        assert_eq!(third.to_fixed(6), "0.333333");
        assert_eq!((-&third).to_fixed(0), "0");
        assert_eq!(number("9282162.9729").to_plain(2, 12), "9282162.9729");
        assert_eq!(number("5").to_plain(2, 12), "5.00");
    }

    #[test]
    fn parts_add_up_to_the_whole_and_ties_go_to_the_first() {
        let cent = number("0.01");
        let parts = |whole: &str, weights: &[&str]| -> Vec<String> {
            let weights: Vec<Number> = weights.iter().map(|w| number(w)).collect();
            let parts = apportion(&number(whole), &weights, &cent).expect("weights");
            assert_eq!(parts.iter().sum::<Number>(), number(whole));
            parts.iter().map(|part| part.to_fixed(2)).collect()
        };
        assert_eq!(parts("100", &["1", "1", "1"]), ["33.34", "33.33", "33.33"]);
        assert_eq!(parts("-100", &["1", "1", "1"]), ["-33.34", "-33.33", "-33.33"]);
        assert_eq!(parts("999.99", &["0.1", "0.5802", "0.3198"]), ["100.00", "580.19", "319.80"]);
    }
}
