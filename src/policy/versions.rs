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
        [] => Err(located(Finding::error("no-version-for-period"), candidates, 0..candidates.len(), period)),
        several => {
            Err(located(Finding::error("several-versions-for-period"), candidates, several.iter().copied(), period))
        }
    }
}

fn covers(policy: &Policy, period: &Period) -> bool {
    let header = &policy.header;
    header.effective_from.is_none_or(|from| from <= period.first())
        && header.effective_to.is_none_or(|to| period.last() <= to)
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
