//! Score, grade and rank, with what each indicator gave.

use super::super::model::{Audience, Body, Cell, Phrase, Section, Shape};
use super::super::score::{indicators_of, row_of, rule_of_indicator};
use super::teller::Teller;
use super::words::{Last, listed};
use crate::derivation::Figure;
use crate::ranking::RankingRow;
use crate::run::Outcome;

/// The indicators and a sentence for each; nothing for who is on no scorecard.
pub(super) fn section<'a>(teller: &mut Teller<'a>) -> Option<Section<'a>> {
    let outcome = teller.outcome;
    let row = row_of(outcome, teller.result.person)?;
    let table = indicators_of(outcome, row)?;
    let mut notes = Vec::new();
    for scored in &teller.result.standing.indicators {
        let Some(rule) = rule_of_indicator(outcome, row, &scored.name) else { continue };
        teller.indicator(rule, scored);
        let sentences = teller.said();
        notes.extend((!sentences.is_empty()).then_some(Phrase::Joined(sentences)));
    }
    standing(teller, row);
    let sentences = teller.said();
    notes.extend((!sentences.is_empty()).then_some(Phrase::Joined(sentences)));
    let title = Phrase::term("says_score");
    Some(Section { id: "score", title, audience: Audience::Everyone, body: Body::Table(table), notes })
}

/// Points as scores are shown.
pub(super) fn points(outcome: &Outcome, figure: &Figure) -> Cell {
    Cell::figure(figure, Shape::Points(outcome.policy.points.places()))
}

/// The sum, the grade, the place, and how far the others are.
fn standing(teller: &mut Teller, row: &RankingRow) {
    let (outcome, standing) = (teller.outcome, &teller.result.standing);
    let Some(score) = &standing.score else { return teller.say(Phrase::term("says_no_score")) };
    bounded(teller, score.step());
    for (name, adjusted) in &standing.adjustments {
        if adjusted.value().is_some_and(|points| !points.is_zero()) {
            let phrase = Phrase::term("says_adjusted").with("name", Cell::phrase(teller.label(name)));
            teller.say(phrase.with("points", points(outcome, adjusted)));
        }
    }
    teller.say(Phrase::term("says_score_is").with("score", points(outcome, score)));
    if let Some(grade) = &standing.grade {
        teller.say(Phrase::term("says_grade_is").with("grade", Cell::Text(grade.clone())));
    }
    if !teller.result.grades.is_empty() {
        let grades = teller.result.grades.iter().map(|(period, grade)| Phrase::Verbatim(format!("{period} {grade}")));
        teller.say(Phrase::term("says_grades_of_parts").with("grades", listed(Last::And, grades)));
    }
    if let Some(placed) = &standing.placed {
        let phrase = Phrase::term("says_grade_by_place").with("place", Cell::figure(&placed.place, Shape::Count));
        teller.say(phrase.with("among", Cell::count(i64::try_from(placed.among).unwrap_or(i64::MAX))));
    }
    ranked(teller, row);
}

/// Where floor or cap of the scorecard changed the sum.
fn bounded(teller: &mut Teller, score: usize) {
    let Some(sum) = teller.input(score, 0) else { return };
    let phrase = match teller.step(sum).name {
        "not_below" => Phrase::term("says_floored"),
        "not_above" => Phrase::term("says_capped"),
        _ => return,
    };
    bounded(teller, sum);
    if let Some(bound) = teller.input(sum, 1).filter(|_| !teller.changes_nothing(sum)) {
        teller.say(phrase.with("bound", teller.cell(bound)).with("value", teller.cell(sum)));
    }
}

/// The place, what became of it, and the distances.
fn ranked(teller: &mut Teller, row: &RankingRow) {
    let Some(rank) = row.rank else { return };
    let list = teller.outcome.appraisal.ranking.iter().filter(|other| other.apart == row.apart && other.rank.is_some());
    let among = Cell::count(i64::try_from(list.count()).unwrap_or(i64::MAX));
    let phrase = if row.apart { Phrase::term("says_rank_apart") } else { Phrase::term("says_rank_is") };
    teller.say(phrase.with("rank", Cell::count(rank)).with("among", among));
    match row.change.unwrap_or(0) {
        0 => {}
        won if won > 0 => teller.say(Phrase::term("says_places_won").with("count", Cell::count(won))),
        lost => teller.say(Phrase::term("says_places_lost").with("count", Cell::count(-lost))),
    }
    let shown =
        |gap: &Option<Figure>| gap.as_ref().filter(|gap| gap.value().is_some_and(|gap| !gap.is_zero())).cloned();
    if let Some(gap) = shown(&row.gap_next) {
        teller.say(Phrase::term("says_gap_next").with("points", points(teller.outcome, &gap)));
    }
    if let Some(gap) = shown(&row.gap_first) {
        teller.say(Phrase::term("says_gap_first").with("points", points(teller.outcome, &gap)));
    }
}
