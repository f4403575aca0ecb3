//! That parts add up, whatever the figures.

use super::change::{MoverKind, movers};
use super::rows::{TrendRow, ranked};
use super::series::{Course, Value};
use super::shares::share;
use crate::number::Number;

/// Numbers that look like chance, and are the same in every run.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> Number {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Number::from_scaled(i128::from((self.0 >> 40) as i64 - 4_000_000), 2)
    }
}

fn row(label: usize, previous: Number, actual: Number) -> TrendRow {
    TrendRow {
        label: Some(format!("L{label}")),
        name: String::new(),
        series: Course::of(&[Some(Value::of(actual))]),
        previous: Some(previous),
        last_year: None,
        share: None,
        rank: None,
        rank_before: None,
        status: None,
    }
}

fn rows(count: usize) -> Vec<TrendRow> {
    let mut chance = Chance(count as u64);
    (0..count).map(|label| row(label, chance.next(), chance.next())).collect()
}

#[test]
fn shares_add_up_to_the_whole() {
    for count in 1..60 {
        let mut rows = rows(count);
        if share(&mut rows).is_some() {
            let sum: Number = rows.iter().filter_map(|row| row.share.as_ref()).sum();
            assert_eq!(sum, Number::one(), "{count}");
            let none = |row: &TrendRow| row.actual().is_some_and(|actual| !actual.is_positive());
            assert!(rows.iter().filter(|row| none(row)).all(|row| row.share == Some(Number::zero())));
        }
    }
}

#[test]
fn gains_losses_and_the_rest_add_up_to_the_whole_change() {
    for count in 0..60 {
        let rows = rows(count);
        let changes: Vec<Number> = rows.iter().filter_map(TrendRow::change).collect();
        let movers = movers(&rows, true);
        let told: Number = movers.iter().map(|mover| &mover.change).sum();
        assert_eq!(told, changes.iter().sum(), "{count}");
        let of = |kind: MoverKind| movers.iter().filter(|mover| mover.kind == kind).count();
        assert!(of(MoverKind::Gain) <= 3 && of(MoverKind::Loss) <= 3 && of(MoverKind::Rest) <= 1);
    }
}

#[test]
fn equals_share_the_better_place() {
    let values = [Some(Number::from(2)), Some(Number::from(3)), None, Some(Number::from(3))];
    let places: Vec<(usize, Option<u32>)> = ranked(&values, &[1, 3, 0, 2]).collect();
    assert_eq!(places, [(1, Some(1)), (3, Some(1)), (0, Some(3)), (2, None)]);
}
