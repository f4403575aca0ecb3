//! Orders on hold by two rows that end on different days, and until a day so far off that its year is most likely a slip.

use super::Rules;
use crate::finding::{Finding, Findings};
use crate::ledger::HeldOrder;
use crate::spelling::alike;

/// Nobody holds an order for so many days to come.
const FAR: i64 = 2 * 366;

/// A warning for each.
pub(super) fn report((_, ledger, plan): Rules, findings: &mut Findings) {
    let last = plan.current.last();
    let rows: Vec<&HeldOrder> = ledger.holds.rows.iter().collect();
    for (index, hold) in rows.iter().enumerate() {
        if let Some(until) = hold.until.filter(|until| (*until - last).num_days() > FAR) {
            let finding = Finding::warning("hold-until-far").with("order", &hold.order).with("until", until);
            findings.push(finding.at(hold.place.clone()));
        }
        let twin = rows[..index].iter().find(|other| alike(&other.order, &hold.order) && other.until != hold.until);
        if let Some(other) = twin {
            let shown = |hold: &HeldOrder| hold.until.map_or_else(|| "–".to_owned(), |until| until.to_string());
            let finding = Finding::warning("held-by-two-rows").with("order", &hold.order);
            let finding = finding.with("until", shown(other)).with("other", shown(hold));
            findings.push(finding.at(hold.place.clone()).at(other.place.clone()));
        }
    }
}
