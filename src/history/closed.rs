//! Closed periods, as their folders tell of them: people by their ids, amounts as they were paid.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::lookup::number;
use super::{Balance, BalanceKind, Figures, Lookup, PastStanding};
use crate::calendar::Period;
use crate::number::Number;
use crate::policy::rules::PayUnit;
use crate::spelling::{alike, folded};

/// All closed periods, the earliest first, without a gap.
#[derive(Clone, Debug, Default)]
pub struct Closed {
    /// The periods.
    pub periods: Vec<Arc<ClosedPeriod>>,
    /// Of whom what the last of them paid of a year so far stands as it was paid, for a later period trues it up.
    pub kept_years: Arc<TruedUp>,
    /// Where the last of them is computed again: what is corrected, after it was closed, of periods before it. What was held of an order is then not
    /// released once more.
    pub corrected_since: Arc<Vec<Correction>>,
}

/// Whose line of which component a later period trues up, for it pays the year so far: person's id and component.
pub type TruedUp = BTreeSet<(String, String)>;

/// One closed period.
#[derive(Clone, Debug)]
pub struct ClosedPeriod {
    /// Which.
    pub period: Period,
    /// What the policy that ruled is called.
    pub policy_name: String,
    /// Its version.
    pub version: String,
    /// The currency in which it paid.
    pub currency: String,
    /// The digest of its folder's sums, which vouches for it and for all before it.
    pub head: String,
    /// The bytes of the policy that ruled.
    pub policy: Vec<u8>,
    /// How people stood, by their ids; empty where nobody was scored.
    pub standings: BTreeMap<String, PastStanding>,
    /// What was paid.
    pub lines: Vec<ClosedLine>,
    /// What was owed.
    pub balances: Vec<ClosedBalance>,
    /// What it corrected of which earlier period.
    pub corrections: Vec<Correction>,
    /// What measures came to; empty where its folder does not keep that.
    pub figures: Figures,
    /// What it was made of.
    pub facts: ClosedFacts,
    /// What is asked of it again and again.
    pub lookup: Lookup,
}

impl ClosedPeriod {
    /// What somebody's component holds of an order, as orders are compared; none where it holds nothing of it.
    pub fn held_of(&self, (person, component, kind, order): (&str, &str, BalanceKind, &str)) -> Vec<&Balance> {
        let folded = folded(order);
        let of = number((person, component, kind, &folded));
        let rows = self.lookup.orders(&self.balances).iter().filter(|(number, _)| *number == of);
        let rows = rows.map(|(_, index)| &self.balances[*index]);
        let is_own = |row: &&ClosedBalance| {
            (&*row.person, &*row.component, row.balance.kind) == (person, component, kind)
                && alike(&row.balance.order, order)
        };
        rows.filter(is_own).map(|row| &row.balance).collect()
    }
}

/// What a closed period was made of, as far as it tells why today's files say something else.
#[derive(Clone, Debug, Default)]
pub struct ClosedFacts {
    /// The roles of those who were paid, by their ids.
    pub roles: BTreeMap<String, String>,
    /// Their names, by their ids.
    pub names: BTreeMap<String, String>,
    /// How many rows of each input counted.
    pub counted: BTreeMap<String, u64>,
    /// The files that had rows: input and file.
    pub files: Vec<(String, String)>,
    /// What was warned of.
    pub told: Vec<WasTold>,
    /// The folder in which the paths of its policy lead to copies of the files that it was made of; nothing where these are not kept.
    pub copies: Option<PathBuf>,
}

/// A warning of a closed period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WasTold {
    /// Its code.
    pub code: String,
    /// Its places.
    pub places: Vec<String>,
    /// Its words.
    pub text: String,
}

/// Which orders of somebody's line of a closed period are others today than when it was closed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangedOrders {
    /// Those that it is made of today, and was not.
    pub added: Vec<String>,
    /// Those of which more comes back today, and nothing else is another.
    pub returned: Vec<String>,
    /// Those that it was made of, and is not.
    pub gone: Vec<String>,
    /// Those of which more or less counts.
    pub changed: Vec<String>,
}

/// A line of pay of a closed period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedLine {
    /// The person's id.
    pub person: String,
    /// The component's name.
    pub component: String,
    /// The line's name.
    pub line: String,
    /// In what it was paid.
    pub unit: PayUnit,
    /// The amount; of an honour 1.
    pub amount: Number,
}

/// A balance of a closed period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedBalance {
    /// The person's id.
    pub person: String,
    /// The component's name.
    pub component: String,
    /// The balance.
    pub balance: Balance,
}

/// What a period corrects of an earlier one, of one component of one person: what is paid, and what moves a balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The period that is corrected.
    pub period: Period,
    /// The component's name.
    pub component: String,
    /// The person's id.
    pub person: String,
    /// What balance moves; nothing: money that is paid.
    pub kind: Option<super::BalanceKind>,
    /// The order, where a balance is held for one.
    pub order: String,
    /// What is paid more; 0 where a balance moves.
    pub amount: Number,
    /// By what the balance is higher; 0 where money is paid.
    pub balance: Number,
    /// Of what is held for an order: by what the person's part of it, what was held and what was paid of that are higher.
    pub moved: Moved,
}

/// What a period has done for an order that something is held for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The person's part of the order in the period.
    pub base: Number,
    /// What was held of it.
    pub added: Number,
    /// What was paid of what was held.
    pub released: Number,
}

impl Moved {
    /// Nothing.
    pub fn nothing() -> Self {
        Moved { base: Number::zero(), added: Number::zero(), released: Number::zero() }
    }

    /// Takes more of it.
    pub fn add(&mut self, other: &Moved) {
        self.base = &self.base + &other.base;
        self.added = &self.added + &other.added;
        self.released = &self.released + &other.released;
    }

    /// The same the other way round.
    #[must_use]
    pub fn less(&self) -> Self {
        Moved { base: -&self.base, added: -&self.added, released: -&self.released }
    }

    /// Whether there is nothing.
    pub fn is_nothing(&self) -> bool {
        [&self.base, &self.added, &self.released].iter().all(|amount| amount.is_zero())
    }
}

impl From<&Balance> for Moved {
    fn from(balance: &Balance) -> Self {
        Moved { base: balance.base.clone(), added: balance.added.clone(), released: balance.released.clone() }
    }
}

impl Closed {
    /// A closed period.
    pub fn of(&self, period: &Period) -> Option<&Arc<ClosedPeriod>> {
        self.periods.iter().find(|closed| closed.period == *period)
    }

    /// Those before a period, as they were known when it was closed.
    #[must_use]
    pub fn before(&self, period: &Period) -> Closed {
        let is_before = |closed: &&Arc<ClosedPeriod>| closed.period.last() < period.first();
        Closed { periods: self.periods.iter().filter(is_before).cloned().collect(), ..self.clone() }
    }

    /// Those up to a period, itself included.
    #[must_use]
    pub fn until(&self, period: &Period) -> Closed {
        let is_before = |closed: &&Arc<ClosedPeriod>| closed.period.last() <= period.last();
        Closed { periods: self.periods.iter().filter(is_before).cloned().collect(), ..self.clone() }
    }

    /// What moves balances of periods before a closed one and is no part of what that opened with: what later ones have corrected, and what is found
    /// now.
    pub fn corrected_after(&self, closed: &ClosedPeriod, found: &[Correction]) -> Vec<Correction> {
        let later = self.periods.iter().filter(|later| later.period.first() > closed.period.last());
        let all = later.flat_map(|later| &later.corrections).chain(found);
        all.filter(|one| one.kind.is_some() && one.period.last() < closed.period.first()).cloned().collect()
    }

    /// What was paid a person for a closed period so far, with it and as a correction since; nothing where it is not closed.
    pub fn paid_so_far(&self, period: &Period, (person, component): (&str, &str)) -> Option<Number> {
        let closed = self.of(period)?;
        let is_own = |line: &&ClosedLine| {
            line.unit == PayUnit::Money && (line.person.as_str(), line.component.as_str()) == (person, component)
        };
        let lines: Number = closed.lines.iter().filter(is_own).map(|line| &line.amount).sum();
        let is_paid = |one: &&Correction| {
            one.kind.is_none() && (one.person.as_str(), one.component.as_str()) == (person, component)
        };
        let of_others: Number = closed.corrections.iter().filter(is_paid).map(|one| &one.amount).sum();
        let all = self.periods.iter().flat_map(|one| &one.corrections);
        let since: Number = all.filter(is_paid).filter(|one| one.period == *period).map(|one| &one.amount).sum();
        Some(&(&lines - &of_others) + &since)
    }

    /// What was settled of a closed period with later ones, in money, of a component of a person.
    pub fn settled_since<'c>(
        &'c self,
        period: &'c Period,
        (person, component): (&'c str, &'c str),
    ) -> impl Iterator<Item = &'c Correction> {
        self.settled_of(period, person).filter(move |one| one.component == component)
    }

    /// The same of all components.
    pub fn settled_of<'c>(&'c self, period: &'c Period, person: &'c str) -> impl Iterator<Item = &'c Correction> {
        let all = self.periods.iter().flat_map(|one| &one.corrections);
        all.filter(move |one| one.kind.is_none() && one.person == person && one.period == *period)
    }

    /// The digest that vouches for all; nothing where nothing is closed.
    pub fn head(&self) -> Option<&str> {
        self.periods.last().map(|last| last.head.as_str())
    }
}
