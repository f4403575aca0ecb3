//! Small registers: ratings, adjustments, leave, splits and overlays.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::calendar::{NaiveDate, Period};
use crate::number::Number;
use crate::source::Place;

/// A rating given by a person.
#[derive(Clone, Debug)]
pub struct Rating {
    /// For which period.
    pub period: Period,
    /// Who is rated: index of a person.
    pub person: usize,
    /// Which indicator, by name.
    pub indicator: String,
    /// How much; not above the indicator's scale.
    pub rating: Number,
    /// Who gave it.
    pub by: String,
    /// When.
    pub date: Option<NaiveDate>,
    /// The row.
    pub place: Place,
}

/// A line of `adjustments.csv`: the only way for a person to change pay.
#[derive(Clone, Debug)]
pub struct Adjustment {
    /// For which period.
    pub period: Period,
    /// Whom it pays: index of a person.
    pub person: usize,
    /// The line's name.
    pub name: String,
    /// How much, as written; may be negative.
    pub amount: Number,
    /// Why.
    pub reason: String,
    /// Who approved it.
    pub approved_by: String,
    /// The row.
    pub place: Place,
}

/// An order of which nothing is paid for now.
#[derive(Clone, Debug)]
pub struct HeldOrder {
    /// The order, as written.
    pub order: String,
    /// Why.
    pub reason: String,
    /// The day on which it is paid; nothing: when the row is gone.
    pub until: Option<NaiveDate>,
    /// By whom.
    pub by: Option<String>,
    /// The row.
    pub place: Place,
}

/// Orders on hold.
#[derive(Clone, Debug, Default)]
pub struct Holds {
    /// In the order of the files.
    pub rows: Vec<HeldOrder>,
    /// The orders in the form in which keys are compared.
    pub keys: BTreeSet<String>,
}

/// Whole days of leave, both ends included.
#[derive(Clone, Debug)]
pub struct LeaveDays {
    /// Who: index of a person.
    pub person: usize,
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// Kind, as written.
    pub kind: String,
    /// The row.
    pub place: Place,
}

/// One person's share of an order.
#[derive(Clone, Debug)]
pub struct Credit {
    /// Index of a person; nothing for one whom staff does not have: the part is nobody's.
    pub person: Option<usize>,
    /// The person as the row writes it.
    pub name: String,
    /// Above 0; of splits the shares of an order add up to exactly 1.
    pub share: Number,
    /// The row.
    pub place: Place,
}

/// Shares by order, as orders are looked up; each list in the order of the people's ids.
#[derive(Clone, Debug, Default)]
pub struct Credits {
    /// By order key: the number, and the customer where rows name one.
    pub by_order: HashMap<String, Vec<Credit>>,
    /// Whether some row names a customer.
    pub have_customers: bool,
    /// Each order as its first row writes it, by order key.
    pub written: BTreeMap<String, String>,
}

/// What a list of shares names its order by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// The number alone.
    NumberOnly,
    /// The number and the customer.
    Customer,
}

/// Between a number and a customer in the key of an order: a character that no key has.
pub const APART: char = '\u{1f}';

impl Credits {
    /// Whether some row names a customer beside the number, which is followed by `APART`.
    pub fn has_number(&self, number: &str) -> bool {
        let from = self.written.range(number.to_owned()..).next();
        self.have_customers && from.is_some_and(|(key, _)| key.starts_with(number))
    }

    /// The shares of that customer's order, else those of the number.
    pub fn of(&self, order: &str, customer: Option<&str>) -> Option<(&[Credit], Names)> {
        let of_customer = customer.filter(|_| self.have_customers);
        let of_customer = of_customer.and_then(|customer| self.by_order.get(&format!("{order}{APART}{customer}")));
        match of_customer {
            Some(shares) => Some((shares, Names::Customer)),
            None => self.by_order.get(order).map(|shares| (shares.as_slice(), Names::NumberOnly)),
        }
    }
}
