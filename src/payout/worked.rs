//! Worked examples of public handbooks, to the last cent.

use super::fixture::*;
use crate::number::{Rounding, RoundingMode};
use crate::policy::rules::*;

fn paid(components: Vec<Component>, sales: &[&str]) -> Vec<Vec<String>> {
    let mut world = World::new(&["ann", "bob", "cat"][..sales.len()], &["revenue"]).sales(sales);
    world.policy.pay = components;
    world.paid(&[])
}

fn rate(text: &str) -> Component {
    commission("Commission", Formula::Rate(param(text)))
}

#[test]
fn a_cap_holds_the_period() {
    let capped = Component { cap: Some(fixed("10000")), ..rate("0.03") };
    assert_eq!(paid(vec![capped], &["400000", "333333.33"]), [["10000.00"], ["10000.00"]]);
}

#[test]
fn lines_are_rounded_before_they_are_added() {
    let mut world = World::new(&["ann"], &["revenue"]).sales(&["937.50"]);
    world.policy.pay = vec![rate("0.15"), rate("0.05")];
    for (mode, lines, total) in
        [(RoundingMode::HalfEven, ["140.62", "46.88"], "187.50"), (RoundingMode::HalfUp, ["140.63", "46.88"], "187.51")]
    {
        world.policy.money = Rounding { mode, ..Rounding::cents() };
        let (result, _) = world.pay(&[]);
        assert_eq!(amounts(&result), [lines]);
        assert_eq!(result.people[0].totals[0].1.or_zero().to_fixed(2), total);
    }
}

#[test]
fn a_step_may_pay_an_amount() {
    let list = [("0", "0"), ("30000", "500"), ("50000", "1200")].map(|(at, pay)| (at, TierPay::Amount(fixed(pay))));
    let formula =
        Formula::Tiers { apply: spanned(Apply::Whole), by: spanned(TiersBy::Amount), steps: steps(&list, None) };
    let paid = paid(vec![commission("Commission", formula)], &["29999.99", "30000", "75000"]);
    assert_eq!(paid, [["0.00"], ["500.00"], ["1200.00"]]);
}

#[test]
fn a_value_equal_to_a_bound_is_in_the_upper_tier() {
    let table = [("0", "0.01"), ("25000", "0.02"), ("50000", "0.03"), ("75000", "0.04")];
    let component = commission("Commission", tiers(Apply::Whole, TiersBy::Amount, &table));
    assert_eq!(paid(vec![component], &["50000.00", "49999.99"]), [["1500.00"], ["1000.00"]]);
}

#[test]
fn a_curve_of_amounts_is_applied_to_each_deal() {
    let points = [("0", "0"), ("1000", "10"), ("3000", "50"), ("8000", "150"), ("20000", "2150")];
    let curve = Curve {
        points: points.iter().map(|(x, y)| (param(x), param(y))).collect(),
        unit: CurveUnit::Amount,
        beyond: Beyond::Extend,
        span: Default::default(),
    };
    let formula = Formula::Curve { by: spanned(TiersBy::Amount), curve };
    let kind = Commission { base: spanned(MeasureId(0)), over: spanned(Over::Deal), formula };
    let mut world = World::new(&["ann"], &["revenue"]);
    for (order, value) in [("A1", "200"), ("A2", "300"), ("A3", "1500"), ("A4", "1200"), ("A5", "2000"), ("A6", "4500")]
    {
        world.row(0, 0, "2026-10-15", order, value);
    }
    world.policy.pay = vec![component("Commission", PayKind::Commission(kind))];
    assert_eq!(world.paid(&[]), [["149.00"]]);
}

#[test]
fn a_bonus_is_paid_for_each_unit() {
    let mut world = World::new(&["ann"], &["big_orders"]).sales(&["2"]);
    let kind = Bonus { each: Some(spanned(MeasureId(0))), ..bonus("250") };
    world.policy.pay = vec![component("XScan bonus", PayKind::Bonus(kind))];
    assert_eq!(world.paid(&[]), [["500.00"]]);
}

#[test]
fn products_and_people_have_rates_of_their_own() {
    let mut world = World::new(&["ann"], &["revenue"]);
    for (product, amount) in [("A", "10000"), ("B", "5000"), ("C", "2000"), ("gift", "900")] {
        world.row(0, 0, "2026-10-02", product, amount);
    }
    let rates = [("A", "0.02"), ("B", "0.08"), ("C", "0.05")].map(|(label, rate)| (label.to_owned(), param(rate)));
    let (column, default) = (spanned("product".to_owned()), Some(param("0")));
    world.policy.pay = vec![commission("Commission", Formula::ByLabel { column, rates: rates.to_vec(), default })];
    assert_eq!(world.paid(&[]), [["700.00"]]);

    let mut world = World::new(&["ann", "bob"], &["revenue"]).sales(&["125", "333.33"]);
    world.cell(0, "commission_pct", "15%");
    world.cell(1, "commission_pct", "12.5%");
    let column = spanned("commission_pct".to_owned());
    world.policy.pay = vec![commission("Commission", Formula::ByPerson { column })];
    assert_eq!(world.paid(&[]), [["18.75"], ["41.67"]]);
}

#[test]
fn the_role_of_the_last_employed_day_pays_the_whole_period() {
    let mut world = World::new(&["ann"], &["revenue"]).sales(&["1500"]);
    let mut senior = world.spell(0).clone();
    world.spell(0).last = date("2026-10-15");
    senior.first = date("2026-10-16");
    senior.role = Some("Senior".into());
    world.ledger.people.list[0].spells.push(senior);
    let senior = Component { roles: Some(vec![spanned("Senior".to_owned())]), ..rate("0.2") };
    world.policy.pay = vec![senior.clone(), rate("0.1")];
    let (result, findings) = world.pay(&[]);
    assert_eq!(amounts(&result), [["300.00"]]);
    assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["component-pays-nobody"]);
    world.ledger.people.list[0].left = Some(date("2026-10-15"));
    world.policy.pay = vec![rate("0.1")];
    assert_eq!(world.paid(&[]), [["150.00"]]);
}

#[test]
fn curves_run_straight_between_their_points() {
    let curve = |points: &[(&str, &str)], beyond| Curve {
        points: points.iter().map(|(x, y)| (param(x), param(y))).collect(),
        unit: CurveUnit::Amount,
        beyond,
        span: Default::default(),
    };
    let five = [("620", "5000"), ("1997", "10000"), ("2400", "15000"), ("3324", "20000"), ("4000", "30000")];
    let formula = Formula::Curve { by: spanned(TiersBy::Amount), curve: curve(&five, Beyond::Flat) };
    assert_eq!(paid(vec![commission("Commission", formula)], &["1313"]), [["7516.34"]]);
    let three = curve(&[("0.7", "0"), ("1", "10000"), ("1.5", "20000")], Beyond::Flat);
    let mut world =
        World::new(&["ann", "bob", "cat", "dan"], &["revenue"]).sales(&["85000", "120000", "300000", "69999"]);
    (0..4).for_each(|person| world.target(person, "100000"));
    world.policy.pay =
        vec![commission("Commission", Formula::Curve { by: spanned(TiersBy::Attainment), curve: three })];
    assert_eq!(world.paid(&[]).concat(), ["5000.00", "14000.00", "20000.00", "0.00"]);
}
