//! Rows that drop out of a watch, or are looked at otherwise than they seem, for what stands in one of their cells: told once for each column,
//! with how many they are and where the first stands.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Severity};
use crate::ingest::cell::done;
use crate::ledger::rows::{Closing, ListedRow};
use crate::policy::rules::InputKind;
use crate::source::Place;

/// Rows that lack what a watch counts from.
pub(super) const LEFT_OUT: &str = "watch-rows-left-out";
/// Risks of which one factor is a part of 1, that of others above it.
pub(super) const TWO_SCALES: &str = "risks-of-two-scales";
/// Rows in a column in which none can be open.
const NEVER_OPEN: &str = "watch-never-open";

/// Where a blank is as usual as a day, it is meant: so many times more rows have one.
const USUAL: u64 = 2;

/// The column of a day that is agreed or is not.
const APPOINTMENT: &str = "next_date";

/// Columns of days that every row has.
const ALWAYS: [&str; 2] = ["awarded", "stage_since"];

/// Of a single word it may be said that it means one; of so many different ones none can.
const WORDS: usize = 2;

/// Rows of one kind.
struct Counted {
    rows: u64,
    first: Place,
    text: String,
}

/// What was counted.
#[derive(Default)]
pub(super) struct Counts {
    /// By code and column.
    list: BTreeMap<(&'static str, String), Counted>,
    /// Rows that have what those of the list lack, by code and column.
    others: BTreeMap<(&'static str, String), u64>,
    /// Of columns that say what is open, the words that are neither a day nor an answer.
    words: BTreeMap<String, BTreeSet<String>>,
}

impl Counts {
    /// Counts a row.
    pub(super) fn add(&mut self, code: &'static str, column: &str, row: &ListedRow) {
        let new =
            || Counted { rows: 0, first: row.place.clone(), text: row.cell(column).unwrap_or_default().to_owned() };
        self.list.entry((code, column.to_owned())).or_insert_with(new).rows += 1;
    }

    /// Counts a row that has what others lack.
    pub(super) fn has(&mut self, code: &'static str, column: &str) {
        *self.others.entry((code, column.to_owned())).or_default() += 1;
    }

    /// Notes what a row has where a blank says that it is open: a word that says nothing of the kind closes it for ever.
    pub(super) fn closing(&mut self, row: &ListedRow, column: &str, closing: Closing) {
        let word = row.cell(column).filter(|text| closing == Closing::Done && done::said(text).is_none());
        match word {
            Some(word) => {
                self.add(NEVER_OPEN, column, row);
                let words = self.words.entry(column.to_owned()).or_default();
                if words.len() < WORDS {
                    words.insert(word.to_owned());
                }
            }
            None => self.has(NEVER_OPEN, column),
        }
    }

    /// A finding for each kind.
    pub(super) fn settle(self, watch: &str, input: &str) -> Vec<Finding> {
        // Of what only stands as it is, a blank says that it never was.
        let is_standing = matches!(InputKind::of(input), InputKind::Staff | InputKind::Customers | InputKind::Products);
        let told = self.list.iter().filter_map(|((code, column), counted)| {
            let others = self.others.get(&(*code, column.clone())).copied().unwrap_or_default();
            let words = self.words.get(column).map_or(0, BTreeSet::len);
            let severity = match *code {
                LEFT_OUT if ALWAYS.contains(&column.as_str()) && !is_standing => Severity::Warning,
                LEFT_OUT if is_standing || column == APPOINTMENT || counted.rows * USUAL > others => Severity::Note,
                TWO_SCALES if others == 0 => return None,
                NEVER_OPEN if others > 0 || words < WORDS => return None,
                _ => Severity::Warning,
            };
            let finding = Finding { severity, ..Finding::warning(code) };
            let finding = finding.with("watch", watch).with("input", input).with("column", column);
            Some(finding.with("count", counted.rows).with("text", &counted.text).at(counted.first.clone()))
        });
        told.collect()
    }
}
