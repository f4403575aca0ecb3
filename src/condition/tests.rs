//! Every kind of test, at its bound and with its value missing.

use super::{Held, Look};
use crate::derivation::Worksheet;
use crate::payout::fixture::{World, condition, date, from, number, param, spanned};
use crate::policy::rules::*;
use crate::results::{PeriodResult, Standing};

/// `yes`, `no`, or what is missing.
fn shown(held: &Held) -> String {
    match held {
        Held::Yes(_) => "yes".to_owned(),
        Held::No(_) => "no".to_owned(),
        Held::Missing(missing) => format!("no {}", missing.what),
    }
}

fn of(world: &World, result: &PeriodResult, person: usize, condition: &Condition) -> String {
    with(world, &[result], person, condition)
}

/// In the first of the periods, with the others as history.
fn with(world: &World, results: &[&PeriodResult], person: usize, condition: &Condition) -> String {
    let result = &results[0].people[person];
    let mut sheet = result.sheet.clone();
    let history = World::knowing(results);
    let held = Look::own(world.book(&history), person, &result.standing).holds(&mut sheet, condition);
    assert_eq!(sheet.audit(), Vec::<usize>::new());
    shown(&held)
}

fn up_to(to: &str) -> Range {
    Range { upper: Some(Bound { at: param(to), inclusive: true }), lower: None }
}

#[test]
fn attainment_is_compared_unrounded() {
    let mut world = World::new(&["ann", "bob", "cat"], &["revenue"]).sales(&["799589", "800000", "1"]);
    (0..2).for_each(|person| world.target(person, "1000000"));
    let result = world.result(&[]);
    let test = condition(Test::Attainment(spanned(MeasureId(0))), from("0.8"));
    let found: Vec<String> = (0..3).map(|person| of(&world, &result, person, &test)).collect();
    assert_eq!(found, ["no", "yes", "no revenue"]);
}

#[test]
fn the_figure_looked_at_comes_with_the_answer() {
    let world = World::new(&["ann"], &["revenue"]).sales(&["500"]);
    let result = world.result(&[]);
    let history = World::knowing(&[&result]);
    let look = Look::own(world.book(&history), 0, &result.people[0].standing);
    let test = condition(Test::Measure(spanned(MeasureId(0))), from("500"));
    let Held::Yes(Some(figure)) = look.holds(&mut Worksheet::new(), &test) else { panic!("a figure") };
    assert_eq!(figure.value(), Some(&number("500")));
}

#[test]
fn a_fall_is_measured_against_the_period_before() {
    let mut world = World::new(&["ann", "bob", "cat"], &["revenue"]).sales(&["70", "70.01", "5"]);
    world.row(0, 0, "2026-09-10", "", "100").row(1, 0, "2026-09-10", "", "100");
    let change = |falls| Change { measure: spanned(MeasureId(0)), falls, base: None, against: Against::Previous };
    let result = world.result(&[]);
    let drop = condition(Test::Change(change(true)), from("0.3"));
    let found: Vec<String> = (0..3).map(|person| of(&world, &result, person, &drop)).collect();
    assert_eq!(found, ["yes", "no", "no revenue"]);
    let rise = condition(Test::Change(change(false)), from("0.3"));
    assert_eq!(of(&world, &result, 0, &rise), "no");
}

#[test]
fn places_are_counted_among_all_people_of_the_period() {
    let world = World::new(&["ann", "bob", "cat", "dan"], &["revenue"]).sales(&["98", "90", "90", "75"]);
    let result = world.result(&[]);
    let test = condition(Test::Rank(Some(spanned(MeasureId(0)))), up_to("3"));
    let found: Vec<String> = (0..4).map(|person| of(&world, &result, person, &test)).collect();
    assert_eq!(found, ["yes", "yes", "yes", "no"]);
    let mut dense = world.clone();
    dense.policy.ranking.ties = Ties::Dense;
    assert_eq!(of(&dense, &result, 3, &test), "yes");
}

#[test]
fn grade_and_place_come_from_the_standing() {
    let mut world = World::new(&["ann", "bob"], &["revenue"]);
    let standing = Standing { grade: Some("A".to_owned()), rank: Some(1), ..Standing::default() };
    world.standings.insert(0, standing);
    let result = world.result(&[(0, "96")]);
    let grade = condition(Test::Grade(vec![spanned("S".to_owned()), spanned("A".to_owned())]), Range::default());
    let rank = condition(Test::Rank(None), up_to("1"));
    assert_eq!([of(&world, &result, 0, &grade), of(&world, &result, 0, &rank)], ["yes", "yes"]);
    assert_eq!([of(&world, &result, 1, &grade), of(&world, &result, 1, &rank)], ["no grade", "no rank"]);
}

#[test]
fn tenure_role_and_probation_are_those_of_the_periods_last_day() {
    let mut world = World::new(&["ann", "bob"], &["revenue"]);
    world.ledger.people.list[0].hired = Some(date("2026-07-31"));
    world.ledger.people.list[0].probation_end = Some(date("2026-10-30"));
    let result = world.result(&[]);
    let months = |text| condition(Test::TenureMonths, from(text));
    assert_eq!([of(&world, &result, 0, &months("3")), of(&world, &result, 0, &months("4"))], ["yes", "no"]);
    assert_eq!(of(&world, &result, 1, &months("3")), "no tenure_months");
    let role = condition(Test::Role(vec![spanned("Sales".to_owned())]), Range::default());
    assert_eq!(of(&world, &result, 0, &role), "yes");
    let stands = |probation| of(&world, &result, 0, &condition(Test::Probation(probation), Range::default()));
    assert_eq!([Probation::In, Probation::Ending, Probation::Over].map(stands), ["no", "yes", "yes"]);
}

#[test]
fn two_running_or_two_of_three_periods() {
    let mut october = World::new(&["ann"], &["revenue"]).sales(&["50"]);
    october.row(0, 0, "2026-09-10", "", "100").row(0, 0, "2026-08-10", "", "40");
    let below = Range { upper: Some(Bound { at: param("60"), inclusive: false }), lower: None };
    let test = |hits, of| Condition {
        periods: Some(Repeated { hits, of }),
        ..condition(Test::Measure(spanned(MeasureId(0))), below.clone())
    };
    let [september, august] = ["2026-09", "2026-08"].map(|text| {
        let period = crate::calendar::Period::parse(text, 1).expect("a period");
        World { period, ..october.clone() }
    });
    let results = [&october, &september, &august].map(|world| world.result(&[]));
    let all: Vec<&PeriodResult> = results.iter().collect();
    let ask = |results: &[&PeriodResult], test: &Condition| with(&october, results, 0, test);
    assert_eq!([ask(&all, &test(2, 2)), ask(&all, &test(2, 3))], ["no", "yes"]);
    assert_eq!(ask(&all, &test(3, 4)), "no", "a period without history does not hold");
    assert_eq!(ask(&all[..1], &test(1, 3)), "yes");
}
