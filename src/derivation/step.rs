//! What a worksheet records.

use super::formula::Form;
use crate::number::Number;
use crate::policy::rules::{MeasureId, Unit};
use crate::source::{Place, Span};

/// One step of a calculation.
#[derive(Clone, Debug)]
pub struct Step {
    /// What was done.
    pub form: Form,
    /// From which steps, in the order that the form expects.
    pub inputs: Vec<usize>,
    /// What came out; nothing: missing.
    pub value: Option<Number>,
    /// What it is counted in.
    pub unit: Unit,
    /// Id of what the result is called: `actual`, `target`, `attainment`, `points`, `score`, `amount`, …
    pub name: &'static str,
    /// What it belongs to: a measure, an indicator, a component.
    pub of: Option<String>,
    /// The policy's order.
    pub rule: Option<Span>,
}

/// The team of who is in none.
pub const NO_TEAM: &str = "";

/// Whose total it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A person, by index in the ledger.
    Person(usize),
    /// Everybody who was in that team on the row's date; of the empty name whoever was in none.
    Team(String),
    /// Everybody who reported to that person on the row's date.
    Direct(usize),
    /// Those, and those who reported to them, all the way down.
    Branch(usize),
    /// The people whose mentor it is.
    Mentees(usize),
    /// Everybody.
    Department,
    /// Every row that has that word in a column, whosever it is: a customer, a product, a region.
    Labelled {
        /// The column, by its own name.
        column: String,
        /// The word.
        label: String,
    },
}

/// The days of a total, both ends included.
pub type Window = crate::calendar::Period;

/// How rows that somebody has in part, or beyond the whole of an order, are in a total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Credit {
    /// Whether credits beyond the whole (overlays) are in.
    pub overlays: bool,
    /// Whether a row, or a value, counts as the share of it.
    pub by_share: bool,
}

/// A value that comes from outside.
#[derive(Clone, Debug)]
pub enum Leaf {
    /// A number of the policy.
    Parameter,
    /// A number that a rule of the policy means without a numeral: no points, the whole, one each, the sum of weights.
    Implied(i64),
    /// A total gathered from the files; `explain --rows` finds its rows again.
    Total {
        /// Which measure.
        measure: MeasureId,
        /// Whose.
        subject: Subject,
        /// When.
        window: Window,
        /// One label or order of it only.
        part: Option<String>,
        /// How rows that somebody has in part, or beyond the whole, are in it.
        credit: Credit,
        /// How many rows are in it.
        rows: u64,
    },
    /// A value of one row of a register or of a file: a target, a rating, pay in `staff.csv`, an adjustment.
    Row(Box<Place>),
    /// Nobody gave the value: no target row, no rating.
    Absent,
    /// A fact of the calendar: days, months of tenure.
    Calendar(Fact),
    /// A figure of another worksheet: of another period or another person's, in words of `name` and `of`.
    Elsewhere {
        /// Its period.
        window: Window,
        /// Its person, where it is another's.
        subject: Subject,
    },
    /// What closed periods say.
    Closed(Box<Past>),
    /// A figure of a measure as a period was closed with it.
    Kept {
        /// Which measure.
        measure: MeasureId,
        /// Whose.
        subject: Subject,
        /// The closed period.
        window: Window,
        /// Whether credits beyond the whole are in; nothing: it is the target.
        overlays: Option<bool>,
    },
    /// A place among others: computed from all of their figures.
    Place {
        /// Among how many.
        among: usize,
        /// Whose place: index in the ledger.
        person: usize,
        /// Of which period.
        window: Window,
    },
}

/// What closed periods say of one person and one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// What.
    pub what: PastOf,
    /// The component's name.
    pub component: String,
    /// Whose: index in the ledger.
    pub person: usize,
    /// Of which period: the closed one that paid, or the one that opens with it.
    pub window: Window,
    /// The order, where it is held for one.
    pub order: String,
}

/// Which of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PastOf {
    /// What the closed period paid.
    Paid,
    /// A balance that is open when the period begins, by the name of its kind.
    Open(&'static str),
    /// The part of what is held that goes with what comes back of the order.
    Share(Number),
    /// The line of that name as the closed period paid it.
    Line(String),
    /// What was paid already of what was held.
    Released,
    /// What that closed period lacks of what files say of it now.
    Corrected,
    /// What was paid for the closed period so far: with it, and as a correction since.
    SoFar,
    /// A figure of the closed period as today's files give it, under the policy that ruled.
    Recomputed,
    /// What another line of the same period adds to, or takes of, what is held.
    Moved,
}

/// What is counted in the calendar. `worked`: working days alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// All days of a window.
    Days {
        /// Which.
        window: Window,
        /// Working days alone.
        worked: bool,
    },
    /// The days of a window on which a person was employed.
    Employed {
        /// Who.
        person: usize,
        /// In which.
        window: Window,
        /// Working days alone.
        worked: bool,
    },
    /// The days of leave among those.
    Leave {
        /// Whose.
        person: usize,
        /// In which.
        window: Window,
        /// Working days alone.
        worked: bool,
    },
    /// The calendar months of a window on some day of which a person was employed.
    Months {
        /// Who.
        person: usize,
        /// In which.
        window: Window,
    },
    /// The complete months from hiring to a window's last day.
    Tenure {
        /// Whose.
        person: usize,
        /// To whose last day.
        window: Window,
    },
}
