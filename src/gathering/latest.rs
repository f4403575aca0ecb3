//! The period of a run that names none: the latest in which a row of the main source counts, and whether that row is an odd one.

use std::collections::BTreeMap;

use crate::calendar::{NaiveDate, Period};
use crate::finding::{Finding, Findings};
use crate::policy::Policy;
use crate::source::Place;

/// Of so many times fewer rows than usual a period is no usual one.
const FEW: u64 = 20;

/// The rows of a period, and where the first of its last day stands.
struct Filled {
    period: Period,
    rows: u64,
    last: NaiveDate,
    place: Place,
}

/// The latest period with rows; told where it has hardly any of them, or lies apart from the others.
pub(super) fn period(
    policy: &Policy,
    input: &str,
    days: &BTreeMap<NaiveDate, (u64, Place)>,
    findings: &mut Findings,
) -> Option<Period> {
    let mut filled: Vec<Filled> = Vec::new();
    for (day, (rows, place)) in days {
        match filled.last_mut().filter(|last| last.period.contains(*day)) {
            Some(last) => (last.rows, last.last, last.place) = (last.rows + rows, *day, place.clone()),
            None => {
                let period = Period::containing(*day, policy.header.period, policy.header.fiscal_year_starts);
                filled.push(Filled { period, rows: *rows, last: *day, place: place.clone() });
            }
        }
    }
    let chosen = filled.pop()?;
    if let Some(before) = filled.last() {
        let mut usual: Vec<u64> = filled.iter().map(|filled| filled.rows).collect();
        usual.sort_unstable();
        let usual = usual[usual.len() / 2];
        let is_apart = before.period.last() < chosen.period.previous().first() && chosen.rows < usual;
        if is_apart || chosen.rows * FEW < usual {
            let few = Finding::warning("period-of-few-rows").with("period", &chosen.period).with("count", chosen.rows);
            let few = few
                .with("input", input)
                .with("last", chosen.last)
                .with("before", &before.period)
                .with("rows", before.rows);
            findings.push(few.at(chosen.place));
        }
    }
    Some(chosen.period)
}
