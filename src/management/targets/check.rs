//! The targets in use, beside the past.

use std::collections::BTreeSet;

use super::super::progress::{Who, aims};
use super::levels::Level;
use super::periods;
use crate::derivation::{Figure, Worksheet};
use crate::measure::Book;
use crate::number::Number;
use crate::policy::rules::{Against, MeasureId};

/// A target beside the past.
pub struct Check {
    /// Whose.
    pub who: Who,
    /// Of which measure.
    pub measure: MeasureId,
    /// The target of the period; missing for who has none.
    pub target: Figure,
    /// The mean of the periods before.
    pub past: Figure,
    /// How much more that target is, as a share of it.
    pub rise: Option<Number>,
    /// What is wrong.
    pub fault: Option<Fault>,
}

/// What is wrong with a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A person has none while others have.
    Without,
    /// People's targets do not come to it.
    NotHandedDown,
}

impl Fault {
    /// Its id in reports.
    pub fn id(self) -> &'static str {
        match self {
            Fault::Without => "without_target",
            Fault::NotHandedDown => "not_handed_down",
        }
    }
}

/// The department, teams, people; of a measure that some people have targets of all people.
pub(super) fn checks(book: Book, levels: &[Level]) -> Vec<Check> {
    let has_target = |(who, measure): &(Who, MeasureId)| {
        !book.target(&mut Worksheet::new(), *measure, &who.subject(), book.period).is_missing()
    };
    let mut checked: BTreeSet<(Who, MeasureId)> = aims(book.ledger).into_iter().filter(has_target).collect();
    let is_employed = |(who, _): &(Who, MeasureId)| match who {
        Who::Person(person) => book.ledger.people.list[*person].employed_in(book.period).is_some(),
        Who::Department | Who::Team(_) | Who::Word(_) => true,
    };
    checked.retain(is_employed);
    let of_people = checked.iter().filter(|(who, _)| matches!(who, Who::Person(_)));
    let measures: BTreeSet<MeasureId> = of_people.map(|(_, measure)| *measure).collect();
    for person in book.ledger.people.employed_in(book.period) {
        checked.extend(measures.iter().map(|measure| (Who::Person(person), *measure)));
    }
    checked.into_iter().map(|(who, measure)| check(book, (who, measure), levels)).collect()
}

fn check(book: Book, (who, measure): (Who, MeasureId), levels: &[Level]) -> Check {
    let (sheet, subject) = (&mut Worksheet::new(), who.subject());
    let target = book.target(sheet, measure, &subject, book.period);
    let past = book.attained(sheet, measure, &subject, &Against::Mean(periods(book.policy))).against;
    let level = levels.iter().find(|level| (&level.who, level.measure) == (&who, measure));
    let fault = match level {
        _ if target.is_missing() => Some(Fault::Without),
        Some(level) if level.difference().is_positive() => Some(Fault::NotHandedDown),
        _ => None,
    };
    Check { rise: rise(&target, &past), who, measure, target, past, fault }
}

/// How much more a target is than the past; nothing where that is 0 or less.
fn rise(target: &Figure, past: &Figure) -> Option<Number> {
    let (target, past) = target.value().zip(past.value().filter(|past| past.is_positive()))?;
    (target - past).checked_div(past)
}
