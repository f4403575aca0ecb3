//! Progress in words and as attainments against the whole target, of the first measure that has targets.

use super::{chart, compared, in_words, table, whole_target};
use crate::management::progress::{Answer, Row, Who};
use crate::number::Number;
use crate::policy::rules::MeasureId;
use crate::report::model::{Cell, ChartKind, Phrase, Section, Table};
use crate::report::progress::{label, name, rate, shape};
use crate::report::{number_column, text_column};
use crate::run::Outcome;

/// What stands above the tables.
pub(in crate::report) fn above<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Vec<Section<'a>> {
    let mut sections: Vec<Section> = in_words(words(outcome, answer)).into_iter().collect();
    if !answer.rows.is_empty() {
        // Of a period that is over both are one.
        let landing = outcome.as_of.map(|_| "landing_attainment".to_owned());
        let series = std::iter::once("attainment".to_owned()).chain(landing).collect();
        let drawn = chart("attainments_drawn", ChartKind::Bullets, ("attainments", "name"), series);
        sections.push(compared(drawn, whole_target()));
    }
    sections
}

/// The table that the picture is drawn from: of one measure everybody.
pub(in crate::report) fn below<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Option<Section<'a>> {
    let first = answer.rows.first()?.measure;
    let columns = vec![
        text_column("name"),
        text_column("measure"),
        number_column("attainment"),
        number_column("landing_attainment"),
    ];
    let row = |row: &Row| {
        vec![
            name(outcome, &row.who),
            label(outcome, row.measure),
            rate(row.attainment.value()),
            rate(row.landing_attainment.as_ref()),
        ]
    };
    let rows = of_measure(answer, first).map(row).collect();
    Some(table("attainments", Table { columns, rows }))
}

fn of_measure(answer: &Answer, measure: MeasureId) -> impl Iterator<Item = &Row> {
    answer.rows.iter().filter(move |row| row.measure == measure)
}

/// How much of its target the department has, and how many people have theirs.
fn words(outcome: &Outcome, answer: &Answer) -> Vec<Phrase> {
    let Some(first) = answer.rows.first() else { return Vec::new() };
    let mut phrases = Vec::new();
    if first.who == Who::Department {
        let shape = shape(outcome, first.measure);
        let phrase = Phrase::term("progress_in_words")
            .with("measure", label(outcome, first.measure))
            .with("actual", Cell::figure(&first.actual, shape))
            .with("target", Cell::figure(&first.target, shape))
            .with("attainment", rate(first.attainment.value()));
        phrases.push(phrase);
    }
    let people = || of_measure(answer, first.measure).filter(|row| matches!(row.who, Who::Person(_)));
    let reached = people().filter(|row| row.attainment.value().is_some_and(|part| *part >= Number::one())).count();
    if people().next().is_some() {
        let phrase = Phrase::term("reached_in_words")
            .with("measure", label(outcome, first.measure))
            .with("reached", Cell::count(reached as i64))
            .with("count", Cell::count(people().count() as i64));
        phrases.push(phrase);
    }
    phrases
}
