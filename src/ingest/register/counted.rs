//! `counted` of a register: a row that does not pass does not exist, but in the control totals and in the sums above total rows.

use super::cells::Need;
use super::{Register, RegisterRow};
use crate::ingest::cell::{key, vocabulary};
use crate::ingest::faults::Faults;
use crate::ingest::header::CellKind;
use crate::policy::rules::{Filter, FilterTerm, FilterTest, InputRule, Range};
use crate::spelling::alike;

impl Register {
    /// Leaves out the rows that `counted` does not let pass.
    pub(super) fn leave_out(&mut self, rule: &InputRule, faults: &mut Faults) {
        let Some(filter) = &rule.counted else { return };
        let (rows, left_out) = std::mem::take(&mut self.rows).into_iter().partition(|row| passes(row, filter, faults));
        (self.rows, self.left_out) = (rows, left_out);
        for row in &self.left_out {
            let facts = self.facts.iter_mut().find(|facts| facts.hold(&row.heading.file, row.line));
            let is_set_aside = faults.is_set_aside(&row.heading.file, row.line);
            facts.into_iter().filter(|_| !is_set_aside).for_each(|facts| facts.not_counted += 1);
        }
    }

    /// The texts of a column in all rows, counted or not: as written, and as what they are read.
    pub fn texts_of(&self, column: &str) -> impl Iterator<Item = [String; 2]> {
        self.rows.iter().chain(&self.left_out).filter_map(move |row| texts(row, column))
    }
}

impl RegisterRow {
    /// Whether the row passes a filter. What asks for a label of another register is taken as not passed.
    pub fn passes(&self, filter: &Filter) -> bool {
        passes(self, filter, &mut Faults::default())
    }
}

/// Whether a row passes. A cell that is no number where a range asks for one is a fault of the row.
fn passes(row: &RegisterRow, filter: &Filter, faults: &mut Faults) -> bool {
    filter.terms.iter().all(|term| holds(row, term, faults))
}

fn holds(row: &RegisterRow, term: &FilterTerm, faults: &mut Faults) -> bool {
    let is_one_of = |labels: &[String]| {
        texts(row, &term.column)
            .is_some_and(|texts| labels.iter().any(|label| texts.iter().any(|text| alike(label, text))))
    };
    match &term.test {
        FilterTest::OneOf(labels) => is_one_of(labels),
        FilterTest::NoneOf(labels) => !is_one_of(labels),
        FilterTest::Missing(missing) => row.text(&term.column).is_none() == *missing,
        FilterTest::On(days) => {
            row.read(faults).date(&term.column, Need::Optional).is_some_and(|day| days.contains(day))
        }
        FilterTest::In(range) => is_in(row, &term.column, range, faults),
    }
}

fn is_in(row: &RegisterRow, column: &str, range: &Range, faults: &mut Faults) -> bool {
    let kind = row.heading.slot(column).and_then(|slot| row.heading.slots[slot].kind);
    let mut cells = row.read(faults);
    let number = match kind {
        Some(CellKind::Rate | CellKind::Discount) => cells.rate(column, Need::Optional),
        _ => cells.number(column, Need::Optional),
    };
    number.is_some_and(|number| range.contains(&number))
}

/// A text as it is written, and as what the policy reads it; nothing when missing.
fn texts(row: &RegisterRow, column: &str) -> Option<[String; 2]> {
    let meant = row.text(column)?;
    let own = row.heading.slot(column).map_or_else(|| meant.clone(), |slot| row.raw(slot).into_owned());
    let [own, meant] = [own, meant].map(|text| key::normal(&text).into_owned());
    // Customers alone have a class.
    let input = if row.heading.known.contains(&column) { "customers" } else { "" };
    let meant = vocabulary::meaning(input, column, &meant).to_owned();
    Some([own, meant])
}
