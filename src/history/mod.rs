//! What stages ask of periods that are done, whoever knows the answer: periods evaluated from the same files, or closed ones.
//!
//! Standings are values without how they were obtained: what looks at them carries them over from elsewhere.

mod closed;
mod computed;
mod figures;
mod known;
mod lookup;
mod open;
#[cfg(test)]
mod tests;

pub use crate::results::{Balance, BalanceKind};
pub use closed::{
    ChangedOrders, Closed, ClosedBalance, ClosedFacts, ClosedLine, ClosedPeriod, Correction, Moved, TruedUp, WasTold,
};
pub use computed::Computed;
pub use figures::{Figures, Kept, Of};
pub use known::Known;
pub use known::Recomputed;
pub use lookup::Lookup;
pub use open::{HeldPart, OpenBalance};

use std::collections::HashMap;

use crate::calendar::{NaiveDate, Period};
use crate::derivation::Subject;
use crate::number::Number;

/// What is known of periods that are done.
pub trait History {
    /// Everybody's standing in the period, by index of the person in the ledger; nothing where the period is not known.
    fn standings(&self, period: &Period) -> Option<&[Option<PastStanding>]>;

    /// What the closed period paid the person for that component, corrections included; nothing where it is not closed.
    fn paid(&self, component: &str, person: usize, period: &Period) -> Option<Number>;

    /// The same without what that period corrected of periods that begin before a day.
    fn paid_since(&self, component: &str, person: usize, period: &Period, _: NaiveDate) -> Option<Number> {
        self.paid(component, person, period)
    }

    /// The line of a year so far that stands as it was closed; nothing where it is computed.
    fn kept_year(&self, _component: &str, _person: usize, _period: &Period) -> Option<Number> {
        None
    }

    /// What the person has open when the period begins: closing balances of the closed period before it, with what is corrected of earlier
    /// ones; nothing in the first one closed, and before it.
    fn open(&self, person: usize, period: &Period) -> &[OpenBalance];

    /// What is corrected with that period, of the person, of which earlier ones.
    fn corrections(&self, _person: usize, _period: &Period) -> Vec<&Correction> {
        Vec::new()
    }

    /// What was paid for the closed period so far, with it and as a correction since; nothing where it is not closed.
    fn paid_so_far(&self, _component: &str, _person: usize, _period: &Period) -> Option<Number> {
        None
    }

    /// The person's lines of a closed period as today's files give them, with how they come about; nothing where nobody asks how.
    fn recomputed(&self, _person: usize, _period: &Period) -> Option<&Recomputed> {
        None
    }

    /// The closed period, with the index of each of its people whom the ledger has; nothing where it is not closed.
    fn closed(&self, _period: &Period) -> Option<(&ClosedPeriod, &HashMap<String, usize>)> {
        None
    }

    /// What a closed period keeps of a measure, by the same rule as today's; nothing where it is not closed, or keeps nothing of it.
    fn kept(&self, _measure: &str, _subject: &Subject, _period: &Period) -> Option<&Kept> {
        None
    }

    /// The people who have something open when the period begins, or something corrected with it, by ascending index.
    fn people_with_open(&self, period: &Period) -> Vec<usize>;

    /// What a component has open of no order.
    fn opening(&self, kind: BalanceKind, component: &str, person: usize, period: &Period) -> Number {
        let open = self.open(person, period).iter();
        open.filter(|open| open.kind == kind && open.component == component && open.order.is_empty())
            .map(|open| &open.amount)
            .sum()
    }

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

/// No period is known, and none is closed.
#[cfg(test)]
#[derive(Clone, Copy, Debug)]
pub struct NoHistory;

#[cfg(test)]
impl History for NoHistory {
    fn standings(&self, _: &Period) -> Option<&[Option<PastStanding>]> {
        None
    }

    fn paid(&self, _: &str, _: usize, _: &Period) -> Option<Number> {
        None
    }

    fn open(&self, _: usize, _: &Period) -> &[OpenBalance] {
        &[]
    }

    fn people_with_open(&self, _: &Period) -> Vec<usize> {
        Vec::new()
    }
}
