//! Figures of derived measures and attainment, and the windows that they need.

use super::*;
use crate::history::PastStanding;
use crate::ledger::Scope;
use crate::measure::sample::{REVENUE, SCORE, World, day, here, indicator, number, parameter, period, sum};
use crate::measure::windows;
use crate::number::Number;
use crate::policy::rules::{Component, Contest, MeasureKind, PayKind, PayUnit, ScoreRule};
use crate::source::Span;

fn text(figure: &Figure) -> Option<String> {
    figure.value().map(ToString::to_string)
}

fn actual(world: &World, measure: MeasureId, person: usize) -> Option<String> {
    let mut sheet = Worksheet::new();
    let figure = world.book().actual(&mut sheet, measure, &Subject::Person(person), &world.period);
    assert!(sheet.audit().is_empty());
    let step = &sheet.steps()[figure.step()];
    assert_eq!((step.name, step.of.as_ref()), ("actual", Some(&world.policy.measure(measure).name)));
    text(&figure)
}

fn attainment(world: &World, measure: MeasureId, person: usize, against: &Against) -> Option<String> {
    let mut sheet = Worksheet::new();
    let attained = world.book().attained(&mut sheet, measure, &Subject::Person(person), against);
    assert!(sheet.audit().is_empty());
    text(&attained.attainment)
}

#[test]
fn measures_are_made_of_measures() {
    let mut world = World::new("2026-10", &["ann"]);
    let cost = world.measure("cost", sum("cost"), Unit::Money);
    let margin = world.measure("margin", MeasureKind::Difference(REVENUE, cost), Unit::Money);
    let share = world.measure("share", MeasureKind::Ratio(margin, REVENUE), Unit::Rate);
    let both = world.measure("both", MeasureKind::Total(vec![REVENUE, cost, margin]), Unit::Money);
    let workdays = world.measure("workdays", MeasureKind::Workdays, Unit::Days);
    world.totals(REVENUE, &["80"]);
    world.totals(cost, &["60"]);
    assert_eq!(actual(&world, margin, 0).as_deref(), Some("20"));
    assert_eq!(actual(&world, share, 0).as_deref(), Some("0.25"));
    assert_eq!(actual(&world, both, 0).as_deref(), Some("160"));
    assert_eq!(actual(&world, workdays, 0).as_deref(), Some("22"));
}

#[test]
fn growth_and_attainment_of_a_base_of_nothing_are_missing() {
    let mut world = World::new("2026-10", &["ann", "bob"]);
    let growth = world.measure("growth", MeasureKind::Growth(REVENUE, Against::Previous), Unit::Rate);
    world.totals(REVENUE, &["120", "120"]);
    world.total(REVENUE, Subject::Person(0), "2026-09", "100");
    world.total(REVENUE, Subject::Person(1), "2026-09", "-5");
    world.total(REVENUE, Subject::Person(0), "2025-10", "60");
    assert_eq!(actual(&world, growth, 0).as_deref(), Some("0.2"));
    assert_eq!(actual(&world, growth, 1), None);
    assert_eq!(attainment(&world, REVENUE, 0, &Against::LastYear).as_deref(), Some("2"));
    assert_eq!(attainment(&world, REVENUE, 1, &Against::LastYear), None);
    assert_eq!(attainment(&world, REVENUE, 0, &Against::Target), None);
    world.target(Scope::Person(0), REVENUE, "2026-10", "150");
    assert_eq!(attainment(&world, REVENUE, 0, &Against::Target).as_deref(), Some("0.8"));
}

#[test]
fn where_lower_is_better_the_quotient_is_turned_round() {
    let mut world = World::new("2026-10", &["ann", "bob"]);
    world.policy.measures[REVENUE.0].better = Better::Lower;
    world.totals(REVENUE, &["8", "0"]);
    let fixed = |text: &str| Against::Fixed(here(number(text)));
    assert_eq!(attainment(&world, REVENUE, 0, &fixed("6")).as_deref(), Some("0.75"));
    let full = crate::derivation::full_attainment().to_string();
    assert_eq!(attainment(&world, REVENUE, 1, &fixed("6")), Some(full), "nothing at all is full");
    assert_eq!(attainment(&world, REVENUE, 1, &fixed("0")), None, "a base of 0");
    assert_eq!(attainment(&world, REVENUE, 0, &fixed("0")), None, "a base of 0");
}

#[test]
fn the_team_mean_includes_the_person_and_leaves_out_who_has_no_value_or_left() {
    let mut world = World::new("2026-10", &["ann", "bob", "cat", "dan", "eve"]);
    world.totals(REVENUE, &["100", "50", "-", "1000", "1000"]);
    world.ledger.people.list[3].left = Some(day("2026-10-30"));
    world.ledger.people.list[4].spells[0].team = None;
    assert_eq!(attainment(&world, REVENUE, 0, &Against::TeamMean), Number::fraction(4, 3).map(|n| n.to_string()));
    assert_eq!(attainment(&world, REVENUE, 4, &Against::TeamMean), None, "no team");
    let of_leaver = Number::fraction(1000 * 3, 1150).map(|n| n.to_string());
    assert_eq!(attainment(&world, REVENUE, 3, &Against::TeamMean), of_leaver, "who left is in the own mean");
}

#[test]
fn the_mean_of_periods_before_leaves_out_those_before_hiring() {
    let mut world = World::new("2026-10", &["ann"]);
    world.ledger.people.list[0].hired = Some(day("2026-08-20"));
    world.totals(REVENUE, &["90"]);
    world.total(REVENUE, Subject::Person(0), "2026-09", "50");
    world.total(REVENUE, Subject::Person(0), "2026-08", "10");
    assert_eq!(attainment(&world, REVENUE, 0, &Against::Mean(3)).as_deref(), Some("3"));
}

#[test]
fn the_score_is_read_where_it_was_scored() {
    let mut world = World::new("2026-10", &["ann"]);
    assert_eq!(actual(&world, SCORE, 0), None);
    let standing = PastStanding { score: Some(number("98")), ..PastStanding::default() };
    world.history.put(world.period.clone(), vec![Some(standing)]);
    assert_eq!(actual(&world, SCORE, 0).as_deref(), Some("98"));
}

#[test]
fn windows_are_those_that_measures_reach_through_each_other() {
    let mut world = World::new("2026-10", &["ann"]);
    let growth = world.measure("growth", MeasureKind::Growth(REVENUE, Against::Previous), Unit::Rate);
    world.measure("growth_of_growth", MeasureKind::Growth(growth, Against::LastYear), Unit::Rate);
    let ids: Vec<String> = windows(&world.policy, &period("2026-10")).iter().map(Period::id).collect();
    assert_eq!(ids, ["2025-09", "2025-10", "2026-09", "2026-10"]);
}

#[test]
fn windows_are_also_those_of_indicators_and_contests() {
    let mut world = World::new("2026-10", &["ann"]);
    let mut against_mean = indicator(&world, REVENUE, "100", ScoreRule::AllOrNothing { from: parameter("1") });
    against_mean.against = here(Against::Mean(2));
    world.card("100", vec![against_mean]);
    world.policy.pay.push(Component {
        name: here("Autumn prize".into()),
        span: Span::default(),
        kind: PayKind::Contest(Contest {
            measure: here(REVENUE),
            from: here(day("2026-09-15")),
            to: here(day("2026-10-31")),
            teams: false,
            prizes: Vec::new(),
            share_ties: true,
        }),
        roles: None,
        when: Vec::new(),
        unit: PayUnit::Money,
        when_missing: None,
        multiply: Vec::new(),
        gate: Vec::new(),
        floor: None,
        cap: None,
        negative: None,
        overlays: false,
        prorate: None,
        rounding: None,
        split: None,
        hold_back: None,
    });
    let ids: Vec<String> = windows(&world.policy, &period("2026-10")).iter().map(Period::id).collect();
    assert_eq!(ids, ["2026-08", "2026-09", "2026-09-15..2026-10-31", "2026-10"]);
}
