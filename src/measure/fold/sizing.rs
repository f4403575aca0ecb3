//! The largest amount of the period, and of all days that are looked at, beside all others there: one that is many times the next has most likely a slipped
//! point.

use super::{DayPlace, Folder};

/// No order is so many times the next largest of so many rows; the fewer there are, the farther it must be. Still fewer say nothing of what is usual.
const FAR: [(u64, i128); 2] = [(20, 50), (9, 400)];

/// The largest amount, where it stands, and the next one; in units of 10⁻¹². Of equal ones the first row's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    /// How many rows have an amount above 0.
    pub rows: u64,
    /// The largest.
    pub largest: i128,
    /// File and line of it.
    pub at: (u32, u32),
    /// The largest of the others.
    pub next: i128,
}

impl Sizes {
    /// Whether the largest is far above all others.
    pub fn are_odd(&self) -> bool {
        let is_far = |(rows, times): (u64, i128)| self.rows >= rows && self.largest >= self.next * times;
        self.next > 0 && FAR.into_iter().any(is_far)
    }

    /// Takes an amount.
    pub fn see(&mut self, units: i128, at: (u32, u32)) {
        self.merge(Sizes { rows: 1, largest: units, at, next: 0 });
    }

    /// Takes what another thread has seen.
    pub fn merge(&mut self, other: Sizes) {
        let is_larger = (other.largest, std::cmp::Reverse(other.at)) > (self.largest, std::cmp::Reverse(self.at));
        let (first, second) = if is_larger { (other, *self) } else { (*self, other) };
        let next = second.largest.max(first.next);
        *self = Sizes { rows: self.rows + other.rows, next, ..first };
    }
}

impl Folder<'_> {
    /// Notes the amount of a row that is looked at and sells something.
    pub(super) fn note_size(&mut self, place: DayPlace) {
        let Some(slot) = self.context.needs.money.first() else { return };
        let units = self.row.numbers[*slot].map_or(0, |fixed| fixed.units);
        if units > 0 && !self.row.back {
            let at = (self.row.file, self.row.line);
            self.sizes_of_all.see(units, at);
            if place.in_period {
                self.sizes.see(units, at);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_the_same_in_any_order() {
        let amounts: Vec<i128> = (1..=19).map(|amount| amount * 10).chain([9_500]).collect();
        let (mut one, mut parts) = (Sizes::default(), [Sizes::default(), Sizes::default()]);
        for (line, amount) in (2..).zip(&amounts) {
            one.see(*amount, (0, line));
            parts[line as usize % 2].see(*amount, (0, line));
        }
        let [mut joined, other] = parts;
        joined.merge(other);
        assert_eq!(one, joined);
        assert_eq!((one.rows, one.largest, one.at, one.next), (20, 9_500, (0, 21), 190));
        assert!(one.are_odd());
        one.see(191, (0, 22));
        assert!(!one.are_odd());
    }
}
