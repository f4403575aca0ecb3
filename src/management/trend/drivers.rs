//! A change taken apart: into the measures that drive it, or of money that sales bring into volume, price, mix and returns.

use super::super::{Needs, View};
use super::parts;
use crate::calendar::Period;
use crate::derivation::{Figure, Subject, Worksheet};
use crate::management::labels::By;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{Against, MeasureId};

/// What says why a measure changed.
#[derive(Clone, Debug)]
pub enum Driver {
    /// A measure that its rule lists.
    Measure(Box<OfMeasure>),
    /// A part of the change.
    Part(Part, Number),
}

/// A measure that drives another.
#[derive(Clone, Debug)]
pub struct OfMeasure {
    /// Which.
    pub measure: MeasureId,
    /// Its value.
    pub actual: Option<Number>,
    /// Its target.
    pub target: Option<Number>,
    /// Its attainment.
    pub attainment: Option<Number>,
    /// Its value in the period before.
    pub previous: Option<Number>,
    /// Its value a year earlier.
    pub last_year: Option<Number>,
}

/// A part of a change of money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// More or fewer units, at the mean price of before.
    Volume,
    /// Other prices of what is sold now.
    Price,
    /// Dearer or cheaper products among what is sold.
    Mix,
    /// More or less that came back.
    Returns,
}

impl Part {
    /// Its id.
    pub fn id(self) -> &'static str {
        match self {
            Part::Volume => "volume",
            Part::Price => "price",
            Part::Mix => "mix",
            Part::Returns => "returns",
        }
    }

    /// What people call it.
    pub fn term(self) -> &'static str {
        if self == Part::Returns { "sales_taken_back" } else { self.id() }
    }
}

/// The windows in which drivers are looked at.
fn windows(period: &Period) -> [Period; 3] {
    [period.clone(), period.previous(), period.last_year()]
}

/// What they need gathered.
pub(super) fn needs(policy: &Policy, measure: MeasureId, period: &Period) -> Needs {
    let listed: Vec<MeasureId> = policy.measure(measure).drivers.iter().map(|driver| driver.value).collect();
    if listed.is_empty() {
        parts::needs(policy, measure, period)
    } else {
        By::Department.needs(policy, &listed, &windows(period))
    }
}

/// The drivers of a measure.
pub(super) fn drivers(view: &View, measure: MeasureId) -> Vec<Driver> {
    let listed = &view.book.policy.measure(measure).drivers;
    if listed.is_empty() {
        return parts::parts(view, measure).into_iter().map(|(part, change)| Driver::Part(part, change)).collect();
    }
    listed.iter().map(|driver| Driver::Measure(Box::new(of_measure(view, driver.value)))).collect()
}

fn of_measure(view: &View, measure: MeasureId) -> OfMeasure {
    let (mut sheet, whose) = (Worksheet::new(), Subject::Department);
    let [_, previous, last_year] = windows(view.book.period);
    let attained = view.book.attained(&mut sheet, measure, &whose, &Against::Target);
    let mut of = |window: &Period| view.book.actual(&mut sheet, measure, &whose, window);
    let (previous, last_year) = (of(&previous), of(&last_year));
    let value = |figure: &Figure| figure.value().cloned();
    OfMeasure {
        measure,
        actual: value(&attained.actual),
        target: value(&attained.against),
        attainment: value(&attained.attainment),
        previous: value(&previous),
        last_year: value(&last_year),
    }
}
