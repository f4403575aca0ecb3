//! Doubts about the rows of a register: decimals of money, keys with decimals, currencies that nothing reads.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cells::CURRENCY;
use super::row::UNIT;
use super::signs;
use super::slots::Slot;
use super::{Register, RegisterRow};
use crate::finding::Finding;
use crate::ingest::cell::{has_thousandths, key};
use crate::ingest::doubts::{
    Currencies, Dates, Decimals, Doubt, Sign, Spot, has_many_decimals, may_say_currency, without_decimals,
};
use crate::ingest::faults::Faults;
use crate::ingest::header::CellKind;
use crate::policy::Policy;
use crate::policy::rules::{InputKind, InputRule};

impl Register {
    /// Warns, once for each column, of what is read as it stands and yet looks wrong.
    pub(super) fn doubt(&self, (rule, policy): (&InputRule, &Policy), faults: &mut Faults) {
        let mut files: Vec<(Arc<str>, Vec<&RegisterRow>)> = Vec::new();
        for row in &self.rows {
            match files.last_mut().filter(|(file, _)| *file == row.heading.file) {
                Some((_, rows)) => rows.push(row),
                None => files.push((row.heading.file.clone(), vec![row])),
            }
        }
        for (file, rows) in &files {
            let heading = &rows[0].heading;
            let delimiter = self.facts.iter().find(|facts| facts.file == *file).map_or(b',', |facts| facts.delimiter);
            let currencies = currencies(rows, file, &policy.header.currency);
            let decimals_of = three_decimals(rows, (file, delimiter), (rule, policy));
            currencies.into_iter().chain(decimals_of).for_each(|finding| faults.push(finding));
            for (index, slot) in heading.slots.iter().enumerate() {
                let (code, doubt) = match slot.kind {
                    Some(CellKind::Money) if slot.round.is_none() => ("many-decimals", decimals(rows, index)),
                    Some(CellKind::Date | CellKind::Moment) => {
                        dates(rows, index).told((file, &slot.name)).into_iter().for_each(|found| faults.push(found));
                        continue;
                    }
                    Some(CellKind::Key) => ("key-with-decimals", keys(rows, index)),
                    Some(CellKind::Number) if self.kind() != InputKind::Targets => {
                        signs::unsigned(rows, index).into_iter().for_each(|found| faults.push(found));
                        continue;
                    }
                    _ => continue,
                };
                if let Some(finding) = doubt.finding(code, file) {
                    faults.push(finding.with("column", &slot.name));
                }
            }
        }
    }
}

fn spot(row: &RegisterRow, slot: usize) -> impl FnOnce() -> Spot {
    move || Spot::of(&row.place_in(slot), row.raw(slot).trim())
}

/// Columns that nothing reads and that say another currency, beside amounts that are read; a list of people has columns for much else.
fn currencies(rows: &[&RegisterRow], file: &Arc<str>, currency: &str) -> Vec<Finding> {
    let heading = &rows[0].heading;
    let has_amounts = heading.slots.iter().any(|slot| slot.currency.is_some());
    if heading.has(CURRENCY) || !heading.known.contains(&CURRENCY) || heading.known.contains(&"mentor") || !has_amounts
    {
        return Vec::new();
    }
    let fields = may_say_currency(&heading.labels, |field| !heading.slots[field].is_unread());
    let of_field = |field: usize| {
        let mut currencies = Currencies::default();
        rows.iter().for_each(|row| currencies.look_at(row.raw(field).trim(), currency, row.line));
        currencies.told((file, &heading.labels[field]), currency)
    };
    fields.into_iter().filter_map(of_field).collect()
}

/// Columns of amounts with three decimals, in a currency that has two.
fn three_decimals(
    rows: &[&RegisterRow],
    (file, delimiter): (&Arc<str>, u8),
    (rule, policy): (&InputRule, &Policy),
) -> Vec<Finding> {
    let heading = &rows[0].heading;
    let sign = Sign::of(rule.decimal, delimiter);
    let is_looked_at = |slot: &Slot| slot.currency.is_some() && slot.unit.is_none() && slot.round.is_none();
    let of_slot = |(index, slot): (usize, &Slot)| {
        let mut decimals = Decimals::default();
        rows.iter().for_each(|row| decimals.look_at(row.raw(index).trim(), slot.decimal, row.line));
        let told = decimals.told((file, &slot.name), sign, heading.has(UNIT));
        told.into_iter().chain(decimals.without_point((file, &slot.name)))
    };
    // Each cell of an adjustment is told by itself.
    if has_thousandths(&policy.header.currency) || rule.kind() == InputKind::Adjustments {
        return Vec::new();
    }
    heading.slots.iter().enumerate().filter(|(_, slot)| is_looked_at(slot)).flat_map(of_slot).collect()
}

fn decimals(rows: &[&RegisterRow], slot: usize) -> Doubt {
    let mut doubt = Doubt::default();
    for row in rows {
        let number = row.readable_in(slot).and_then(|number| Some((number.decimals()?, number)));
        let is_long = |(scale, number): (u32, crate::number::Number)| {
            number.to_scaled(scale).is_some_and(|mantissa| has_many_decimals(mantissa, scale))
        };
        if number.is_some_and(is_long) {
            doubt.see(row.line, spot(row, slot));
        }
    }
    doubt
}

fn dates(rows: &[&RegisterRow], slot: usize) -> Dates {
    let mut dates = Dates::default();
    rows.iter().for_each(|row| dates.look_at(row.raw(slot).trim(), row.heading.dates, row.line));
    dates
}

fn keys(rows: &[&RegisterRow], slot: usize) -> Doubt {
    let has_decimals = |row: &&RegisterRow| without_decimals(&key::normal(&row.raw(slot))).is_some();
    if !rows.iter().any(has_decimals) {
        return Doubt::default();
    }
    let keys: Vec<String> = rows.iter().map(|row| key::normal(&row.raw(slot)).into_owned()).collect();
    let known: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
    let mut doubt = Doubt::default();
    for (row, key) in rows.iter().zip(&keys) {
        if without_decimals(key).is_some_and(|bare| known.contains(bare)) {
            doubt.see(row.line, spot(row, slot));
        }
    }
    doubt
}
