//! Columns of months that do not follow each other: `Mar`, `Feb`, `Jan`, `Apr` are most likely labels that changed places.

use super::slots::Slot;
use crate::finding::{Finding, quoted};
use crate::ingest::header::MonthLabel;

/// A warning where the months neither rise nor fall all along. Without years they may begin anew once, as those of a fiscal year do.
pub(super) fn out_of_order(slots: &[Slot]) -> Option<Finding> {
    let months: Vec<(i32, &Slot)> = slots.iter().filter_map(|slot| Some((number(slot.month?), slot))).collect();
    let numbers: Vec<i32> = months.iter().map(|(number, _)| *number).collect();
    if is_in_order(&numbers) {
        return None;
    }
    let labels = quoted(months.iter().map(|(_, slot)| slot.label.trim()));
    Some(Finding::warning("months-out-of-order").with("labels", labels))
}

fn number(label: MonthLabel) -> i32 {
    label.year.unwrap_or(0) * 12 + label.month as i32
}

fn is_in_order(months: &[i32]) -> bool {
    let falls = |pair: &&[i32]| pair[1] < pair[0];
    let count = months.windows(2).filter(falls).count();
    let is_turned = months.last() < months.first() && months.iter().all(|month| *month <= 12);
    count == 0 || count + 1 == months.len() || (count == 1 && is_turned)
}

#[cfg(test)]
mod tests {
    use super::is_in_order;

    #[test]
    fn months_rise_fall_or_turn_once() {
        for months in [&[1, 2, 3][..], &[10, 11, 12, 1, 2], &[3, 2, 1], &[24_313, 24_314], &[1], &[], &[2, 2]] {
            assert!(is_in_order(months), "{months:?}");
        }
        for months in [&[3, 2, 1, 4][..], &[1, 3, 2], &[24_315, 24_314, 24_313, 24_316]] {
            assert!(!is_in_order(months), "{months:?}");
        }
    }
}
