//! Sums and differences of what is counted in two things: money less pieces is no amount.

use super::reading::Reading;
use super::rules::{MeasureId, MeasureKind, MeasureRule, Policy, Unit};

/// Refuses a `total` or `difference` of money and something that is counted or timed.
pub(super) fn check(reading: &Reading, policy: &Policy) {
    for measure in &policy.measures {
        let parts = measure.kind.summands();
        let find = |is_it: fn(&MeasureRule) -> bool| {
            let mut ids = parts.iter().map(|(part, _): &(MeasureId, i128)| policy.measure(*part));
            ids.find(|part| is_it(part))
        };
        if let (Some(money), Some(other)) = (find(is_money), find(is_counted)) {
            let facts = [("measure", &*measure.name), ("money", &money.name), ("count", &other.name)];
            reading.error("money-and-count", measure.span, &facts);
        }
    }
}

fn is_money(measure: &MeasureRule) -> bool {
    measure.unit == Unit::Money
}

/// Pieces are counted by their column, whatever they are pieces of.
fn is_counted(measure: &MeasureRule) -> bool {
    let is_of_pieces =
        matches!(&measure.kind, MeasureKind::Sum(column) if ["qty", "quantity"].contains(&&*column.column));
    let is_of_unit = matches!(measure.unit, Unit::Count | Unit::Rate | Unit::Hours | Unit::Days);
    is_of_unit || (is_of_pieces && measure.unit == Unit::Number)
}
