//! Total rows (合计, Total): not counted, but compared with the sum of the rows above them.
//!
//! One that has no number, or something else where one should be, is told: it says nothing of the rows.

use std::collections::BTreeMap;

use super::row::RegisterRow;
use super::slots::Heading;
use crate::finding::Finding;
use crate::ingest::faults::Faults;
use crate::ingest::sorting::TotalMarks;
use crate::number::Number;
use crate::policy::rules::TotalRows;

/// What comparing a total row came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Compared {
    Agrees,
    /// A fault of the row, told already.
    Differs,
    /// It has nothing to compare, or something that is no number.
    NotKnown,
    /// So many rows above it could not be read.
    WithoutSome(u32),
}

/// The running sums of the number columns, and where groups of rows began.
pub(super) struct Totals {
    rule: TotalRows,
    slots: Vec<usize>,
    sums: Vec<Sum>,
    marks: TotalMarks<Vec<Sum>>,
    /// The column that says whose a row of targets is, and the sums of all rows of each of its words: a total may be of people alone, whose teams have rows too.
    scope: Option<usize>,
    of_scopes: BTreeMap<String, Vec<Sum>>,
    /// How many rows could not be read.
    unread: u32,
}

#[derive(Clone)]
struct Sum {
    value: Number,
    /// How many cells could not be read: a sum over some is not known.
    unread: u32,
}

impl Totals {
    pub fn new(heading: &Heading, rule: TotalRows) -> Self {
        let slots: Vec<usize> =
            heading.slots.iter().enumerate().filter(|(_, slot)| slot.adds_up()).map(|(slot, _)| slot).collect();
        let sums = vec![Sum { value: Number::zero(), unread: 0 }; slots.len()];
        let scope = heading.slot("scope");
        Totals { rule, slots, marks: TotalMarks::new(sums.clone()), scope, of_scopes: BTreeMap::new(), sums, unread: 0 }
    }

    /// Whether a total row was seen.
    pub fn seen(&self) -> bool {
        self.marks.seen()
    }

    /// Notes a row that could not be read: no sum below it is known.
    pub fn lose_row(&mut self) {
        self.unread += 1;
        self.sums.iter_mut().chain(self.of_scopes.values_mut().flatten()).for_each(|sum| sum.unread += 1);
    }

    /// Adds a row that counts.
    pub fn add(&mut self, row: &RegisterRow) {
        add_to(&mut self.sums, &self.slots, row);
        if let Some(scope) = self.scope.and_then(|slot| row.text_in(slot)) {
            let none = || vec![Sum { value: Number::zero(), unread: 0 }; self.slots.len()];
            add_to(self.of_scopes.entry(scope.to_string()).or_insert_with(none), &self.slots, row);
        }
        let is_unread = |slot: &usize| row.readable_in(*slot).is_none() && row.text_in(*slot).is_some();
        self.unread += u32::from(self.slots.iter().any(is_unread));
    }

    /// Compares a total row. One that differs, and any where the policy refuses them, is a fault of the row.
    pub fn check(&mut self, row: &RegisterRow, faults: &mut Faults) -> Compared {
        let totals: Vec<Option<(Number, Number)>> = self
            .slots
            .iter()
            .map(|slot| row.readable_in(*slot).map(|total| (total, row.half_a_unit_in(*slot))))
            .collect();
        let is_near = |(start, now): (&Sum, &Sum), total: &Option<(Number, Number)>| {
            let is_known = start.unread == now.unread;
            total
                .as_ref()
                .is_none_or(|(total, half)| !is_known || (&(&now.value - &start.value) - total).abs() <= *half)
        };
        let agrees = self.marks.settle(self.sums.clone(), |start, now| {
            start.iter().zip(now).zip(&totals).all(|(sums, total)| is_near(sums, total))
        });
        let is_of_scope = |sums: &Vec<Sum>| {
            let zero = Sum { value: Number::zero(), unread: 0 };
            sums.iter().zip(&totals).all(|(sum, total)| is_near((&zero, sum), total))
        };
        let agrees = agrees || self.of_scopes.values().any(is_of_scope);
        if self.rule == TotalRows::Refuse {
            faults.row(Finding::error("total-row").at(row.whole()), row.line, row.record());
            return Compared::Differs;
        }
        if !agrees {
            self.report(row, &totals, faults);
            return Compared::Differs;
        }
        let is_unread = |(slot, total): (&usize, &Option<_>)| total.is_none() && row.text_in(*slot).is_some();
        let is_unknown = |sum: &Sum| sum.unread > 0;
        let has_any = totals.iter().any(Option::is_some);
        let has_unread = self.slots.iter().zip(&totals).any(is_unread);
        match () {
            () if !has_any || has_unread => Compared::NotKnown,
            () if self.sums.iter().zip(&totals).any(|(sum, total)| total.is_some() && is_unknown(sum)) => {
                Compared::WithoutSome(self.unread)
            }
            () => Compared::Agrees,
        }
    }

    /// Whether there are columns to compare.
    pub fn has_columns(&self) -> bool {
        !self.slots.is_empty()
    }

    /// Tells the columns whose total is not the sum of all rows above; all of them where each is right for some rows.
    fn report(&self, row: &RegisterRow, totals: &[Option<(Number, Number)>], faults: &mut Faults) {
        let columns = self.slots.iter().zip(&self.sums).zip(totals);
        let given: Vec<_> = columns.filter_map(|((slot, sum), total)| Some((slot, sum, total.as_ref()?))).collect();
        let is_off = |sum: &Sum, total: &(Number, Number)| (&sum.value - &total.0).abs() > total.1;
        let any_off = given.iter().any(|(_, sum, total)| is_off(sum, total));
        for (slot, sum, total) in given.into_iter().filter(|(_, sum, total)| !any_off || is_off(sum, total)) {
            let label = &row.heading.slots[*slot].label;
            let differs = Finding::error("total-differs").with("column", label).with("found", &total.0);
            faults.row(differs.with("sum", &sum.value).at(row.place_in(*slot)), row.line, row.record());
        }
    }
}

fn add_to(sums: &mut [Sum], slots: &[usize], row: &RegisterRow) {
    for (slot, sum) in slots.iter().zip(sums) {
        match row.readable_in(*slot) {
            Some(number) => sum.value = &sum.value + &number,
            None => sum.unread += u32::from(row.text_in(*slot).is_some()),
        }
    }
}
