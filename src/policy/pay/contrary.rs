//! Conditions of one component that no figure can meet together: `from = 1000` and `below = 500` of one measure.

use crate::policy::reading::Reading;
use crate::policy::rules::{Bound, Component, Condition, Test};

/// Refuses each pair; whether there is one.
pub(super) fn refuse(reading: &Reading, component: &Component) -> bool {
    let mut found = false;
    for (index, later) in component.when.iter().enumerate() {
        for earlier in component.when[..index].iter().filter(|earlier| are_of_one_figure(earlier, later)) {
            let sides = [(&earlier.range.lower, &later.range.upper), (&later.range.lower, &earlier.range.upper)];
            let both = sides.into_iter().filter_map(|(lower, upper)| Some((lower.as_ref()?, upper.as_ref()?)));
            let none = both.into_iter().find(|(lower, upper)| holds_none(lower, upper));
            if let Some((lower, upper)) = none {
                let (from, to) = (reading.written(lower.at.span), reading.written(upper.at.span));
                reading.conflict("empty-range", [later.span, earlier.span], &[("from", from), ("to", to)]);
                found = true;
            }
        }
    }
    found
}

fn are_of_one_figure(one: &Condition, other: &Condition) -> bool {
    let is_one = match (&one.test, &other.test) {
        (Test::Measure(own), Test::Measure(others)) | (Test::Attainment(own), Test::Attainment(others)) => {
            own.value == others.value
        }
        _ => false,
    };
    is_one && one.whose == other.whose && one.periods.is_none() && other.periods.is_none()
}

fn holds_none(lower: &Bound, upper: &Bound) -> bool {
    lower.at.value > upper.at.value || (lower.at.value == upper.at.value && !(lower.inclusive && upper.inclusive))
}
