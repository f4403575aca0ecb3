//! Rows of registers that measures are made of: whose each is, and for which days it stands.

use crate::calendar::{NaiveDate, Period};
use crate::source::Place;

/// A row of a register that some measure names.
#[derive(Clone, Debug)]
pub struct MeasuredRow {
    /// Whose it is.
    pub whose: Whose,
    /// For which days it stands.
    pub when: When,
    /// Its cells: column, text, place.
    pub cells: Vec<(String, String, Place)>,
    /// The row.
    pub place: Place,
}

/// Whose a row of a register is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Index of a person.
    Person(usize),
    /// Of who owns that customer: its number and its name, as many as the row has.
    Customer(Vec<String>),
    /// Of none.
    Nobody,
}

/// For which days a row of a register stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum When {
    /// For every day.
    Always,
    /// From that day on.
    Since(NaiveDate),
    /// For a period: it counts where all of that is asked for.
    Period(Period),
    /// From the first day to the second: it counts where one of them is asked for.
    Days(NaiveDate, NaiveDate),
}

impl MeasuredRow {
    /// Whether it counts in the window.
    pub fn counts_in(&self, window: &Period) -> bool {
        match &self.when {
            When::Always => true,
            When::Since(day) => *day <= window.last(),
            When::Period(period) => window.first() <= period.first() && period.last() <= window.last(),
            When::Days(first, last) => *first <= window.last() && window.first() <= *last,
        }
    }

    /// The day whose teams, managers and owners it goes by.
    pub fn day(&self, window: &Period) -> NaiveDate {
        match &self.when {
            When::Always | When::Since(_) => window.last(),
            When::Period(period) => period.last(),
            When::Days(_, last) => window.last().min(*last),
        }
    }
}
