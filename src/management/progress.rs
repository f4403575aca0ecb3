//! How far everybody is against target, and where that lands.

mod clock;
mod crossings;
mod ladders;
mod milestones;
mod rows;
mod since;
mod weeks;

use super::{Needs, NotKept, View};
use crate::calendar::{NaiveDate, Period};
use crate::finding::Findings;
use crate::ledger::Ledger;
use crate::measure::windows::windows;
use crate::policy::Policy;
use crate::policy::rules::InputKind;

pub use crossings::{Crossing, Side};
pub use milestones::Milestone;
pub use rows::{Row, Who, aims};
pub use weeks::Week;

/// What `progress` found.
pub struct Answer {
    /// A row per subject and measure with a target: the department, teams, people.
    pub rows: Vec<Row>,
    /// Rows of the plan that are due and not done, the most overdue first.
    pub milestones: Vec<Milestone>,
    /// Targets of single weeks that have begun.
    pub weeks: Vec<Week>,
    /// What was crossed since the day asked for.
    pub crossings: Vec<Crossing>,
    /// What could not be told for want of an input.
    pub not_kept: Vec<NotKept>,
}

/// Adds measures.
pub fn prepare(_: &mut Policy) {}

/// What is gathered: weeks with targets, the earlier periods that the clock goes by, and what was crossed since a day.
pub fn needs(
    (policy, ledger): (&Policy, &Ledger),
    period: &Period,
    (since, as_of): (Option<NaiveDate>, Option<NaiveDate>),
) -> Needs {
    let last = as_of.unwrap_or(period.last());
    let mut needs = Needs::default();
    let weeks = weeks::weeks(ledger, period, last);
    needs.windows.extend(weeks.iter().flat_map(|week| windows(policy, week)));
    needs.windows.extend(clock::windows(policy, period, last));
    if let Some(since) = since {
        let more = since::needs(policy, period, since);
        needs.windows.extend(more.windows);
        needs.along.extend(more.along);
    }
    needs
}

/// Answers; nothing, with an error, where the day asked for lies after what is shown.
pub fn answer(view: View, since: Option<NaiveDate>, findings: &mut Findings) -> Option<Answer> {
    if let Some(since) = since {
        since::check(view, since, findings)?;
    }
    let rows = rows::rows(view.book);
    let crossings = since.map_or_else(Vec::new, |since| crossings::crossings(view, &rows, since));
    Some(Answer {
        milestones: milestones::milestones(view),
        weeks: weeks::of(view.book, view.last_day()),
        crossings,
        not_kept: not_kept(view.book.policy),
        rows,
    })
}

fn not_kept(policy: &Policy) -> Vec<NotKept> {
    let needed = [("progress", InputKind::Targets), ("milestones", InputKind::Plan)];
    let absent = needed.into_iter().filter(|(_, input)| policy.known_input(*input).is_none());
    let row = |(section, input): (&str, InputKind)| NotKept {
        section: section.to_owned(),
        name: None,
        needs: input.name().unwrap_or_default().to_owned(),
    };
    absent.map(row).collect()
}
