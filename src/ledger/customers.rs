//! `customers.csv`: who they are and whose they were from when to when.

use std::sync::Arc;

use super::alike::Alike;
use super::keys::Keys;
use crate::calendar::NaiveDate;
use crate::ingest::cell::key::matching;
use crate::ingest::layout::Entries;
use crate::source::Place;
use crate::spelling::folded;

/// Whose a customer was, from when to when, both included. There may be millions.
#[derive(Clone, Debug)]
pub struct Ownership {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// Index of a person; nothing when the owner is blank.
    pub owner: Option<usize>,
    /// The file of the row.
    pub file: Arc<str>,
    /// Its line.
    pub line: u32,
    /// Every cell of the row: column, text, as `staff`; empty where no rule looks at them.
    pub cells: Vec<(String, String, Place)>,
}

/// One customer.
#[derive(Clone, Debug)]
pub struct Customer {
    /// What identifies it: `customer_id` where the file has one, else the name.
    pub id: Arc<str>,
    /// The name shown; where it is the id, the same text.
    pub name: Arc<str>,
    /// In the order of days.
    pub owners: Box<[Ownership]>,
    /// A first order before the data begin (`first_order`).
    pub first_order: Option<NaiveDate>,
}

/// All customers, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Customers {
    /// Sorted by id.
    pub list: Arc<Vec<Customer>>,
    /// Every id and name, as they are looked up (`ingest::cell::key::matching`).
    pub by_key: Arc<Keys>,
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

    /// By which numbers rows are told apart, whatever they call the customer; nothing where none has a number beside its name.
    pub fn entries(&self) -> Option<Arc<dyn Entries>> {
        let are_numbered = self.list.iter().any(|customer| customer.id != customer.name);
        are_numbered
            .then(|| Arc::new(Numbers { list: self.list.clone(), by_key: self.by_key.clone() }) as Arc<dyn Entries>)
    }

    /// The customer of a number or a name.
    pub fn of(&self, key: &str) -> Option<&Customer> {
        self.list.get(self.by_key.get(&matching(key))?)
    }

    /// The customer's owner on that day.
    pub fn owner_on(&self, key: &str, date: NaiveDate) -> Option<usize> {
        self.owned_on(self.by_key.get(&folded(key))?, date)
    }

    /// The owner on that day of the customer whom the first of these calls that the register has: its number, else its name.
    pub fn owner_of(&self, keys: &[String], date: NaiveDate) -> Option<usize> {
        self.owned_on(keys.iter().find_map(|key| self.by_key.get(&folded(key)))?, date)
    }

    fn owned_on(&self, customer: usize, date: NaiveDate) -> Option<usize> {
        let customer = &self.list[customer];
        customer.owners.iter().find(|owned| owned.first <= date && date <= owned.last)?.owner
    }
}

/// The customers by their numbers.
#[derive(Debug)]
struct Numbers {
    list: Arc<Vec<Customer>>,
    by_key: Arc<Keys>,
}

impl Entries for Numbers {
    fn number_of(&self, word: &str) -> Option<&str> {
        Some(&self.list[self.by_key.get(&matching(word))?].id)
    }
}

#[cfg(all(test, target_pointer_width = "64"))]
mod tests {
    use super::*;
    use crate::ingest::register::RegisterRow;
    use crate::ledger::{Person, Spell};

    /// Registers have millions of rows: what one takes beside its texts is held, for a field more is soon a hundred megabytes.
    #[test]
    fn a_customer_and_a_person_take_few_bytes() {
        for (what, bytes, most) in [
            ("row", size_of::<RegisterRow>(), 56),
            ("customer", size_of::<Customer>() + size_of::<Ownership>(), 128),
            ("person", size_of::<Person>() + size_of::<Spell>(), 280),
        ] {
            assert!(bytes <= most, "{what}: {bytes} bytes, {most} at most");
        }
    }
}
