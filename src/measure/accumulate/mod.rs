//! Accumulators: what is kept of the rows that pass, in states that merge in any order. A file for each kind, a line here.
//!
//! Sums are whole numbers of 10⁻¹². Groups are dense numbers (`axis`), the same in every thread. Keys and labels are numbers of an interner
//! of the thread; merging translates them.

mod credited;
mod days;
mod deals;
mod distinct;
mod first;
mod first_days;
mod joint;
mod keyed;
mod parts;
mod recent;
mod rows;
mod series;
mod share;
mod sum;
mod values;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::axis::Groups;
use super::batch::{Batch, Taken};
use super::distinct::SharedKeys;
use super::plan::{Gather, Keep, Plan};

pub use credited::{CreditedKeys, CreditedRows, KeysByCell, RowsByCell};
pub use days::Days;
pub use deals::{Deals, DealsByCell, Whole};
pub use distinct::{Distinct, DistinctSeries};
pub use first::{FirstOf, FirstRow, FirstRows, KeyedFirsts, keep_earlier};
pub use first_days::{DaysByCell, FirstDays};
pub use joint::{JointByCell, JointRows};
pub use keyed::{Keyed, KeyedByGroup};
pub use parts::{Parts, PartsByCell};
pub use recent::{Recent, RecentRows};
pub use rows::Rows;
pub use series::Series;
pub use share::Shares;
pub use sum::{SharedSums, Sums};
pub use values::Values;

/// Decimals of a fixed-point sum.
pub const SCALE: u32 = crate::ingest::row::SCALE;

/// A sum and how many rows are in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SumCell {
    /// In units of 10⁻¹².
    pub sum: i128,
    /// Rows.
    pub rows: u64,
}

impl SumCell {
    /// Adds another.
    pub fn add(&mut self, other: SumCell) {
        self.sum += other.sum;
        self.rows += other.rows;
    }
}

/// Rows that match, out of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartCell {
    /// That match.
    pub matching: u64,
    /// All.
    pub all: u64,
}

impl PartCell {
    /// Adds another.
    pub fn add(&mut self, other: PartCell) {
        self.matching += other.matching;
        self.all += other.all;
    }
}

/// Of keys and labels of another thread, by slot, what this one calls them.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a>(pub &'a BTreeMap<usize, Vec<u32>>);

impl Keys<'_> {
    /// What this thread calls a key of a slot.
    pub fn of(&self, slot: usize, key: u32) -> u32 {
        self.0.get(&slot).and_then(|numbers| numbers.get(key as usize)).copied().unwrap_or(key)
    }
}

/// What keys and labels of slots say.
#[derive(Clone, Copy)]
pub struct Texts<'a> {
    /// As they are compared.
    pub compared: &'a dyn Fn(usize, u32) -> String,
    /// As they are shown.
    pub shown: &'a dyn Fn(usize, u32) -> String,
}

/// What all threads add to of one gather.
#[derive(Debug)]
pub struct SharedState {
    /// Keys that are only counted.
    pub keys: SharedKeys,
    /// Sums by the words of a column.
    pub sums: SharedSums,
}

/// A state of one thread.
pub trait Accumulate {
    /// Adds these rows of a batch.
    fn update(&mut self, batch: &Batch, taken: &Taken);

    /// Takes the state of another thread.
    fn merge(&mut self, other: Self, keys: &Keys);

    /// A turn of the thread is over.
    fn end_turn(&mut self) {}
}

/// The kinds of accumulators.
macro_rules! kinds {
    ($($kind:ident),+ $(,)?) => {
        /// What one gather keeps.
        #[derive(Debug)]
        #[allow(missing_docs, reason = "each kind says what it is")]
        pub enum Accumulator {
            $($kind($kind)),+
        }

        impl Accumulate for Accumulator {
            fn update(&mut self, batch: &Batch, taken: &Taken) {
                match self {
                    $(Accumulator::$kind(own) => own.update(batch, taken)),+
                }
            }

            fn merge(&mut self, other: Self, keys: &Keys) {
                match (self, other) {
                    $((Accumulator::$kind(own), Accumulator::$kind(other)) => own.merge(other, keys),)+
                    (own, other) => unreachable!("states of one gather are of one kind: {own:?} and {other:?}"),
                }
            }

            fn end_turn(&mut self) {
                match self {
                    $(Accumulator::$kind(own) => own.end_turn()),+
                }
            }
        }
    };
}

kinds! {
    Sums, Rows, Shares, Days, Values, Distinct, FirstDays, Parts, Deals, CreditedRows, CreditedKeys, JointRows, FirstRows, RecentRows,
    Keyed,
}

impl Accumulator {
    /// An empty one for what a gather keeps; `shared` is what all threads add to.
    pub fn new(gather: &Gather, plan: &Plan, order: usize, shared: &SharedState) -> Self {
        let groups = Groups::new(&gather.axis, &plan.segments);
        if let Some(of) = gather.of
            && !matches!(gather.keep, Keep::Deals(..) | Keep::Joint(_) | Keep::Credited(_))
        {
            return Accumulator::Keyed(Keyed::new(groups, &gather.keep, of));
        }
        let of = gather.of.map(|of| of.slot);
        match gather.keep {
            Keep::Sum(slot) | Keep::Mean(slot, _) => {
                Accumulator::Sums(Sums::new(groups, (slot, gather.keep.each()), &shared.sums))
            }
            Keep::Rows => Accumulator::Rows(Rows::new(groups)),
            Keep::Share(_) | Keep::Filled(_) => Accumulator::Shares(Shares::new(groups)),
            Keep::Distinct(slot) => Accumulator::Distinct(Distinct::new(groups, slot, &shared.keys)),
            Keep::First(slot, None) => Accumulator::FirstRows(FirstRows::new(slot)),
            Keep::First(slot, Some(_)) => Accumulator::RecentRows(RecentRows::new(slot, plan.windows.len())),
            Keep::Values(slot, each) => Accumulator::Values(Values::new(groups, slot, each)),
            Keep::LastDay | Keep::LastChange(_) => Accumulator::Days(Days::new(groups)),
            Keep::FirstDays(slot) => Accumulator::FirstDays(FirstDays::new(slot)),
            Keep::Parts(value, label) => Accumulator::Parts(Parts::new(value, label)),
            Keep::Credited(None) => Accumulator::CreditedRows(CreditedRows::new(&plan.shares, of)),
            Keep::Credited(Some(slot)) => Accumulator::CreditedKeys(CreditedKeys::new(slot, &plan.shares)),
            Keep::Deals(value, label) => Accumulator::Deals(Deals::new(value, order, label).of(of)),
            Keep::Joint(ref kept) => Accumulator::JointRows(JointRows::new(kept).of(of)),
        }
    }
}

/// The state of a group, made where it is not there yet: most of very many people may have none.
#[inline]
fn at<T: Clone + Default>(states: &mut Vec<T>, group: u32) -> &mut T {
    let group = group as usize;
    if group >= states.len() {
        grow(states, group + 1);
    }
    &mut states[group]
}

#[cold]
fn grow<T: Clone + Default>(states: &mut Vec<T>, length: usize) {
    if length > states.capacity() {
        states.reserve_exact(length + length / 4 - states.len());
    }
    states.resize(length, T::default());
}

/// Merges states by group.
fn merge_groups<T: Clone + Default>(mine: &mut Vec<T>, theirs: Vec<T>, add: impl Fn(&mut T, T)) {
    for (group, state) in (0..).zip(theirs) {
        add(at(mine, group), state);
    }
}

fn by_cell<K, T>(map: FxHashMap<(u32, K), T>) -> FxHashMap<u32, Vec<(K, T)>> {
    let mut by_cell: FxHashMap<u32, Vec<(K, T)>> = FxHashMap::default();
    for ((cell, key), value) in map {
        by_cell.entry(cell).or_default().push((key, value));
    }
    by_cell
}
