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
pub mod trend;
pub mod verify;
pub mod watch;

use crate::report::model::{Column, Phrase};

/// A column of text with a title of the locale.
fn text_column(id: &'static str) -> Column {
    Column { id: id.to_owned(), title: Phrase::term(id), numeric: false }
}

/// A column of numbers with a title of the locale.
fn number_column(id: &'static str) -> Column {
    Column { id: id.to_owned(), title: Phrase::term(id), numeric: true }
}

/// The version of the program, as reports name it.
pub const TOOL: &str = concat!("appraise ", env!("CARGO_PKG_VERSION"));
