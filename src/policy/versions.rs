//! Which version of a policy holds for a period.

use super::rules::Policy;
use crate::calendar::Period;
use crate::finding::{Finding, quoted};
use crate::source::Place;

/// The index of the one candidate whose dates cover the whole period.
///
/// # Errors
///
/// A finding when none covers it, or more than one.
pub fn choose(candidates: &[Policy], period: &Period) -> Result<usize, Finding> {
    let covering: Vec<usize> = (0..candidates.len()).filter(|index| covers(&candidates[*index], period)).collect();
    match covering.as_slice() {
        [only] => Ok(*only),
        [] => {
            let parts = parts_with_one(candidates, period).unwrap_or_default();
            let finding = Finding::error("no-version-for-period");
            let finding = if parts.is_empty() { finding } else { finding.with("parts", quoted(&parts)) };
            Err(located(finding, candidates, 0..candidates.len(), period))
        }
        several => {
            Err(located(Finding::error("several-versions-for-period"), candidates, several.iter().copied(), period))
        }
    }
}

fn covers(policy: &Policy, period: &Period) -> bool {
    let header = &policy.header;
    header.effective_from.as_ref().is_none_or(|from| from.value <= period.first())
        && header.effective_to.as_ref().is_none_or(|to| period.last() <= to.value)
}

/// The periods of the policy that a longer one is made of, where each has its version.
fn parts_with_one(candidates: &[Policy], period: &Period) -> Option<Vec<String>> {
    let parts = period.parts(candidates.first()?.header.period).filter(|parts| parts.len() > 1)?;
    let has_one = |part: &Period| candidates.iter().filter(|policy| covers(policy, part)).count() == 1;
    parts.iter().all(has_one).then(|| parts.iter().map(Period::id).collect())
}

fn located(
    finding: Finding,
    candidates: &[Policy],
    indexes: impl Iterator<Item = usize> + Clone,
    period: &Period,
) -> Finding {
    let files = indexes.map(|index| candidates[index].text.file().clone());
    let names: Vec<&str> = candidates.iter().map(|policy| &**policy.text.file()).collect();
    let finding = finding.with("period", period).with("versions", quoted(names));
    files.fold(finding, |finding, file| finding.at(Place::file(file)))
}
