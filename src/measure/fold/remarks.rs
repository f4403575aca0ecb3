//! What is odd about rows that stand as they are: told in one line a kind, with the first of them.

use std::collections::BTreeMap;

use super::{Folder, Purpose};
use crate::ingest::row::Cells;
use crate::measure::plan::{Gather, Keep};
use crate::spelling::folded;

/// Rows of which the same is odd.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// How many.
    pub rows: u64,
    /// File and line of the first.
    pub first: (u32, u32),
    /// The order that it names, as it is written; or what is odd.
    pub order: String,
    /// File and line of the last that was noted: a row is noted once.
    last: (u32, u32),
}

/// Returns without a column of amounts that something is paid or scored by.
pub const LACKING: &str = "returns-without-amounts";

/// By code and column; the column is empty where none matters.
pub type Remarks = BTreeMap<(&'static str, String), Remark>;

impl Folder<'_> {
    /// Whether the register of customers has one of those whose first rows are looked for; nothing where none are, or there is no such register.
    pub fn knows_customers(&self) -> Option<bool> {
        let (stream, customers) = (self.context.stream, &self.context.ledger.customers);
        let is_first = |gather: &Gather| matches!(gather.keep, Keep::First(slot, _) if slot == stream.customer);
        let keys = &self.texts[stream.customer].keys;
        if customers.list.is_empty() || keys.is_empty() || !stream.gathers.iter().any(is_first) {
            return None;
        }
        Some((0..keys.len()).any(|id| customers.by_key.has(&folded(&keys.text(id as u32)))))
    }

    /// Notes what is odd about the row.
    pub(super) fn remark(&mut self, cells: &Cells, code: &'static str, column: &str) {
        let order = Self::shown_text(cells, self.context.stream.order);
        self.remark_text(code, column, order);
    }

    /// Notes what is odd about the row, and what it says of that.
    pub(super) fn remark_text(&mut self, code: &'static str, column: &str, text: String) {
        if self.context.purpose == Purpose::Gather {
            let at = self.place();
            self.take_remark((code, column.to_owned()), Remark { rows: 1, first: at, order: text, last: at });
        }
    }

    /// Takes the remarks of another thread.
    pub(super) fn take_remarks(&mut self, remarks: Remarks) {
        remarks.into_iter().for_each(|(key, remark)| self.take_remark(key, remark));
    }

    fn take_remark(&mut self, key: (&'static str, String), remark: Remark) {
        match self.remarks.get_mut(&key) {
            Some(known) if known.last == remark.last => {}
            Some(known) => {
                known.last = remark.last;
                let rows = known.rows + remark.rows;
                if remark.first < known.first {
                    (known.first, known.order) = (remark.first, remark.order);
                }
                known.rows = rows;
            }
            None => {
                self.remarks.insert(key, remark);
            }
        }
    }
}
