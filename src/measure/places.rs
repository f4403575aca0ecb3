//! `Places`: the values that places by a measure are told from, made once for as long as a stage lasts.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::calendar::Period;
use crate::number::Number;
use crate::policy::rules::{Better, MeasureId, Ties};

/// The values of everybody who has one, by measure and period, the lowest first.
type Values = BTreeMap<(MeasureId, Period), Rc<[Number]>>;

/// Those that were asked for so far.
#[derive(Debug, Default)]
pub struct Places(RefCell<Values>);

impl Places {
    /// The values of a measure in a period; they are made where nobody has asked for them before.
    pub fn values(&self, measure: MeasureId, period: &Period, make: impl FnOnce() -> Vec<Number>) -> Rc<[Number]> {
        let key = (measure, period.clone());
        let known = self.0.borrow().get(&key).cloned();
        known.unwrap_or_else(|| {
            let values: Rc<[Number]> = ascending(make()).into();
            self.0.borrow_mut().insert(key, Rc::clone(&values));
            values
        })
    }
}

/// The values with the lowest first.
pub fn ascending(mut values: Vec<Number>) -> Vec<Number> {
    values.sort();
    values
}

/// The place of a value among these, the lowest of them first: one more than there are better ones, each counted once where equal ones
/// leave no gap behind them.
pub fn place(values: &[Number], own: &Number, (better, ties): (Better, Ties)) -> usize {
    let better = match better {
        Better::Higher => &values[values.partition_point(|value| value <= own)..],
        Better::Lower => &values[..values.partition_point(|value| value < own)],
    };
    let count = if ties == Ties::Dense { better.chunk_by(Number::eq).count() } else { better.len() };
    count + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_one_more_than_there_are_better_ones() {
        let values = ascending([30, 10, 30, 20].map(Number::from).to_vec());
        let of = |own: i64, better, ties| place(&values, &Number::from(own), (better, ties));
        assert_eq!([30, 20, 10].map(|own| of(own, Better::Higher, Ties::Standard)), [1, 3, 4]);
        assert_eq!([30, 20, 10].map(|own| of(own, Better::Higher, Ties::Dense)), [1, 2, 3]);
        assert_eq!([30, 20, 10].map(|own| of(own, Better::Lower, Ties::Standard)), [3, 2, 1]);
        assert_eq!(of(30, Better::Lower, Ties::Dense), 3);
    }

    #[test]
    fn values_are_made_once_for_a_measure_and_a_period() {
        let places = Places::default();
        let period = |text| Period::parse(text, 1).expect("a period");
        let asked = std::cell::Cell::new(0);
        let make = || {
            asked.set(asked.get() + 1);
            vec![Number::from(2), Number::from(1)]
        };
        for text in ["2026-10", "2026-10", "2026-11"] {
            assert_eq!(*places.values(MeasureId(0), &period(text), make), [1, 2].map(Number::from));
        }
        places.values(MeasureId(1), &period("2026-10"), make);
        assert_eq!(asked.get(), 3);
    }
}
