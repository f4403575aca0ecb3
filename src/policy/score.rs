//! `score` of an indicator: each way to turn a value into points, with its keys.

use super::reading::Reading;
use super::rules::{On, Parameter, RankPoints, ScoreRule, Steps};
use super::steps;
use super::table::TableReader;
use super::value;
use crate::number::Number;
use crate::source::Span;

/// What a way to score looks at.
pub(super) const ON: [(&str, On); 2] = [("attainment", On::Attainment), ("value", On::Value)];

/// Names of the ways to score.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ScoreKind {
    Linear,
    Steps,
    Curve,
    Deduct,
    PerUnit,
    Rank,
    Rating,
    AllOrNothing,
}

impl ScoreKind {
    pub const ALL: [(&'static str, ScoreKind); 8] = [
        ("linear", ScoreKind::Linear),
        ("steps", ScoreKind::Steps),
        ("curve", ScoreKind::Curve),
        ("deduct", ScoreKind::Deduct),
        ("per_unit", ScoreKind::PerUnit),
        ("rank", ScoreKind::Rank),
        ("rating", ScoreKind::Rating),
        ("all_or_nothing", ScoreKind::AllOrNothing),
    ];
}

/// Reads the keys of a way to score.
pub(super) fn score(table: &TableReader<'_>, kind: ScoreKind) -> Option<ScoreRule> {
    match kind {
        ScoreKind::Linear => linear(table),
        ScoreKind::Steps => {
            let on = table.required_choice("on", &ON);
            let steps = point_steps(table);
            Some(ScoreRule::Steps { on: on?.value, steps: steps? })
        }
        ScoreKind::Curve => {
            let on = table.required_choice("on", &ON);
            table.require("points", "points = [[0, 0], [1, 100]]");
            let points = steps::curve(table, "points");
            Some(ScoreRule::Curve { on: on?.value, points: points? })
        }
        ScoreKind::Deduct => deduct(table),
        ScoreKind::PerUnit => {
            table.require("points", "points = 2").require("max", "max = 10");
            let (points, max) = (table.number("points"), table.amount_from_zero("max"));
            Some(ScoreRule::PerUnit { points: points?, max: max? })
        }
        ScoreKind::Rank => rank(table).map(ScoreRule::Rank),
        ScoreKind::Rating => {
            table.require("scale", "scale = 5");
            Some(ScoreRule::Rating { scale: table.positive("scale")? })
        }
        ScoreKind::AllOrNothing => {
            table.require("from", "from = 1");
            Some(ScoreRule::AllOrNothing { from: table.number("from")? })
        }
    }
}

fn linear(table: &TableReader<'_>) -> Option<ScoreRule> {
    table.require("cap", "cap = 1.2");
    table.default("from", "0");
    let (from, cap, accelerate) = (table.amount_from_zero("from"), table.positive("cap"), table.positive("accelerate"));
    Some(ScoreRule::Linear { from, cap: cap?, accelerate })
}

fn point_steps(table: &TableReader<'_>) -> Option<Steps<Parameter>> {
    table.require("steps", "steps = [{ from = 0, points = 0 }, { from = 1, points = 100 }]");
    let below = table.number("below");
    steps::steps(table, "steps", below, |step| {
        step.require("points", "points = 10");
        step.number("points")
    })
}

fn deduct(table: &TableReader<'_>) -> Option<ScoreRule> {
    table.require("qualified", "qualified = \"85%\"").require("per", "per = \"1%\"").require("points", "points = 2");
    let on = table.required_choice("on", &ON);
    let (qualified, per, points) = (table.number("qualified"), table.positive("per"), table.amount_from_zero("points"));
    let (partial, minimum) = (table.required_flag("partial"), table.number("minimum"));
    Some(ScoreRule::Deduct {
        on: on?.value,
        qualified: qualified?,
        per: per?,
        points: points?,
        partial: partial?.value,
        minimum,
    })
}

fn rank(table: &TableReader<'_>) -> Option<RankPoints> {
    if table.one_of(&["points", "best"], "points = [20, 16, 12]")? == "points" {
        return Some(RankPoints::List(table.numbers("points").filter(|_| table.filled_list("points").is_some())?));
    }
    table.require("step", "step = 2");
    let (best, step) = (table.amount_from_zero("best"), table.amount_from_zero("step"));
    Some(RankPoints::Sliding { best: best?, step: step? })
}

/// Reports points of steps and curves that are above the weight; the other ways are capped by it.
pub(super) fn check_points(reading: &Reading, rule: &ScoreRule, weight: &Parameter) {
    let points: Vec<&Parameter> = match rule {
        ScoreRule::Steps { steps, .. } => steps.below.iter().chain(steps.list.iter().map(|step| &step.value)).collect(),
        ScoreRule::Curve { points, .. } => points.iter().map(|(_, points)| points).collect(),
        _ => return,
    };
    for found in points.into_iter().filter(|points| points.value > weight.value) {
        let facts = [("points", found.value.to_string()), ("weight", weight.value.to_string())];
        let spans: [Span; 2] = [found.span, weight.span];
        reading.conflict("points-above-weight", spans, &[("points", &facts[0].1), ("weight", &facts[1].1)]);
    }
}

/// Reads a weight.
pub(super) fn weight(table: &TableReader<'_>) -> Option<Parameter> {
    table.require("weight", "weight = 50");
    let weight = table.number("weight")?;
    value::within(table.reading, "weight", weight, "> 0", Number::is_positive)
}
