//! An order, added up from the segments and measures that it is in.

use std::collections::BTreeMap;

use super::accumulate::{SumCell, Whole};
use super::cube::scaled;
use super::totals::{Deal, Part};
use crate::crediting::orders;
use crate::spelling::folded;

/// What one cell has of an order in one segment.
#[derive(Clone, Debug)]
pub struct DealPart {
    /// The order's key, for people.
    pub key: String,
    /// The key of another column by which it may be new.
    pub of: u32,
    /// The cell's part.
    pub part: SumCell,
    /// Its part by label, where a column asks for it.
    pub labels: Vec<(String, SumCell)>,
}

/// One order while its segments and measures are added up.
pub(super) struct OneDeal {
    key: String,
    /// By what its sums are divided.
    divisor: i64,
    whole: i128,
    part: i128,
    rows: u64,
    first: Option<(u32, u32)>,
    /// The part by label.
    labels: ByLabel,
    /// The whole by label.
    whole_labels: ByLabel,
}

/// By the label as it is compared: as it is shown, and the sum of it.
type ByLabel = BTreeMap<String, (String, SumCell)>;

fn add(sums: &mut ByLabel, labels: &[(String, SumCell)], sign: i128) {
    for (label, sum) in labels {
        let new = || (label.clone(), SumCell::default());
        let (_, known) = sums.entry(folded(label).into_owned()).or_insert_with(new);
        known.add(SumCell { sum: sum.sum * sign, rows: sum.rows });
    }
}

impl OneDeal {
    /// Nothing of it yet; its sums are divided by that.
    pub fn new(key: &str, divisor: i64) -> Self {
        let (labels, whole_labels) = Default::default();
        OneDeal { key: key.to_owned(), divisor, whole: 0, part: 0, rows: 0, first: None, labels, whole_labels }
    }

    /// Takes a cell's part of the order in one segment.
    pub fn take_part(&mut self, part: &DealPart, sign: i128) {
        self.part += part.part.sum * sign;
        self.rows += part.part.rows;
        add(&mut self.labels, &part.labels, sign);
    }

    /// Takes the whole of the order in one segment, whosever it is.
    pub fn take_whole(&mut self, whole: &Whole, sign: i128) {
        self.whole += whole.sum.sum * sign;
        self.first = Some(self.first.map_or(whole.first, |known| known.min(whole.first)));
        add(&mut self.whole_labels, &whole.labels, sign);
    }

    /// As pay reads it; `key` is by what it is looked up.
    pub fn finish(self, key: String, address: impl Fn((u32, u32)) -> String) -> Deal {
        let label =
            |(label, sum): (String, SumCell)| Part { label, value: scaled(sum.sum, self.divisor), rows: sum.rows };
        Deal {
            key,
            order: if self.key.starts_with('\0') { String::new() } else { orders::shown(&self.key) },
            at: self.first.map_or_else(String::new, address),
            whole: scaled(self.whole, self.divisor),
            part: scaled(self.part, self.divisor),
            rows: self.rows,
            labels: self.labels.into_values().map(label).collect(),
            whole_labels: self.whole_labels.into_values().map(label).collect(),
        }
    }
}
