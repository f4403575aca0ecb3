//! A number beside others: far above the largest of them, or far below the smallest, while these agree.

use crate::finding::Finding;
use crate::number::Number;

/// When a number is far from others.
pub(super) struct Bounds {
    /// So many others at least.
    pub least: usize,
    /// So many times the largest, or that part of the smallest, and beyond.
    pub times: i64,
    /// The largest is at most so many times the smallest; absent: they may differ.
    pub agree: Option<i64>,
}

/// Of others that agree, so many times the largest is far where it is as many times their middle as the bounds ask for.
const TIMES_OF_AGREED: i64 = 5;
/// Fewer have no middle.
const LEAST_OF_AGREED: usize = 4;

/// The nearest of the others above 0, where the value is far from all of them.
pub(super) fn far_from(value: &Number, others: &[Number], bounds: &Bounds) -> Option<Number> {
    let others = || others.iter().filter(|other| other.is_positive());
    let (smallest, largest) = (others().min()?, others().max()?);
    let times = |number: &Number, times: i64| number * &Number::from(times);
    let do_agree = bounds.agree.is_none_or(|spread| *largest <= times(smallest, spread));
    if others().count() < bounds.least || !do_agree || !value.is_positive() {
        return None;
    }
    let middle = bounds.agree.and_then(|_| middle(others().collect()));
    let is_far = |one: &Number, other: &Number, of_middle: Option<(&Number, &Number)>| {
        *one >= times(other, bounds.times)
            || of_middle.is_some_and(|(one_side, other_side)| {
                *one >= times(other, TIMES_OF_AGREED) && *one_side >= times(other_side, bounds.times)
            })
    };
    if is_far(value, largest, middle.map(|middle| (value, middle))) {
        return Some(largest.clone());
    }
    is_far(smallest, value, middle.map(|middle| (middle, value))).then(|| smallest.clone())
}

/// So many others say what is usual, the largest at most by half above the smallest; a value ten times out is five times from all.
const OF_SLIPS: (usize, i64) = (3, 5);

/// The nearest of the others, where a point has slipped by one place: ten times the value, or a tenth of it, lies among them, and they lie close together.
pub(super) fn slipped(value: &Number, others: &[Number]) -> Option<Number> {
    let others = || others.iter().filter(|other| other.is_positive());
    let (smallest, largest) = (others().min()?, others().max()?);
    let times = |number: &Number, times: i64| number * &Number::from(times);
    let is_among = |value: &Number, ten: i64| times(smallest, ten) <= *value && *value <= times(largest, ten);
    if others().count() < OF_SLIPS.0 || times(largest, 2) > times(smallest, 3) || !value.is_positive() {
        return None;
    }
    match (is_among(&times(value, 10), 1), is_among(value, 10)) {
        (true, _) if times(value, OF_SLIPS.1) <= *smallest => Some(smallest.clone()),
        (_, true) if *value >= times(largest, OF_SLIPS.1) => Some(largest.clone()),
        _ => None,
    }
}

/// The middle of some numbers; nothing of a few.
fn middle(mut numbers: Vec<&Number>) -> Option<&Number> {
    numbers.sort();
    numbers.get(numbers.len() / 2).copied().filter(|_| numbers.len() >= LEAST_OF_AGREED)
}

/// What is told of an amount far from others, without the nearest of them and its place.
pub(super) fn finding(input: &str, name: &str, whose: &str, (found, others): (String, usize)) -> Finding {
    let finding = Finding::warning("amount-far-from-others").with("input", input).with("name", name);
    finding.with("whose", whose).with("found", found).with("count", others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_has_slipped_by_one_place() {
        let found = |value: i64| {
            let others: Vec<Number> = [40, 45, 55].into_iter().map(Number::from).collect();
            slipped(&Number::from(value), &others).map(|nearest| nearest.to_string())
        };
        assert_eq!(found(5).as_deref(), Some("40"));
        assert_eq!(found(450).as_deref(), Some("55"));
        assert_eq!((found(9), found(3), found(300)), (None, None, None));
    }

    #[test]
    fn a_number_is_far_from_others_that_agree() {
        let bounds = Bounds { least: 2, times: 8, agree: Some(3) };
        let found = |value: i64, others: &[i64]| {
            let others: Vec<Number> = others.iter().map(|other| Number::from(*other)).collect();
            far_from(&Number::from(value), &others, &bounds).map(|nearest| nearest.to_string())
        };
        assert_eq!(found(17_500, &[1800, 1900]).as_deref(), Some("1900"));
        assert_eq!(found(15_200, &[1800, 1900]).as_deref(), Some("1900"), "eight times");
        assert_eq!(found(15_199, &[1800, 1900]), None);
        assert_eq!(found(180, &[1800, 1900]).as_deref(), Some("1800"));
        assert_eq!(found(6000, &[500, 600, 600, 700, 800]).as_deref(), Some("800"), "ten times the middle");
        assert_eq!(found(60, &[400, 600, 600, 700, 800]).as_deref(), Some("400"), "a tenth of it");
        assert_eq!(found(4700, &[500, 600, 600, 700, 800]), None);
        assert_eq!(found(17_500, &[1900]), None, "too few");
        assert_eq!(found(17_500, &[300, 1900]), None, "these do not agree");
        assert_eq!(found(0, &[1800, 1900]), None, "nothing is no slip");
    }
}
