//! Orders one by one: how large each is, and what each cell has of it.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Accumulate, Keys, SumCell, Texts};
use crate::measure::batch::{Batch, BatchRow, Taken};
use crate::measure::one_deal::DealPart;
use crate::spelling::folded;

/// One order in one segment.
#[derive(Clone, Debug, Default)]
struct DealCell {
    /// The whole of it, without overlays.
    whole: SumCell,
    /// File and line of its first row.
    first: (u32, u32),
    /// Cell and its part.
    parts: Vec<(u32, SumCell)>,
    /// Cell and label with the cell's part, where a column asks for it.
    labels: BTreeMap<(u32, u32), SumCell>,
    /// Label with what the whole has of it, where a column asks for it.
    whole_labels: BTreeMap<u32, SumCell>,
}

/// Orders by key and segment.
#[derive(Debug)]
pub struct Deals {
    /// The column that is added up; nothing: rows are counted.
    value: Option<usize>,
    order: usize,
    label: Option<usize>,
    /// The column of keys of which some are new.
    of: Option<usize>,
    /// By order, segment and that key.
    by_order: FxHashMap<(u32, u32, u32), DealCell>,
    /// Rows without an order, each a deal of its own: by place, segment and that key.
    without_order: FxHashMap<((u32, u32), u32, u32), DealCell>,
}

/// The whole of an order in one segment.
#[derive(Clone, Debug)]
pub struct Whole {
    /// Which segment.
    pub segment: usize,
    /// The key by which it may be new.
    pub of: u32,
    /// The whole.
    pub sum: SumCell,
    /// File and line of its first row.
    pub first: (u32, u32),
    /// The whole by label, where a column asks for it.
    pub labels: Vec<(String, SumCell)>,
}

/// Orders: what each cell has of them, and how large they are.
#[derive(Default)]
pub struct DealsByCell {
    /// By cell.
    pub parts: FxHashMap<u32, Vec<DealPart>>,
    /// By the key as it is compared.
    pub wholes: FxHashMap<String, Vec<Whole>>,
}

impl DealCell {
    fn add(&mut self, row: BatchRow, value: Option<usize>, label: Option<usize>) {
        let Some(whole) = row.number(value) else { return };
        let first = row.place();
        self.first = if self.whole.rows == 0 { first } else { self.first.min(first) };
        let whole = SumCell { sum: whole.units, rows: 1 };
        self.whole.add(whole);
        if let Some(slot) = label {
            self.whole_labels.entry(row.label(slot)).or_default().add(whole);
        }
        for (credit, part) in row.credits().iter().zip(row.parts(value)) {
            add_part(&mut self.parts, credit.cell, part);
            if let Some(slot) = label {
                self.labels.entry((credit.cell, row.label(slot))).or_default().add(part);
            }
        }
    }

    fn merge(&mut self, other: DealCell, label: impl Fn(u32) -> u32) {
        self.first = if self.whole.rows == 0 { other.first } else { self.first.min(other.first) };
        self.whole.add(other.whole);
        other.parts.into_iter().for_each(|(cell, sum)| add_part(&mut self.parts, cell, sum));
        for ((cell, key), sum) in other.labels {
            self.labels.entry((cell, label(key))).or_default().add(sum);
        }
        for (key, sum) in other.whole_labels {
            self.whole_labels.entry(label(key)).or_default().add(sum);
        }
    }
}

/// Adds to the part of a cell.
fn add_part(parts: &mut Vec<(u32, SumCell)>, cell: u32, sum: SumCell) {
    match parts.iter_mut().find(|(known, _)| *known == cell) {
        Some((_, known)) => known.add(sum),
        None => parts.push((cell, sum)),
    }
}

impl Deals {
    /// Of the first column, or without one of rows, by the order, and with a label each order's by its values.
    pub fn new(value: Option<usize>, order: usize, label: Option<usize>) -> Self {
        Deals { value, order, label, of: None, by_order: FxHashMap::default(), without_order: FxHashMap::default() }
    }

    /// The same by the keys of a column, where only some of them may count.
    pub fn of(self, of: Option<usize>) -> Self {
        Deals { of, ..self }
    }

    /// The keys of orders.
    pub fn keys(&self) -> impl Iterator<Item = u32> {
        self.by_order.keys().map(|(key, ..)| *key)
    }

    /// Found by cell. The key of a row without an order is its place behind a byte that no key begins with.
    pub fn finish(self, texts: &Texts) -> DealsByCell {
        let label = |key: u32| self.label.map_or_else(String::new, |slot| (texts.shown)(slot, key));
        let own = |place: (u32, u32)| format!("\0{:08}:{:010}", place.0, place.1);
        let mut kept = DealsByCell::default();
        for ((key, segment, of), deal) in self.by_order {
            kept.take(&(texts.shown)(self.order, key), (segment, of), deal, &label);
        }
        for ((place, segment, of), deal) in self.without_order {
            kept.take(&own(place), (segment, of), deal, &label);
        }
        kept
    }
}

impl Accumulate for Deals {
    fn update(&mut self, batch: &Batch, taken: &Taken) {
        let rows = taken.rows.iter().map(|row| batch.row(*row));
        for row in rows.filter(|row| row.number(self.value).is_some()) {
            let of = self.of.map_or(0, |slot| row.label(slot));
            let deal = match row.key(self.order) {
                Some(key) => self.by_order.entry((key, row.segment(), of)).or_default(),
                None => self.without_order.entry((row.place(), row.segment(), of)).or_default(),
            };
            deal.add(row, self.value, self.label);
        }
    }

    fn merge(&mut self, other: Self, keys: &Keys) {
        let label = |key| self.label.map_or(key, |slot| keys.of(slot, key));
        let new_key = |key| self.of.map_or(key, |slot| keys.of(slot, key));
        for ((key, segment, of), deal) in other.by_order {
            self.by_order.entry((keys.of(self.order, key), segment, new_key(of))).or_default().merge(deal, label);
        }
        for ((place, segment, of), deal) in other.without_order {
            self.without_order.entry((place, segment, new_key(of))).or_default().merge(deal, label);
        }
    }
}

impl DealsByCell {
    fn take(&mut self, key: &str, (segment, of): (u32, u32), deal: DealCell, label: &impl Fn(u32) -> String) {
        let labels = deal.whole_labels.iter().map(|(key, sum)| (label(*key), *sum)).collect();
        let whole = Whole { segment: segment as usize, of, sum: deal.whole, first: deal.first, labels };
        self.wholes.entry(folded(key).into_owned()).or_default().push(whole);
        for (cell, part) in deal.parts {
            let labels = deal.labels.iter().filter(|((own, _), _)| *own == cell);
            let labels = labels.map(|((_, key), sum)| (label(*key), *sum)).collect();
            self.parts.entry(cell).or_default().push(DealPart { key: key.to_owned(), of, part, labels });
        }
    }
}
