//! One builder per report, and the neutral model that all of them fill.

pub mod balances;
pub mod check;
pub mod choice;
pub mod close;
pub mod customers;
pub mod explain;
mod files;
pub mod folder;
pub mod frozen;
mod head;
mod inputs;
mod kept;
pub mod model;
pub mod pay;
pub mod progress;
pub mod score;
pub mod statement;
mod steps;
mod suggestions;
pub mod targets;
pub mod totals;
pub mod trend;
pub mod verify;
pub mod watch;

use crate::report::model::{Cell, Column, Phrase, RowOf};
use crate::run::Outcome;

/// A column of text with a title of the locale.
fn text_column(id: &'static str) -> Column {
    Column { id: id.to_owned(), title: Phrase::term(id), numeric: false }
}

/// A column of numbers with a title of the locale.
fn number_column(id: &'static str) -> Column {
    Column { id: id.to_owned(), title: Phrase::term(id), numeric: true }
}

/// The id of a person.
fn id_of(outcome: &Outcome, person: usize) -> Cell {
    Cell::Of(outcome.ledger.people.list[person].id.clone(), RowOf::Person(person))
}

/// The name of a person, for machines, who have the id as well.
fn name_of(outcome: &Outcome, person: usize) -> Cell {
    Cell::Of(outcome.ledger.people.list[person].name.clone(), RowOf::Person(person))
}

/// The name of a person as people read it: with the id where several have the name.
fn called(outcome: &Outcome, person: usize) -> Cell {
    Cell::Of(outcome.ledger.people.called(person), RowOf::Person(person))
}

/// The version of the program, as reports name it.
pub const TOOL: &str = concat!("appraise ", env!("CARGO_PKG_VERSION"));
