//! Why a measure changed: its drivers, or the parts of the change.

use super::super::model::{Audience, Cell, Column, Phrase, Section, Shape, Table};
use super::super::number_column;
use super::{figure, table, titled};
use crate::management::trend::{Answer, Driver, OfMeasure};
use crate::number::Number;
use crate::run::Outcome;

/// For machines every column, for people the most useful.
pub(super) fn sections(outcome: &Outcome, answer: &Answer, shape: Shape) -> [Section<'static>; 2] {
    let plain = |driver: &Driver| match driver {
        Driver::Part(part, change) => of_part(Cell::Text(part.id().to_owned()), change, shape),
        Driver::Measure(of) => record(outcome, of, Cell::Text(outcome.policy.measure(of.measure).name.clone())),
    };
    let shown = |driver: &Driver| match driver {
        Driver::Part(part, change) => of_part(Cell::phrase(Phrase::term(part.term())), change, shape),
        Driver::Measure(of) => {
            let label = outcome.policy.measure(of.measure).label.clone();
            record(outcome, of, Cell::phrase(Phrase::Label(label)))
        }
    };
    let has_measures = answer.drivers.iter().any(|driver| matches!(driver, Driver::Measure(_)));
    let kept: &[usize] = if has_measures { &[0, 1, 2, 3, 4, 5, 6] } else { &[0, 5] };
    let pick = |cells: Vec<Cell>| kept.iter().map(|index| cells[*index].clone()).collect::<Vec<Cell>>();
    let titles: Vec<Column> = kept.iter().map(|index| columns()[*index].clone()).collect();
    let rows = |make: &dyn Fn(&Driver) -> Vec<Cell>| answer.drivers.iter().map(make).collect::<Vec<Vec<Cell>>>();
    let people: Vec<Vec<Cell>> = rows(&shown).into_iter().map(pick).collect();
    [
        table("drivers_shown", Audience::People, Table { columns: titles, rows: people.into() }),
        table("drivers", Audience::Machines, Table { columns: columns(), rows: rows(&plain).into() }),
    ]
}

fn columns() -> Vec<Column> {
    vec![
        titled("driver", "driver", false),
        number_column("actual"),
        number_column("target"),
        number_column("attainment"),
        number_column("previous"),
        number_column("change"),
        titled("change_rate", "change_rate", true),
        number_column("last_year"),
        titled("change_on_last_year", "change_on_last_year", true),
    ]
}

fn of_part(name: Cell, change: &Number, shape: Shape) -> Vec<Cell> {
    let cell = |column: usize| match column {
        0 => name.clone(),
        5 => figure(Some(change.clone()), shape),
        _ => Cell::Empty,
    };
    (0..columns().len()).map(cell).collect()
}

fn record(outcome: &Outcome, of: &OfMeasure, name: Cell) -> Vec<Cell> {
    let shape = Shape::at_a_glance(outcome.policy.measure(of.measure).unit, outcome.policy.money_places());
    let less = |base: &Option<Number>| Some(of.actual.as_ref()? - base.as_ref()?);
    let previous = of.previous.as_ref().filter(|previous| previous.is_positive());
    let rate = || less(&of.previous)?.checked_div(previous?);
    vec![
        name,
        figure(of.actual.clone(), shape),
        figure(of.target.clone(), shape),
        figure(of.attainment.clone(), Shape::Rate),
        figure(of.previous.clone(), shape),
        figure(less(&of.previous), shape),
        figure(rate(), Shape::Rate),
        figure(of.last_year.clone(), shape),
        figure(less(&of.last_year), shape),
    ]
}
