//! Targets of teams and of the department, each beside the sum of its people's.

use super::super::progress::{Who, aims};
use crate::calendar::Period;
use crate::derivation::Worksheet;
use crate::ledger::Ledger;
use crate::measure::Book;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{MeasureId, TargetRules};

/// A target with the sum of its people's.
pub struct Level {
    /// Whose.
    pub who: Who,
    /// Of which measure.
    pub measure: MeasureId,
    /// As it was given.
    pub target: Number,
    /// What its people's come to.
    pub people: Number,
    /// How many of them have none.
    pub without: usize,
}

impl Level {
    /// What was not handed down; below 0 where people's are more.
    pub fn difference(&self) -> Number {
        &self.target - &self.people
    }
}

/// The department's, then those of teams. Targets are taken as they were given, before a ramp or days of employment make less of them.
pub(super) fn levels(book: Book) -> Vec<Level> {
    let rules = &book.policy.targets;
    let targets =
        TargetRules { proration: Default::default(), ramp: Vec::new(), leave: Default::default(), ..rules.clone() };
    let policy = Policy { targets, ..book.policy.clone() };
    let given = Given { policy: &policy, book };
    let aims = aims(book.ledger).into_iter().filter(|(who, _)| !matches!(who, Who::Person(_)));
    aims.filter_map(|(who, measure)| given.level(who, measure)).collect()
}

/// Whoever is employed in the period and belongs to it on the last day of that.
pub(super) fn members(ledger: &Ledger, who: &Who, period: &Period) -> Vec<usize> {
    let team = |person: usize| ledger.people.list[person].at_end_of(period).and_then(|spell| spell.team.as_deref());
    let belongs = |person: &usize| match who {
        Who::Department => true,
        Who::Team(own) => team(*person) == Some(own),
        Who::Person(own) => person == own,
        Who::Word(_) => false,
    };
    ledger.people.employed_in(period).filter(belongs).collect()
}

/// Targets as they were given.
struct Given<'a> {
    policy: &'a Policy,
    book: Book<'a>,
}

impl Given<'_> {
    fn target(&self, who: &Who, measure: MeasureId) -> Option<Number> {
        let book = Book { policy: self.policy, ..self.book };
        book.target(&mut Worksheet::new(), measure, &who.subject(), book.period).value().cloned()
    }

    fn level(&self, who: Who, measure: MeasureId) -> Option<Level> {
        let target = self.target(&who, measure)?;
        let members = members(self.book.ledger, &who, self.book.period);
        let own: Vec<Number> =
            members.iter().filter_map(|person| self.target(&Who::Person(*person), measure)).collect();
        Some(Level { target, people: own.iter().sum(), without: members.len() - own.len(), who, measure })
    }
}
