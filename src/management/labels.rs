//! By what figures are told apart: people, teams, the words of a column of a source or register, classes of customers, days, months.

use super::{Needs, View};
use crate::calendar::Period;
use crate::derivation::{Figure, Subject, Worksheet};
use crate::policy::Policy;
use crate::policy::rules::MeasureId;

/// By what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// Everybody together.
    Department,
    /// Each person.
    Person,
    /// Each team.
    Team,
    /// Each word of a column: of the measure's source (`region`, `product`, `customer`), or of a register (`customers.industry`; of measures made
    /// of a register's rows any of its own columns).
    Label(String),
    /// The computed class of customers.
    Class,
    /// Each working day of the window.
    Workday,
    /// Each month of the window.
    Month,
}

/// One of what is told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelSubject {
    /// Its id; nothing of what has no word: rows without the label, or nobody's.
    pub id: Option<String>,
    /// What people call it, where that is not the id.
    pub name: String,
    /// Of which figures are asked.
    pub subject: Subject,
    /// The days that it is about, where it is a day or a month.
    pub days: Option<Period>,
}

impl By {
    /// As it is named on the command line and in `per`.
    pub fn named(text: &str) -> Self {
        match text {
            "department" => By::Department,
            "person" => By::Person,
            "team" => By::Team,
            "class" => By::Class,
            "workday" => By::Workday,
            "month" => By::Month,
            column => By::Label(column.to_owned()),
        }
    }

    /// What must be gathered to tell these measures apart in these windows.
    pub fn needs(&self, _policy: &Policy, _measures: &[MeasureId], windows: &[Period]) -> Needs {
        Needs { along: Vec::new(), windows: windows.to_vec() }
    }

    /// All of what is told apart in these windows, in order of their ids; also those of which a figure may be 0 or missing.
    pub fn subjects(&self, _view: &View, _measure: MeasureId, _windows: &[Period]) -> Vec<LabelSubject> {
        Vec::new()
    }

    /// The measure of one of them in a window.
    pub fn figure(
        &self,
        view: &View,
        sheet: &mut Worksheet,
        (measure, subject): (MeasureId, &LabelSubject),
        window: &Period,
    ) -> Figure {
        view.book.actual(sheet, measure, &subject.subject, window)
    }
}
