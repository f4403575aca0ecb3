//! Numbers of every size against fractions of whole numbers without bounds, and plain decimals as text.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use proptest::prelude::*;

use super::*;

fn number(text: &str) -> Number {
    Number::parse(text).expect("a decimal")
}

#[test]
fn plain_decimals_are_read_digit_by_digit_and_nothing_else_is() {
    assert_eq!(number("0.1234567890123456789").to_string(), "0.1234567890123456789");
    assert_eq!(number("-12.50").to_string(), "-12.5");
    for wrong in ["", "-", ".5", "5.", "1e2", "1_000", "inf", "nan", " 1", "1,000", "0x1F", "+-1", "1.2.3"] {
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
fn the_last_number_of_64_bits_and_the_first_beyond_are_what_they_are() {
    let (least, most) = (Number::from(i64::MIN), Number::from(i64::MAX));
    assert_eq!((-&least).to_string(), "9223372036854775808");
    assert_eq!(&(-&least) - &Number::one(), most);
    assert_eq!((&least - &Number::one()).to_string(), "-9223372036854775809");
    assert_eq!(least.checked_div(&least), Some(Number::one()));
    assert_eq!(Number::fraction(i128::MIN, -1).expect("not zero").to_string(), format!("{}", 1u128 << 127));
    assert_eq!(Number::fraction(1, 0), None);
    assert_eq!(Number::fraction(i128::MAX, 0), None);
}

/// A whole number: any small one, one about the ends of 64 bits, a product of small factors, or a long one.
fn whole() -> impl Strategy<Value = BigInt> {
    let near = |end: i128| (-3i128..=3).prop_map(move |by| BigInt::from(end + by));
    prop_oneof![
        (-12i64..=12).prop_map(BigInt::from),
        any::<i64>().prop_map(BigInt::from),
        any::<i128>().prop_map(BigInt::from),
        near(i128::from(i64::MIN)),
        near(i128::from(i64::MAX)),
        near(i128::from(u64::MAX)),
        near(i128::MAX - 3),
        (0u32..40, 0u32..20, -9i64..=9)
            .prop_map(|(two, five, by)| BigInt::from(2).pow(two) * BigInt::from(5).pow(five) * by),
        (any::<i128>(), 0u32..200).prop_map(|(value, by)| BigInt::from(value) << by),
    ]
}

fn ratio() -> impl Strategy<Value = BigRational> {
    let below = prop_oneof![Just(BigInt::from(1)), (0u32..21).prop_map(|scale| BigInt::from(10).pow(scale)), whole()];
    (whole(), below.prop_filter("not 0", |below| !below.is_zero()))
        .prop_map(|(above, below)| BigRational::new(above, below))
}

fn of(ratio: &BigRational) -> Number {
    Number::from_ratio(ratio.clone())
}

/// That the number is this fraction, in the form that every number of its value has.
fn is(number: &Number, ratio: &BigRational) -> Result<(), TestCaseError> {
    prop_assert_eq!(&*number.ratio(), ratio);
    let fits = i64::try_from(ratio.numer()).is_ok() && i64::try_from(ratio.denom()).is_ok();
    prop_assert_eq!(matches!(number.0, Form::Small(_)), fits);
    prop_assert_eq!(number, &of(ratio));
    Ok(())
}

fn hash(number: &Number) -> u64 {
    let mut hasher = DefaultHasher::new();
    number.hash(&mut hasher);
    hasher.finish()
}

/// The rounding as it is defined, on fractions without bounds.
fn rounded(value: &BigRational, step: &BigRational, mode: RoundingMode) -> BigRational {
    let steps = value.abs() / step;
    let (low, rest) = (steps.floor(), &steps - steps.floor());
    let half = BigRational::new(1.into(), 2.into());
    let up = match mode {
        RoundingMode::Up => rest.is_positive(),
        RoundingMode::Down => false,
        RoundingMode::HalfUp => rest >= half,
        RoundingMode::HalfDown => rest > half,
        RoundingMode::HalfEven => rest > half || (rest == half && low.numer().is_odd()),
    };
    let whole = if up { low + BigRational::one() } else { low };
    whole * step * value.signum()
}

/// The text with so many decimals, from the digits of the rounded number of units.
fn fixed(value: &BigRational, places: u32) -> String {
    let unit = BigRational::new(1.into(), BigInt::from(10).pow(places));
    let units = (rounded(value, &unit, RoundingMode::HalfUp) / &unit).to_integer();
    let digits = format!("{:0>width$}", units.abs().to_string(), width = places as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places as usize);
    let point = if places == 0 { "" } else { "." };
    format!("{}{whole}{point}{fraction}", if units.is_negative() { "-" } else { "" })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arithmetic_is_that_of_fractions_without_bounds(one in ratio(), two in ratio()) {
        let (a, b) = (of(&one), of(&two));
        is(&(&a + &b), &(&one + &two))?;
        is(&(&a - &b), &(&one - &two))?;
        is(&(&a * &b), &(&one * &two))?;
        is(&(-&a), &-&one)?;
        is(&a.abs(), &one.abs())?;
        is(&a.floor(), &one.floor())?;
        match a.checked_div(&b) {
            Some(quotient) => is(&quotient, &(&one / &two))?,
            None => prop_assert!(two.is_zero()),
        }
        is(&[a.clone(), b.clone(), a].iter().sum(), &(&one + &two + &one))?;
    }

    #[test]
    fn sums_that_share_a_denominator_are_in_lowest_terms(above in whole(), other in whole(), below in whole()) {
        prop_assume!(!below.is_zero());
        let (one, two) = (BigRational::new(above, below.clone()), BigRational::new(other, below));
        is(&(&of(&one) + &of(&two)), &(&one + &two))?;
        is(&(&of(&one) - &of(&one)), &BigRational::zero())?;
    }

    #[test]
    fn order_equality_and_hash_are_those_of_the_value(one in ratio(), two in ratio()) {
        let (a, b) = (of(&one), of(&two));
        prop_assert_eq!(a.cmp(&b), one.cmp(&two));
        prop_assert_eq!(a == b, one == two);
        let again = &(&a + &b) - &b;
        prop_assert_eq!(again.cmp(&a), Ordering::Equal);
        prop_assert_eq!(hash(&again), hash(&a));
        prop_assert_eq!(a.is_zero(), one.is_zero());
        prop_assert_eq!(a.is_negative(), one.is_negative());
        prop_assert_eq!(a.is_positive(), one.is_positive());
        prop_assert_eq!(a.is_whole(), one.is_integer());
    }

    #[test]
    fn whole_numbers_and_units_come_out_where_they_fit(one in ratio(), scale in 0u32..45) {
        let number = of(&one);
        let whole = |ratio: &BigRational| ratio.is_integer().then(|| i128::try_from(ratio.numer()).ok()).flatten();
        prop_assert_eq!(number.to_i128(), whole(&one));
        let units = whole(&(&one * BigRational::from_integer(BigInt::from(10).pow(scale))));
        prop_assert_eq!(number.to_scaled(scale), units.filter(|_| scale <= 38));
        let decimals = number.decimals();
        let is_whole_at = |places: u32| (&one * BigRational::from_integer(BigInt::from(10).pow(places))).is_integer();
        match decimals {
            Some(places) => prop_assert!(is_whole_at(places) && (places == 0 || !is_whole_at(places - 1))),
            None => prop_assert!(!is_whole_at(600)),
        }
    }

    #[test]
    fn what_is_built_from_two_whole_numbers_is_their_fraction(above: i128, below: i128, short: i64, scale in 0u32..25) {
        let unit = BigInt::from(10).pow(scale);
        is(&Number::from_scaled(above, scale), &BigRational::new(above.into(), unit.clone()))?;
        is(&Number::from_scaled(i128::from(short), scale), &BigRational::new(short.into(), unit))?;
        for (above, below) in [(above, below), (above, i128::from(short)), (i128::from(short), below), (below, below)] {
            if let Some(number) = Number::fraction(above, below) {
                is(&number, &BigRational::new(above.into(), below.into()))?;
            }
        }
    }

    #[test]
    fn roundings_settle_as_they_are_defined(value in ratio(), step in ratio(), halves in -9i64..=9) {
        prop_assume!(!step.is_zero());
        let step = step.abs();
        let between = &step * BigRational::new(halves.into(), 2.into());
        for (_, mode) in RoundingMode::ALL {
            let rounding = Rounding { to: of(&step), mode };
            is(&rounding.apply(&of(&value)), &rounded(&value, &step, mode))?;
            is(&rounding.apply(&of(&between)), &rounded(&between, &step, mode))?;
        }
    }

    #[test]
    fn texts_have_every_digit(value in ratio(), places in 0u32..25) {
        let number = of(&value);
        prop_assert_eq!(number.to_fixed(places), fixed(&value, places));
        let half = &value + BigRational::new(1.into(), BigInt::from(10).pow(places) * 2);
        prop_assert_eq!(of(&half).to_fixed(places), fixed(&half, places));
        match number.decimals() {
            Some(places) => {
                prop_assert_eq!(number.to_string(), fixed(&value, places));
                is(&Number::parse(&number.to_string()).expect("a decimal"), &value)?;
            }
            None => prop_assert_eq!(number.to_string(), value.to_string()),
        }
    }

    #[test]
    fn decimals_of_any_length_are_read_exactly(text in "[+-]?[0-9]{1,24}(\\.[0-9]{1,24})?") {
        let digits = text.replace(['+', '-', '.'], "");
        let scale = text.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
        let mantissa: BigInt = digits.parse().expect("digits");
        let mantissa = if text.starts_with('-') { -mantissa } else { mantissa };
        is(&number(&text), &BigRational::new(mantissa, BigInt::from(10).pow(scale)))?;
    }
}
