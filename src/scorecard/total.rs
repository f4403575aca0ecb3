//! The score: points after redistribution and the rounding of each indicator, adjustments, floor, cap, and the rounding of all.

use super::missing::{Settled, State};
use crate::derivation::{Figure, Form, Subject, Worksheet, full_attainment};
use crate::measure::Book;
use crate::policy::rules::{FULL_SCORE, Indicator, ScoreRule, Scorecard, Unit};
use crate::results::{PersonResult, ScoredIndicator};

/// Fills the standing's indicators, adjustments and score.
pub(super) fn complete(book: &Book, card: &Scorecard, result: &mut PersonResult, settled: Vec<Settled>) {
    let scored = settled.iter().any(|item| item.state == State::Counts)
        && settled.iter().all(|item| item.state != State::Refused);
    let scale = scale(card, &mut result.sheet, &settled);
    let indicators: Vec<ScoredIndicator> =
        settled.into_iter().map(|item| scored_indicator(&mut result.sheet, item, scale.as_ref())).collect();
    let adjustments = adjustments(book, card, result);
    if scored {
        let counted = indicators.iter().filter(|indicator| !indicator.redistributed).map(|indicator| &indicator.points);
        let inputs: Vec<&Figure> = counted.chain(adjustments.iter().map(|(_, figure)| figure)).collect();
        let score = score(book, card, &mut result.sheet, &inputs);
        result.standing.score = Some(score).filter(|score| !score.is_missing());
    }
    result.standing.indicators = indicators;
    result.standing.adjustments = adjustments;
}

/// What points are multiplied by where a missing value gave its weight to the others: total ÷ remaining weight.
fn scale(card: &Scorecard, sheet: &mut Worksheet, settled: &[Settled]) -> Option<Figure> {
    let given = settled.iter().find(|item| item.state == State::GivenAway)?;
    let rule = given.draft.indicator.when_missing.as_ref()?.span;
    let remaining: Vec<&Figure> =
        settled.iter().filter(|item| item.state == State::Counts).map(|item| &item.draft.weight).collect();
    let total = if card.total.span == card.span {
        sheet.implied("total", FULL_SCORE, card.span, Unit::Points)
    } else {
        sheet.parameter("total", &card.total.value, card.total.span, Unit::Points)
    };
    let remaining = sheet.named(("remaining_weight", &card.name), rule, Form::Sum, &remaining, Unit::Points);
    Some(sheet.named(("redistribution", &card.name), rule, Form::Quotient, &[&total, &remaining], Unit::Number))
}

fn scored_indicator(sheet: &mut Worksheet, item: Settled, scale: Option<&Figure>) -> ScoredIndicator {
    let Settled { draft, points, state } = item;
    let indicator = draft.indicator;
    let (mut points, mut weight) = (points, draft.weight.clone());
    let redistributed = state == State::GivenAway;
    if let Some(scale) = scale.filter(|_| !redistributed) {
        let name = |name: &'static str| (name, &*indicator.name);
        points = sheet.named(name("points"), indicator.span, Form::Product, &[&points, scale], Unit::Points);
        weight = sheet.named(name("weight"), indicator.span, Form::Product, &[&weight, scale], Unit::Points);
    }
    if let Some(rounding) = &indicator.rounding {
        let form = Form::Round(rounding.value.clone());
        points = sheet.named(("points", &indicator.name), rounding.span, form, &[&points], Unit::Points);
    }
    ScoredIndicator {
        name: indicator.name.clone(),
        attainment: draft.reading.attainment.map(|attainment| shown(sheet, indicator, attainment)),
        actual: draft.reading.actual,
        against: draft.reading.against,
        points,
        weight: if redistributed { None } else { Some(weight) },
        redistributed,
    }
}

/// Of a full attainment, where lower is better, the cap is shown.
fn shown(sheet: &mut Worksheet, indicator: &Indicator, attainment: Figure) -> Figure {
    match &indicator.score {
        ScoreRule::Linear { cap, .. } if attainment.value() == Some(&full_attainment()) => {
            let of = sheet.step_of(&attainment).and_then(|step| step.of.clone()).unwrap_or_default();
            let bound = sheet.parameter("cap", &cap.value, cap.span, Unit::Rate);
            sheet.named(("attainment", &of), cap.span, Form::Least, &[&attainment, &bound], Unit::Rate)
        }
        _ => attainment,
    }
}

/// The period's sums of the columns that are added as they are signed; each is a measure named after its column.
fn adjustments(book: &Book, card: &Scorecard, result: &mut PersonResult) -> Vec<(String, Figure)> {
    let subject = Subject::Person(result.person);
    let lines = card.adjust.iter().filter_map(|column| {
        let name = format!("{}.{}", column.value.source, column.value.column);
        let measure = book.policy.measure_named(&name)?;
        let figure = book.actual(&mut result.sheet, measure, &subject, book.period);
        result.sheet.name(&figure, "adjustment", Some(&name), Some(column.span));
        Some((name, figure))
    });
    lines.collect()
}

fn score(book: &Book, card: &Scorecard, sheet: &mut Worksheet, inputs: &[&Figure]) -> Figure {
    let of = &*card.name;
    let mut score = sheet.named(("points_total", of), card.span, Form::Sum, inputs, Unit::Points);
    if let Some(floor) = &card.floor {
        let bound = sheet.parameter("floor", &floor.value, floor.span, Unit::Points);
        score = sheet.named(("not_below", of), floor.span, Form::Greatest, &[&score, &bound], Unit::Points);
    }
    if let Some(cap) = &card.cap {
        let bound = sheet.parameter("cap", &cap.value, cap.span, Unit::Points);
        score = sheet.named(("not_above", of), cap.span, Form::Least, &[&score, &bound], Unit::Points);
    }
    sheet.named(("score", of), card.span, Form::Round(book.policy.points.clone()), &[&score], Unit::Points)
}
