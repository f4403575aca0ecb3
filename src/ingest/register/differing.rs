//! Files and sheets of one register whose amounts are in different units: where one says `万元` above its table and another nothing, the
//! other's line may have been forgotten.

use super::row::RegisterRow;
use super::slots::{Heading, Slot};
use crate::finding::Finding;
use crate::ingest::cell::Scaled;
use crate::ingest::faults::Faults;
use crate::source::Place;

/// One file's unit of a column.
pub struct UnitAt<'a> {
    /// The column.
    pub column: &'a str,
    /// Nothing: single units.
    pub unit: Option<Scaled>,
    /// The header of the file.
    pub header: &'a Place,
}

/// One warning for each column, at the header of the first file and at that of the first with another unit.
pub fn finding(units: &[UnitAt]) -> Option<Finding> {
    let first = units.first()?;
    let factor = |unit: &UnitAt| unit.unit.unwrap_or(Scaled::new(1, 0));
    let other = units.iter().find(|other| factor(other) != factor(first))?;
    let finding = Finding::warning("unit-differs").with("column", first.column);
    let finding = finding.with("first", factor(first).to_number()).with("other", factor(other).to_number());
    Some(finding.at(other.header.clone()).at(first.header.clone()))
}

/// Warns of the columns of a register.
pub(super) fn check(rows: &[RegisterRow], faults: &mut Faults) {
    let mut headings: Vec<&Heading> = Vec::new();
    for row in rows {
        if headings.last().is_none_or(|last| last.place != row.heading.place) {
            headings.push(&row.heading);
        }
    }
    let Some(first) = headings.first() else { return };
    for slot in first.slots.iter().filter(|slot| !slot.name.is_empty() && slot.month.is_none()) {
        let of =
            |heading: &&'_ Heading| heading.slots.iter().find(|other| is_amount_of(slot, other)).map(|slot| slot.unit);
        let units: Vec<UnitAt> = headings
            .iter()
            .filter_map(|heading| Some(UnitAt { column: &slot.label, unit: of(heading)?, header: &heading.place }))
            .collect();
        finding(&units).into_iter().for_each(|found| faults.push(found));
    }
}

fn is_amount_of(slot: &Slot, other: &Slot) -> bool {
    slot.currency.is_some() && other.currency.is_some() && slot.name == other.name
}
