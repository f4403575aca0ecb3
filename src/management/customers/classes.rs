//! The class of each customer, as it is computed.

mod given;
mod pareto;
mod rfm;

use std::sync::Arc;

use super::asked::{Windows, rule};
use super::roster::Roster;
use crate::calendar::{NaiveDate, Period};
use crate::management::View;
use crate::measure::plan::gathered_in;
use crate::number::Number;
use crate::policy::rules::MeasureId;
use crate::policy::rules::management::customers::Classing;

pub use super::asked::{class_needs, class_needs_of, class_prepare};
pub use given::Column;

/// A class with why it is that.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rating {
    /// The class; nothing where the customer is unrated.
    pub class: Option<Arc<str>>,
    /// Of Pareto: the part of the whole, and of this customer and all larger ones.
    pub parts: Option<(Number, Number)>,
    /// Of RFM: the code.
    pub code: Option<String>,
    /// Of points: their sum.
    pub points: Option<Number>,
}

/// The computed classes of all customers.
#[derive(Debug, Default)]
pub struct Classes {
    /// Who they are.
    pub roster: Roster,
    /// By place in the roster.
    ratings: Vec<Rating>,
}

impl Classes {
    /// The class of a customer by its index in the register; nothing where it is unrated.
    pub fn of_registered(&self, index: usize) -> Option<&str> {
        self.ratings.get(index)?.class.as_deref()
    }

    /// The class of a customer by its place in the roster: that of the register, then those that only sources name.
    pub fn of_member(&self, place: usize) -> Option<&str> {
        self.ratings.get(place)?.class.as_deref()
    }

    /// The class of the customer of that id or name.
    pub fn of_name(&self, view: &View, name: &str) -> Option<&str> {
        self.of_member(self.roster.find(view.book.ledger, name)?)
    }
}

/// The computed class of each customer as of the view's last day. What it is made of must have been gathered: `class_prepare` and
/// `class_needs`.
pub fn classes(view: &View) -> Classes {
    let roster = Roster::of(view);
    let windows = Windows::of(view.book.policy, view.book.period);
    let ratings = ratings(view, &roster, &windows.now, false);
    Classes { roster, ratings }
}

/// The ratings of all customers of a roster in a window, as of its last day; with parts of the whole where these are told, for they take time.
pub fn ratings(view: &View, roster: &Roster, window: &Period, are_parts_told: bool) -> Vec<Rating> {
    let day = window.last();
    match &rule(view.book.policy).class {
        Classing::Matrix(matrix) => given::by_matrix(view, roster, (matrix, day)),
        Classing::Points(points) => given::by_points(view, roster, (points, day)),
        Classing::Recorded => given::recorded(view, roster, day),
        Classing::Pareto(rule) => pareto::ratings(view, roster, (rule, window), are_parts_told),
        Classing::Rfm(rule) => rfm::ratings(view, roster, (rule, window)),
    }
}

/// A rating of a class alone.
fn of_class(class: Option<Arc<str>>) -> Rating {
    Rating { class, ..Rating::default() }
}

/// Whether the register had the customer on that day, or one that only sources name had a row of the measure by then.
fn is_there(view: &View, (roster, place): (&Roster, usize), (measure, day): (Option<MeasureId>, NaiveDate)) -> bool {
    let member = &roster.list[place];
    let parts = || measure.into_iter().flat_map(|measure| gathered_in(view.book.policy, measure));
    match member.registered {
        Some(_) => member.row(view.book.ledger, day).is_some(),
        None => parts().any(|part| view.cube.ends(part, &member.subject(), day).is_some()),
    }
}
