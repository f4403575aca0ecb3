//! Which measures, gathered from rows, another is made of.

use std::collections::BTreeSet;

use crate::policy::rules::{MeasureId, Policy};

/// The measures gathered from rows that a measure is made of in any way; itself when it is one.
pub fn made_of(policy: &Policy, measure: MeasureId) -> Vec<MeasureId> {
    leaves(measure, |measure| policy.measure(measure).kind.parts())
}

/// The measures gathered from rows that a measure is made of by adding and taking away; itself when it is one.
pub fn gathered_in(policy: &Policy, measure: MeasureId) -> Vec<MeasureId> {
    let summands = |measure: MeasureId| policy.measure(measure).kind.summands().into_iter();
    leaves(measure, |measure| summands(measure).map(|(part, _)| part).collect())
}

/// What is made of nothing else, below a measure; each once, however often it stands there.
pub(super) fn leaves(measure: MeasureId, parts: impl Fn(MeasureId) -> Vec<MeasureId>) -> Vec<MeasureId> {
    let (mut seen, mut left, mut found) = (BTreeSet::new(), vec![measure], Vec::new());
    while let Some(measure) = left.pop() {
        if !seen.insert(measure) {
            continue;
        }
        let made_of = parts(measure);
        if made_of.is_empty() {
            found.push(measure);
        }
        left.extend(made_of.into_iter().rev());
    }
    found
}
