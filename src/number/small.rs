//! Fractions whose two halves fit 64 bits: their arithmetic needs no memory, and its exact results fit 128 bits.

use std::cmp::Ordering;

use num_integer::gcd;

/// 10 to the power of the index, as far as it fits 64 bits with a sign.
const POWERS: [u64; 19] = {
    let mut powers = [1; 19];
    let mut index = 1;
    while index < powers.len() {
        powers[index] = powers[index - 1] * 10;
        index += 1;
    }
    powers
};

/// 10 to the power of `scale`, if it fits 64 bits with a sign.
pub(super) fn power_of_ten(scale: u32) -> Option<u64> {
    POWERS.get(scale as usize).copied()
}

/// A fraction in lowest terms; the denominator is above 0. 0 is 0/1, so equal values have equal halves.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Small {
    numerator: i64,
    denominator: i64,
}

/// The exact result of an operation, in lowest terms; the denominator is above 0.
pub(super) struct Wide {
    pub numerator: i128,
    pub denominator: i128,
}

impl Wide {
    /// The same in 64 bits, where it fits.
    pub fn small(&self) -> Option<Small> {
        let (numerator, denominator) = (i64::try_from(self.numerator).ok()?, i64::try_from(self.denominator).ok()?);
        Some(Small { numerator, denominator })
    }
}

/// The parts of a rounding: how many whole steps, what is left over and of how much.
pub(super) struct Steps {
    pub whole: u128,
    pub rest: u128,
    pub of: u128,
}

impl Small {
    pub const fn whole(value: i64) -> Self {
        Small { numerator: value, denominator: 1 }
    }

    /// `numerator / denominator`; nothing where the denominator is 0 or does not fit, or the result does not.
    pub fn fraction(numerator: i128, denominator: i128) -> Option<Wide> {
        let below = i64::try_from(denominator).ok().filter(|below| *below != 0)?;
        let common = common_with_long(numerator, below.unsigned_abs());
        let common = i128::from(common) * i128::from(below.signum());
        Some(Wide { numerator: numerator.checked_div(common)?, denominator: denominator / common })
    }

    pub fn numerator(self) -> i64 {
        self.numerator
    }

    pub fn denominator(self) -> i64 {
        self.denominator
    }

    fn above(self) -> i128 {
        i128::from(self.numerator)
    }

    fn below(self) -> i128 {
        i128::from(self.denominator)
    }

    fn unsigned_below(self) -> u64 {
        self.denominator.unsigned_abs()
    }

    pub fn compare(self, other: Small) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        (self.above() * other.below()).cmp(&(other.above() * self.below()))
    }

    pub fn negative(self) -> Wide {
        Wide { numerator: -self.above(), denominator: self.below() }
    }

    pub fn floor(self) -> Small {
        Small::whole(self.numerator.div_euclid(self.denominator))
    }

    /// Half of the products is taken out beforehand, as far as the denominators have it in common; what is left can
    /// only share a factor of that.
    pub fn plus(self, other: Small) -> Wide {
        if self.denominator == 1 && other.denominator == 1 {
            return Wide { numerator: self.above() + other.above(), denominator: 1 };
        }
        let shared = common(self.unsigned_below(), other.unsigned_below());
        let (own, others) = (self.below() / i128::from(shared), other.below() / i128::from(shared));
        let numerator = self.above() * others + other.above() * own;
        if shared == 1 {
            return Wide { numerator, denominator: own * other.below() };
        }
        let left = i128::from(common_with_long(numerator, shared));
        Wide { numerator: numerator / left, denominator: own * (other.below() / left) }
    }

    pub fn minus(self, other: Small) -> Option<Wide> {
        other.negative().small().map(|other| self.plus(other))
    }

    pub fn times(self, other: Small) -> Wide {
        let one = i128::from(common(self.numerator.unsigned_abs(), other.unsigned_below()));
        let two = i128::from(common(other.numerator.unsigned_abs(), self.unsigned_below()));
        let numerator = narrow(self.above(), one) * narrow(other.above(), two);
        Wide { numerator, denominator: narrow(self.below(), two) * narrow(other.below(), one) }
    }

    /// The quotient; `divisor` is not 0.
    pub fn over(self, divisor: Small) -> Wide {
        let above = i128::from(common(self.numerator.unsigned_abs(), divisor.numerator.unsigned_abs()));
        let below = i128::from(common(self.unsigned_below(), divisor.unsigned_below()));
        let sign = i128::from(divisor.numerator.signum());
        let numerator = narrow(self.above(), above) * narrow(divisor.below(), below) * sign;
        Wide { numerator, denominator: narrow(self.below(), below) * narrow(divisor.above().abs(), above) }
    }

    /// How many times `step` goes into the distance from 0; `step` is above 0.
    pub fn steps(self, step: Small) -> Steps {
        let above = self.above().unsigned_abs() * step.below().unsigned_abs();
        let of = self.below().unsigned_abs() * step.above().unsigned_abs();
        let (whole, rest) = divided(above, of);
        Steps { whole, rest, of }
    }

    /// In units of `10^-scale`: a whole number of them, or nothing. `power` is 10 to the scale.
    pub fn scaled(self, power: u64) -> Option<i128> {
        let below = self.unsigned_below();
        power.is_multiple_of(below).then(|| self.above() * i128::from(power / below))
    }

    /// The distance from 0 in units of `10^-scale`, the nearest whole number of them; half way goes up.
    pub fn nearest(self, power: u64) -> u128 {
        let (above, below) = (self.above().unsigned_abs(), self.unsigned_below());
        if power.is_multiple_of(below) {
            return above * u128::from(power / below);
        }
        let below = u128::from(below);
        divided(above * u128::from(power) * 2 + below, below * 2).0
    }

    /// How many decimals this needs, if a number of decimals is enough.
    pub fn decimals(self) -> Option<u32> {
        if self.denominator == 1 {
            return Some(0);
        }
        let twos = self.denominator.trailing_zeros();
        let (mut rest, mut fives) = (self.denominator >> twos, 0);
        while rest % 5 == 0 {
            rest /= 5;
            fives += 1;
        }
        (rest == 1).then(|| twos.max(fives))
    }
}

/// The greatest common divisor; most often one of the two is 1.
fn common(one: u64, two: u64) -> u64 {
    if one == 1 || two == 1 { 1 } else { gcd(one, two) }
}

/// The greatest common divisor of a number of any size and one above 0.
fn common_with_long(one: i128, two: u64) -> u64 {
    match u64::try_from(one.unsigned_abs()) {
        Ok(magnitude) => common(magnitude, two),
        Err(_) => common((one.unsigned_abs() % u128::from(two)) as u64, two),
    }
}

/// A division of what fits 64 bits, by the machine's own.
fn narrow(value: i128, divisor: i128) -> i128 {
    match (divisor, i64::try_from(value), i64::try_from(divisor)) {
        (1, ..) => value,
        (_, Ok(value), Ok(divisor)) if divisor > 0 => i128::from(value / divisor),
        _ => value / divisor,
    }
}

/// Quotient and rest, by the machine's own division where both fit 64 bits.
fn divided(above: u128, below: u128) -> (u128, u128) {
    match (u64::try_from(above), u64::try_from(below)) {
        (Ok(above), Ok(below)) => (u128::from(above / below), u128::from(above % below)),
        _ => (above / below, above % below),
    }
}
