//! A whole divided into parts between bounds, in whole steps, so that they add up to it.

use std::cmp::Reverse;

use crate::number::Number;

/// What is to be divided, and how.
pub struct Claim {
    /// In proportion to this; not below 0.
    pub weight: Number,
    /// No less: a multiple of the step.
    pub least: Number,
    /// No more: a multiple of the step, not below the least.
    pub most: Option<Number>,
}

/// A part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How much.
    pub value: Number,
    /// The bound that made it so.
    pub bound: Option<Bound>,
}

/// Which bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The lower.
    AtLeast,
    /// The upper.
    AtMost,
}

/// Why there is no division: which bounds forbid it, and by how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forbidden {
    /// Which.
    pub bound: Bound,
    /// What they ask for above the whole, or leave of it.
    pub by: Number,
}

impl Claim {
    /// The part at a factor, before it is rounded.
    fn at(&self, factor: &Number) -> Number {
        let free = factor * &self.weight;
        let low = free.max(self.least.clone());
        self.most.as_ref().map_or(low.clone(), |most| low.min(most.clone()))
    }

    /// The factors at which it begins to grow and ends to.
    fn turns(&self) -> impl Iterator<Item = Number> {
        let bounds = [Some(&self.least), self.most.as_ref()].into_iter().flatten();
        bounds.filter_map(|bound| bound.checked_div(&self.weight))
    }

    /// Whether it grows from that factor on.
    fn grows_from(&self, factor: &Number) -> bool {
        let free = factor * &self.weight;
        self.weight.is_positive() && free >= self.least && self.most.as_ref().is_none_or(|most| free < *most)
    }

    /// The bound that holds at a factor, where the free part lies outside.
    fn bound_at(&self, factor: &Number) -> Option<Bound> {
        let free = factor * &self.weight;
        if free < self.least {
            return Some(Bound::AtLeast);
        }
        self.most.as_ref().filter(|most| free > **most).map(|_| Bound::AtMost)
    }
}

/// The parts are the weights times the one factor with which they add up to the whole, each held between its bounds; those that no bound holds are cut
/// down to the step, and what is left goes out in steps, the largest remainder first, the earlier of equal ones. What is smaller than a step goes to
/// the largest part that may have it, of parts that are equal when cut that which is the largest uncut.
///
/// # Errors
/// Bounds that forbid it; where nobody has a weight, the whole is more than upper bounds leave.
pub fn divide(whole: &Number, claims: &[Claim], step: &Number) -> Result<Vec<Part>, Forbidden> {
    let factor = factor(whole, claims)?;
    let exact: Vec<Number> = claims.iter().map(|claim| claim.at(&factor)).collect();
    let cut = |value: &Number| value.checked_div(step).map_or_else(Number::zero, |steps| &steps.floor() * step);
    let mut parts: Vec<Number> = exact.iter().map(cut).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|index| Reverse(&exact[*index] - &parts[*index]));
    let mut left = whole - &parts.iter().sum();
    for index in order {
        if left < *step {
            break;
        }
        parts[index] = &parts[index] + step;
        left = &left - step;
    }
    give_rest(&mut parts, (claims, &exact), &left)?;
    let bounds = claims.iter().map(|claim| claim.bound_at(&factor));
    Ok(parts.into_iter().zip(bounds).map(|(value, bound)| Part { value, bound }).collect())
}

/// The factor with which the parts add up to the whole.
fn factor(whole: &Number, claims: &[Claim]) -> Result<Number, Forbidden> {
    let total =
        |factor: &Number| claims.iter().map(|claim| claim.at(factor)).collect::<Vec<_>>().iter().sum::<Number>();
    let least = total(&Number::zero());
    if least > *whole {
        return Err(Forbidden { bound: Bound::AtLeast, by: &least - whole });
    }
    let mut turns: Vec<Number> = claims.iter().flat_map(Claim::turns).chain([Number::zero()]).collect();
    turns.sort();
    turns.dedup();
    let reached = turns.partition_point(|turn| total(turn) <= *whole);
    let from = turns[..reached].last().cloned().unwrap_or_else(Number::zero);
    let missing = whole - &total(&from);
    if missing.is_zero() {
        return Ok(from);
    }
    let growing: Number = claims.iter().filter(|claim| claim.grows_from(&from)).map(|claim| &claim.weight).sum();
    let more = missing.checked_div(&growing).ok_or(Forbidden { bound: Bound::AtMost, by: missing })?;
    Ok(&from + &more)
}

/// Gives what is less than a step to the largest part that may have it; of equal ones to that which was larger before it was cut, then to the first.
fn give_rest(parts: &mut [Number], (claims, exact): (&[Claim], &[Number]), rest: &Number) -> Result<(), Forbidden> {
    if rest.is_zero() {
        return Ok(());
    }
    let may_have = |index: &usize| claims[*index].most.as_ref().is_none_or(|most| &parts[*index] + rest <= *most);
    let largest =
        (0..parts.len()).filter(may_have).max_by_key(|index| (&parts[*index], &exact[*index], Reverse(*index)));
    let index = largest.ok_or_else(|| Forbidden { bound: Bound::AtMost, by: rest.clone() })?;
    parts[index] = &parts[index] + rest;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("a decimal")
    }

    fn claims(list: &[(&str, &str, &str)]) -> Vec<Claim> {
        let most = |text: &str| if text.is_empty() { None } else { Some(number(text)) };
        let claim = |(weight, least, most_text): &(&str, &str, &str)| Claim {
            weight: number(weight),
            least: number(least),
            most: most(most_text),
        };
        list.iter().map(claim).collect()
    }

    fn shown(whole: &str, list: &[(&str, &str, &str)], step: &str) -> Result<Vec<String>, String> {
        let parts = divide(&number(whole), &claims(list), &number(step));
        let part = |part: Part| match part.bound {
            None => part.value.to_string(),
            Some(Bound::AtLeast) => format!("≥{}", part.value),
            Some(Bound::AtMost) => format!("≤{}", part.value),
        };
        let forbidden = |Forbidden { bound, by }| format!("{bound:?} {by}");
        parts.map(|parts| parts.into_iter().map(part).collect()).map_err(forbidden)
    }

    fn listed(texts: &[&str]) -> Result<Vec<String>, String> {
        Ok(texts.iter().map(|text| (*text).to_owned()).collect())
    }

    #[test]
    fn odd_steps_go_to_the_largest_remainder_then_to_the_first() {
        let one = ("1", "0", "");
        assert_eq!(shown("100", &[one, one, one], "1"), listed(&["34", "33", "33"]));
        assert_eq!(shown("1000000", &[("5", "0", ""), ("3", "0", ""), ("2", "0", "")], "1000"), {
            listed(&["500000", "300000", "200000"])
        });
        assert_eq!(shown("10", &[("1", "0", ""), ("2", "0", "")], "1"), listed(&["3", "7"]));
    }

    #[test]
    fn who_is_bounded_takes_the_bound_and_the_rest_is_divided_again() {
        let bounds = |weight| (weight, "50", "150");
        let four = [bounds("700"), bounds("200"), bounds("80"), bounds("20")];
        assert_eq!(shown("400", &four, "1"), listed(&["≤150", "143", "57", "≥50"]));
    }

    #[test]
    fn a_bound_that_is_met_by_itself_is_no_reason() {
        assert_eq!(shown("100", &[("1", "50", ""), ("1", "0", "50")], "10"), listed(&["50", "50"]));
    }

    #[test]
    fn what_is_less_than_a_step_goes_to_the_largest_part_that_may_have_it() {
        assert_eq!(shown("105", &[("1", "0", ""), ("2", "0", "")], "10"), listed(&["30", "75"]));
        assert_eq!(shown("105", &[("1", "0", ""), ("2", "0", "70")], "10"), listed(&["35", "70"]));
        assert_eq!(shown("2500", &[("11", "0", ""), ("14", "0", "")], "1000"), listed(&["1000", "1500"]));
        assert_eq!(shown("700", &[("1", "0", ""), ("2", "0", ""), ("1", "0", "")], "1000"), listed(&["0", "700", "0"]));
    }

    #[test]
    fn bounds_that_forbid_it_say_by_how_much() {
        let three = |least, most| [("1", least, most), ("1", least, most), ("1", least, most)];
        assert_eq!(shown("100", &three("0", "30"), "1"), Err("AtMost 10".to_owned()));
        assert_eq!(shown("100", &three("40", ""), "1"), Err("AtLeast 20".to_owned()));
        assert_eq!(shown("5", &three("0", "0"), "10"), Err("AtMost 5".to_owned()));
        assert_eq!(shown("10", &[("0", "0", "")], "1"), Err("AtMost 10".to_owned()));
    }

    /// Numbers that look like chance, the same in every run.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: u64) -> i64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i64::try_from((self.0 >> 33) % sides).expect("a small number")
        }
    }

    #[test]
    fn parts_add_up_lie_between_their_bounds_and_are_in_proportion() {
        let mut dice = Dice(20_261_128);
        let (mut divided, mut forbidden) = (0, 0);
        for _ in 0..2_000 {
            let step = Number::from([1, 5, 100, 1000][dice.roll(4) as usize]);
            let bound = |dice: &mut Dice| &Number::from(dice.roll(12)) * &step;
            let claim = |dice: &mut Dice| {
                let least = bound(dice);
                let most = (dice.roll(2) == 0).then(|| &least + &bound(dice));
                Claim { weight: Number::from(dice.roll(9)), least, most }
            };
            let count = dice.roll(7) + 1;
            let claims: Vec<Claim> = (0..count).map(|_| claim(&mut dice)).collect();
            let whole = Number::from(dice.roll(60_000));
            match divide(&whole, &claims, &step) {
                Ok(parts) => {
                    divided += 1;
                    check(&whole, &claims, &parts, &step);
                }
                Err(Forbidden { by, .. }) => {
                    forbidden += 1;
                    assert!(by.is_positive());
                }
            }
        }
        assert!(divided > 300 && forbidden > 300, "{divided} divided, {forbidden} forbidden");
    }

    fn check(whole: &Number, claims: &[Claim], parts: &[Part], step: &Number) {
        let sum: Number = parts.iter().map(|part| &part.value).sum();
        assert_eq!(sum, *whole);
        let is_odd = |part: &&Part| !part.value.checked_div(step).expect("a step").is_whole();
        assert!(parts.iter().filter(is_odd).count() <= 1, "only one part takes what is less than a step");
        for (claim, part) in claims.iter().zip(parts) {
            assert!(part.value >= claim.least);
            assert!(claim.most.as_ref().is_none_or(|most| part.value <= *most));
        }
        // Of two that no bound holds, who weighs more has no less, but for a step.
        let free = || claims.iter().zip(parts).filter(|(_, part)| part.bound.is_none());
        for (heavy, more) in free() {
            for (light, less) in free().filter(|(light, _)| light.weight < heavy.weight) {
                assert!(&more.value + &(step + step) > less.value, "{} {}", heavy.weight, light.weight);
            }
        }
    }
}
