//! `Figures`: what measures came to in a closed period, for what looks back to it.

use std::collections::BTreeMap;

use crate::number::Number;

/// Figures of measures by name, each of the department, of teams by name and of people by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    measures: BTreeMap<String, OfMeasure>,
}

/// Of one measure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OfMeasure {
    people: BTreeMap<String, Kept>,
    teams: BTreeMap<String, Kept>,
    department: Option<Kept>,
}

/// What is kept of one measure of one subject; each is nothing where it was missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The value with credits beyond the whole.
    pub actual: Option<Number>,
    /// The value without them.
    pub payable: Option<Number>,
    /// The target after ramp, proration and leave.
    pub target: Option<Number>,
}

/// Whose figure is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of<'a> {
    /// A person's, by id.
    Person(&'a str),
    /// A team's, by name.
    Team(&'a str),
    /// Everybody's.
    Department,
}

impl Kept {
    /// The value, with credits beyond the whole or without; the target where nothing is said of them.
    pub fn value(&self, overlays: Option<bool>) -> Option<&Number> {
        let value = match overlays {
            Some(true) => &self.actual,
            Some(false) => &self.payable,
            None => &self.target,
        };
        value.as_ref()
    }
}

impl<'a> Of<'a> {
    /// The id of its kind, and what tells it apart among those; empty of the department.
    pub fn names(self) -> (&'static str, &'a str) {
        match self {
            Of::Person(id) => ("person", id),
            Of::Team(name) => ("team", name),
            Of::Department => ("department", ""),
        }
    }

    /// What has those names; nothing where there is no such kind.
    pub fn named(kind: &str, name: &'a str) -> Option<Self> {
        [Of::Person(name), Of::Team(name), Of::Department].into_iter().find(|of| of.names() == (kind, name))
    }
}

impl Figures {
    /// Takes what is kept of a measure.
    pub fn put(&mut self, measure: &str, of: Of, kept: Kept) {
        if !self.measures.contains_key(measure) {
            self.measures.insert(measure.to_owned(), OfMeasure::default());
        }
        let Some(own) = self.measures.get_mut(measure) else { return };
        match of {
            Of::Person(id) => drop(own.people.insert(id.to_owned(), kept)),
            Of::Team(name) => drop(own.teams.insert(name.to_owned(), kept)),
            Of::Department => own.department = Some(kept),
        }
    }

    /// What is kept of a measure; nothing where it is not.
    pub fn of(&self, measure: &str, of: Of) -> Option<&Kept> {
        let own = self.measures.get(measure)?;
        match of {
            Of::Person(id) => own.people.get(id),
            Of::Team(name) => own.teams.get(name),
            Of::Department => own.department.as_ref(),
        }
    }

    /// Whether something is kept of a measure.
    pub fn has(&self, measure: &str) -> bool {
        self.measures.contains_key(measure)
    }

    /// All that is kept, in the order of the measures' names: the department, teams, people.
    pub fn all(&self) -> impl Iterator<Item = (&str, Of<'_>, &Kept)> {
        self.measures.iter().flat_map(|(measure, own)| {
            let department = own.department.iter().map(|kept| (Of::Department, kept));
            let teams = own.teams.iter().map(|(name, kept)| (Of::Team(name), kept));
            let people = own.people.iter().map(|(id, kept)| (Of::Person(id), kept));
            department.chain(teams).chain(people).map(move |(of, kept)| (measure.as_str(), of, kept))
        })
    }

    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.measures.is_empty()
    }
}
