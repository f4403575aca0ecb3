//! By what figures are told apart: people, teams, the words of a column of a source or register, classes of customers, days, months.

mod classes;
mod days;
mod parts;
mod people;
mod words;

use std::collections::BTreeSet;

use super::customers::classes::class_prepare;
use super::{Needs, View};
use crate::calendar::Period;
use crate::derivation::{Figure, Form, Subject, Worksheet};
use crate::finding::Finding;
use crate::measure::plan::{AskedAlong, EVERY_ROW, made_of};
use crate::measure::windows::windows_of_measure;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::labels::{Described, of_register};
use crate::policy::rules::{InputKind, MeasureId, MeasureKind};

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
    /// Each working day of the window; of a trend also days off that have rows.
    Workday,
    /// Each month of the window.
    Month,
}

/// Whether a column names products.
pub fn is_product(column: &str) -> bool {
    matches!(column, "product" | "product_id")
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
            "person" | "person_id" => By::Person,
            "team" => By::Team,
            "class" => By::Class,
            "workday" => By::Workday,
            "month" => By::Month,
            column => By::Label(column.to_owned()),
        }
    }

    /// The same as a policy means it of a measure: a header may be that of persons or teams, and where customers have no classes, `class` is a
    /// column as any other.
    pub fn in_policy(self, policy: &Policy, measure: MeasureId) -> Self {
        let has_classes = policy.management.customers.is_some() || policy.known_input(InputKind::Customers).is_some();
        match self {
            By::Class if !has_classes => By::Label("class".to_owned()),
            By::Label(label) => match words::column(policy, &[measure], &label).as_str() {
                "person" | "person_id" => By::Person,
                people::TEAM => By::Team,
                _ => By::Label(label),
            },
            by => by,
        }
    }

    /// Adds what is made of the register of customers: who is who, and classes.
    pub fn prepare(&self, policy: &mut Policy, measures: &[MeasureId]) {
        match self {
            By::Class => class_prepare(policy),
            By::Label(label) if words::column(policy, measures, label) == words::CUSTOMER => {
                policy.management.look_at(Vec::new());
            }
            _ => {}
        }
    }

    /// What must be gathered to tell these measures apart in these windows; for classes beside what these need themselves
    /// (`customers::class_needs`).
    pub fn needs(&self, policy: &Policy, measures: &[MeasureId], windows: &[Period]) -> Needs {
        let back = |measure: &MeasureId| {
            let of = |window: &Period| windows_of_measure(policy, *measure, window);
            windows.iter().flat_map(of).collect::<Vec<_>>()
        };
        let asked = windows.iter().cloned().chain(self.own_windows(policy, windows));
        let all: BTreeSet<Period> = asked.chain(measures.iter().flat_map(back)).collect();
        let windows: Vec<Period> = all.into_iter().collect();
        let along = self.columns(policy, measures).into_iter();
        let along = along.map(|(column, measures)| AskedAlong {
            column,
            measures,
            windows: windows.clone().into(),
            last_days: false,
        });
        let along = along.collect();
        Needs { along, windows: if self.asks_people(policy, measures) { windows } else { Vec::new() } }
    }

    /// Whether figures of people are asked; and of what is new in each window by itself it is known in windows of people.
    fn asks_people(&self, policy: &Policy, measures: &[MeasureId]) -> bool {
        let of_windows = |part: MeasureId| {
            let rule = policy.measure(part);
            rule.of.is_some() || matches!(rule.kind, MeasureKind::First(_, Some(_)))
        };
        let mut parts = measures.iter().flat_map(|measure| made_of(policy, *measure));
        !matches!(self, By::Label(_) | By::Class) || parts.any(of_windows)
    }

    /// The columns by whose words rows of sources are told apart, each with its measures.
    fn columns(&self, policy: &Policy, measures: &[MeasureId]) -> Vec<(String, Vec<MeasureId>)> {
        let parts: BTreeSet<MeasureId> = measures.iter().flat_map(|measure| made_of(policy, *measure)).collect();
        let of_source = |part: &MeasureId| {
            let inputs = policy.measure(*part).kind.inputs();
            inputs.into_iter().any(|input| InputKind::of(input).is_source())
        };
        let parts: Vec<MeasureId> = parts.into_iter().filter(of_source).collect();
        match self {
            By::Label(label) => vec![(words::column(policy, measures, label), parts)],
            By::Class => vec![(words::CUSTOMER.to_owned(), parts)],
            By::Team => {
                let with_team = parts.iter().copied().filter(|part| people::may_name_teams(policy, *part)).collect();
                vec![(people::TEAM.to_owned(), with_team), (EVERY_ROW.to_owned(), parts)]
            }
            By::Person | By::Workday | By::Month => vec![(EVERY_ROW.to_owned(), parts)],
            By::Department => Vec::new(),
        }
    }

    /// The column that a label is of a measure's inputs.
    pub fn column_of(&self, policy: &Policy, measure: MeasureId, label: &str) -> String {
        words::column(policy, &[measure], label)
    }

    /// Windows of its own: days and months in windows.
    fn own_windows(&self, policy: &Policy, windows: &[Period]) -> Vec<Period> {
        let parts = |window: &Period| {
            let parts = days::parts(self, policy, window).into_iter();
            parts.flat_map(|part| [part.until(window.last()), part]).collect::<Vec<_>>()
        };
        windows.iter().flat_map(parts).collect()
    }

    /// All of what is told apart in these windows, in order of their ids; also those of which a figure may be 0 or missing.
    pub fn subjects(&self, view: &View, measure: MeasureId, windows: &[Period]) -> Vec<LabelSubject> {
        match self {
            By::Department => vec![LabelSubject::new("", Subject::Department)],
            By::Person => people::persons(view, windows),
            By::Team => people::teams(view, measure, windows),
            By::Label(label) => {
                let mut list = Vec::new();
                words::each(view, measure, (label, windows), &mut |subject| list.push(subject));
                list
            }
            By::Class => classes::classed(view),
            By::Workday | By::Month => self.days(view, windows, &|day| !days::is_off(self, view.book.policy, day)),
        }
    }

    /// The same one by one: of customers there may be very many.
    pub fn each_subject(
        &self,
        view: &View,
        measure: MeasureId,
        windows: &[Period],
        visit: &mut dyn FnMut(LabelSubject),
    ) {
        match self {
            By::Label(label) => words::each(view, measure, (label, windows), visit),
            by => by.subjects(view, measure, windows).into_iter().for_each(visit),
        }
    }

    /// The days or months of windows, up to the last that counts, that are asked for.
    fn days(&self, view: &View, windows: &[Period], is_asked: &dyn Fn(&Period) -> bool) -> Vec<LabelSubject> {
        let last = view.last_day();
        let parts = windows.iter().flat_map(|window| days::parts(self, view.book.policy, window));
        let parts: BTreeSet<Period> = parts.filter(|part| part.first() <= last && is_asked(part)).collect();
        parts.into_iter().map(LabelSubject::of_days).collect()
    }

    /// Whether what is told apart are days or months.
    pub fn is_of_days(&self) -> bool {
        matches!(self, By::Workday | By::Month)
    }

    /// The days, worked or not, or months of a window; of any other label none.
    pub fn days_in(&self, policy: &Policy, window: &Period) -> Vec<Period> {
        days::parts(self, policy, window)
    }

    /// What comes before days: the working day or month before, of any other label the period before.
    pub fn before(&self, policy: &Policy, days: &Period) -> Period {
        days::before(self, policy, days)
    }

    /// The same one by one, of customers there may be very many; of days those off too on which something happened.
    pub fn each(&self, view: &View, measure: MeasureId, windows: &[Period], visit: &mut dyn FnMut(LabelSubject)) {
        match self {
            By::Label(label) => words::each(view, measure, (label, windows), visit),
            By::Workday => {
                let value = |day: &Period| {
                    let subject = LabelSubject::of_days(day.clone());
                    self.value(view, (measure, &subject), day)
                };
                let has_some = |day: &Period| value(day).is_some_and(|value| !value.is_zero());
                let is_asked = |day: &Period| !days::is_off(self, view.book.policy, day) || has_some(day);
                self.days(view, windows, &is_asked).into_iter().for_each(visit);
            }
            by => by.subjects(view, measure, windows).into_iter().for_each(visit),
        }
    }

    /// The register that says what is what, where the policy names none: nothing can be told then.
    pub fn lacks(&self, policy: &Policy) -> Option<&'static str> {
        let register = match self {
            By::Label(label) => of_register(label)?.0.input(),
            By::Class if classes::are_of_register(policy) => Described::Customers.input(),
            _ => return None,
        };
        policy.input(register).is_none().then_some(register)
    }

    /// That nothing has the label, where it is none of the measure's inputs; what to name instead.
    pub fn refused(&self, view: &View, measure: MeasureId) -> Option<Finding> {
        if let By::Label(label) = self { words::refused(view, measure, label) } else { None }
    }

    /// A warning for each source of the measure whose rows do not have the label.
    pub fn without(&self, view: &View, measure: MeasureId) -> Vec<Finding> {
        if let By::Label(label) = self { words::without(view, measure, label) } else { Vec::new() }
    }

    /// The value of that figure.
    pub fn value(
        &self,
        view: &View,
        (measure, subject): (MeasureId, &LabelSubject),
        window: &Period,
    ) -> Option<Number> {
        match self {
            By::Person | By::Team | By::Workday | By::Month => {
                self.figure(view, &mut Worksheet::new(), (measure, subject), window).value().cloned()
            }
            _ => view.book.value(measure, &subject.subject, window),
        }
    }

    /// The measure of one of them in a window.
    pub fn figure(
        &self,
        view: &View,
        sheet: &mut Worksheet,
        (measure, subject): (MeasureId, &LabelSubject),
        window: &Period,
    ) -> Figure {
        match (self, &subject.id) {
            (By::Team, Some(team)) => parts::of_each(view, sheet, (measure, window), &mut |sheet, part| {
                let subject = people::team(view, part, team);
                view.book.actual(sheet, part, &subject, window)
            }),
            (By::Person | By::Team, None) => parts::of_each(view, sheet, (measure, window), &mut |sheet, part| {
                people::nobodys(self, view, sheet, (part, window))
            }),
            (By::Workday | By::Month, _) => parts::of_each(view, sheet, (measure, window), &mut |sheet, part| {
                days::of_all(view, sheet, (part, &days::known(view, window)))
            }),
            _ => view.book.actual(sheet, measure, &subject.subject, window),
        }
    }
}

impl LabelSubject {
    fn new(id: &str, subject: Subject) -> Self {
        LabelSubject { id: Some(id.to_owned()), name: String::new(), subject, days: None }
    }

    fn of_days(days: Period) -> Self {
        let id = if days.days() == 1 { days.first().to_string() } else { days.id() };
        LabelSubject { days: Some(days), ..LabelSubject::new(&id, Subject::Department) }
    }

    /// Rows that are nobody's.
    fn nobody() -> Self {
        LabelSubject { id: None, name: String::new(), subject: Subject::Department, days: None }
    }
}

/// A difference of two figures, as a figure.
fn difference(sheet: &mut Worksheet, (first, second): (&Figure, &Figure), unit: crate::policy::rules::Unit) -> Figure {
    sheet.step(Form::Difference, &[first, second], unit)
}
