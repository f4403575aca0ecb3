//! `customers.csv`: who they are and whose they were from when to when.

use rustc_hash::FxHashMap;

use super::alike::Alike;
use crate::calendar::NaiveDate;
use crate::ingest::cell::key::matching;
use crate::source::Place;
use crate::spelling::folded;

/// Whose a customer was, from when to when, both included.
#[derive(Clone, Debug)]
pub struct Ownership {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// Index of a person; nothing when the owner is blank.
    pub owner: Option<usize>,
    /// The row, without its text.
    pub place: Place,
    /// Every cell of the row: column, text, as `staff`; empty where no rule looks at them.
    pub cells: Vec<(String, String, Place)>,
}

/// One customer.
#[derive(Clone, Debug)]
pub struct Customer {
    /// What identifies it: `customer_id` where the file has one, else the name.
    pub id: String,
    /// The name shown.
    pub name: String,
    /// In the order of days.
    pub owners: Vec<Ownership>,
    /// A first order before the data begin (`first_order`).
    pub first_order: Option<NaiveDate>,
}

/// All customers, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Customers {
    /// Sorted by id.
    pub list: Vec<Customer>,
    /// Every id and name, as they are looked up (`ingest::cell::key::matching`).
    pub by_key: FxHashMap<String, usize>,
    /// Names that several customers have, in the same form.
    pub shared_names: Vec<String>,
    /// The labels of the columns that they are known by, and the header that has them.
    pub known_by: Option<(Vec<String>, Place)>,
    /// Those that are likely others, where that was asked.
    pub alike: Vec<Alike>,
}

impl Customers {
    /// Whether several customers have that name.
    pub fn is_shared(&self, name: &str) -> bool {
        self.shared_names.binary_search_by(|shared| shared.as_str().cmp(&matching(name))).is_ok()
    }

    /// The customer's owner on that day.
    pub fn owner_on(&self, key: &str, date: NaiveDate) -> Option<usize> {
        let customer = &self.list[*self.by_key.get(&*folded(key))?];
        customer.owners.iter().find(|owned| owned.first <= date && date <= owned.last)?.owner
    }
}
