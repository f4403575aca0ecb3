//! What holds for every table and every fund.

use proptest::prelude::*;

use super::fixture::*;
use crate::number::{Number, Rounding, RoundingMode};
use crate::policy::rules::*;

/// Rising bounds from 0 with rates of 0 to 100 %.
fn tables() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((1i64..50_000, 0i64..100), 1..5).prop_map(|list| {
        let mut at = 0;
        let table = list.into_iter().enumerate().map(|(index, (width, rate))| {
            at += if index == 0 { 0 } else { width };
            (at, rate)
        });
        table.collect()
    })
}

fn marginal_amount(table: &[(i64, i64)], cents: i64) -> Number {
    let table: Vec<(String, String)> =
        table.iter().map(|(at, rate)| (at.to_string(), format!("0.{rate:02}"))).collect();
    let table: Vec<(&str, &str)> = table.iter().map(|(at, rate)| (at.as_str(), rate.as_str())).collect();
    let base = Number::from_scaled(i128::from(cents), 2).to_fixed(2);
    let mut world = World::new(&["ann"], &["revenue"]).sales(&[&base]);
    world.policy.money = Rounding { to: number("0.00000001"), mode: RoundingMode::HalfUp };
    world.policy.pay = vec![commission("Commission", tiers(Apply::Marginal, TiersBy::Amount, &table))];
    world.pay(&[]).0.people[0].lines[0].amount.or_zero()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn marginal_pay_never_falls_and_never_jumps(table in tables(), cents in -1_000_000i64..20_000_000, more in 1i64..100) {
        let (less, greater) = (marginal_amount(&table, cents), marginal_amount(&table, cents + more));
        prop_assert!(less <= greater);
        prop_assert!(&greater - &less <= Number::from_scaled(i128::from(more), 2));
    }

    #[test]
    fn the_parts_of_a_pool_add_up_to_the_fund(cents in 1i64..10_000_000, weights in prop::collection::vec(0i64..1000, 1..4)) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let values: Vec<String> = weights.iter().map(i64::to_string).collect();
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        let mut world = World::new(&["ann", "bob", "cat"][..values.len()], &["revenue"]).sales(&values);
        let fund = Number::from_scaled(i128::from(cents), 2);
        let pool = Pool {
            fund: Fund::Amount(Amount::Fixed(spanned(fund.clone()))),
            by: spanned(PoolBy::Measure(MeasureId(0))),
            whose: Whose::Person,
            per_team: false,
            members: Vec::new(),
        };
        world.policy.pay = vec![component("Pool", PayKind::Pool(pool))];
        let (result, _) = world.pay(&[]);
        let parts: Vec<Number> = result.people.iter().map(|person| person.lines[0].amount.or_zero()).collect();
        prop_assert_eq!(parts.iter().sum::<Number>(), fund);
    }
}
