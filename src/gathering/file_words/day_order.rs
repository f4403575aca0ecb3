//! Days of one row beside each other: two columns that stand the wrong way round in a file, and tickets that were replied to after they were closed.
//!
//! In which month a row counts goes by the first of them, so this is looked for whether the second is read or not.

use super::kept::{Cells, Row, Rows, Source};
use crate::calendar::{NaiveDate, NaiveTime};
use crate::finding::Finding;
use crate::ingest::cell::moment;

/// Of more rows nothing is compared.
const MOST: usize = 50_000;
/// So many rows that all have the later day first are no chance.
const LEAST: usize = 5;
/// So many times as many rows are in order as those that are not.
const TIMES: usize = 4;
/// By kind, columns of which the second is never before the first in every row.
const ORDERED: [(&str, &str, &str); 8] = [
    ("sales", "date", "due"),
    ("activities", "date", "next_date"),
    ("pipeline", "opened", "closed"),
    ("pipeline", "opened", "expected_on"),
    ("tickets", "opened", "closed"),
    ("tickets", "opened", "first_reply"),
    REPLIED,
    ("feedback", "date", "closed"),
];
const REPLIED: (&str, &str, &str) = ("tickets", "first_reply", "closed");

type Moment = (NaiveDate, Option<NaiveTime>);

/// Rows that have both days, and those of them in which the later one is before.
struct Both<'r> {
    rows: usize,
    early: Vec<(&'r Row, String, String)>,
}

/// One warning for each file.
pub(super) fn told(source: &Source, rows: &Rows) -> Vec<Finding> {
    if rows.rows.len() > MOST {
        return Vec::new();
    }
    (0..source.one.layouts().len()).filter_map(|file| source.disordered(file, rows)).collect()
}

impl Source<'_> {
    fn disordered(&self, file: usize, rows: &Rows) -> Option<Finding> {
        let pairs = ORDERED.iter().filter(|(kind, ..)| *kind == self.stream.kind);
        let both: Vec<_> = pairs.map(|pair| (pair, self.both((pair.1, pair.2), (file, rows)))).collect();
        let exchanged = both.iter().find_map(|(pair, both)| self.days_exchanged(file, (pair.1, pair.2), both));
        exchanged.or_else(|| {
            let (_, both) = both.iter().find(|(pair, _)| **pair == REPLIED)?;
            self.replied_late(both, rows)
        })
    }

    fn both<'r>(&self, (first, second): (&str, &str), (file, rows): (usize, &'r Rows)) -> Both<'r> {
        let mut both = Both { rows: 0, early: Vec::new() };
        let has = |name: &str| self.layout(file).columns.iter().any(|(known, _)| known == name);
        if !has(first) || !has(second) {
            return both;
        }
        for row in rows.rows.iter().filter(|row| row.at.0 == file) {
            let cells = rows.cells_of(row);
            let (one, other) = (self.moment((file, &cells), first), self.moment((file, &cells), second));
            let Some(((one, begins), (other, ends))) = one.zip(other) else { continue };
            both.rows += 1;
            if is_before(other, one) {
                both.early.push((row, begins, ends));
            }
        }
        both
    }

    /// The moment in a cell, and how it is written.
    fn moment(&self, row: Cells, name: &str) -> Option<(Moment, String)> {
        let text = self.text(row, name)?;
        let moment = moment::read(&text, self.layout(row.0).dates).ok()??;
        Some((moment, text))
    }

    /// That the one stands before the other in every row.
    fn days_exchanged(&self, file: usize, (first, second): (&str, &str), both: &Both) -> Option<Finding> {
        let name = &self.layout(file).name;
        let finding = Finding::warning("days-exchanged").with("input", &self.rule.name).with("file", name);
        let finding = finding.with("column", self.label(file, second)).with("other", self.label(file, first));
        let finding = finding.with("count", both.rows);
        let is_all = both.rows >= LEAST && both.early.len() == both.rows;
        is_all.then(|| self.at_rows(finding, both.early.iter().map(|(row, ..)| row.at)))
    }

    /// Few tickets of the period that were closed before anybody replied, where the reply is read.
    fn replied_late(&self, both: &Both, rows: &Rows) -> Option<Finding> {
        let is_read = self.stream.slots.iter().any(|slot| slot.column == REPLIED.1);
        let is_few = both.rows - both.early.len() >= LEAST.max(both.early.len() * TIMES);
        let late: Vec<_> = both.early.iter().filter(|(row, ..)| self.is_paid(row, rows)).collect();
        let (_, replied, closed) = late.first().filter(|_| is_read && is_few)?;
        let finding = Finding::warning("reply-after-closing").with("input", &self.rule.name).with("count", late.len());
        let finding = finding.with("column", REPLIED.1).with("text", replied).with("closed", closed);
        Some(self.at_rows(finding, late.iter().map(|(row, ..)| row.at)))
    }
}

/// Whether a moment lies before another; where one of them has no time of day, by their days.
fn is_before(one: Moment, other: Moment) -> bool {
    match (one.1, other.1) {
        (Some(time), Some(other_time)) => (one.0, time) < (other.0, other_time),
        _ => one.0 < other.0,
    }
}
