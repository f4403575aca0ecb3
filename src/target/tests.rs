//! Targets from their rows, with ramp, proration and leave.

use super::*;
use crate::ledger::LeaveDays;
use crate::measure::sample::{REVENUE, World, day, here, parameter, period};
use crate::policy::rules::{Leave, Proration};
use crate::source::Place;

fn target(world: &World, window: &str) -> Option<String> {
    of(world, &Subject::Person(0), window)
}

fn of(world: &World, subject: &Subject, window: &str) -> Option<String> {
    let mut sheet = Worksheet::new();
    let aim = Aim { measure: REVENUE, subject, window: &period(window) };
    let figure = figure(&world.policy, &world.ledger, &mut sheet, aim);
    assert!(sheet.audit().is_empty());
    figure.value().map(ToString::to_string)
}

fn hired(day_text: &str) -> World {
    let mut world = World::new("2026-10", &["ann"]);
    world.ledger.people.list[0].hired = Some(day(day_text));
    world
}

fn months(world: &mut World, year: u32, months: std::ops::RangeInclusive<u32>, value: &str) {
    for month in months {
        world.target(Scope::Person(0), REVENUE, &format!("{year}-{month:02}"), value);
    }
}

#[test]
fn a_quarter_is_its_row_else_the_sum_of_its_months_else_missing() {
    let mut world = World::new("2026-10", &["ann"]);
    months(&mut world, 2026, 1..=6, "100");
    months(&mut world, 2026, 8..=9, "100");
    assert_eq!(target(&world, "2026-Q1").as_deref(), Some("300"));
    assert_eq!(target(&world, "2026-Q3"), None);
    assert_eq!(target(&world, "2026-W10"), None);
    world.target(Scope::Person(0), REVENUE, "2026-Q3", "250");
    world.target(Scope::Person(0), REVENUE, "2026-Q4", "400");
    assert_eq!(target(&world, "2026-Q3").as_deref(), Some("250"));
    assert_eq!(target(&world, "2026").as_deref(), Some("1250"), "two quarters of months, two of their own");
}

#[test]
fn a_team_has_its_own_target_or_none() {
    let mut world = hired("2026-10-16");
    world.policy.targets.proration = here(Proration::CalendarDays);
    months(&mut world, 2026, 10..=10, "310");
    let team = Subject::Team("north".into());
    assert_eq!(of(&world, &team, "2026-10"), None);
    world.target(Scope::Team("north".into()), REVENUE, "2026-10", "900");
    assert_eq!(of(&world, &team, "2026-10").as_deref(), Some("900"));
    assert_eq!(of(&world, &Subject::Branch(0), "2026-10"), None);
}

#[test]
fn each_month_is_prorated_by_itself_with_both_ends_included() {
    let mut world = hired("2026-10-16");
    months(&mut world, 2026, 9..=12, "310");
    world.policy.targets.proration = here(Proration::CalendarDays);
    assert_eq!(target(&world, "2026-10").as_deref(), Some("160"), "16 of 31 days");
    assert_eq!(target(&world, "2026-09").as_deref(), Some("0"));
    assert_eq!(target(&world, "2026-Q4").as_deref(), Some("780"), "160 + 310 + 310");
    world.policy.targets.proration = here(Proration::WorkDays);
    assert_eq!(target(&world, "2026-10").as_deref(), Some("155"), "11 of 22 working days");
    world.ledger.people.list[0].left = Some(day("2026-10-16"));
    world.policy.targets.proration = here(Proration::CalendarDays);
    assert_eq!(target(&world, "2026-10").as_deref(), Some("10"), "one day");
}

#[test]
fn the_ramp_counts_full_months_after_hiring() {
    let mut world = hired("2026-02-16");
    months(&mut world, 2026, 2..=6, "1000");
    world.policy.targets.ramp = vec![parameter("0"), parameter("0.5"), parameter("0.8")];
    let found: Vec<_> = (2..=6).map(|month| target(&world, &format!("2026-{month:02}")).expect("a target")).collect();
    assert_eq!(found, ["0", "0", "500", "800", "1000"]);
    world.ledger.people.list[0].hired = Some(day("2026-02-01"));
    let found: Vec<_> = (2..=5).map(|month| target(&world, &format!("2026-{month:02}")).expect("a target")).collect();
    assert_eq!(found, ["0", "500", "800", "1000"]);
}

#[test]
fn a_row_for_a_quarter_takes_the_mean_share_of_its_months_and_whole_days() {
    let mut world = hired("2026-02-01");
    world.target(Scope::Person(0), REVENUE, "2026-Q1", "900");
    world.policy.targets.ramp = vec![parameter("0.5"), parameter("0.8")];
    assert_eq!(target(&world, "2026-Q1").as_deref(), Some("585"), "65 % of 900");
    world.policy.targets.proration = here(Proration::CalendarDays);
    assert_eq!(target(&world, "2026-Q1").as_deref(), Some("383.5"), "59 of 90 days of that");
}

#[test]
fn leave_counts_as_days_not_employed() {
    let mut world = hired("2026-10-12");
    months(&mut world, 2026, 10..=10, "310");
    world.policy.targets.proration = here(Proration::CalendarDays);
    let (first, last) = (day("2026-10-01"), day("2026-10-16"));
    let place = Place::line("leave.csv", 2, "");
    world.ledger.leave.push(LeaveDays { person: 0, first, last, kind: "sick".into(), place });
    assert_eq!(target(&world, "2026-10").as_deref(), Some("200"), "no relief: 20 of 31 days");
    world.policy.targets.leave = here(Leave::Relief);
    assert_eq!(target(&world, "2026-10").as_deref(), Some("150"), "5 of the 16 days are after hiring");
}
