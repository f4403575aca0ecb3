//! Doubts about the rows of a register: decimals of money, keys with decimals.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Register, RegisterRow};
use crate::ingest::cell::key;
use crate::ingest::doubts::{Doubt, Spot, has_many_decimals, without_decimals};
use crate::ingest::faults::Faults;
use crate::ingest::header::CellKind;

impl Register {
    /// Warns, once for each column, of what is read as it stands and yet looks wrong.
    pub(super) fn doubt(&self, faults: &mut Faults) {
        let mut files: Vec<(Arc<str>, Vec<&RegisterRow>)> = Vec::new();
        for row in &self.rows {
            match files.last_mut().filter(|(file, _)| *file == row.heading.file) {
                Some((_, rows)) => rows.push(row),
                None => files.push((row.heading.file.clone(), vec![row])),
            }
        }
        for (file, rows) in &files {
            let heading = &rows[0].heading;
            for (index, slot) in heading.slots.iter().enumerate() {
                let (code, doubt) = match slot.kind {
                    Some(CellKind::Money) if slot.round.is_none() => ("many-decimals", decimals(rows, index)),
                    Some(CellKind::Key) => ("key-with-decimals", keys(rows, index)),
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

fn keys(rows: &[&RegisterRow], slot: usize) -> Doubt {
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
