//! Targets with a column per month: `M01`, `1月`, `Jan`, `2026-01`. Columns of totals beside them are compared, not taken.

use std::collections::BTreeSet;

use super::fiscal_months::{self, YearOfMonths, place_in_year};
use super::targets::{Value, check_written, is_empty, measure};
use crate::calendar::{NaiveDate, Period, PeriodKind};
use crate::finding::Finding;
use crate::ingest::cell::{CellFault, count, republic_in};
use crate::ingest::faults::Faults;
use crate::ingest::header::{MonthLabel, normal_label};
use crate::ingest::register::{Cells, Need, Register, RegisterRow};
use crate::number::Number;
use crate::policy::Policy;
use crate::source::Place;

/// Labels of columns that add up months, in normal form, with the first and last of them.
const TOTALS: [(&str, u32, u32); 20] = [
    ("合计", 1, 12),
    ("总计", 1, 12),
    ("全年", 1, 12),
    ("年度合计", 1, 12),
    ("全年合计", 1, 12),
    ("total", 1, 12),
    ("fullyear", 1, 12),
    ("yeartotal", 1, 12),
    ("上半年", 1, 6),
    ("下半年", 7, 12),
    ("h1", 1, 6),
    ("h2", 7, 12),
    ("q1", 1, 3),
    ("q2", 4, 6),
    ("q3", 7, 9),
    ("q4", 10, 12),
    ("一季度", 1, 3),
    ("二季度", 4, 6),
    ("三季度", 7, 9),
    ("四季度", 10, 12),
];

/// A file of this shape in which no label is a month has no target at all.
pub(super) fn refuse_files_without_months(register: &Register, faults: &mut Faults) {
    let mut told = BTreeSet::new();
    for heading in register.rows.iter().map(|row| &row.heading) {
        if told.insert(heading.file.clone()) && heading.slots.iter().all(|slot| slot.month.is_none()) {
            faults.push(Finding::error("no-month-columns").at(heading.place.clone()));
        }
    }
}

/// The header of a file whose months are taken for those of the calendar year, though the fiscal one may be meant.
pub(super) fn of_unsaid_year(row: &RegisterRow, policy: &Policy) -> Option<Place> {
    let is_unsaid = fiscal_months::of(&row.heading, policy) == YearOfMonths::Unsaid;
    is_unsaid.then(|| row.heading.place.clone())
}

/// The targets of a row, a month each; a missing one is none.
pub(super) fn values(cells: &mut Cells<'_, '_>, policy: &Policy) -> Vec<Value> {
    let row = cells.row();
    let months: Vec<(usize, MonthLabel)> =
        row.heading.slots.iter().enumerate().filter_map(|(index, slot)| Some((index, slot.month?))).collect();
    let needs_year = months.iter().any(|(_, month)| month.year.is_none());
    let year = if needs_year { year(cells) } else { None };
    let (of_months, starts) = (fiscal_months::of(&row.heading, policy), policy.header.fiscal_year_starts);
    let of_row = |month: u32| year.map(|year| of_months.calendar(year, month, starts));
    let measure = measure(cells, policy);
    let mut read: Vec<OfMonth> = Vec::new();
    for (slot, month) in &months {
        let value = cells.number_in(*slot, Need::Optional);
        if let (Some(measure), Some(value)) = (measure, &value) {
            check_written(cells, *slot, policy, (measure, Some(value)));
        }
        let period = month.year.or_else(|| of_row(month.month)).and_then(|year| month_of(year, month.month, policy));
        let says_none = !is_empty(cells, *slot);
        read.push(OfMonth { month: month.month, value, says_none, period, place: row.place_in(*slot) });
    }
    // Of a row without any number every cell says that there is no target.
    let has_none = months.iter().all(|(slot, _)| is_empty(cells, *slot));
    read.iter_mut().for_each(|of| of.says_none |= has_none);
    compare_totals(cells, &read, of_months.begins(starts));
    let value = |OfMonth { value, says_none, period, place, .. }| {
        Some(Value { period: period?, measure: measure?, value, says_none, place })
    };
    read.into_iter().filter_map(value).collect()
}

/// The cell of a month; its value is absent where the cell is empty.
struct OfMonth {
    month: u32,
    value: Option<Number>,
    says_none: bool,
    period: Option<Period>,
    place: Place,
}

fn month_of(year: i32, month: u32, policy: &Policy) -> Option<Period> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    Some(Period::containing(first, PeriodKind::Month, policy.header.fiscal_year_starts))
}

/// The year of the row's `year` column, of the policy's constants, or of the title above the header: `2026`, `2026年`, `2026年度`, `民國115年`, `115`.
fn year(cells: &mut Cells<'_, '_>) -> Option<i32> {
    let Some(text) = cells.text("year", Need::Optional) else {
        let heading = &cells.row().heading;
        if heading.slot("year").is_some() {
            return cells.text("year", Need::Required).and(None);
        }
        if heading.year.is_some() {
            return heading.year;
        }
        let first = heading.slots.iter().find(|slot| slot.month.is_some_and(|month| month.year.is_none()));
        let label = first.map_or("", |slot| slot.label.trim());
        cells.report(
            Finding::error("months-without-year")
                .with("label", label)
                .with("line", heading.constants_with_year())
                .at(heading.place.clone()),
        );
        return None;
    };
    let digits = text.trim_end_matches("年度").trim_end_matches('年').trim();
    let written = || count::read(digits).ok().flatten().and_then(|year| i32::try_from(year.mantissa).ok());
    let year = republic_in(digits).or_else(written);
    let year = year.filter(|year| (1980..=2100).contains(year));
    if year.is_none() {
        let fault = CellFault::new("not-a-year", &text);
        cells.fault("year", Finding { args: fault.args, ..Finding::error(fault.code) });
    }
    year
}

/// A column of totals that differs from its months by half a unit of its last digit or more is a fault of the row.
fn compare_totals(cells: &mut Cells<'_, '_>, months: &[OfMonth], begins: u32) {
    let row = cells.row();
    for (slot, heading) in row.heading.slots.iter().enumerate().filter(|(_, slot)| slot.month.is_none()) {
        let normal = normal_label(&heading.label);
        let Some((_, first, last)) = TOTALS.iter().find(|(label, ..)| *label == normal) else { continue };
        let Some(total) = cells.compared_in(slot) else { continue };
        let of = months.iter().filter(|of| (*first..=*last).contains(&place_in_year(of.month, begins)));
        let sum: Number = of.filter_map(|of| of.value.as_ref()).sum();
        if (&sum - &total).abs() > row.half_a_unit_in(slot) {
            let differs = Finding::error("row-total-differs").with("column", &heading.label);
            cells.report(differs.with("found", &total).with("sum", &sum).at(row.place_in(slot)));
        }
    }
}
