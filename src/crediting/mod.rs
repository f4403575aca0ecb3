//! Whose row it is: the person on the row's day, the shares of its order, and credits beyond the whole.
//!
//! The row's own person; without such a column, of sources other than the sales, the person of its order; else the customer's owner on that
//! day. Then splits: parts of an amount add up to it exactly, in the smallest unit the amount is written in, at least the cent (largest
//! remainder, ties by person id).

pub mod exchange;
pub mod orders;
pub mod returns;
pub mod shrunk;

use crate::calendar::NaiveDate;
use crate::ingest::row::{Fixed, SCALE};
use crate::ledger::{Credit, Ledger};
use crate::number::{Number, Rounding, RoundingMode, apportion};

pub use orders::OrderBook;

/// Whom a row names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// The cell is blank, or nothing says whose it is.
    #[default]
    Nobody,
    /// A person of the ledger.
    Person(usize),
    /// A text that is nobody's id or name.
    Unknown,
    /// A name that several people have.
    Shared,
}

impl Named {
    /// Whom a key in normal form names.
    pub fn of(ledger: &Ledger, key: Option<&str>) -> Self {
        match key {
            None => Named::Nobody,
            Some(key) => match ledger.people.find(key) {
                Some(person) => Named::Person(person),
                None if ledger.people.is_shared(key) => Named::Shared,
                None => Named::Unknown,
            },
        }
    }
}

/// Why a row is credited to nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unassigned {
    /// The cell is blank.
    Blank,
    /// Nobody of that name.
    Unknown,
    /// The row's order is one of somebody unknown; it is named by its order.
    OrderOfUnknown,
    /// The row leads to nobody but by its order, which no row of the sales has; it is named by its order.
    OrderOfNone,
    /// The row leads to nobody but by its order, which was sold to another customer than the row names; it is named by its order.
    OrderOfOther,
    /// The row leads to nobody but by its customer, which nobody owns on that day; it is named by its customer.
    CustomerOfNobody,
    /// The person was not employed on the row's date.
    NotEmployed,
}

impl Unassigned {
    /// The stable id.
    pub fn id(self) -> &'static str {
        match self {
            Unassigned::Blank => "blank",
            Unassigned::Unknown => "unknown",
            Unassigned::OrderOfUnknown => "order_of_unknown",
            Unassigned::OrderOfNone => "order_of_none",
            Unassigned::OrderOfOther => "order_of_other",
            Unassigned::CustomerOfNobody => "customer_of_nobody",
            Unassigned::NotEmployed => "not_employed",
        }
    }
}

/// Whose a row is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// One person, in the spell of that number among the person's.
    One(usize, usize),
    /// Nobody.
    Nobody(Unassigned),
}

/// The owner of a row on its day.
pub fn owner(ledger: &Ledger, named: Named, day: NaiveDate) -> Owner {
    match named {
        Named::Nobody => Owner::Nobody(Unassigned::Blank),
        Named::Unknown | Named::Shared => Owner::Nobody(Unassigned::Unknown),
        Named::Person(person) => match spell_on(ledger, person, day) {
            Some(spell) => Owner::One(person, spell),
            None => Owner::Nobody(Unassigned::NotEmployed),
        },
    }
}

/// The number, among the person's, of the spell in force on that day; nothing when not employed then.
pub fn spell_on(ledger: &Ledger, person: usize, day: NaiveDate) -> Option<usize> {
    let person = &ledger.people.list[person];
    let in_force = |spell: &crate::ledger::Spell| spell.first <= day && day <= spell.last;
    person.employed(day).then(|| person.spells.iter().position(in_force)).flatten()
}

/// The parts of an amount that the shares of its order give, in units of 10⁻¹²: as many as there are shares.
pub fn divide(amount: Fixed, shares: &[Credit]) -> Vec<i128> {
    let unit = Number::from_scaled(1, amount.scale.max(2));
    let weights: Vec<Number> = shares.iter().map(|credit| credit.share.clone()).collect();
    // The register refuses a share that is not above 0, and a unit is above 0 by its form.
    let parts = apportion(&amount.to_number(), &weights, &unit).expect("shares of an order are above 0");
    parts.iter().map(in_units).collect()
}

/// A credit beyond the whole: amount × share, to the smallest unit the amount is written in, half away from zero.
pub fn overlay(amount: Fixed, share: &Number) -> i128 {
    let unit = Rounding { to: Number::from_scaled(1, amount.scale.max(2)), mode: RoundingMode::HalfUp };
    in_units(&unit.apply(&(&amount.to_number() * share)))
}

/// A part in units of 10⁻¹². A part is a multiple of a unit of at most twelve decimals, or of the remainder of an amount that has no
/// more, and shares are small: it fits.
fn in_units(part: &Number) -> i128 {
    part.to_scaled(SCALE).expect("a part of an amount has its decimals and fits where the amount does")
}
