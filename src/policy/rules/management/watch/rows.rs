//! A watch over rows: what is open too long, what lacks something, what is there twice, what is due.

use crate::calendar::NaiveDate;
use crate::policy::rules::{Filter, Parameter};
use crate::source::Spanned;

/// What is looked out for in rows. A row is listed where all of it holds.
#[derive(Clone, Debug)]
pub struct RowsWatch {
    /// The input.
    pub input: Spanned<String>,
    /// The column that is empty while a row is open.
    pub open: Option<Spanned<String>>,
    /// For how long a row may stand.
    pub clock: Option<Clock>,
    /// What a row lacks.
    pub without: Option<Without>,
    /// Columns in which a row is like one before it; none: that is not looked at.
    pub same: Vec<Spanned<String>>,
    /// A day ahead.
    pub coming: Option<Coming>,
    /// What settles a row with a clock or a day ahead.
    pub done_by: Option<DoneBy>,
}

/// Since when a row stands, and how long it may.
#[derive(Clone, Debug)]
pub struct Clock {
    /// The column of its beginning.
    pub since: Spanned<String>,
    /// How long.
    pub most: Parameter,
    /// In what that is counted.
    pub unit: ClockUnit,
}

/// In what time is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is called as in the policy")]
pub enum ClockUnit {
    Days,
    WorkDays,
    Hours,
    WorkingHours,
    Months,
}

impl ClockUnit {
    /// Each with its key in the policy.
    pub const ALL: [(&'static str, ClockUnit); 5] = [
        ("days", ClockUnit::Days),
        ("work_days", ClockUnit::WorkDays),
        ("hours", ClockUnit::Hours),
        ("working_hours", ClockUnit::WorkingHours),
        ("months", ClockUnit::Months),
    ];

    /// Whether it counts from a time of day.
    pub fn is_of_hours(self) -> bool {
        matches!(self, ClockUnit::Hours | ClockUnit::WorkingHours)
    }
}

/// What a row lacks.
#[derive(Clone, Debug)]
pub enum Without {
    /// Something in one of these columns; in one that names people somebody who is there.
    Columns(Vec<Spanned<String>>),
    /// A row of its customer or person in this input.
    Rows(Spanned<String>),
}

/// A day ahead.
#[derive(Clone, Debug)]
pub struct Coming {
    /// Which.
    pub on: ComingOn,
    /// Whether it comes again each year.
    pub is_yearly: bool,
    /// From how many days before it is listed.
    pub days: u32,
}

/// Where the day stands.
#[derive(Clone, Debug)]
pub enum ComingOn {
    /// In this column of each row.
    Column(Spanned<String>),
    /// In the policy, for all rows.
    Dates(Vec<Spanned<NaiveDate>>),
}

/// Rows that settle others of the same customer or person.
#[derive(Clone, Debug)]
pub struct DoneBy {
    /// Their input.
    pub input: Spanned<String>,
    /// Which of its rows.
    pub filter: Filter,
}
