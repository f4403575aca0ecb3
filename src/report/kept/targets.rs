//! Targets in words, and what each person is to reach.

use super::{chart, in_words};
use crate::management::progress::Who;
use crate::management::targets::{Answer, Level};
use crate::report::model::{ChartKind, Phrase, Section};
use crate::report::progress::{label, number, shape};
use crate::run::Outcome;

/// What stands above the tables.
pub(in crate::report) fn above<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Vec<Section<'a>> {
    let mut sections: Vec<Section> = in_words(words(outcome, answer)).into_iter().collect();
    if answer.split.as_ref().is_some_and(|rows| !rows.is_empty()) {
        sections.push(chart("targets_drawn", ChartKind::Bars, ("targets", "name"), vec!["target".to_owned()]));
    }
    sections
}

/// What the department is to reach, and what its people are to reach together.
fn words(outcome: &Outcome, answer: &Answer) -> Vec<Phrase> {
    let of_department = answer.levels.iter().filter(|level| level.who == Who::Department);
    let phrase = |level: &Level| {
        let shape = shape(outcome, level.measure);
        let difference = level.difference();
        let term = if difference.is_negative() { "targets_in_words_above" } else { "targets_in_words" };
        Phrase::term(term)
            .with("measure", label(outcome, level.measure))
            .with("target", number(Some(&level.target), shape))
            .with("people", number(Some(&level.people), shape))
            .with("difference", number(Some(&difference.abs()), shape))
    };
    of_department.map(phrase).collect()
}
