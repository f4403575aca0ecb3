//! The rows of another input by whom they are of: the last day of each customer and person.

use std::collections::HashMap;

use super::columns;
use super::faults::Told;
use super::terms::Terms;
use super::words::Looked;
use crate::calendar::NaiveDate;
use crate::ingest::cell::key::matching;
use crate::ledger::rows::{ListedRow, Look};
use crate::management::View;
use crate::policy::rules::Filter;

/// Of whom a row is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Of {
    /// A customer of the register.
    Customer(usize),
    /// A customer that the register does not have, as it is looked up.
    Stranger(String),
    /// A person.
    Person(usize),
}

/// The last day on which each has a row; the first of all days where rows have none.
pub(super) struct Partners {
    latest: HashMap<Of, NaiveDate>,
}

impl Partners {
    /// The rows of an input that pass a filter, from a day on.
    pub(super) fn of(view: View, (input, filter, first): (&str, &Filter, Option<NaiveDate>), told: &mut Told) -> Self {
        let tests = Terms::of(view, input, filter);
        let mut wanted = columns::tested(view.book.policy, input, filter);
        wanted.extend(["customer", "customer_id"].map(str::to_owned));
        wanted.sort();
        wanted.dedup();
        let mut latest: HashMap<Of, NaiveDate> = HashMap::new();
        view.rows.look(Look { input, columns: Some(&wanted), first }, &mut |row| {
            if tests.hold(row, told) {
                let day = row.day.unwrap_or(NaiveDate::MIN);
                for of in customer(row).into_iter().chain(row.person.map(Of::Person)) {
                    let known = latest.entry(of).or_insert(day);
                    *known = day.max(*known);
                }
            }
        });
        tests.report(Looked::Settling, told);
        Partners { latest }
    }

    /// Whether there is any row of the same customer, or of the person of a row without a customer.
    pub(super) fn has_any(&self, row: &ListedRow) -> bool {
        self.latest(row).is_some()
    }

    /// Whether there is one that is later than a day.
    pub(super) fn has_later(&self, row: &ListedRow, day: NaiveDate) -> bool {
        self.latest(row).is_some_and(|latest| latest > day)
    }

    /// Whether there is one on a day or later.
    pub(super) fn has_from(&self, row: &ListedRow, day: NaiveDate) -> bool {
        self.latest(row).is_some_and(|latest| latest >= day)
    }

    fn latest(&self, row: &ListedRow) -> Option<NaiveDate> {
        let of = customer(row).or_else(|| row.person.map(Of::Person))?;
        self.latest.get(&of).copied()
    }
}

/// The customer of a row.
fn customer(row: &ListedRow) -> Option<Of> {
    let text = || row.cell("customer_id").or_else(|| row.cell("customer"));
    row.customer.map(Of::Customer).or_else(|| text().map(|text| Of::Stranger(matching(text).into_owned())))
}
