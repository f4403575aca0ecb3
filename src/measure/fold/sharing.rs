//! Numbers of orders that several customers share: found out on the way, by one customer for each number of a window.
//!
//! Orders are the same when number and customer are the same. That a number has several customers is rare, so the first pass only finds
//! out which do (`customers`), and where some do the rows are read again with their orders told apart.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use rustc_hash::{FxHashSet, FxHasher};

use super::Folder;
use crate::calendar::NaiveDate;
use crate::crediting::orders::APART;
use crate::ingest::cell::key;
use crate::ingest::packed::{Packed, Shape};
use crate::ingest::row::Cells;
use crate::spelling::folded;

/// A number of an order, taken apart; else its hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderNumber {
    /// A running number of a shape.
    Running(Shape, u32),
    /// Any other text.
    Other(u64),
}

/// Numbers that several customers share, to be told apart.
pub type Several = FxHashSet<OrderNumber>;

/// A number that several customers share, as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedNumber {
    /// As its first row writes it.
    pub shown: String,
    /// Its customers, by the form in which keys are compared.
    pub customers: BTreeMap<String, Sharer>,
    /// File and line of its first row.
    pub first: (u32, u32),
}

/// Numbers that several customers share, with their customers, of the second pass; by the form in which numbers are compared.
pub type Told = BTreeMap<String, SharedNumber>;

impl SharedNumber {
    /// Its customers in the order of their first days, each with it: where numbers begin again, the days say so.
    pub fn shown_customers(&self) -> String {
        let mut sharers: Vec<&Sharer> = self.customers.values().collect();
        sharers.sort_by_key(|sharer| (sharer.day, &sharer.written));
        let shown = sharers.into_iter().map(|sharer| match sharer.day {
            Some(day) => format!("`{}` ({day})", sharer.written),
            None => format!("`{}`", sharer.written),
        });
        shown.collect::<Vec<_>>().join(", ")
    }
}

impl OrderNumber {
    /// Of a number in the form in which keys are compared.
    pub fn of(order: &[u8]) -> Self {
        match Packed::of(order).and_then(Packed::apart) {
            Some((shape, number)) => OrderNumber::Running(shape, number),
            None => OrderNumber::Other(hash(order)),
        }
    }
}

/// A customer of a shared number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharer {
    /// As written.
    pub written: String,
    /// The day of its first row.
    pub day: Option<NaiveDate>,
}

/// Takes what another thread was told.
pub fn merge_told(told: &mut Told, other: Told) {
    for (order, shared) in other {
        let known = told.entry(order).or_insert_with(|| shared.clone());
        if shared.first < known.first {
            (known.first, known.shown) = (shared.first, shared.shown);
        }
        shared.customers.into_iter().for_each(|customer| keep_first(&mut known.customers, customer));
    }
}

/// Of several ways to write a customer keeps the first in code-point order, and of several days the first, whichever thread met them.
fn keep_first(known: &mut BTreeMap<String, Sharer>, (customer, met): (String, Sharer)) {
    let kept = known.entry(customer).or_insert_with(|| met.clone());
    if met.written < kept.written {
        kept.written = met.written;
    }
    kept.day = kept.day.into_iter().chain(met.day).min();
}

fn hash(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// 32 bits that tell customers apart; never 0.
fn fingerprint(customer: &[u8]) -> u32 {
    let hash = hash(customer);
    ((hash >> 32) as u32 ^ hash as u32).max(1)
}

impl Folder<'_> {
    /// Notes the customer of the row's order.
    #[inline]
    pub(super) fn note_customer(&mut self, cells: &Cells) {
        let (order, customer) = (self.context.stream.order, self.context.stream.customer);
        let (Some(order), Some(customer)) = (compared(cells, order), compared(cells, customer)) else { return };
        self.customers.note(OrderNumber::of(&order), fingerprint(&customer));
    }

    /// The key of the row's order: its number, and its customer where several share the number; nothing where it has none.
    pub(super) fn order_id(&mut self, cells: &Cells) -> Option<u32> {
        let slot = self.context.stream.order;
        let number = self.key_of(cells, slot)?;
        if !self.context.tells_orders_apart() {
            return Some(number);
        }
        let order = self.texts[slot].keys.text(number);
        if !self.context.is_of_several(&order) {
            return Some(number);
        }
        let known = self.context.book.orders.get(&*order);
        let customer = match known {
            Some(known) => self.customer_of(cells, known),
            None => self.customer_key(cells),
        };
        let customer = customer.unwrap_or_default();
        self.tell_shared(cells, &order, &customer);
        Some(self.texts[slot].keys.intern(format!("{order}{APART}{customer}").as_bytes()))
    }

    fn tell_shared(&mut self, cells: &Cells, order: &str, customer: &str) {
        let place = self.place();
        let stream = self.context.stream;
        let date = cells.raw(stream.date).unwrap_or_default();
        let day = self.days.read(&date, cells.layout.dates, cells.layout.encoding).ok().flatten();
        let shown = || Self::shown_text(cells, stream.order);
        let new = || SharedNumber { shown: shown(), customers: BTreeMap::new(), first: place };
        let known = self.shared_numbers.entry(order.to_owned()).or_insert_with(new);
        if place < known.first {
            (known.first, known.shown) = (place, shown());
        }
        if !customer.is_empty() {
            let met = Sharer { written: Self::shown_text(cells, stream.customer), day };
            keep_first(&mut known.customers, (customer.to_owned(), met));
        }
    }
}

/// The form in which a key is compared; nothing where it is missing or is no key.
fn compared<'c>(cells: &Cells<'c>, slot: usize) -> Option<Cow<'c, [u8]>> {
    let raw = cells.raw(slot)?;
    let placed = &cells.layout.slots[slot];
    // A plain key has no small letters.
    if placed.is_as_written() && key::is_plain(&raw) && std::str::from_utf8(&raw).is_ok_and(|own| placed.is_key(own)) {
        return Some(raw);
    }
    let own = key::read(&cells.text_of(&raw)?).ok()??;
    Some(Cow::Owned(folded(placed.key(&own)).into_owned().into_bytes()))
}
