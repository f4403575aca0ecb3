//! What a row lacks: something in a column, somebody who is there, or a row of its own in another input.

use super::columns::canonical;
use super::partners::Partners;
use crate::ingest::cell::key;
use crate::ledger::rows::ListedRow;
use crate::management::View;
use crate::source::Spanned;

/// Columns that name people, each with the other one that may name the same.
const PEOPLE: [[&str; 2]; 5] =
    [["owner", "owner_id"], ["person", "person_id"], ["manager", "manager"], ["mentor", "mentor"], ["by", "by"]];

/// What is asked for.
pub(super) enum Lacks {
    /// One of these columns.
    Columns(Vec<String>),
    /// A row of the same customer or person.
    Rows(Partners),
}

impl Lacks {
    /// Of columns as the policy names them.
    pub(super) fn columns(view: View, input: &str, names: &[Spanned<String>]) -> Self {
        Lacks::Columns(names.iter().map(|name| canonical(view.book.policy, input, &name.value)).collect())
    }

    /// Whether a row lacks it.
    pub(super) fn is_of(&self, view: View, row: &ListedRow) -> bool {
        match self {
            Lacks::Columns(columns) => columns.iter().any(|column| lacks(view, row, column)),
            Lacks::Rows(partners) => !partners.has_any(row),
        }
    }

    /// Which of several columns it lacks.
    pub(super) fn shown(&self, view: View, row: &ListedRow) -> Option<String> {
        let Lacks::Columns(columns) = self else { return None };
        let lacking: Vec<&str> = columns.iter().map(String::as_str).filter(|column| lacks(view, row, column)).collect();
        (columns.len() > 1).then(|| lacking.join(", "))
    }
}

fn lacks(view: View, row: &ListedRow, column: &str) -> bool {
    match PEOPLE.iter().find(|names| names.contains(&column)) {
        Some(names) => !names.iter().any(|column| row.cell(column).is_some_and(|text| is_there(view, text))),
        None => !row.has(column),
    }
}

/// Whether a text names somebody who is employed on the last day.
fn is_there(view: View, text: &str) -> bool {
    let people = &view.book.ledger.people;
    people.find(&key::normal(text)).is_some_and(|person| people.list[person].employed(view.last_day()))
}
