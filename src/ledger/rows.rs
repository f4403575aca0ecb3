//! Rows of inputs as they stand, for those questions that look at rows one by one: what is open, what is due, the file of a customer.

use crate::calendar::{NaiveDate, Period};
use crate::ingest::cell::done::{self, Said};
use crate::ingest::cell::{DateFormat, date, moment};
use crate::number::Number;
use crate::policy::rules::MeasureId;
use crate::source::Place;

/// A row of a source or register that counts.
#[derive(Clone, Debug)]
pub struct ListedRow {
    /// File and line.
    pub place: Place,
    /// Its day, of a source; of a register where it has one.
    pub day: Option<NaiveDate>,
    /// Whose it is: index in the ledger. Of a row that names nobody that of its customer's owner on its day.
    pub person: Option<usize>,
    /// Its customer: index in the register.
    pub customer: Option<usize>,
    /// Its cells that are not blank, by the column's own name where it has one, else by its header; numbers as plain decimals, perhaps with a per cent
    /// sign.
    pub cells: Vec<(String, String)>,
    /// Numbers of a source that are compared, as measures have them, by column; nothing of an amount that no rate of exchange converts.
    pub numbers: Vec<(String, Option<Number>)>,
    /// Texts as the file has them, of cells that the policy reads as another word.
    pub written: Vec<(String, String)>,
    /// How the file writes days.
    pub dates: DateFormat,
    /// Whether it takes a sale back.
    pub takes_back: bool,
}

/// A row of a sum, or a part of one, with what of it is in the sum.
#[derive(Clone, Debug)]
pub struct CountedRow {
    /// File and line.
    pub place: Place,
    /// The day on which it counts.
    pub day: NaiveDate,
    /// Its order, as it is looked up.
    pub order: Option<String>,
    /// What it adds; below 0 where it takes something back.
    pub amount: Number,
}

/// What a column says that is blank until something is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// It is not done.
    Open,
    /// It was done on that day.
    On(NaiveDate),
    /// It is done, and nothing says when.
    Done,
    /// A text in a column of days that says neither a day nor whether it is done.
    Unread,
}

impl Closing {
    /// Whether it is open at the end of a day: what is closed later was open then. What cannot be read is not.
    pub fn is_open(self, last: NaiveDate) -> bool {
        match self {
            Closing::Open => true,
            Closing::On(day) => day > last,
            Closing::Done | Closing::Unread => false,
        }
    }
}

impl ListedRow {
    /// What a column says of when it was done.
    pub fn closing(&self, column: &str) -> Closing {
        let Some(text) = self.cell(column) else { return Closing::Open };
        match moment::read(text, self.dates) {
            Ok(None) => Closing::Open,
            Ok(Some((day, _))) => Closing::On(day),
            Err(_) if done::COLUMNS.contains(&column) => match done::said(text) {
                Some(Said::Open) => Closing::Open,
                Some(Said::Done) => Closing::Done,
                None => Closing::Unread,
            },
            Err(_) if done::is_open_anywhere(text) => Closing::Open,
            Err(_) => Closing::Done,
        }
    }

    /// The number of a column that is compared, where it was read as those of measures are.
    pub fn number(&self, column: &str) -> Option<Option<&Number>> {
        self.numbers.iter().find(|(known, _)| known == column).map(|(_, number)| number.as_ref())
    }

    /// The day that a text of the row says; nothing where it says none.
    pub fn day_in(&self, text: &str) -> Option<NaiveDate> {
        date::read(text, self.dates).ok().flatten()
    }

    /// Whether a column says something: a word in a column of days that it is not done yet says nothing.
    pub fn has(&self, column: &str) -> bool {
        match done::COLUMNS.contains(&column) {
            true => self.closing(column) != Closing::Open,
            false => self.cell(column).is_some(),
        }
    }

    /// The text of a column; nothing where it is blank.
    pub fn cell(&self, column: &str) -> Option<&str> {
        self.cells.iter().find(|(known, _)| known == column).map(|(_, text)| text.as_str())
    }
}

/// Which rows are looked at, and what of them.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The input.
    pub input: &'a str,
    /// These columns only, under these names; nothing: all.
    pub columns: Option<&'a [String]>,
    /// Of a source, rows of that day or later only; of `staff` also those of people who have left since that day.
    pub first: Option<NaiveDate>,
}

impl<'a> Look<'a> {
    /// All rows of an input, with all cells.
    pub fn all(input: &'a str) -> Self {
        Look { input, columns: None, first: None }
    }
}

/// Reads the rows of an input of any kind in the order of files and lines, of all days up to the last that counts.
pub trait RowReader {
    /// Calls `visit` with each row that is looked at and counts (`counted`); nothing where the policy does not name the input.
    fn look(&self, look: Look, visit: &mut dyn FnMut(&ListedRow));

    /// The rows that a measure of kind sum adds up for a word of a column, in a window of which it was gathered by that column.
    fn counted(&self, measure: MeasureId, label: (&str, &str), window: &Period) -> Vec<CountedRow>;

    /// The first day of which a source has a row, whether it counts or not; nothing of a register.
    fn first_day(&self, input: &str) -> Option<NaiveDate>;

    /// Whether some file of the input has the column, under its own name or header.
    fn has_column(&self, input: &str, column: &str) -> bool;

    /// The columns that the files of an input have, by their own names where they have one, else by their headers.
    fn columns(&self, input: &str) -> Vec<String>;

    /// Calls `visit` with each row of an input, as it stands.
    fn each(&self, input: &str, visit: &mut dyn FnMut(&ListedRow)) {
        self.look(Look::all(input), visit);
    }
}
