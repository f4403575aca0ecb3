//! `reasons`: why a measure was missed. A row without a cause gives none, and one of no measure says nothing of any.

use crate::finding::Finding;
use crate::finding::nearest::nearest;
use crate::ingest::faults::Faults;
use crate::ingest::register::Register;
use crate::policy::Policy;
use crate::spelling::alike;

/// Warns of rows without a cause, and of those whose measure the policy does not have.
pub(super) fn check(policy: &Policy, register: &Register, faults: &mut Faults) {
    for row in &register.rows {
        let mut cells = row.read(faults);
        if row.heading.has("cause") && row.text("cause").is_none() {
            cells.warn("cause", Finding::warning("reason-without-cause"));
        }
        if let Some(measure) = row.text("measure").filter(|name| !is_known(policy, name)) {
            cells.warn("measure", unknown(policy, &measure));
        }
    }
}

/// Whether a measure or an indicator is called so.
fn is_known(policy: &Policy, name: &str) -> bool {
    let mut indicators = policy.scorecards.iter().flat_map(|card| &card.indicators);
    policy.measure_called(name).is_some() || indicators.any(|indicator| alike(&indicator.name, name))
}

fn unknown(policy: &Policy, measure: &str) -> Finding {
    let names: Vec<&str> = policy.measures.iter().map(|measure| measure.name.as_str()).collect();
    let near = nearest(measure, names).map(|near| format!(" (`{near}`?)")).unwrap_or_default();
    Finding::warning("reason-of-unknown-measure").with("measure", measure).with("instead", near)
}
