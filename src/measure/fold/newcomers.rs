//! Customers of sources that the register of customers lacks: noted, to be compared with those that it has.

use std::collections::BTreeMap;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::{DayPlace, Folder};
use crate::ingest::cell::key;
use crate::ingest::row::Cells;
use crate::spelling::folded;

/// How many are kept: of more those with the smallest hashes, so that the number of threads changes nothing.
pub const KEPT: usize = 10_000;

/// Rows of one such customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// As its first row writes it, in normal form.
    pub own: String,
    /// How many rows.
    pub rows: u64,
    /// Sum of their first money column, in units of 10⁻¹².
    pub sum: i128,
    /// File and line of the first.
    pub first: (u32, u32),
}

/// By hash and folded form.
#[derive(Clone, Debug, Default)]
pub struct Newcomers {
    /// Those that are kept.
    pub list: BTreeMap<(u64, String), Newcomer>,
    /// Whether there were more.
    pub are_more: bool,
    /// Rows of customers that the register has.
    pub known: u64,
}

impl Newcomers {
    /// Takes those of another thread, or of other days.
    pub fn merge(&mut self, other: Newcomers) {
        self.are_more |= other.are_more;
        self.known += other.known;
        other.list.into_iter().for_each(|(key, newcomer)| self.take(key, newcomer));
    }

    fn take(&mut self, key: (u64, String), newcomer: Newcomer) {
        match self.list.get_mut(&key) {
            Some(known) => {
                known.rows += newcomer.rows;
                known.sum += newcomer.sum;
                if newcomer.first < known.first {
                    (known.first, known.own) = (newcomer.first, newcomer.own);
                }
            }
            None => {
                self.list.insert(key, newcomer);
            }
        }
        if self.list.len() > KEPT {
            self.list.pop_last();
            self.are_more = true;
        }
    }
}

impl Folder<'_> {
    /// Notes the customer of a row, where the register lacks it. Of sales the rows of the days that are looked at matter; of what else a question
    /// of management looks at every row.
    pub(super) fn note_newcomer(&mut self, cells: &Cells, place: DayPlace) {
        let (stream, customers) = (self.context.stream, &self.context.ledger.customers);
        let is_looked_at = match self.context.is_of_sales {
            true => place.is_looked_at,
            false => self.context.is_listed || (self.context.policy.management.is_asked() && place.in_window),
        };
        if customers.list.is_empty() || !is_looked_at {
            return;
        }
        let placed = &cells.layout.slots[stream.customer];
        let raw = cells.raw(stream.customer).unwrap_or_default();
        let Some(own) = cells.text_of(&raw).and_then(|text| key::read(&text).ok().flatten()) else { return };
        let key = folded(placed.key(&own)).into_owned();
        let is_before = self.context.is_of_sales && !place.in_period;
        if customers.by_key.has(&key) {
            self.newcomers.known += u64::from(!is_before);
            return;
        }
        let mut hasher = FxHasher::default();
        hasher.write(key.as_bytes());
        let newcomer = Newcomer { own, rows: 1, sum: self.first_money(), first: self.place() };
        let newcomers = if is_before { &mut self.newcomers_before } else { &mut self.newcomers };
        newcomers.take((hasher.finish(), key), newcomer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_are_kept_are_the_same_for_any_threads() {
        let newcomer = |line: u32| Newcomer { own: format!("{line}"), rows: 1, sum: 0, first: (0, line) };
        let key = |line: u32| (u64::from(line % 20_000).reverse_bits(), format!("{}", line % 20_000));
        let mut one = Newcomers::default();
        let mut parts = [Newcomers::default(), Newcomers::default()];
        for line in 0..60_000 {
            one.take(key(line), newcomer(line));
            parts[(line as usize / 7) % 2].take(key(line), newcomer(line));
        }
        let [mut joined, other] = parts;
        joined.merge(other);
        assert!(one.are_more && joined.are_more && one.list.len() == KEPT);
        assert_eq!(one.list, joined.list);
    }
}
