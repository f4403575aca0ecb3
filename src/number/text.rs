//! Numbers as plain decimals: read and written.

use std::fmt;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Signed;

use super::small::power_of_ten;
use super::{Form, Number, Rounding, RoundingMode};

/// So many digits fit 64 bits, whatever they are.
const FITTING: usize = 18;

impl Number {
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
        let mut all = whole.bytes().chain(fraction.bytes());
        if whole.is_empty() || ends_in_point || !all.clone().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let scale = u32::try_from(fraction.len()).ok()?;
        if whole.len() + fraction.len() <= FITTING {
            let magnitude = all.fold(0, |value, digit| value * 10 + i64::from(digit - b'0'));
            return Some(Number::from_scaled(i128::from(if negative { -magnitude } else { magnitude }), scale));
        }
        let mut mantissa: BigInt = all.by_ref().map(char::from).collect::<String>().parse().ok()?;
        if negative {
            mantissa = -mantissa;
        }
        Some(Number::from_ratio(BigRational::new(mantissa, BigInt::from(10).pow(scale))))
    }

    /// A number written in full: a plain decimal, or `n/d` where no decimal is exact (20 minutes in hours).
    pub fn parse_in_full(text: &str) -> Option<Self> {
        match text.split_once('/') {
            Some((numerator, denominator)) => Number::parse(numerator)?.checked_div(&Number::parse(denominator)?),
            None => Number::parse(text),
        }
    }

    /// The decimal text with exactly `places` decimals, rounded half away from zero: for display. `-0` is never written.
    pub fn to_fixed(&self, places: u32) -> String {
        if let (Form::Small(small), Some(power)) = (&self.0, power_of_ten(places))
            && let Ok(units) = u64::try_from(small.nearest(power))
        {
            return written(units, places as usize, self.is_negative());
        }
        let (is_zero, digits) = match (&self.0, power_of_ten(places)) {
            (Form::Small(small), Some(power)) => {
                let units = small.nearest(power);
                (units == 0, units.to_string())
            }
            _ => self.units(places),
        };
        let places = places as usize;
        let mut text = digits;
        if text.len() <= places {
            text.insert_str(0, &"0".repeat(places + 1 - text.len()));
        }
        if places > 0 {
            text.insert(text.len() - places, '.');
        }
        if self.is_negative() && !is_zero {
            text.insert(0, '-');
        }
        text
    }

    /// Whether no unit of `10^-places` is left after rounding, and the digits of how many there are.
    fn units(&self, places: u32) -> (bool, String) {
        let step = Number::from_ratio(BigRational::new(BigInt::from(1), BigInt::from(10).pow(places)));
        let rounded = Rounding { to: step, mode: RoundingMode::HalfUp }.apply(self);
        let scaled = &*rounded.ratio() * BigRational::from_integer(BigInt::from(10).pow(places));
        (rounded.is_zero(), scaled.numer().abs().to_string())
    }

    /// The decimal text with at least `least` decimals and as many more as the value needs; a value that no number of
    /// decimals can write is rounded to `most`, which also bounds the others.
    pub fn to_plain(&self, least: u32, most: u32) -> String {
        let needed = self.decimals().unwrap_or(most).clamp(least, most.max(least));
        self.to_fixed(needed)
    }
}

/// The most characters of a number of 64 bits: twenty digits, a zero before the point, the point and the sign.
const LONGEST: usize = 24;

/// So many units of `10^-places`, at most 18: the digits from the last to the first, then as one text. Of rows of reports there may be millions.
fn written(units: u64, places: usize, is_negative: bool) -> String {
    let mut text = [b'0'; LONGEST];
    let (mut rest, mut at, mut digits) = (units, LONGEST, 0);
    while rest > 0 || digits <= places {
        if digits == places && places > 0 {
            at -= 1;
            text[at] = b'.';
        }
        at -= 1;
        text[at] = b'0' + (rest % 10) as u8;
        (rest, digits) = (rest / 10, digits + 1);
    }
    if is_negative && units > 0 {
        at -= 1;
        text[at] = b'-';
    }
    std::str::from_utf8(&text[at..]).unwrap_or_default().to_owned()
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
            None => {
                let ratio = self.ratio();
                write!(f, "{}/{}", ratio.numer(), ratio.denom())
            }
        }
    }
}
