//! Places, distances and next grades of small groups.

use super::*;
use crate::finding::Findings;
use crate::ledger::Scope;
use crate::measure::sample::{REVENUE, World, day, here, indicator, number, parameter, sum};
use crate::number::{Number, Rounding, RoundingMode};
use crate::policy::rules::{Bound, GradeRule, Grades, MeasureId, ScoreRule, Step, Steps, Ties, Unit, WhenMissing};
use crate::scorecard::score_people;
use crate::source::Span;

const PEOPLE: [&str; 6] = ["ann", "bob", "cat", "dan", "eve", "fay"];

fn ranked(world: &World, earlier: Option<&PeriodResult>) -> (Vec<RankingRow>, PeriodResult) {
    let (mut history, mut results) = (world.history.clone(), world.results());
    if let Some(earlier) = earlier {
        history.note(&PeriodResult {
            period: world.period.previous(),
            people: earlier.people.clone(),
            gone: Vec::new(),
        });
    }
    score_people(&world.book(), &mut results, &mut Findings::new());
    let mut sheets = results.take_sheets();
    let rows = rank_people(&Book { history: &history, ..world.book() }, &results, &mut sheets);
    results.give_sheets(sheets);
    for row in &rows {
        let standing = &mut results.people[row.person].standing;
        (standing.rank, standing.apart) = (row.rank, row.apart);
    }
    assert!(results.people.iter().all(|result| result.sheet.audit().is_empty()));
    (rows, results)
}

/// Scores as they are given, one point for each.
fn of_scores(scores: &[&str]) -> World {
    let mut world = World::new("2026-10", &PEOPLE[..scores.len()]);
    world.totals(REVENUE, scores);
    let rule = ScoreRule::PerUnit { points: parameter("1"), max: parameter("100") };
    let mut indicator = indicator(&world, REVENUE, "100", rule);
    indicator.when_missing = Some(here(WhenMissing::Redistribute));
    world.card("100", vec![indicator]);
    world
}

fn ranks(rows: &[RankingRow]) -> Vec<(usize, Option<u32>)> {
    rows.iter().map(|row| (row.person, row.rank)).collect()
}

fn texts<'a>(figures: impl Iterator<Item = Option<&'a Figure>>) -> Vec<String> {
    figures.map(|figure| figure.and_then(Figure::value).map_or("-".into(), ToString::to_string)).collect()
}

#[test]
fn equal_scores_share_a_rank_and_everybody_sees_the_distances() {
    let (rows, _) = ranked(&of_scores(&["98", "90", "90", "75"]), None);
    assert_eq!(ranks(&rows), [(0, Some(1)), (1, Some(2)), (2, Some(2)), (3, Some(4))]);
    assert_eq!(texts(rows.iter().map(|row| row.gap_first.as_ref())), ["0", "8", "8", "23"]);
    assert_eq!(texts(rows.iter().map(|row| row.gap_next.as_ref())), ["-", "8", "8", "15"]);
    assert_eq!(texts(rows.iter().map(|row| row.gap_median.as_ref())), ["-8", "0", "0", "15"]);
    assert_eq!(rows[3].rank_figure.as_ref().and_then(Figure::value), Some(&number("4")));
    let mut dense = of_scores(&["98", "90", "90", "75"]);
    dense.policy.ranking.ties = Ties::Dense;
    assert_eq!(ranked(&dense, None).0[3].rank, Some(3));
    let (rows, _) = ranked(&of_scores(&["80", "91"]), None);
    assert_eq!(texts(rows.iter().map(|row| row.gap_median.as_ref())), ["-5.5", "5.5"]);
}

#[test]
fn the_next_key_breaks_a_tie_and_who_has_no_score_comes_last() {
    let mut world = of_scores(&["90", "-", "90", "95"]);
    let visits = world.measure("visits", sum("visits"), Unit::Count);
    world.totals(visits, &["3", "9", "4", "1"]);
    world.policy.ranking.by.push(here(visits));
    assert_eq!(ranks(&ranked(&world, None).0), [(3, Some(1)), (2, Some(2)), (0, Some(3)), (1, None)]);
    world.policy.measures[visits.0].better = crate::policy::rules::Better::Lower;
    assert_eq!(ranks(&ranked(&world, None).0)[1..3], [(0, Some(2)), (2, Some(3))]);
}

#[test]
fn people_in_probation_have_a_list_of_their_own() {
    let mut world = of_scores(&["99", "80", "98", "70"]);
    world.policy.ranking.probation_apart = true;
    world.ledger.people.list[0].probation_end = Some(day("2026-10-01"));
    world.ledger.people.list[3].probation_end = Some(day("2026-12-31"));
    world.ledger.people.list[1].probation_end = Some(day("2026-09-30"));
    let (rows, _) = ranked(&world, None);
    assert_eq!(ranks(&rows), [(2, Some(1)), (1, Some(2)), (0, Some(1)), (3, Some(2))]);
    assert_eq!(rows.iter().map(|row| row.apart).collect::<Vec<_>>(), [false, false, true, true]);
    assert_eq!(texts(rows.iter().map(|row| row.gap_first.as_ref())), ["0", "18", "0", "29"]);
}

#[test]
fn a_change_is_the_places_won_since_the_period_before() {
    let (_, earlier) = ranked(&of_scores(&["70", "90", "80"]), None);
    let (rows, _) = ranked(&of_scores(&["95", "90", "80", "60"]), Some(&earlier));
    let changes: Vec<_> = rows.iter().map(|row| (row.person, row.change)).collect();
    assert_eq!(changes, [(0, Some(2)), (1, Some(-1)), (2, Some(-1)), (3, None)]);
}

/// Grades C, B from 80 (or above it) and A from 95.
fn graded(world: &mut World, b_inclusive: bool) {
    let step = |at: &str, inclusive, letter: &str| Step {
        bound: Bound { at: parameter(at), inclusive },
        value: GradeRule { grade: here(letter.into()), coefficient: None },
        span: Span::default(),
    };
    let list = vec![step("0", true, "C"), step("80", b_inclusive, "B"), step("95", true, "A")];
    world.policy.grades =
        Some(Grades { steps: Steps { list, below: None, span: Span::default() }, distribution: None });
}

/// Revenue against 1000 at weight 60, visits against 30 at weight 40.
fn of_two(revenue: &str, visits: &str) -> (World, MeasureId) {
    let mut world = World::new("2026-10", &["ann"]);
    let measure = world.measure("visits", sum("visits"), Unit::Count);
    world.totals(REVENUE, &[revenue]);
    world.totals(measure, &[visits]);
    world.target(Scope::Person(0), REVENUE, "2026-10", "1000");
    world.target(Scope::Person(0), measure, "2026-10", "30");
    let linear = || ScoreRule::Linear { from: None, cap: parameter("1.2"), accelerate: None };
    let indicators = vec![indicator(&world, REVENUE, "60", linear()), indicator(&world, measure, "40", linear())];
    world.card("100", indicators);
    graded(&mut world, true);
    (world, measure)
}

/// Grade, points, and the lever: its indicator and how much more of it.
type Next = (String, String, Option<(String, String)>);

fn next(world: &World) -> Option<Next> {
    let (rows, _) = ranked(world, None);
    let next = rows[0].next_grade.clone()?;
    let by = next.by.map(|lever| (lever.indicator.to_string(), lever.more.or_zero().to_string()));
    Some((next.grade, next.points.or_zero().to_string(), by))
}

fn expected(grade: &str, points: &str, by: Option<(&str, &str)>) -> Option<Next> {
    Some((grade.into(), points.into(), by.map(|(indicator, more)| (indicator.into(), more.into()))))
}

/// The score after `more` revenue.
fn with_more(revenue: &str, visits: &str, more: &str) -> String {
    let (world, _) = of_two(&(&number(revenue) + &number(more)).to_string(), visits);
    let (_, results) = ranked(&world, None);
    results.people[0].standing.score.as_ref().map(|score| score.or_zero().to_string()).unwrap_or_default()
}

#[test]
fn the_next_grade_names_its_points_and_the_least_revenue_that_brings_them() {
    let (world, _) = of_two("600", "30");
    // 36 + 40 = 76; 79.995 rounds to 80: 3.995 more points ÷ 60 × 1000 = 66.5833…
    assert_eq!(next(&world), expected("B", "4", Some(("revenue", "66.59"))));
    assert_eq!(with_more("600", "30", "66.59"), "80");
    assert_eq!(with_more("600", "30", "66.58"), "79.99");
}

#[test]
fn a_capped_indicator_is_no_lever_and_the_highest_grade_has_no_next() {
    let (world, _) = of_two("1200", "5");
    // 72 + 6.67 = 78.67; revenue is at its cap; 1.33 points ÷ 40 × 30 = 1 visit
    assert_eq!(next(&world), expected("B", "1.33", Some(("visits", "1"))));
    let (world, _) = of_two("500", "0");
    // 30; of 50 more points, revenue can bring 42 and visits 48
    assert_eq!(next(&world), expected("B", "50", None));
    let (world, _) = of_two("1200", "36");
    assert_eq!(next(&world), None);
    let (mut world, _) = of_two("900", "30");
    world.policy.scorecards[0].cap = Some(parameter("94"));
    assert_eq!(next(&world), None, "94 is all that the scorecard gives");
}

#[test]
fn a_bound_that_is_not_included_needs_one_step_more() {
    let (mut world, _) = of_two("600", "30");
    graded(&mut world, false);
    assert_eq!(next(&world), expected("B", "4.01", Some(("revenue", "66.75"))));
    world.policy.points = Rounding { to: number("1"), mode: RoundingMode::HalfDown };
    // 80.5 is still 80: more than 4.5 points, 75 of revenue
    assert_eq!(next(&world), expected("B", "5", Some(("revenue", "75.01"))));
}

#[test]
fn acceleration_thresholds_and_units_are_turned_round() {
    let (mut world, _) = of_two("900", "0");
    let rule = |from| ScoreRule::Linear {
        from: Some(parameter(from)),
        cap: parameter("1.5"),
        accelerate: Some(parameter("2")),
    };
    world.policy.scorecards[0].indicators[0].score = rule("0.5");
    // 54; 26 more are 79.995 ÷ 60 = 1.33325 counted, 1.166625 attained
    assert_eq!(next(&world), expected("B", "26", Some(("revenue", "266.63"))));
    let (mut world, _) = of_two("900", "30");
    world.policy.scorecards[0].indicators[0].score = rule("0.95");
    // 0 + 40: the revenue must reach its threshold, and then more than it
    assert_eq!(next(&world), expected("B", "40", Some(("revenue", "50"))));
    let world = {
        let mut world = of_scores(&["70.5"]);
        graded(&mut world, true);
        world
    };
    assert_eq!(next(&world), expected("B", "9.5", Some(("revenue", "9.5"))));
}

#[test]
fn the_addition_is_enough_and_a_cent_less_is_not() {
    use RoundingMode::{Down, HalfDown, HalfEven, HalfUp, Up};
    for (mode, revenue) in [HalfUp, HalfEven, HalfDown, Up, Down]
        .into_iter()
        .flat_map(|mode| ["333.33", "600", "600.09", "601.2", "654.32", "-20"].map(|revenue| (mode, revenue)))
    {
        for b_inclusive in [true, false] {
            let reaches = |more: &Number| {
                let (mut world, _) = of_two(&(&number(revenue) + more).to_string(), "30");
                world.policy.points.mode = mode;
                graded(&mut world, b_inclusive);
                let (rows, results) = ranked(&world, None);
                let score = results.people[0].standing.score.as_ref().map(Figure::or_zero);
                let reached =
                    score.is_some_and(|score| if b_inclusive { score >= number("80") } else { score > number("80") });
                let by =
                    rows[0].next_grade.as_ref().and_then(|next| next.by.as_ref()).map(|lever| lever.more.or_zero());
                (reached, by)
            };
            let more = reaches(&Number::zero()).1.expect("revenue can bring it");
            assert!(reaches(&more).0, "{mode:?} {revenue} {b_inclusive}: {more}");
            assert!(!reaches(&(&more - &number("0.01"))).0, "{mode:?} {revenue} {b_inclusive}: {more} is too much");
        }
    }
}
