//! How far everybody is against target, and where that lands.

mod clock;
mod crossings;
mod ladders;
mod milestones;
mod rows;
mod since;
mod weeks;
mod words;

use super::{Needs, NotKept, View};
use crate::calendar::{NaiveDate, Period};
use crate::derivation::is_beyond;
use crate::finding::{Finding, Findings};
use crate::ledger::{Ledger, Scope};
use crate::measure::windows::windows;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::InputKind;

pub use crossings::{Crossing, Side};
pub use milestones::Milestone;
pub use rows::{Row, Who, Word, aims};
pub use weeks::Week;

/// What `progress` found.
pub struct Answer {
    /// A row per subject and measure with a target: the department, teams, people, words of columns.
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

/// Adds what tells apart of whom targets are.
pub fn prepare(policy: &mut Policy, ledger: &Ledger) {
    policy.management.shows_targets = true;
    words::prepare(policy, ledger);
}

/// What is gathered: weeks with targets, the earlier periods that the clock goes by, and what was crossed since a day.
pub fn needs(
    (policy, ledger): (&Policy, &Ledger),
    period: &Period,
    (since, as_of): (Option<NaiveDate>, Option<NaiveDate>),
) -> Needs {
    let last = as_of.unwrap_or(period.last());
    let mut needs = Needs::default();
    let weeks = weeks::weeks(ledger, period, last);
    let of_clock = clock::windows(policy, period, last);
    let mut of_words: Vec<Period> = weeks.iter().chain(&of_clock).cloned().collect();
    needs.windows.extend(weeks.iter().flat_map(|week| windows(policy, week)).chain(of_clock));
    if let Some(since) = since {
        let more = since::needs(policy, period, since);
        of_words.extend(since::windows_of_words(policy, period, since));
        needs.windows.extend(more.windows);
        needs.along.extend(more.along);
    }
    let more = words::needs((policy, ledger), period, of_words);
    needs.windows.extend(more.windows);
    needs.along.extend(more.along);
    needs
}

/// Answers; nothing, with an error, where the day asked for lies after what is shown.
pub fn answer(view: View, since: Option<NaiveDate>, findings: &mut Findings) -> Option<Answer> {
    if let Some(since) = since {
        since::check(view, since, findings)?;
    }
    let words = words::aims(view, findings);
    let rows = rows::rows(view.book, &words);
    findings.extend_with(beyond_ten(view, &rows));
    let crossings = since.map_or_else(Vec::new, |since| crossings::crossings(view, (&rows, &words), since));
    Some(Answer {
        milestones: milestones::milestones(view),
        weeks: weeks::of(view.book, &words, view.last_day()),
        crossings,
        not_kept: not_kept(view.book.policy),
        rows,
    })
}

/// That attainments are beyond ten: target and actual are most likely in different units.
fn beyond_ten(view: View, rows: &[Row]) -> Option<Finding> {
    let beyond: Vec<&Row> = rows.iter().filter(|row| row.attainment.value().is_some_and(is_beyond)).collect();
    let row = beyond.first()?;
    let shown = |value: Option<&Number>, places| value.map_or(String::new(), |value| value.to_plain(0, places));
    let percent = row.attainment.value().map(|value| value * &Number::from(100));
    let whose = row.who.id(view.book.ledger);
    let finding = Finding::warning("attainment-beyond-ten");
    let finding = finding.with("measure", &view.book.policy.measure(row.measure).name);
    let finding = finding.with("person", if whose.is_empty() { row.who.scope() } else { whose });
    let finding = finding.with("attainment", shown(percent.as_ref(), 1)).with("actual", shown(row.actual.value(), 6));
    let finding = finding.with("against", shown(row.target.value(), 6)).with("count", beyond.len());
    let targets = view.book.ledger.targets.rows.iter();
    let mut of_it = targets.filter(|target| target.measure == row.measure && target.period == *view.book.period);
    let is_its = |scope: &Scope| match (scope, &row.who) {
        (Scope::Other(kind, id), Who::Word(own)) => (kind, id) == (&own.scope, &own.aimed),
        (scope, who) => Who::of(scope).as_ref() == Some(who),
    };
    let target = of_it.find(|target| is_its(&target.scope));
    Some(target.into_iter().fold(finding, |finding, target| finding.at(target.place.clone())))
}

fn not_kept(policy: &Policy) -> Vec<NotKept> {
    let needed = [("progress", InputKind::Targets), ("milestones", InputKind::Plan)];
    let absent = needed.into_iter().filter(|(_, input)| policy.known_input(*input).is_none());
    let row = |(section, input): (&str, InputKind)| NotKept {
        section: section.to_owned(),
        name: None,
        needs: input.name().unwrap_or_default().to_owned(),
        is_asked: input == InputKind::Targets,
    };
    absent.map(row).collect()
}
