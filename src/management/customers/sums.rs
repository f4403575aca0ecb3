//! What each class is as a whole.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entries::{ClassOrder, Entry};
use crate::number::Number;

/// A class as a whole.
#[derive(Clone, Debug)]
pub struct ClassSum {
    /// The class; nothing: the unrated.
    pub class: Option<Arc<str>>,
    /// Who is in it.
    pub customers: usize,
    /// What they bought for.
    pub amount: Option<Number>,
    /// Their part of the whole.
    pub share: Option<Number>,
    /// Their orders.
    pub orders: Option<Number>,
    /// Their contacts.
    pub contacts: Option<Number>,
    /// What was taken off, on an average of the rows that have something.
    pub mean_discount: Option<Number>,
}

impl ClassSum {
    /// Contacts for each order; nothing without an order.
    pub fn contacts_per_order(&self) -> Option<Number> {
        self.contacts.as_ref()?.checked_div(self.orders.as_ref()?)
    }
}

/// The classes of these customers, the best first.
pub fn classes(entries: &[Entry], order: &ClassOrder) -> Vec<ClassSum> {
    let mut by_class: BTreeMap<(usize, usize, &str), Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        by_class.entry(order.key(entry.class.as_deref())).or_default().push(entry);
    }
    by_class.into_values().map(|entries| sum(&entries)).collect()
}

fn sum(entries: &[&Entry]) -> ClassSum {
    let rows: u64 = entries.iter().filter_map(|entry| entry.more().discount.as_ref()).map(|(_, rows)| rows).sum();
    let part = |(mean, rows): &(Number, u64)| mean * &Number::from(*rows as i64);
    let parts: Vec<Number> = entries.iter().filter_map(|entry| entry.more().discount.as_ref()).map(part).collect();
    let total: Number = parts.iter().sum();
    ClassSum {
        class: entries.first().and_then(|entry| entry.class.clone()),
        customers: entries.len(),
        amount: added(entries, |entry| entry.amount.as_ref()),
        share: added(entries, |entry| entry.parts.as_ref().map(|(own, _)| own)),
        orders: added(entries, |entry| entry.orders.as_ref()),
        contacts: added(entries, |entry| entry.more().contacts.as_ref()),
        mean_discount: total.checked_div(&Number::from(rows as i64)),
    }
}

/// What those have who have something; nothing where nobody has.
fn added(entries: &[&Entry], of: impl Fn(&Entry) -> Option<&Number>) -> Option<Number> {
    let values: Vec<&Number> = entries.iter().filter_map(|entry| of(entry)).collect();
    (!values.is_empty()).then(|| values.into_iter().sum())
}
