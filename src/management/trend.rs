//! What sells, and how that changes: a measure by the words of a label, over periods.

mod change;
mod drivers;
mod measure;
mod parts;
mod rows;
mod series;
mod shares;
mod spans;
#[cfg(test)]
mod tests;

use super::customers::classes;
use super::labels::By;
use super::{Needs, NotKept, TrendAsked, View};
use crate::calendar::Period;
use crate::finding::{Finding, Findings};
use crate::ledger::Ledger;
use crate::policy::Policy;
use crate::policy::rules::MeasureId;

pub use change::{Mover, MoverKind};
pub use drivers::{Driver, OfMeasure};
pub use rows::TrendRow;
pub use shares::Concentration;

/// What `trend` found.
pub struct Answer {
    /// Of which measure.
    pub measure: MeasureId,
    /// By which label, as it was asked for.
    pub label: String,
    /// How many values the rows have, the last of which is the actual one.
    pub periods: usize,
    /// The periods of these values, the oldest first; none where each row has its own: days, months.
    pub windows: Vec<Period>,
    /// Whether somebody said how many are listed.
    pub is_cut: bool,
    /// Whether labels are days or months.
    pub is_of_days: bool,
    /// The largest first, those without a value last; of days and months the earliest.
    pub rows: Vec<TrendRow>,
    /// How much the largest have; nothing where parts do not add up to a whole.
    pub concentration: Option<Concentration>,
    /// What changed most.
    pub movers: Vec<Mover>,
    /// Why it changed.
    pub drivers: Vec<Driver>,
    /// What could not be told for want of an input.
    pub not_kept: Vec<NotKept>,
}

/// What was sold for: the first measure of the policy that adds up a column of sales.
pub fn of_sales(policy: &Policy) -> Option<&str> {
    measure::of_sales(policy).map(|id| policy.measure(id).name.as_str())
}

/// Adds measures.
pub fn prepare(policy: &mut Policy, asked: &TrendAsked) {
    let Ok(measure) = measure::asked(policy, asked) else { return };
    let by = by(policy, asked, measure);
    by.prepare(policy, &[measure]);
    parts::prepare(policy, measure);
}

/// The measure, and those that say why it changed.
pub fn measures(policy: &Policy, asked: &TrendAsked) -> Vec<MeasureId> {
    let drivers = |measure: MeasureId| policy.measure(measure).drivers.iter().map(|driver| driver.value);
    measure::asked(policy, asked)
        .map_or_else(|_| Vec::new(), |measure| std::iter::once(measure).chain(drivers(measure)).collect())
}

/// By what.
fn by(policy: &Policy, asked: &TrendAsked, measure: MeasureId) -> By {
    By::named(&asked.by).in_policy(policy, measure)
}

/// What is gathered.
pub fn needs(policy: &Policy, _: &Ledger, (asked, period): (&TrendAsked, &Period)) -> Needs {
    let Ok(measure) = measure::asked(policy, asked) else { return Needs::default() };
    let by = by(policy, asked, measure);
    let mut needs = by.needs(policy, &[measure], &spans::windows(policy, &by, (asked, period)));
    let classed = if by == By::Class { classes::class_needs(policy, period) } else { Needs::default() };
    for more in [classed, drivers::needs(policy, measure, period)] {
        needs.along.extend(more.along);
        needs.windows.extend(more.windows);
    }
    needs
}

/// Answers.
pub fn answer(view: View, asked: &TrendAsked, findings: &mut Findings) -> Option<Answer> {
    let measure = measure::asked(view.book.policy, asked).map_err(|finding| findings.push(finding)).ok()?;
    let by = by(view.book.policy, asked, measure);
    let not_kept = by.lacks(view.book.policy).map(|needs| NotKept {
        section: "trend".to_owned(),
        name: Some(asked.by.clone()),
        needs: needs.to_owned(),
        is_asked: true,
    });
    if let Some(finding) = by.refused(&view, measure).filter(|_| not_kept.is_none()) {
        findings.push(finding);
        return None;
    }
    by.without(&view, measure).into_iter().for_each(|finding| findings.push(finding));
    let mut rows = if not_kept.is_none() { rows::rows(&view, &by, (measure, asked)) } else { Vec::new() };
    let adds_up = measure::adds_up(view.book.policy, measure);
    let concentration = if adds_up { shares::share(&mut rows) } else { None };
    let movers = change::movers(&rows, adds_up && !by.is_of_days());
    rows.truncate(asked.top.map_or(usize::MAX, |top| top as usize));
    Some(Answer {
        measure,
        label: asked.by.clone(),
        periods: asked.periods as usize,
        windows: spans::shown(&by, (asked, view.book.period)),
        is_cut: asked.top.is_some(),
        is_of_days: by.is_of_days(),
        rows,
        concentration,
        movers,
        drivers: drivers::drivers(&view, measure),
        not_kept: not_kept.into_iter().collect(),
    })
}

/// An error about what is asked for and not there.
fn unknown(code: &'static str, name: &str) -> Finding {
    Finding::error(code).with("name", name)
}
