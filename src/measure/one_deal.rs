//! An order, added up from the segments and measures that it is in.

use std::collections::BTreeMap;

use super::cube::scaled;
use super::gather::{DealCell, SumCell};
use super::totals::{Deal, Part};
use crate::crediting::orders;

/// One order while its segments and measures are added up.
pub(super) struct OneDeal {
    whole: i128,
    part: i128,
    rows: u64,
    first: (u32, u32),
    labels: BTreeMap<String, SumCell>,
}

impl OneDeal {
    /// Nothing of it yet; its first row stands there.
    pub fn new(first: (u32, u32)) -> Self {
        OneDeal { whole: 0, part: 0, rows: 0, first, labels: BTreeMap::new() }
    }

    /// Takes a cell's part of the order in one segment, and the whole when it is seen for the first time.
    pub fn take(&mut self, deal: &DealCell, cell: u32, sign: i128, is_new: bool) {
        self.first = self.first.min(deal.first);
        if is_new {
            self.whole += deal.whole.sum * sign;
            for (label, sum) in &deal.labels {
                let signed = SumCell { sum: sum.sum * sign, rows: sum.rows };
                self.labels.entry(label.clone()).or_default().add(signed);
            }
        }
        for (_, part) in deal.parts.iter().filter(|(own, _)| *own == cell) {
            self.part += part.sum * sign;
            self.rows += part.rows;
        }
    }

    /// As pay reads it.
    pub fn finish(self, key: String, address: impl Fn((u32, u32)) -> String) -> Deal {
        let label = |(label, sum): (String, SumCell)| Part { label, value: scaled(sum.sum, 1), rows: sum.rows };
        Deal {
            order: if key.starts_with('\0') { String::new() } else { orders::shown(&key) },
            at: address(self.first),
            whole: scaled(self.whole, 1),
            part: scaled(self.part, 1),
            rows: self.rows,
            labels: self.labels.into_iter().map(label).collect(),
        }
    }
}
