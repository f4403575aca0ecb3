//! Scores and grades of small scorecards, and the published cases of each score kind.

use super::*;
use crate::calendar::PeriodKind;
use crate::derivation::Subject;
use crate::ledger::{Rating, Scope};
use crate::measure::sample::{REVENUE, World, day, here, indicator, number, parameter, period, sum};
use crate::policy::rules::{
    Against, Better, Bound, ColumnRef, Distribution, GradeRule, Grades, IndicatorOf, MeasureKind, On, Parameter,
    RankPoints, Step, Steps, SubjectOf, Unit, WhenMissing,
};
use crate::source::{Place, Span};

fn scored(world: &World) -> (PeriodResult, Findings) {
    let (mut results, mut findings) = (world.results(), Findings::new());
    score_people(&world.book(), &mut results, &mut findings);
    grade_people(&world.book(), &mut results, &mut findings);
    for result in &results.people {
        assert_eq!(result.sheet.audit(), Vec::<usize>::new());
    }
    (results, findings)
}

/// Scores with two decimals; `-` for none.
fn scores(world: &World) -> Vec<String> {
    let text = |result: &PersonResult| {
        let score = result.standing.score.as_ref().and_then(Figure::value);
        score.map_or("-".to_owned(), |score| score.to_fixed(2))
    };
    scored(world).0.people.iter().map(text).collect()
}

fn points(result: &PersonResult) -> Vec<String> {
    let text = |indicator: &crate::results::ScoredIndicator| indicator.points.value().map(ToString::to_string);
    result.standing.indicators.iter().map(|indicator| text(indicator).unwrap_or("-".into())).collect()
}

fn codes(findings: &Findings) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}

fn optional(text: &str) -> Option<Parameter> {
    (!text.is_empty()).then(|| parameter(text))
}

fn linear(from: &str, cap: &str, accelerate: &str) -> ScoreRule {
    ScoreRule::Linear { from: optional(from), cap: parameter(cap), accelerate: optional(accelerate) }
}

fn stairs<T>(list: Vec<(&str, bool, T)>) -> Steps<T> {
    let list = list.into_iter().map(|(at, inclusive, value)| Step {
        bound: Bound { at: parameter(at), inclusive },
        value,
        span: Span::default(),
    });
    Steps { list: list.collect(), below: None, span: Span::default() }
}

/// People with these revenues against a target of 1000, on a scorecard of revenue alone.
fn of_revenue(weight: &str, rule: ScoreRule, revenues: &[&str]) -> World {
    let people = ["ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ida", "jon"];
    let mut world = World::new("2026-10", &people[..revenues.len()]);
    world.totals(REVENUE, revenues);
    world.targets(REVENUE, "1000");
    world.card(weight, vec![indicator(&world, REVENUE, weight, rule)]);
    world
}

#[test]
fn weights_of_40_35_and_25_on_100_110_and_90_per_cent() {
    let mut world = World::new("2026-10", &["ann"]);
    let margin = world.measure("margin", sum("cost"), Unit::Money);
    let collected = world.measure("collected", sum("qty"), Unit::Money);
    let mut indicators = Vec::new();
    for (measure, weight, value, target) in
        [(REVENUE, "40", "500", "500"), (margin, "35", "220", "200"), (collected, "25", "90", "100")]
    {
        world.totals(measure, &[value]);
        world.targets(measure, target);
        indicators.push(indicator(&world, measure, weight, linear("", "1.2", "")));
    }
    world.card("100", indicators);
    let (results, _) = scored(&world);
    assert_eq!(points(&results.people[0]), ["40", "38.5", "22.5"]);
    assert_eq!(scores(&world), ["101.00"]);
}

#[test]
fn above_the_target_the_excess_counts_twice_up_to_the_cap() {
    let world = of_revenue("100", linear("0.6", "1.5", "2"), &["1100", "600", "599.99", "1300"]);
    assert_eq!(scores(&world), ["120.00", "60.00", "0.00", "150.00"]);
    let world = of_revenue("100", linear("", "1.2", ""), &["-100", "1200", "1200.01"]);
    assert_eq!(scores(&world), ["0.00", "120.00", "120.00"], "below 0 counts nothing");
}

#[test]
fn steps_begin_with_or_without_their_bound() {
    let steps = stairs(vec![
        ("0", true, parameter("0")),
        ("0.1", false, parameter("5")),
        ("0.3", true, parameter("20")),
        ("0.6", true, parameter("30")),
    ]);
    let rule = ScoreRule::Steps { on: On::Attainment, steps };
    let world = of_revenue("30", rule, &["100", "100.01", "300", "599.99", "-1"]);
    assert_eq!(scores(&world), ["0.00", "5.00", "20.00", "20.00", "0.00"]);
}

fn deduct(on: On, qualified: &str, per: &str, points: &str, partial: bool, minimum: &str) -> ScoreRule {
    ScoreRule::Deduct {
        on,
        qualified: parameter(qualified),
        per: parameter(per),
        points: parameter(points),
        partial,
        minimum: optional(minimum),
    }
}

#[test]
fn points_come_off_for_each_full_part_short_or_in_proportion() {
    let full = deduct(On::Attainment, "1", "0.05", "1", false, "0.5");
    assert_eq!(scores(&of_revenue("30", full, &["1010", "951", "899", "499"])), ["30.00", "30.00", "28.00", "0.00"]);
    let part = deduct(On::Attainment, "0.85", "0.01", "2", true, "0.55");
    let world = of_revenue("60", part.clone(), &["697.68", "550", "549.99"]);
    assert_eq!(points(&scored(&world).0.people[0]), ["29.536"]);
    assert_eq!(scores(&world), ["29.54", "0.00", "0.00"]);
    let mut world = of_revenue("10", deduct(On::Value, "2", "1", "3", false, "9"), &["1", "2", "4", "8", "10"]);
    world.policy.measures[REVENUE.0].better = Better::Lower;
    assert_eq!(scores(&world), ["10.00", "10.00", "4.00", "0.00", "0.00"], "less is better");
}

#[test]
fn curves_units_and_all_or_nothing() {
    let curve = ScoreRule::Curve {
        on: On::Attainment,
        points: vec![(parameter("0.5"), parameter("0")), (parameter("1"), parameter("10"))],
    };
    assert_eq!(scores(&of_revenue("10", curve, &["400", "750", "1100"])), ["0.00", "5.00", "10.00"]);
    let unit = |points, max| ScoreRule::PerUnit { points: parameter(points), max: parameter(max) };
    assert_eq!(scores(&of_revenue("10", unit("2", "10"), &["1", "6", "-3"])), ["2.00", "10.00", "0.00"]);
    assert_eq!(scores(&of_revenue("10", unit("2", "50"), &["6"])), ["10.00"], "the weight caps it too");
    let key = ScoreRule::AllOrNothing { from: parameter("0.9") };
    assert_eq!(scores(&of_revenue("20", key, &["900", "899.99"])), ["20.00", "0.00"]);
}

#[test]
fn places_give_points_and_ties_take_the_better_place() {
    let list = |texts: &[&str]| RankPoints::List(texts.iter().map(|text| parameter(text)).collect());
    let rule = ScoreRule::Rank(list(&["20", "16", "12"]));
    assert_eq!(scores(&of_revenue("20", rule.clone(), &["10", "40", "20", "30"])), ["0.00", "20.00", "12.00", "16.00"]);
    assert_eq!(scores(&of_revenue("20", rule, &["30", "40", "30", "20"])), ["16.00", "20.00", "16.00", "0.00"]);
    let sliding = ScoreRule::Rank(RankPoints::Sliding { best: parameter("20"), step: parameter("8") });
    let mut world = of_revenue("20", sliding, &["1", "2", "3", "-", "4"]);
    world.policy.scorecards[0].indicators[0].when_missing = Some(here(WhenMissing::Zero));
    assert_eq!(scores(&world), ["0.00", "4.00", "12.00", "0.00", "20.00"], "who has no value has no place");
    world.policy.measures[REVENUE.0].better = Better::Lower;
    assert_eq!(scores(&world), ["20.00", "12.00", "4.00", "0.00", "0.00"]);
}

fn rate(world: &mut World, person: usize, text: &str) {
    world.ledger.ratings.push(Rating {
        period: world.period.clone(),
        person,
        indicator: "attitude".into(),
        rating: number(text),
        by: "zoe".into(),
        date: None,
        place: Place::line("ratings.csv", 2, ""),
    });
}

#[test]
fn a_rating_and_conduct_points_as_they_are_signed() {
    let mut world = of_revenue("70", ScoreRule::AllOrNothing { from: parameter("1") }, &["1000", "999.99"]);
    let mut attitude = indicator(&world, REVENUE, "30", ScoreRule::Rating { scale: parameter("5") });
    attitude.name = "attitude".into();
    attitude.of = IndicatorOf::Rating("attitude".into());
    let conduct = world.measure("conduct.points", sum("points"), Unit::Points);
    world.totals(conduct, &["1", "-1.5"]);
    rate(&mut world, 0, "4.5");
    rate(&mut world, 1, "4.5");
    let card = &mut world.policy.scorecards[0];
    card.indicators.push(attitude);
    card.adjust.push(here(ColumnRef { source: "conduct".into(), column: "points".into() }));
    let (results, _) = scored(&world);
    assert_eq!(points(&results.people[0]), ["70", "27"]);
    assert_eq!(results.people[1].standing.adjustments[0].0, "conduct.points");
    assert_eq!(scores(&world), ["98.00", "25.50"]);
    world.ledger.ratings[1].rating = number("5.5");
    let (_, findings) = scored(&world);
    assert_eq!(codes(&findings), ["rating-above-scale"]);
    assert_eq!(findings.iter().next().map(|finding| finding.places[0].address()).as_deref(), Some("ratings.csv:2"));
}

#[test]
fn a_missing_value_gives_its_weight_to_the_others() {
    let mut world = of_revenue("80", linear("", "1.2", ""), &["900", "900"]);
    let satisfaction = world.measure("satisfaction", sum("score"), Unit::Number);
    world.totals(satisfaction, &["-", "4"]);
    let mut second = indicator(&world, satisfaction, "20", linear("", "1", ""));
    second.against = here(Against::Fixed(parameter("5")));
    second.when_missing = Some(here(WhenMissing::Redistribute));
    world.policy.scorecards[0].indicators.push(second);
    world.policy.scorecards[0].total = parameter("100");
    let (results, findings) = scored(&world);
    assert!(findings.is_empty());
    assert_eq!(points(&results.people[0]), ["90", "-"]);
    assert_eq!(points(&results.people[1]), ["72", "16"]);
    let first = &results.people[0].standing.indicators;
    assert_eq!((first[0].counted_weight(), first[1].redistributed), (number("100"), true));
    assert_eq!(scores(&world), ["90.00", "88.00"]);
}

#[test]
fn what_is_missing_counts_as_its_rule_says() {
    let mut world = of_revenue("50", linear("", "1.2", ""), &["-"]);
    let mut with = |rule| {
        world.policy.scorecards[0].indicators[0].when_missing = rule;
        (scores(&world), codes(&scored(&world).1))
    };
    assert_eq!(with(Some(here(WhenMissing::Zero))), (vec!["0.00".into()], vec![]));
    assert_eq!(with(Some(here(WhenMissing::Full))), (vec!["50.00".into()], vec![]));
    assert_eq!(with(Some(here(WhenMissing::Redistribute))), (vec!["-".into()], vec![]), "nothing remains");
    assert_eq!(with(Some(here(WhenMissing::Error))), (vec!["-".into()], vec!["missing-value"]));
    assert_eq!(with(None), (vec!["-".into()], vec!["missing-value"]));
}

#[test]
fn every_person_without_a_target_is_named() {
    let mut world = of_revenue("100", linear("", "1.2", ""), &["1", "2", "3"]);
    world.ledger.targets.rows.remove(1);
    world.ledger.targets.rows[1].value = number("0");
    let (results, findings) = scored(&world);
    assert_eq!(codes(&findings), ["missing-target", "base-not-above-zero"]);
    let places: Vec<String> = findings.iter().map(|finding| finding.places[2].address()).collect();
    assert_eq!(places, ["staff.csv:2", "targets.csv:4"]);
    assert!(results.people[0].standing.score.is_some());
}

#[test]
fn the_team_stands_for_each_of_its_members() {
    let mut world = of_revenue("100", linear("", "1.2", ""), &["1", "2"]);
    world.policy.scorecards[0].indicators[0].subject = SubjectOf::Team;
    world.total(REVENUE, Subject::Team("north".into()), "2026-10", "450");
    assert_eq!(
        codes(&scored(&world).1),
        ["missing-team-target", "missing-team-target"],
        "never the sum of the people's"
    );
    world.target(Scope::Team("north".into()), REVENUE, "2026-10", "500");
    assert_eq!(scores(&world), ["90.00", "90.00"]);
}

#[test]
fn a_quarter_is_its_sum_over_the_sum_of_the_months() {
    let mut world = World::new("2026-Q1", &["ann"]);
    world.totals(REVENUE, &["270"]);
    for (month, value) in [("2026-01", "100"), ("2026-02", "50"), ("2026-03", "150")] {
        world.target(Scope::Person(0), REVENUE, month, value);
    }
    world.card("100", vec![indicator(&world, REVENUE, "100", linear("", "1.2", ""))]);
    assert_eq!(world.period.kind(), PeriodKind::Quarter);
    assert_eq!(scores(&world), ["90.00"]);
}

#[test]
fn the_score_is_bounded_and_rounded_once() {
    let mut world = of_revenue("100", linear("", "1.2", ""), &["-5", "333.33499", "1200"]);
    world.policy.scorecards[0].floor = Some(parameter("10"));
    world.policy.scorecards[0].cap = Some(parameter("110"));
    assert_eq!(scores(&world), ["10.00", "33.33", "110.00"]);
    world.ledger.people.list[0].spells[0].role = Some("Clerk".into());
    assert_eq!(scores(&world)[0], "-", "a role without a scorecard");
    assert_eq!(scored(&world).0.people[0].standing.scorecard, None);
}

#[test]
fn an_indicator_that_tells_nobody_apart_is_named() {
    let mut world = of_revenue("100", linear("", "1.2", ""), &["1300", "1200", "900", "0"]);
    world.policy.scorecards[0].crowded = Some(parameter("0.5"));
    assert!(scored(&world).1.is_empty(), "half is not more than half");
    world.policy.scorecards[0].crowded = Some(parameter("0.49"));
    assert_eq!(codes(&scored(&world).1), ["crowded-at-most"]);
}

fn grades(distribution: Option<Distribution>) -> Option<Grades> {
    let grade = |letter: &str, coefficient: &str| GradeRule {
        grade: here(letter.to_owned()),
        coefficient: Some(parameter(coefficient)),
    };
    let steps = stairs(vec![
        ("0", true, grade("D", "0.5")),
        ("60", true, grade("C", "0.8")),
        ("80", true, grade("B", "1")),
        ("95", true, grade("A", "1.2")),
    ]);
    Some(Grades { steps, distribution })
}

fn distribution(force: bool, shares: &[(&str, &str)]) -> Option<Distribution> {
    let shares = shares.iter().map(|(grade, share)| (here((*grade).to_owned()), parameter(share)));
    Some(Distribution { force, shares: shares.collect(), smallest_group: None, tolerance: None, span: Span::default() })
}

fn letters(world: &World) -> String {
    scored(world).0.people.iter().map(|result| result.standing.grade.clone().unwrap_or("-".into())).collect()
}

#[test]
fn grades_use_the_rounded_score() {
    let mut world = of_revenue("100", linear("", "1", ""), &["625", "800", "799.95", "799.949"]);
    world.policy.grades = grades(None);
    assert_eq!(letters(&world), "CBBC");
    let (results, _) = scored(&world);
    let coefficient = results.people[0].standing.coefficient.as_ref().and_then(Figure::value);
    assert_eq!(coefficient, Some(&number("0.8")));
}

#[test]
fn an_advised_distribution_only_tells() {
    let revenues = ["990", "980", "970", "900", "850", "800", "700", "600", "500", "400"];
    let mut world = of_revenue("100", linear("", "1", ""), &revenues);
    world.policy.grades = grades(distribution(false, &[("A", "0.2"), ("D", "0.2")]));
    let (_, findings) = scored(&world);
    assert_eq!((letters(&world).as_str(), codes(&findings)), ("AAABBBCCDD", vec!["grade-above-share"]));
    if let Some(distribution) = world.policy.grades.as_mut().and_then(|grades| grades.distribution.as_mut()) {
        distribution.tolerance = Some(parameter("0.1"));
    }
    assert!(scored(&world).1.is_empty());
}

#[test]
fn a_forced_distribution_cuts_at_whole_heads_and_ties_go_up() {
    let shares = [("A", "0.2"), ("D", "0.1")];
    let force = |revenues: &[&str]| {
        let mut world = of_revenue("100", linear("", "1", ""), revenues);
        world.policy.grades = grades(distribution(true, &shares));
        world
    };
    let world = force(&["990", "980", "970", "900", "850", "800", "700", "600", "500", "400"]);
    assert_eq!(letters(&world), "AABBBBCCCD");
    let (results, _) = scored(&world);
    let standing = &results.people[2].standing;
    assert_eq!(standing.grade_before.as_deref(), Some("A"));
    assert_eq!(standing.coefficient.as_ref().and_then(Figure::value), Some(&number("1")));
    assert_eq!(results.people[3].standing.grade_before, None);
    assert_eq!(letters(&force(&["990", "980", "980", "900", "850", "800", "700", "600", "400", "400"])), "AAABBBCCCC");
    assert_eq!(letters(&force(&["990", "980", "400", "300"])), "BBCC", "a fifth of four is nobody");
    let mut world = force(&["990", "980", "400", "300"]);
    world.ledger.people.list[0].probation_end = Some(day("2026-10-01"));
    assert_eq!(letters(&world), "ABCC", "probation is left alone");
    if let Some(distribution) = world.policy.grades.as_mut().and_then(|grades| grades.distribution.as_mut()) {
        distribution.smallest_group = Some(here(10));
    }
    assert_eq!(letters(&world), "AADD");
}

#[test]
fn growth_gives_points_for_each_per_cent() {
    let mut world = of_revenue("100", linear("", "1", ""), &["500"]);
    let growth = world.measure("growth", MeasureKind::Growth(REVENUE, Against::Previous), Unit::Rate);
    world.total(REVENUE, Subject::Person(0), &period("2026-09").id(), "400");
    let unit = ScoreRule::PerUnit { points: parameter("100"), max: parameter("100") };
    world.card("100", vec![indicator(&world, growth, "100", unit)]);
    assert_eq!(scores(&world), ["25.00"]);
}
