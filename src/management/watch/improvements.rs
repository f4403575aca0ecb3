//! Improvements with what came of them: the measure of the department in the last whole period before and the first after.

use crate::calendar::{Days, NaiveDate, Period};
use crate::derivation::{Subject, Worksheet};
use crate::finding::nearest::nearest;
use crate::finding::{Finding, Findings};
use crate::ledger::{Decision, Ledger};
use crate::management::{Needs, View};
use crate::measure::plan::made_of;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{MeasureId, Unit};

/// One improvement.
#[derive(Clone, Debug)]
pub struct Improvement {
    /// Its id.
    pub id: String,
    /// What was decided.
    pub action: String,
    /// Who does it: index in the ledger.
    pub person: usize,
    /// By which measure it is judged.
    pub measure: Option<String>,
    /// What that is counted in.
    pub unit: Unit,
    /// When it was done; nothing as long as it was not, on the last day that counts.
    pub done: Option<NaiveDate>,
    /// The measure before.
    pub before: Option<Number>,
    /// The measure after.
    pub after: Option<Number>,
    /// What changed.
    pub effect: Option<Number>,
}

/// The last whole period before a day, and the first after it.
fn around(policy: &Policy, done: NaiveDate) -> [Period; 2] {
    let (kind, fiscal_start) = (policy.header.period, policy.header.fiscal_year_starts);
    let of_day = Period::containing(done, kind, fiscal_start);
    let behind = of_day.last().checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX);
    [of_day.previous(), Period::containing(behind, kind, fiscal_start)]
}

/// The day on which it was done, where that is not behind the last day.
fn done(decision: &Decision, last: NaiveDate) -> Option<NaiveDate> {
    decision.done.filter(|done| *done <= last)
}

/// What is gathered: the periods around each that was done, as far as they are whole.
pub(super) fn needs(policy: &Policy, ledger: &Ledger, period: &Period) -> Needs {
    let last = policy.management.last_day(period);
    let measured = ledger.decisions.iter().filter(|decision| decision.measure.is_some());
    let around = measured.filter_map(|decision| Some(around(policy, done(decision, last)?)));
    let windows = around.flatten().filter(|window| window.last() <= last).collect();
    Needs { along: Vec::new(), windows }
}

/// A row for each.
pub(super) fn improvements(view: View, findings: &mut Findings) -> Vec<Improvement> {
    view.book.ledger.decisions.iter().map(|decision| improvement(view, decision, findings)).collect()
}

fn improvement(view: View, decision: &Decision, findings: &mut Findings) -> Improvement {
    let measure = decision.measure.as_ref().and_then(|_| measure(view.book.policy, decision, findings));
    let done = done(decision, view.last_day());
    let [before, after] = match measure.zip(done) {
        Some((measure, done)) => around(view.book.policy, done).map(|window| figure(view, measure, &window)),
        None => [None, None],
    };
    Improvement {
        id: decision.id.clone(),
        action: decision.action.clone(),
        person: decision.person,
        measure: decision.measure.as_ref().map(|(name, _)| name.clone()),
        unit: measure.map_or(Unit::Number, |measure| view.book.policy.measure(measure).unit),
        done,
        effect: before.as_ref().zip(after.as_ref()).map(|(before, after)| after - before),
        before,
        after,
    }
}

/// The measure that a row names; one that the policy does not have is an error at the row.
fn measure(policy: &Policy, decision: &Decision, findings: &mut Findings) -> Option<MeasureId> {
    let (name, place) = decision.measure.as_ref()?;
    let found = policy.measure_called(name);
    if found.is_none() {
        let names: Vec<&str> = policy.measures.iter().map(|measure| measure.name.as_str()).collect();
        let near = nearest(name, names.iter().copied()).map(|near| format!(" (`{near}`?)")).unwrap_or_default();
        let unknown = Finding::error("improvement-of-unknown-measure").with("measure", name).with("instead", near);
        findings.push(unknown.with("improvement", &decision.id).at(place.clone()));
    }
    found
}

/// The measure of the department in a window that is over, and not before the first row of what it is made of: of that nobody knows anything.
fn figure(view: View, measure: MeasureId, window: &Period) -> Option<Number> {
    if window.last() > view.last_day() || begins_after(view, measure, window) {
        return None;
    }
    let mut sheet = Worksheet::default();
    view.book.actual(&mut sheet, measure, &Subject::Department, window).value().cloned()
}

/// Whether some source that the measure is made of has its first row after a window.
fn begins_after(view: View, measure: MeasureId, window: &Period) -> bool {
    let policy = view.book.policy;
    let inputs = made_of(policy, measure).into_iter().flat_map(|part| policy.measure(part).kind.inputs());
    inputs.into_iter().filter_map(|input| view.rows.first_day(input)).any(|first| first > window.last())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::build::fixture;

    #[test]
    fn the_period_of_the_day_itself_is_on_neither_side() {
        let policy = fixture::policy(Vec::new());
        for (day, before, after) in [
            ("2026-08-20", "2026-07", "2026-09"),
            ("2026-08-01", "2026-07", "2026-09"),
            ("2026-08-31", "2026-07", "2026-09"),
            ("2026-12-31", "2026-11", "2027-01"),
        ] {
            let around = around(&policy, day.parse().expect("a day"));
            assert_eq!(around.map(|period| period.id()), [before, after], "{day}");
        }
    }
}
