//! What is kept of the rows that pass, for which measure, and by what it is told apart.

use super::super::axis::Axis;
use super::Stream;
use crate::calendar::NaiveDate;
use crate::policy::rules::{DayRange, MeasureId, MeasureKind, Policy};

/// What each of the people of a shared row has of its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Each {
    /// Its part: of an amount or a quantity, and of all that is added up.
    Part,
    /// The whole: a mark, a price or a time is no less for being that of several.
    Whole,
}

/// What is kept of the rows that pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Keep {
    /// The total of a number column, and how many rows.
    Sum(usize),
    /// The same without rows that take a sale back: what a mean is made of.
    Mean(usize, Each),
    /// How many rows.
    Rows,
    /// How many rows match these further terms, out of all.
    Share(Vec<usize>),
    /// Different values of a text column.
    Distinct(usize),
    /// For each value of a text column its first row, ever or (with months) in and before each window.
    First(usize, Option<u32>),
    /// Every value of a number column.
    Values(usize, Each),
    /// The last day.
    LastDay,
    /// The last day on which a row changed the total of a number column.
    LastChange(usize),
    /// For each value of a text column the first day in each cell.
    FirstDays(usize),
    /// Filled cells out of all, of these columns.
    Filled(Vec<usize>),
    /// Totals of the first column, or without one the number of rows, by the values of the second.
    Parts(Option<usize>, usize),
    /// How much of the rows, or of the different values of a text column, is credited: a share counts as such.
    Credited(Option<usize>),
    /// Totals of the column, or without one the number of rows, by order, and, with a second column, each order's by its values.
    Deals(Option<usize>, Option<usize>),
    /// Of what else is kept, the rows that several people have.
    Joint(Box<Keep>),
}

impl Keep {
    /// Whether more of a row is read than its numbers and the keys of first rows, which are read of every row that counts.
    pub fn reads_more(&self) -> bool {
        if let Keep::Joint(of) = self {
            return of.reads_more();
        }
        !matches!(
            self,
            Keep::Sum(_)
                | Keep::Mean(..)
                | Keep::Rows
                | Keep::Values(..)
                | Keep::LastDay
                | Keep::LastChange(_)
                | Keep::First(..)
        )
    }

    /// What each of the people of a shared row has of its number.
    pub fn each(&self) -> Each {
        match *self {
            Keep::Mean(_, each) | Keep::Values(_, each) => each,
            Keep::Joint(ref of) => of.each(),
            _ => Each::Part,
        }
    }

    /// The number column that it adds up where rows that take a sale back count too; nothing for a store that they pass by.
    pub fn taken_back(&self) -> Option<usize> {
        match *self {
            Keep::Sum(slot) | Keep::Parts(Some(slot), _) | Keep::Deals(Some(slot), _) => Some(slot),
            Keep::Joint(ref of) => of.taken_back(),
            _ => None,
        }
    }

    /// The slot whose numbers are added up, or stand in a row.
    pub fn number(&self) -> Option<usize> {
        match *self {
            Keep::Sum(slot)
            | Keep::Mean(slot, _)
            | Keep::Values(slot, _)
            | Keep::Parts(Some(slot), _)
            | Keep::Deals(Some(slot), _) => Some(slot),
            _ => None,
        }
    }

    /// The slot whose different values are counted.
    pub fn text(&self) -> Option<usize> {
        if let Keep::Distinct(slot) = self { Some(*slot) } else { None }
    }

    /// The slots whose texts it numbers.
    pub fn texts(&self, stream: &Stream) -> Vec<usize> {
        let label = if let Keep::Deals(_, label) = self { *label } else { None };
        self.key_slot(stream).into_iter().chain(label).collect()
    }

    /// The slot whose texts are the keys of the store; nothing for stores without keys.
    pub fn key_slot(&self, stream: &Stream) -> Option<usize> {
        match self {
            Keep::Distinct(slot)
            | Keep::FirstDays(slot)
            | Keep::First(slot, _)
            | Keep::Parts(_, slot)
            | Keep::Credited(Some(slot)) => Some(*slot),
            Keep::Deals(..) => Some(stream.order),
            Keep::Joint(of) if matches!(**of, Keep::Parts(..)) => of.key_slot(stream),
            _ => None,
        }
    }
}

/// One thing that is gathered.
#[derive(Clone, Debug)]
pub struct Gather {
    /// For which measure.
    pub measure: MeasureId,
    /// Terms that all must hold.
    pub terms: Vec<usize>,
    /// What is kept.
    pub keep: Keep,
    /// By what it is told apart.
    pub axis: Axis,
    /// Whose rows alone are in, where not all are.
    pub of: Option<NewKeys>,
    /// Of first rows, the days on which they must be: what was before says all the same who is new.
    pub days: Vec<DayRange>,
}

/// Keys that are new in a window: rows of no others are in its total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewKeys {
    /// The slot of the keys.
    pub slot: usize,
    /// The measure, a `first`, that says which are new.
    pub by: MeasureId,
}

impl Gather {
    /// Whether a first row may be on that day.
    pub fn may_be_on(&self, day: NaiveDate) -> bool {
        self.days.iter().all(|days| days.contains(day))
    }

    /// Whether something that is asked goes by the last row of each person, however long ago it was.
    pub fn is_of_last_rows(&self, policy: &Policy) -> bool {
        let is_asked = || policy.used.contains(&self.measure) || policy.management.is_asked();
        let is_of_rows = || matches!(policy.measure(self.measure).kind, MeasureKind::SinceLast(..));
        self.keep == Keep::LastDay && self.axis.slot().is_none() && is_of_rows() && is_asked()
    }

    /// Whether more of a row is read for it than its numbers and the keys of first rows.
    pub fn reads_more(&self) -> bool {
        self.keep.reads_more() || self.axis.slot().is_some() || self.of.is_some()
    }
}
