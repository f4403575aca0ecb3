//! Draws that are recovered only from a period so far off that its year is most likely a slip.

use super::Rules;
use crate::finding::{Finding, Findings};
use crate::policy::rules::PayKind;

/// Nobody leaves a draw as it is for so many days to come.
const FAR: i64 = 5 * 366;

/// A warning for each.
pub(super) fn report((policy, _, plan): Rules, findings: &mut Findings) {
    for component in &policy.pay {
        let PayKind::Draw(draw) = &component.kind else { continue };
        let is_far = |from: &crate::calendar::Period| (from.first() - plan.current.last()).num_days() > FAR;
        if let Some(from) = draw.from_period.as_ref().filter(|from| is_far(&from.value)) {
            let finding = Finding::warning("draw-recovered-far").with("component", &component.name.value);
            findings.push(finding.with("from", from.value.id()).at(policy.text.place(from.span)));
        }
    }
}
