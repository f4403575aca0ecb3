//! Who is appraised and against what: people, targets, ratings, adjustments, leave, customers. Validated, sorted, immutable.

pub mod alike;
pub mod build;
pub mod customers;
pub mod measured;
pub mod needed;
pub mod people;
pub mod records;
pub mod roles;
pub mod targets;

use crate::number::Number;

pub use customers::{Customer, Customers};
pub use measured::MeasuredRow;
pub use people::{People, Person, Spell};
pub use records::{Adjustment, Credit, Credits, LeaveDays, Names, Rating};
pub use targets::{BlankTarget, Scope, TargetRow, Targets};

use std::collections::BTreeMap;

/// Everything the registers say.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    /// `staff`.
    pub people: People,
    /// `targets`.
    pub targets: Targets,
    /// `ratings`, in the order of the files.
    pub ratings: Vec<Rating>,
    /// `adjustments`, in the order of the files.
    pub adjustments: Vec<Adjustment>,
    /// `leave`, by person and first day.
    pub leave: Vec<LeaveDays>,
    /// Rows of registers that measures name, by register; those of `staff` and `customers` stand there.
    pub measured: BTreeMap<String, Vec<MeasuredRow>>,
    /// `customers`.
    pub customers: Customers,
    /// `splits`: the shares of an order add up to exactly 1.
    pub splits: Credits,
    /// `overlays`: credits beyond the 1.
    pub overlays: Credits,
}

impl Ledger {
    /// Every different share of splits and overlays, and the whole, in rising order.
    pub fn shares(&self) -> Vec<Number> {
        let lists = self.splits.by_order.values().chain(self.overlays.by_order.values());
        let mut shares: Vec<Number> = lists.flatten().map(|credit| credit.share.clone()).collect();
        shares.push(Number::one());
        shares.sort_unstable();
        shares.dedup();
        shares
    }
}
