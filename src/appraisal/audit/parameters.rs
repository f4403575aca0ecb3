//! Numbers of the policy are read from its text.

use super::scene::{Scene, Verdict};
use crate::derivation::Step;
use crate::number::Number;
use crate::policy::rules::{FULL_SCORE, Unit};

/// Whether the text at the step's rule says that number.
pub(super) fn verdict(scene: &Scene, step: &Step) -> Verdict {
    let Some(value) = &step.value else { return Verdict::Differs };
    let Some(span) = step.rule else { return Verdict::of(is_rounding(scene, step.unit, value)) };
    let text = scene.given.policy.text.text().get(span.start..span.end);
    Verdict::of(text.is_some_and(|text| numerals(text).contains(value)))
}

/// What a rule means without a numeral is what it meant.
pub(super) fn implied(number: i64, step: &Step) -> Verdict {
    Verdict::of(step.value == Some(Number::from(number)) && [0, 1, FULL_SCORE].contains(&number))
}

/// The unit in which more of something is said: that of the roundings of the policy, or one of what is counted.
fn is_rounding(scene: &Scene, unit: Unit, value: &Number) -> bool {
    match unit {
        Unit::Money => scene.given.policy.money.to == *value,
        Unit::Count => *value == Number::one(),
        _ => scene.given.policy.points.to == *value,
    }
}

/// Every number in a text: `0.05`, `5 %`, `1_000`, the ends of `"80% .. 100%"`.
pub(super) fn numerals(text: &str) -> Vec<Number> {
    let mut found = Vec::new();
    for part in text.split("..") {
        let mut rest = part;
        while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
            let is_in = |c: char| c.is_ascii_digit() || c == '_' || c == '.';
            let end = rest[start..].find(|c: char| !is_in(c)).map_or(rest.len(), |length| start + length);
            let is_negative = rest[..start].ends_with('-');
            found.extend(numeral(&rest[start..end], is_negative, &rest[end..]));
            rest = &rest[end..];
        }
    }
    found
}

fn numeral(digits: &str, is_negative: bool, after: &str) -> Option<Number> {
    let number = Number::parse(&digits.trim_end_matches('.').replace('_', ""))?;
    let number = if is_negative { &Number::zero() - &number } else { number };
    let is_rate = after.trim_start().starts_with(['%', '％']);
    if is_rate { number.checked_div(&Number::from(100)) } else { Some(number) }
}

#[cfg(test)]
mod tests {
    use super::numerals;

    #[test]
    fn numbers_are_found_wherever_they_stand() {
        let shown = |text| numerals(text).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(shown("\"80% .. 100 %\""), "0.8 1");
        assert_eq!(shown("1_000.50"), "1000.5");
        assert_eq!(shown("\">= -5\""), "-5");
        assert_eq!(shown("none"), "");
    }
}
