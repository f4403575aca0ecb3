//! How targets are handed down, and whether those in use are right.

mod check;
pub mod division;
mod levels;
mod split;

use super::{Needs, NotKept, TargetsAsked, View};
use crate::calendar::Period;
use crate::finding::Findings;
use crate::ledger::Ledger;
use crate::measure::windows::windows;
use crate::policy::Policy;
use crate::policy::rules::InputKind;
use crate::policy::rules::management::split::SplitBy;

pub use check::Check;
pub use levels::Level;
pub use split::SplitRow;

/// So many periods before are the past of a target where the policy does not say.
const PERIODS: u32 = 3;

/// What `targets` found.
pub struct Answer {
    /// What was asked.
    pub asked: TargetsAsked,
    /// What `[targets.split]` makes of the targets of the period; nothing without it.
    pub split: Option<Vec<SplitRow>>,
    /// Each target that people have parts of, beside their sum.
    pub levels: Vec<Level>,
    /// The targets in use beside the past.
    pub checks: Vec<Check>,
    /// What could not be told for want of an input.
    pub not_kept: Vec<NotKept>,
}

/// Adds measures.
pub fn prepare(_: &mut Policy) {}

/// What is gathered: the periods that targets are compared with, or handed down by.
pub fn needs(policy: &Policy, _: &Ledger, period: &Period) -> Needs {
    let earlier = before(period, periods(policy));
    Needs { windows: earlier.iter().flat_map(|earlier| windows(policy, earlier)).collect(), ..Needs::default() }
}

/// Answers; nothing, with an error, where a target cannot be divided.
pub fn answer(view: View, asked: TargetsAsked, findings: &mut Findings) -> Option<Answer> {
    let levels = levels::levels(view.book);
    let split = match (&view.book.policy.management.split, asked) {
        (Some(rule), TargetsAsked::Split) => Some(split::split(view, rule, findings)?),
        _ => None,
    };
    let checks = match asked {
        TargetsAsked::Check => check::checks(view.book, &levels),
        TargetsAsked::Split => Vec::new(),
    };
    Some(Answer { asked, split, levels, checks, not_kept: not_kept(view.book.policy) })
}

fn not_kept(policy: &Policy) -> Vec<NotKept> {
    let absent = policy.known_input(InputKind::Targets).is_none();
    let targets = || NotKept { section: "targets".to_owned(), name: None, needs: "targets".to_owned(), is_asked: true };
    absent.then(targets).into_iter().collect()
}

/// How many periods before a target is compared with.
fn periods(policy: &Policy) -> u32 {
    match policy.management.split.as_ref().map(|split| &split.by) {
        Some(SplitBy::History(periods)) => *periods,
        _ => PERIODS,
    }
}

/// The periods before, the latest first.
fn before(period: &Period, count: u32) -> Vec<Period> {
    let earlier = std::iter::successors(Some(period.previous()), |earlier| Some(earlier.previous()));
    earlier.take(count as usize).collect()
}
