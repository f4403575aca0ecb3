//! What stages ask of periods that are done, whoever knows the answer: periods evaluated from the same files, or closed ones.
//!
//! Standings are values without how they were obtained: what looks at them carries them over from elsewhere.

mod balance;
mod closed;
mod computed;
#[cfg(test)]
mod tests;

pub use balance::Balance;
pub use closed::{Closed, ClosedBalance, ClosedLine, ClosedPeriod, Correction};
pub use computed::Computed;

use crate::calendar::Period;
use crate::number::Number;

/// What is known of periods that are done.
pub trait History {
    /// Everybody's standing in the period, by index of the person in the ledger; nothing where the period is not known.
    fn standings(&self, period: &Period) -> Option<&[Option<PastStanding>]>;

    /// What the closed period paid the person for that component, corrections included; nothing where it is not closed.
    fn paid(&self, component: &str, person: usize, period: &Period) -> Option<Number>;

    /// The closing balance of the closed period; nothing where it is not closed.
    fn balance(&self, kind: BalanceKind, component: &str, person: usize, period: &Period) -> Option<Number>;

    /// The person's standing in the period; nothing where the period is not known, or the person was not employed in it.
    fn standing(&self, person: usize, period: &Period) -> Option<&PastStanding> {
        self.standings(period)?.get(person)?.as_ref()
    }
}

/// How a person stood in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastStanding {
    /// The complete, rounded score.
    pub score: Option<Number>,
    /// The grade's letter.
    pub grade: Option<String>,
    /// The grade's coefficient.
    pub coefficient: Option<Number>,
    /// Place among those ranked together.
    pub rank: Option<u32>,
    /// Whether ranked in the list of people in probation.
    pub apart: bool,
}

/// What is owed from one period to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BalanceKind {
    /// A component below zero, made up for before it pays again.
    Carry,
    /// Paid in advance up to a minimum, recovered later.
    Draw,
    /// Held until an order is collected.
    HoldBack,
    /// Held for an order that somebody listed.
    Hold,
}

impl BalanceKind {
    /// Every kind with its name.
    pub const ALL: [(&'static str, BalanceKind); 4] = [
        ("carry", BalanceKind::Carry),
        ("draw", BalanceKind::Draw),
        ("hold_back", BalanceKind::HoldBack),
        ("hold", BalanceKind::Hold),
    ];

    /// The name in files and reports.
    pub fn id(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("carry", |(id, _)| id)
    }

    /// The kind of that name.
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == id).map(|(_, kind)| *kind)
    }
}

/// No period is known, and none is closed.
#[derive(Clone, Copy, Debug)]
pub struct NoHistory;

impl History for NoHistory {
    fn standings(&self, _: &Period) -> Option<&[Option<PastStanding>]> {
        None
    }

    fn paid(&self, _: &str, _: usize, _: &Period) -> Option<Number> {
        None
    }

    fn balance(&self, _: BalanceKind, _: &str, _: usize, _: &Period) -> Option<Number> {
        None
    }
}
