//! Improvements, and what came of them.

use crate::management::watch::{Answer, Improvement};
use crate::number::Number;
use crate::report::model::{Audience, Body, Cell, Column, Phrase, Section, Shape, Table};
use crate::report::{called, id_of, number_column, text_column};
use crate::run::Outcome;

/// A row for each, for people with the names of persons and measures; nothing where there is none.
pub(super) fn improvements<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Vec<Section<'a>> {
    let section = |audience: Audience| {
        let who = Column { title: Phrase::term("who"), ..text_column("person") };
        let columns = vec![
            text_column("id"),
            text_column("action"),
            if audience == Audience::People { who } else { text_column("person") },
            text_column("measure"),
            text_column("done"),
            number_column("before"),
            number_column("after"),
            Column { title: Phrase::term("effect_of_action"), ..number_column("effect") },
        ];
        let rows = answer.improvements.iter().map(|one| row(outcome, one, audience)).collect();
        let (title, body) = (Phrase::term("improvements"), Body::Table(Table { columns, rows }));
        Section { id: "improvements", title, audience, body, notes: Vec::new() }
    };
    let audiences = [Audience::People, Audience::Machines].into_iter();
    audiences.filter(|_| !answer.improvements.is_empty()).map(section).collect()
}

fn row(outcome: &Outcome, one: &Improvement, audience: Audience) -> Vec<Cell> {
    let shape = Shape::at_a_glance(one.unit, outcome.policy.money_places());
    let number = |number: &Option<Number>| number.clone().map_or(Cell::Empty, |number| Cell::Plain(number, shape));
    let is_for_people = audience == Audience::People;
    vec![
        Cell::Text(one.id.clone()),
        Cell::Text(one.action.clone()),
        if is_for_people { called(outcome, one.person) } else { id_of(outcome, one.person) },
        one.measure.as_deref().map_or(Cell::Empty, |measure| named(outcome, measure, is_for_people)),
        one.done.map_or(Cell::Empty, Cell::Date),
        number(&one.before),
        number(&one.after),
        number(&one.effect),
    ]
}

/// A measure; for people by its label.
fn named(outcome: &Outcome, measure: &str, is_for_people: bool) -> Cell {
    let known = outcome.policy.measures.iter().find(|own| own.name == measure).filter(|_| is_for_people);
    known.map_or_else(|| Cell::Text(measure.to_owned()), |own| Cell::phrase(Phrase::Label(own.label.clone())))
}
