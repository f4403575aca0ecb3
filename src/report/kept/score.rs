//! A ranking in words and pictures: scores, and how much of the heaviest target everybody reached.

use super::{chart, compared, in_words, table, whole_target};
use crate::number::Number;
use crate::report::model::{Cell, ChartKind, Phrase, Section, Shape, Table};
use crate::report::score::{attainment, entries, figure, label, rule_of, shape_of};
use crate::report::{number_column, text_column};
use crate::results::{ScoredIndicator, Standing};
use crate::run::Outcome;

/// What stands above the ranking.
pub(in crate::report) fn above<'a>(outcome: &'a Outcome) -> Vec<Section<'a>> {
    let scores = chart("scores_drawn", ChartKind::Bars, ("ranking", "name"), vec!["score".to_owned()]);
    let mut sections: Vec<Section> = in_words(words(outcome)).into_iter().chain([scores]).collect();
    if heaviest(outcome).next().is_some() {
        let series = vec!["attainment".to_owned()];
        let drawn = chart("attainments_drawn", ChartKind::Bullets, ("heaviest_indicators", "name"), series);
        sections.push(compared(drawn, whole_target()));
    }
    sections
}

/// The table of attainments that a picture is drawn from.
pub(in crate::report) fn below<'a>(outcome: &'a Outcome) -> Option<Section<'a>> {
    let rows: Vec<Vec<Cell>> = heaviest(outcome).collect();
    let columns = vec![
        text_column("name"),
        text_column("indicator"),
        number_column("actual"),
        number_column("target"),
        number_column("attainment"),
    ];
    (!rows.is_empty()).then(|| table("heaviest_indicators", Table { columns, rows: rows.into() }))
}

/// Of everybody the heaviest indicator that has a target; of equally heavy ones the first.
fn heaviest(outcome: &Outcome) -> impl Iterator<Item = Vec<Cell>> {
    entries(outcome).filter_map(|entry| {
        let scored = heaviest_of(&entry.result.standing)?;
        let rule = rule_of(outcome, &entry, &scored.name);
        let shape = shape_of(outcome, rule);
        Some(vec![
            entry.cell(outcome),
            Cell::phrase(label(outcome, rule, &scored.name)),
            Cell::figure(&scored.actual, shape),
            figure(scored.against.as_ref(), shape),
            attainment(scored),
        ])
    })
}

/// The heaviest indicator of somebody that has an attainment; of equally heavy ones the first.
pub(super) fn heaviest_of(standing: &Standing) -> Option<&ScoredIndicator> {
    let attained = standing.indicators.iter().filter(|scored| scored.attainment.is_some());
    attained.rev().max_by(|one, other| one.counted_weight().cmp(&other.counted_weight()))
}

/// Who is first, with how much, and what the mean is.
fn words(outcome: &Outcome) -> Vec<Phrase> {
    let shape = Shape::Points(outcome.policy.points.places());
    let ranked = || entries(outcome).filter(|entry| !entry.row.apart);
    let scores: Vec<&Number> =
        ranked().filter_map(|entry| entry.result.standing.score.as_ref().and_then(|score| score.value())).collect();
    let count = Number::from(scores.len() as i64);
    let mean = scores.iter().copied().sum::<Number>().checked_div(&count);
    let first: Vec<String> =
        ranked().filter(|entry| entry.row.rank == Some(1)).map(|entry| entry.called(outcome)).collect();
    let (Some(mean), Some(best), [name, others @ ..]) = (mean, scores.iter().max(), &first[..]) else {
        return Vec::new();
    };
    let mean = outcome.policy.points.apply(&mean);
    let phrase = match others.len() {
        0 => Phrase::term("score_in_words"),
        several => Phrase::term("score_in_words_of_several").with("others", Cell::count(several as i64)),
    };
    let phrase = phrase
        .with("name", Cell::Text(name.clone()))
        .with("count", Cell::count(scores.len() as i64))
        .with("score", Cell::Plain((*best).clone(), shape))
        .with("mean", Cell::Plain(mean, shape));
    std::iter::once(phrase).chain(grades(outcome)).collect()
}

/// How many have each grade, in the order of the ranking.
fn grades(outcome: &Outcome) -> Option<Phrase> {
    let mut counts: Vec<(String, i64)> = Vec::new();
    for grade in entries(outcome).filter_map(|entry| entry.result.standing.grade.clone()) {
        match counts.iter_mut().find(|(known, _)| *known == grade) {
            Some((_, count)) => *count += 1,
            None => counts.push((grade, 1)),
        }
    }
    let list: Vec<String> = counts.iter().map(|(grade, count)| format!("{grade} × {count}")).collect();
    (!list.is_empty()).then(|| Phrase::term("grades_in_words").with("grades", Cell::Text(list.join(", "))))
}
