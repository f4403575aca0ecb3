//! A whole that is divided without a remainder left over, and a place among others: results that need the figures of several people.
//!
//! What all of them have in common is kept once and shared by the steps of each.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::number::{Number, apportion};

/// A whole divided in proportion to weights: multiples of a unit that add up to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Division {
    whole: Number,
    weights: Vec<Number>,
    unit: Number,
    parts: Vec<Number>,
}

impl Division {
    /// The division; nothing when no weight is above 0, or one is below it.
    pub fn new(whole: Number, weights: Vec<Number>, unit: Number) -> Option<Arc<Self>> {
        let parts = apportion(&whole, &weights, &unit)?;
        Some(Arc::new(Division { whole, weights, unit, parts }))
    }

    /// How many parts there are.
    pub fn among(&self) -> usize {
        self.parts.len()
    }

    /// The sum of the weights.
    pub fn total(&self) -> Number {
        self.weights.iter().sum()
    }

    /// The part at that index; nothing where whole or weight are not those that were divided.
    pub(super) fn part(&self, index: usize, whole: &Number, weight: &Number) -> Option<Number> {
        let is_same = *whole == self.whole && self.weights.get(index) == Some(weight);
        self.parts.get(index).filter(|_| is_same).cloned()
    }

    /// Whether dividing again gives the same parts.
    pub(super) fn holds(&self) -> bool {
        apportion(&self.whole, &self.weights, &self.unit).as_ref() == Some(&self.parts)
    }
}

/// Those who compete, the best first; those without a value are last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    values: Vec<Option<Number>>,
    /// Whether more is better.
    rises: bool,
    /// Whether equal values share a place; else the order decides.
    shares: bool,
}

impl Field {
    /// The field in the order of places.
    pub fn new(values: Vec<Option<Number>>, rises: bool, shares: bool) -> Arc<Self> {
        Arc::new(Field { values, rises, shares })
    }

    /// How many have a value.
    pub fn among(&self) -> usize {
        self.values.iter().flatten().count()
    }

    /// The place, from 1, of who stands at that index with that value; nothing where another value stands there.
    pub(super) fn place(&self, index: usize, value: &Number) -> Option<Number> {
        let known = self.values.get(index)?.as_ref().filter(|known| *known == value)?;
        let first = self.values.iter().position(|other| other.as_ref() == Some(known))?;
        let place = if self.shares { first } else { index };
        i64::try_from(place + 1).ok().map(Number::from)
    }

    /// Whether everybody with a value is among those indices.
    pub fn is_owned(&self, indices: &BTreeSet<usize>) -> bool {
        self.values.iter().enumerate().all(|(index, value)| value.is_none() || indices.contains(&index))
    }

    /// Whether nobody stands before a better one.
    pub(super) fn holds(&self) -> bool {
        self.values.windows(2).all(|pair| match (&pair[0], &pair[1]) {
            (Some(before), Some(after)) => {
                if self.rises {
                    before >= after
                } else {
                    before <= after
                }
            }
            (None, Some(_)) => false,
            (_, None) => true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(list: &[i64]) -> Vec<Number> {
        list.iter().map(|value| Number::from(*value)).collect()
    }

    #[test]
    fn a_part_is_that_of_its_own_whole_and_weight_alone() {
        let division = Division::new(Number::from(10), numbers(&[1, 2]), Number::one()).expect("weights");
        assert_eq!(division.part(1, &Number::from(10), &Number::from(2)), Some(Number::from(7)));
        assert_eq!(division.part(0, &Number::from(10), &Number::from(2)), None);
        assert_eq!(division.part(1, &Number::from(11), &Number::from(2)), None);
        assert!(division.holds());
    }

    #[test]
    fn equal_values_share_a_place_or_take_one_each() {
        let values = || numbers(&[9, 7, 7]).into_iter().map(Some).chain([None]).collect();
        let (shared, apart) = (Field::new(values(), true, true), Field::new(values(), true, false));
        let seven = Number::from(7);
        assert_eq!(shared.place(2, &seven), Some(Number::from(2)));
        assert_eq!(apart.place(2, &seven), Some(Number::from(3)));
        assert_eq!(apart.place(3, &seven), None);
        assert!(shared.holds() && !Field::new(values(), false, true).holds());
    }
}
