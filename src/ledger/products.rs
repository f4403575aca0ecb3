//! `products`: what each product is, from when to when.

use super::keys::Keys;
use crate::calendar::NaiveDate;
use crate::ingest::cell::key::matching;
use crate::source::Place;

/// What a product is from a day to a day, both included.
#[derive(Clone, Debug)]
pub struct Description {
    /// First day.
    pub first: NaiveDate,
    /// Last day.
    pub last: NaiveDate,
    /// Every cell of the row: column, text, as `staff`.
    pub cells: Vec<(String, String, Place)>,
}

/// One product.
#[derive(Clone, Debug)]
pub struct Product {
    /// What identifies it: `product_id` where the file has one, else the name.
    pub id: String,
    /// The name shown.
    pub name: String,
    /// In the order of days.
    pub rows: Vec<Description>,
}

/// All products, in the order of their ids.
#[derive(Clone, Debug, Default)]
pub struct Products {
    /// Sorted by id.
    pub list: Vec<Product>,
    /// Every id, and every name that one product has, as they are looked up (`ingest::cell::key::matching`).
    pub by_key: Keys,
}

impl Products {
    /// What a product is called that a file names so; nothing of one that is not known.
    pub fn called(&self, word: &str) -> Option<&str> {
        self.by_key.get(&matching(word)).map(|place| self.list[place].name.as_str())
    }
}
