//! Rounding to a step, with the mode always named.

use std::cmp::Ordering;

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::Signed;

use super::small::Steps;
use super::{Form, Number};

/// What a value half way between two steps, or anywhere between them, becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoundingMode {
    /// Nearest; half way goes away from zero (四舍五入).
    HalfUp,
    /// Nearest; half way goes to the even step.
    HalfEven,
    /// Nearest; half way goes toward zero.
    HalfDown,
    /// Away from zero.
    Up,
    /// Toward zero.
    Down,
}

impl RoundingMode {
    /// Every mode with its name in the policy.
    pub const ALL: [(&'static str, RoundingMode); 5] = [
        ("half_up", RoundingMode::HalfUp),
        ("half_even", RoundingMode::HalfEven),
        ("half_down", RoundingMode::HalfDown),
        ("up", RoundingMode::Up),
        ("down", RoundingMode::Down),
    ];

    /// The name in the policy.
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(_, mode)| *mode == self).map_or("half_up", |(id, _)| id)
    }
}

/// A step (above 0) and the mode: `{ to = "0.01", mode = "half_up" }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounding {
    /// The step; results are multiples of it.
    pub to: Number,
    /// How a value between two steps is settled.
    pub mode: RoundingMode,
}

impl Rounding {
    /// The default of the policy language: 0.01, half away from zero.
    pub fn cents() -> Self {
        Rounding { to: Number::from_scaled(1, 2), mode: RoundingMode::HalfUp }
    }

    /// The multiple of the step that the mode chooses.
    pub fn apply(&self, value: &Number) -> Number {
        let magnitude = match (&value.0, &self.to.0) {
            (Form::Small(small), Form::Small(step)) if self.to.is_positive() => {
                self.settled(&small.steps(*step)).map_or_else(|| self.apply_to_any(value), |whole| &whole * &self.to)
            }
            _ => self.apply_to_any(value),
        };
        if value.is_negative() { -&magnitude } else { magnitude }
    }

    /// How many steps; nothing where that does not fit.
    fn settled(&self, steps: &Steps) -> Option<Number> {
        let up = self.goes_up(steps.rest > 0, (steps.rest * 2).cmp(&steps.of), steps.whole % 2 == 1);
        i128::try_from(steps.whole + u128::from(up)).ok().map(|whole| Number::from_scaled(whole, 0))
    }

    /// The distance from 0 in whole steps, of numbers of any length.
    fn apply_to_any(&self, value: &Number) -> Number {
        let steps = value.ratio().abs() / &*self.to.ratio();
        let (whole, rest) = steps.numer().div_rem(steps.denom());
        let twice: BigInt = rest.clone() * 2;
        let whole =
            if self.goes_up(rest.is_positive(), twice.cmp(steps.denom()), whole.is_odd()) { whole + 1 } else { whole };
        Number::from_ratio(BigRational::from_integer(whole) * &*self.to.ratio())
    }

    /// Whether what lies between two steps goes to the one away from zero: whether there is a rest, how it compares
    /// with half a step, and whether the step toward zero is odd.
    fn goes_up(&self, has_rest: bool, to_half: Ordering, odd: bool) -> bool {
        match self.mode {
            RoundingMode::Up => has_rest,
            RoundingMode::Down => false,
            RoundingMode::HalfUp => to_half != Ordering::Less,
            RoundingMode::HalfDown => to_half == Ordering::Greater,
            RoundingMode::HalfEven => to_half == Ordering::Greater || (to_half == Ordering::Equal && odd),
        }
    }

    /// How many decimals the step has: 2 for 0.01, 0 for 1 and 10.
    pub fn places(&self) -> u32 {
        self.to.decimals().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mode_settles_halves_in_its_own_way() {
        let cases = [
            (RoundingMode::HalfUp, ["12", "13", "13", "-13", "14"]),
            (RoundingMode::HalfEven, ["12", "12", "13", "-12", "14"]),
            (RoundingMode::HalfDown, ["12", "12", "13", "-12", "13"]),
            (RoundingMode::Up, ["13", "13", "13", "-13", "14"]),
            (RoundingMode::Down, ["12", "12", "12", "-12", "13"]),
        ];
        for (mode, expected) in cases {
            let rounding = Rounding { to: Number::one(), mode };
            let found: Vec<String> = ["12.4999", "12.5", "12.51", "-12.5", "13.5"]
                .iter()
                .map(|text| rounding.apply(&Number::parse(text).expect("a decimal")).to_string())
                .collect();
            assert_eq!(found, expected, "{}", mode.id());
        }
    }
}
