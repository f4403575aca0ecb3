//! Exact numbers: every value in the program is a fraction of whole numbers, read from text digit by digit.
//!
//! An attainment is a quotient and a quotient of decimals need not be a decimal; kept as a fraction it is exact, so a
//! comparison at a boundary, a tie and the last cent never depend on how many digits were carried.
//!
//! Nearly all fractions of a run fit two words of 64 bits and are kept in them; the others are fractions of whole
//! numbers without bounds. Which of the two a value is depends on the value alone.

mod apportion;
pub(crate) mod rounding;
mod small;
mod text;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};

use small::{Small, Wide, power_of_ten};

pub use apportion::apportion;
pub use rounding::{Rounding, RoundingMode};

/// An exact rational number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Number(Form);

/// Small wherever the value fits, so that equal values have equal forms.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Form {
    Small(Small),
    Big(Box<BigRational>),
}

impl Number {
    const fn whole(value: i64) -> Self {
        Number(Form::Small(Small::whole(value)))
    }

    /// The number 0.
    pub fn zero() -> Self {
        Number::whole(0)
    }

    /// The number 1.
    pub fn one() -> Self {
        Number::whole(1)
    }

    /// The number `mantissa × 10^-scale`.
    pub fn from_scaled(mantissa: i128, scale: u32) -> Self {
        if let Some(wide) = power_of_ten(scale).and_then(|power| Small::fraction(mantissa, i128::from(power))) {
            return wide.into();
        }
        Number::from_ratio(BigRational::new(BigInt::from(mantissa), BigInt::from(10).pow(scale)))
    }

    /// The fraction `numerator / denominator`; nothing when the denominator is 0.
    pub fn fraction(numerator: i128, denominator: i128) -> Option<Self> {
        if let Some(wide) = Small::fraction(numerator, denominator) {
            return Some(wide.into());
        }
        let ratio = || BigRational::new(BigInt::from(numerator), BigInt::from(denominator));
        (denominator != 0).then(|| Number::from_ratio(ratio()))
    }

    /// Whether this is 0.
    pub fn is_zero(&self) -> bool {
        self.sign() == Ordering::Equal
    }

    /// Whether this is below 0.
    pub fn is_negative(&self) -> bool {
        self.sign() == Ordering::Less
    }

    /// Whether this is above 0.
    pub fn is_positive(&self) -> bool {
        self.sign() == Ordering::Greater
    }

    fn sign(&self) -> Ordering {
        match &self.0 {
            Form::Small(small) => small.numerator().cmp(&0),
            Form::Big(big) if big.is_negative() => Ordering::Less,
            Form::Big(_) => Ordering::Greater,
        }
    }

    /// Whether this is a whole number.
    pub fn is_whole(&self) -> bool {
        match &self.0 {
            Form::Small(small) => small.denominator() == 1,
            Form::Big(big) => big.is_integer(),
        }
    }

    /// What is below the line in lowest terms; nothing where it is very large.
    pub fn denominator(&self) -> Option<i64> {
        match &self.0 {
            Form::Small(small) => Some(small.denominator()),
            Form::Big(big) => i64::try_from(big.denom()).ok(),
        }
    }

    /// The distance from 0.
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The largest whole number that is not above this one.
    pub fn floor(&self) -> Self {
        match &self.0 {
            Form::Small(small) => Number(Form::Small(small.floor())),
            Form::Big(big) => Number::from_ratio(big.floor()),
        }
    }

    /// The quotient; nothing when `divisor` is 0.
    pub fn checked_div(&self, divisor: &Number) -> Option<Self> {
        if divisor.is_zero() {
            return None;
        }
        Some(match (&self.0, &divisor.0) {
            (Form::Small(one), Form::Small(other)) => one.over(*other).into(),
            _ => Number::from_ratio(&*self.ratio() / &*divisor.ratio()),
        })
    }

    /// The whole number this is, if it is one and fits.
    pub fn to_i128(&self) -> Option<i128> {
        match &self.0 {
            Form::Small(small) => (small.denominator() == 1).then(|| i128::from(small.numerator())),
            Form::Big(big) => big.is_integer().then(|| i128::try_from(big.numer()).ok()).flatten(),
        }
    }

    /// The value in units of `10^-scale`, if it is a whole number of them and fits.
    pub fn to_scaled(&self, scale: u32) -> Option<i128> {
        match (&self.0, power_of_ten(scale)) {
            (Form::Small(small), Some(power)) => small.scaled(power),
            _ => (self * &Number::from_scaled(10i128.checked_pow(scale)?, 0)).to_i128(),
        }
    }

    /// How many decimals this needs to be written in full; nothing when no number of decimals is enough (1/3).
    pub fn decimals(&self) -> Option<u32> {
        let big = match &self.0 {
            Form::Small(small) => return small.decimals(),
            Form::Big(big) => big,
        };
        let mut rest = big.denom().clone();
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

    fn ratio(&self) -> Cow<'_, BigRational> {
        match &self.0 {
            Form::Small(small) => {
                Cow::Owned(BigRational::new_raw(small.numerator().into(), small.denominator().into()))
            }
            Form::Big(big) => Cow::Borrowed(big),
        }
    }

    /// The form that the value of a fraction in lowest terms has.
    fn from_ratio(ratio: BigRational) -> Self {
        let wide = match (i128::try_from(ratio.numer()), i128::try_from(ratio.denom())) {
            (Ok(numerator), Ok(denominator)) => Wide { numerator, denominator }.small(),
            _ => None,
        };
        Number(wide.map_or_else(|| Form::Big(Box::new(ratio)), Form::Small))
    }
}

impl From<Wide> for Number {
    fn from(wide: Wide) -> Self {
        if let Some(small) = wide.small() {
            return Number(Form::Small(small));
        }
        Number(Form::Big(Box::new(BigRational::new_raw(wide.numerator.into(), wide.denominator.into()))))
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Number::whole(value)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Form::Small(one), Form::Small(other)) => one.compare(*other),
            _ => self.ratio().cmp(&other.ratio()),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Add for &Number {
    type Output = Number;
    fn add(self, other: &Number) -> Number {
        match (&self.0, &other.0) {
            (Form::Small(one), Form::Small(other)) => one.plus(*other).into(),
            _ => Number::from_ratio(&*self.ratio() + &*other.ratio()),
        }
    }
}

impl Sub for &Number {
    type Output = Number;
    fn sub(self, other: &Number) -> Number {
        if let (Form::Small(one), Form::Small(two)) = (&self.0, &other.0)
            && let Some(difference) = one.minus(*two)
        {
            return difference.into();
        }
        Number::from_ratio(&*self.ratio() - &*other.ratio())
    }
}

impl Mul for &Number {
    type Output = Number;
    fn mul(self, other: &Number) -> Number {
        match (&self.0, &other.0) {
            (Form::Small(one), Form::Small(other)) => one.times(*other).into(),
            _ => Number::from_ratio(&*self.ratio() * &*other.ratio()),
        }
    }
}

impl Neg for &Number {
    type Output = Number;
    fn neg(self) -> Number {
        match &self.0 {
            Form::Small(small) => small.negative().into(),
            Form::Big(big) => Number::from_ratio(-big.as_ref()),
        }
    }
}

impl<'a> std::iter::Sum<&'a Number> for Number {
    fn sum<I: Iterator<Item = &'a Number>>(numbers: I) -> Self {
        numbers.fold(Number::zero(), |total, number| &total + number)
    }
}

#[cfg(test)]
mod tests;
