//! What others reach, by series and period: of a period without a value it would be 0, and of two values both would be added.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::Rules;
use crate::finding::{Finding, Findings};
use crate::ledger::MeasuredRow;
use crate::measure::registers::passes;
use crate::policy::rules::MeasureId;
use crate::spelling::folded;

const REGISTER: &str = "benchmarks";

/// Reports what is said of others and is not there for the period, or twice: measures of a register of values by period, each at the last row that it
/// goes by.
pub(super) fn report((policy, ledger, plan): Rules, findings: &mut Findings) {
    let Some(rows) = ledger.measured.get(REGISTER) else { return };
    let period = &plan.current;
    // Where no row at all counts, that was told.
    let is_told = policy.used.iter().any(|id| policy.measure(*id).kind.inputs().contains(&REGISTER))
        && !rows.iter().any(|row| row.counts_in(period));
    let is_asked = |id: &MeasureId| {
        let kind = &policy.measure(*id).kind;
        kind.inputs().contains(&REGISTER) && (policy.used.contains(id) || plan.asked.contains(id))
    };
    for measure in (0..policy.measures.len()).map(MeasureId).filter(|id| !is_told && is_asked(id)) {
        let measure = policy.measure(measure);
        let own: Vec<&MeasuredRow> = rows.iter().filter(|row| passes(REGISTER, &row.cells, &measure.filter)).collect();
        if let Some(last) = own.last().filter(|_| !own.iter().any(|row| row.counts_in(period))) {
            let warning = Finding::warning("benchmark-not-of-period").with("measure", &measure.name);
            findings.push(warning.with("input", REGISTER).with("period", period).at(last.place.clone()));
        }
    }
    values_twice(rows).into_iter().for_each(|warning| findings.push(warning));
}

/// Two values of one series and period, which are added up.
fn values_twice(rows: &[MeasuredRow]) -> Option<Finding> {
    let mut first: BTreeMap<Vec<(&str, String)>, &MeasuredRow> = BTreeMap::new();
    let mut again = Vec::new();
    for row in rows {
        let of = row.cells.iter().filter(|(column, ..)| !["value", "note"].contains(&column.as_str()));
        match first.entry(of.map(|(column, text, _)| (column.as_str(), folded(text).into_owned())).collect()) {
            Entry::Vacant(entry) => {
                entry.insert(row);
            }
            Entry::Occupied(entry) => again.push((*entry.get(), row)),
        }
    }
    let value =
        |row: &MeasuredRow| row.cells.iter().find(|(column, ..)| column == "value").map(|(_, text, _)| text.clone());
    // A row that is there twice as a whole is told by itself.
    again.retain(|(one, other)| value(one) != value(other));
    let (one, other) = again.first()?;
    let series = other.cells.iter().find(|(column, ..)| column == "series").map(|(_, text, _)| text.as_str());
    let warning = Finding::warning("benchmark-twice").with("series", series.unwrap_or_default());
    Some(warning.with("count", again.len()).at(one.place.clone()).at(other.place.clone()))
}
