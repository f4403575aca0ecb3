//! Division into parts without a remainder left over.

use std::cmp::Ordering;

use super::Number;

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
