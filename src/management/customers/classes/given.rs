//! Classes by what the register says: a table of two columns, a sum of points, or the recorded class.

use std::sync::Arc;

use super::{Rating, of_class};
use crate::calendar::NaiveDate;
use crate::ingest::cell::vocabulary::customer_class;
use crate::ledger::labels::{Label, Labels};
use crate::management::View;
use crate::management::customers::roster::Roster;
use crate::measure::registers::number;
use crate::number::Number;
use crate::policy::rules::Bound;
use crate::policy::rules::labels::Described;
use crate::policy::rules::management::customers::{Matrix, Points};

/// A column of the register on a day.
pub struct Column<'l> {
    labels: Labels<'l>,
    day: NaiveDate,
}

impl<'l> Column<'l> {
    /// A column of the customers.
    pub fn of(view: &View<'l>, column: &str, day: NaiveDate) -> Self {
        Column { labels: Labels::of(view.book.ledger, Described::Customers, column), day }
    }

    /// What it says of a customer.
    pub fn text(&self, roster: &Roster, place: usize) -> Option<&str> {
        match self.labels.on(roster.list[place].registered?, self.day) {
            Label::Word(word) => Some(word),
            Label::Blank | Label::Unlisted => None,
        }
    }

    /// The number that it says.
    pub fn number(&self, roster: &Roster, place: usize) -> Option<Number> {
        number(self.text(roster, place)?)
    }
}

/// By two columns, as a table.
pub(super) fn by_matrix(view: &View, roster: &Roster, (matrix, day): (&Matrix, NaiveDate)) -> Vec<Rating> {
    let [rows, columns] = [&matrix.rows, &matrix.columns].map(|side| Column::of(view, &side.by.value, day));
    let names: Vec<Vec<Arc<str>>> =
        matrix.classes.iter().map(|row| row.iter().map(|class| Arc::from(class.value.as_str())).collect()).collect();
    let class = |place: usize| {
        let row = reached(&matrix.rows.steps, &rows.number(roster, place)?)?;
        let column = reached(&matrix.columns.steps, &columns.number(roster, place)?)?;
        names.get(row)?.get(column).cloned()
    };
    (0..roster.list.len()).map(|place| of_class(class(place))).collect()
}

/// The step that a value reaches.
pub(super) fn reached(steps: &[Bound], value: &Number) -> Option<usize> {
    steps.iter().rposition(|bound| bound.reached_by(value))
}

/// By the sum of points; a customer who lacks one is unrated.
pub(super) fn by_points(view: &View, roster: &Roster, (points, day): (&Points, NaiveDate)) -> Vec<Rating> {
    let columns: Vec<Column> = points.columns.iter().map(|column| Column::of(view, &column.value, day)).collect();
    let rating = |place: usize| {
        let given: Option<Vec<Number>> = columns.iter().map(|column| column.number(roster, place)).collect();
        let sum: Option<Number> = given.map(|given| given.iter().sum());
        let class = sum.as_ref().and_then(|sum| points.steps.at(sum)).map(|class| Arc::from(class.value.as_str()));
        Rating { class, points: sum, ..Rating::default() }
    };
    (0..roster.list.len()).map(rating).collect()
}

/// As the register says.
pub(super) fn recorded(view: &View, roster: &Roster, day: NaiveDate) -> Vec<Rating> {
    let column = Column::of(view, "class", day);
    let class = |place: usize| column.text(roster, place).map(|text| Arc::from(customer_class(text).unwrap_or(text)));
    (0..roster.list.len()).map(|place| of_class(class(place))).collect()
}
