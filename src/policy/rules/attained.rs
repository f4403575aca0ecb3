//! Bounds of an attainment that are written with a digit too many or too few: nobody reaches them, or everybody is far beyond.

use super::Parameter;
use crate::number::Number;

/// Of fewer people it is no wonder.
const EVERYBODY: usize = 3;
/// From here on a share of a target has a per cent sign where it is meant.
const HIGH: i64 = 3;
/// So many times the step below it, from a half on, no highest step is meant to be.
const LEAP: i64 = 5;
/// So many times the lowest bound everybody is where it lacks a digit.
const BEYOND: i64 = 4;
/// Bounds, in ten thousandths, that lack one digit or two: 8 % is no part of a target that anybody asks for, and of 5 % or 1 % one may think.
const LACKS_ONE: (i128, i128) = (501, 999);
const LACKS_TWO: (i128, i128) = (50, 130);
const ONE_PER_CENT: i128 = 100;

/// What is odd about a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// Nobody reaches it.
    OutOfReach,
    /// Everybody is far beyond.
    BelowEverybody,
}

/// The first odd one among bounds above 0 that rise, by what everybody attains; `is_bare` says which of them are written without a per cent sign.
pub fn odd_bound<'p>(
    bounds: &[&'p Parameter],
    is_bare: impl Fn(&Parameter) -> bool,
    attained: &[Number],
) -> Option<(Odd, &'p Parameter)> {
    let (lowest, highest) = (bounds.first().copied()?, bounds.last().copied()?);
    let (least, most) = (attained.iter().min()?, attained.iter().max()?);
    let are_all = attained.len() >= EVERYBODY;
    if lowest.value >= Number::from(HIGH) && is_bare(lowest) && *most < lowest.value {
        return Some((Odd::OutOfReach, lowest));
    }
    if are_all && leaps(bounds) && *most < highest.value {
        return Some((Odd::OutOfReach, highest));
    }
    let is_below = is_bare(lowest) && lacks_digits(bounds) && *least >= &lowest.value * &Number::from(BEYOND);
    (are_all && is_below).then_some((Odd::BelowEverybody, lowest))
}

/// Whether the highest bound is far above the one below it: `1200%` after 1.
fn leaps(bounds: &[&Parameter]) -> bool {
    let [.., below, highest] = bounds else { return false };
    let is_usual = &below.value * &Number::from(2) >= Number::one();
    is_usual && highest.value >= Number::from(HIGH) && highest.value >= &below.value * &Number::from(LEAP)
}

/// Whether the lowest bound lacks a digit or two, and the next is far above it.
fn lacks_digits(bounds: &[&Parameter]) -> bool {
    let lowest = &bounds[0].value;
    let lies_in = |(least, most): (i128, i128)| {
        *lowest >= Number::from_scaled(least, 4) && *lowest <= Number::from_scaled(most, 4)
    };
    let is_small = lies_in(LACKS_ONE) || lies_in(LACKS_TWO) && *lowest != Number::from_scaled(ONE_PER_CENT, 4);
    let is_far = bounds.get(1).is_none_or(|next| next.value >= lowest * &Number::from(LEAP));
    is_small && is_far
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Span;

    fn odd(bounds: &[&str], attained: &[&str]) -> Option<Odd> {
        let number = |text: &&str| Number::parse(text).expect("a number");
        let bounds: Vec<Parameter> =
            bounds.iter().map(|text| Parameter { value: number(text), span: Span::default() }).collect();
        let attained: Vec<Number> = attained.iter().map(number).collect();
        odd_bound(&bounds.iter().collect::<Vec<_>>(), |_| true, &attained).map(|(odd, _)| odd)
    }

    #[test]
    fn a_digit_too_many_or_too_few_is_told_and_what_may_be_meant_is_not() {
        let people = ["0.7", "0.95", "1.2"];
        assert_eq!(odd(&["9.5"], &people), Some(Odd::OutOfReach));
        assert_eq!(odd(&["0.8", "1", "12"], &people), Some(Odd::OutOfReach));
        assert_eq!(odd(&["0.08"], &people), Some(Odd::BelowEverybody));
        assert_eq!(odd(&["0.008", "1"], &people), Some(Odd::BelowEverybody));
        for right in [&["0.8"][..], &["0.01"], &["0.05", "0.5"], &["0.1", "0.2"], &["0.8", "1", "2", "4"], &["2.5"]] {
            assert_eq!(odd(right, &people), None, "{right:?}");
        }
        assert_eq!(odd(&["0.08"], &["0.1", "0.95", "1.2"]), None, "somebody is near it");
    }
}
