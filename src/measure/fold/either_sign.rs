//! Numbers of either sign in rows that take a sale back: a margin comes back with the sign that it was sold with.

use super::Folder;
use crate::crediting::returns::TakenPart;
use crate::ingest::row::{Cells, Fixed, number};
use crate::policy::rules::Sign;

impl Folder<'_> {
    /// Whether the row's amount stands above 0 as the file writes it; nothing where that cannot be told, or it is 0.
    pub(super) fn is_above(&self, cells: &Cells) -> Option<bool> {
        let slot = self.context.stream.guide?;
        let fixed = number(&cells.raw(slot)?, &cells.layout.slots[slot], cells.layout.encoding).ok().flatten()?;
        (fixed.units != 0).then_some(fixed.units > 0)
    }

    /// A number of either sign of a row that takes a sale back: the sale's own turned round where the amount stands as the sale's did, and as it is where
    /// that is below 0. Nothing where the amount does not say it; one that contradicts the sign of the file is a fault.
    pub(super) fn turned(&mut self, cells: &Cells, slot: usize, fixed: Fixed) -> Option<Fixed> {
        let stream = self.context.stream;
        let guide = stream.guide.filter(|guide| stream.is_of_either_sign(slot) && *guide != slot)?;
        let is_above = self.is_above(cells)?;
        let sign = stream.returns.as_ref().map(|(_, sign)| *sign);
        // An amount that is read was faulted itself.
        if !self.context.needs.signed[guide] {
            self.check_sign(cells, guide, (is_above, sign));
        }
        Some(if is_above { Fixed { units: -fixed.units, ..fixed } } else { fixed })
    }

    /// Numbers of either sign with the sign opposite to what was sold, where the file may sign them as it likes.
    pub(super) fn oppose(&mut self, part: &TakenPart) {
        let context = self.context;
        if matches!(context.stream.returns, Some((_, Sign::Flip | Sign::Keep))) || part.numbers.is_some() {
            return;
        }
        for (column, slot) in context.sold_slots.iter().enumerate() {
            let Some(slot) = slot.filter(|slot| context.needs.signed[*slot]) else { continue };
            let of_column = part.sold.iter().filter_map(|row| row.get(column)).map(|fixed| fixed.units);
            let Some(is_above) = one_sign(of_column).filter(|_| context.stream.is_of_either_sign(slot)) else {
                continue;
            };
            if let Some(number) = &mut self.row.numbers[slot] {
                number.units = if is_above { -number.units.abs() } else { number.units.abs() };
            }
        }
    }
}

/// Whether all of them that are not 0 are above it, or none; nothing where they differ, or there is none.
fn one_sign(units: impl Iterator<Item = i128>) -> Option<bool> {
    let mut signs = units.filter(|units| *units != 0).map(|units| units > 0);
    let first = signs.next()?;
    signs.all(|sign| sign == first).then_some(first)
}
