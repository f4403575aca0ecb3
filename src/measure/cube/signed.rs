//! Of a measure that is added up of others, those that are gathered from rows, each with how many times it counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::measure::plan::gathered_in;
use crate::policy::rules::{MeasureId, Policy};

/// The measures gathered from rows that this one is made of, each with how many times it counts, below 0 where it is taken away.
pub(super) fn signed_parts(policy: &Policy, measure: MeasureId) -> Vec<(MeasureId, i128)> {
    let mut times: BTreeMap<MeasureId, i128> = BTreeMap::from([(measure, 1)]);
    for whole in wholes_first(policy, measure) {
        let own = times.get(&whole).copied().unwrap_or_default();
        for (part, sign) in policy.measure(whole).kind.summands() {
            *times.entry(part).or_default() += sign * own;
        }
    }
    let of_part = |part: MeasureId| (part, times.get(&part).copied().unwrap_or_default());
    gathered_in(policy, measure).into_iter().map(of_part).collect()
}

/// A measure and those that it is made of by adding and taking away, each before its parts.
fn wholes_first(policy: &Policy, measure: MeasureId) -> Vec<MeasureId> {
    let (mut seen, mut done, mut left) = (BTreeSet::new(), Vec::new(), vec![(measure, false)]);
    while let Some((measure, parts_are_done)) = left.pop() {
        if parts_are_done {
            done.push(measure);
        } else if seen.insert(measure) {
            left.push((measure, true));
            left.extend(policy.measure(measure).kind.summands().into_iter().map(|(part, _)| (part, false)));
        }
    }
    done.reverse();
    done
}
