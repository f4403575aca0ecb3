//! Improvements, and what came of them.

use crate::management::watch::{Answer, Improvement};
use crate::number::Number;
use crate::report::model::{Audience, Body, Cell, Column, Phrase, Section, Shape, Table};
use crate::report::{id_of, number_column, text_column};
use crate::run::Outcome;

/// A row for each; nothing where there is none.
pub(super) fn improvements<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Option<Section<'a>> {
    let columns = vec![
        text_column("id"),
        text_column("action"),
        text_column("person"),
        text_column("measure"),
        text_column("done"),
        number_column("before"),
        number_column("after"),
        Column { title: Phrase::term("effect_of_action"), ..number_column("effect") },
    ];
    let rows = answer.improvements.iter().map(|one| row(outcome, one)).collect();
    let section = Section {
        id: "improvements",
        title: Phrase::term("improvements"),
        audience: Audience::Everyone,
        body: Body::Table(Table { columns, rows }),
        notes: Vec::new(),
    };
    (!answer.improvements.is_empty()).then_some(section)
}

fn row(outcome: &Outcome, one: &Improvement) -> Vec<Cell> {
    let shape = Shape::at_a_glance(one.unit, outcome.policy.money_places());
    let number = |number: &Option<Number>| number.clone().map_or(Cell::Empty, |number| Cell::Plain(number, shape));
    vec![
        Cell::Text(one.id.clone()),
        Cell::Text(one.action.clone()),
        id_of(outcome, one.person),
        one.measure.clone().map_or(Cell::Empty, Cell::Text),
        one.done.map_or(Cell::Empty, Cell::Date),
        number(&one.before),
        number(&one.after),
        number(&one.effect),
    ]
}
