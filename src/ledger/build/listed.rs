//! Registers whose rows are looked at one by one, whatever else uses them: which columns they need.

use crate::ingest::register::{RegisterRow, Wanted};
use crate::policy::Policy;
use crate::policy::rules::InputRule;
use crate::source::Place;

/// What a register is read for that nothing else uses; nothing where nobody looks at its rows.
pub(super) fn wanted(policy: &Policy, rule: &InputRule) -> Option<Wanted> {
    policy.management.listed(&rule.name).map(|_| Wanted::default())
}

/// Adds the columns that are looked at.
pub(super) fn add(policy: &Policy, rule: &InputRule, wanted: &mut Wanted) {
    let Some(listed) = policy.management.listed(&rule.name) else { return };
    wanted.needed.extend(listed.needed.iter().cloned());
    wanted.named.extend(listed.named.iter().cloned());
    wanted.numbers.extend(listed.numbers.iter().cloned());
}

/// Where a row stands: of many rows nobody asks for the text.
pub(super) fn line_of(row: &RegisterRow) -> Place {
    Place::line(row.heading.file.clone(), row.line, "")
}
