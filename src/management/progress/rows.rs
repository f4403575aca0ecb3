//! A row per subject and measure with a target.

use std::collections::BTreeSet;

use super::clock::Clock;
use crate::derivation::{Figure, Subject, Worksheet, full_attainment};
use crate::ledger::{Ledger, Scope};
use crate::measure::{Book, registers};
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{Better, MeasureId, MeasureKind};

/// Who has a target, in the order in which they are listed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Everybody together.
    Department,
    /// A team.
    Team(String),
    /// A person: index in the ledger.
    Person(usize),
    /// What rows have a word of: a customer, a product, a region.
    Word(Word),
}

/// A word of a column that has targets.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word {
    /// The scope of its targets.
    pub scope: String,
    /// The column of the rows.
    pub column: String,
    /// As rows have it; of a customer of the register its number.
    pub word: String,
    /// As the targets have it.
    pub aimed: String,
}

/// How far a subject is with a measure.
pub struct Row {
    /// Who.
    pub who: Who,
    /// Of which measure.
    pub measure: MeasureId,
    /// What is aimed at.
    pub target: Figure,
    /// What was done.
    pub actual: Figure,
    /// How much that is of the target.
    pub attainment: Figure,
    /// How much of the period is gone.
    pub time_gone: Option<Number>,
    /// What should be done by now.
    pub pace: Option<Number>,
    /// How far attainment is behind that, in points.
    pub behind: Option<Number>,
    /// What it comes to at this pace.
    pub landing: Option<Number>,
    /// How much that is of the target.
    pub landing_attainment: Option<Number>,
    /// The name of that.
    pub band: Option<String>,
    /// What is still to do.
    pub left: Option<Number>,
    /// In how many days.
    pub days_left: i64,
    /// What each of them must bring.
    pub needed_per_day: Option<Number>,
}

impl Who {
    /// Whose a scope is; nothing of what rows have a word of.
    pub fn of(scope: &Scope) -> Option<Self> {
        match scope {
            Scope::Department => Some(Who::Department),
            Scope::Team(team) => Some(Who::Team(team.clone())),
            Scope::Person(person) => Some(Who::Person(*person)),
            Scope::Other(..) => None,
        }
    }

    /// Of whom figures are asked.
    pub fn subject(&self) -> Subject {
        match self {
            Who::Department => Subject::Department,
            Who::Team(team) => Subject::Team(team.clone()),
            Who::Person(person) => Subject::Person(*person),
            Who::Word(own) => Subject::Labelled { column: own.column.clone(), label: own.word.clone() },
        }
    }

    /// Of whom targets are asked.
    pub fn aimed(&self) -> Subject {
        match self {
            Who::Word(own) => Subject::Labelled { column: own.scope.clone(), label: own.aimed.clone() },
            _ => self.subject(),
        }
    }

    /// The scope in files and reports.
    pub fn scope(&self) -> &str {
        match self {
            Who::Department => "department",
            Who::Team(_) => "team",
            Who::Person(_) => "person",
            Who::Word(own) => &own.scope,
        }
    }

    /// The id; empty of the department.
    pub fn id<'a>(&'a self, ledger: &'a Ledger) -> &'a str {
        match self {
            Who::Department => "",
            Who::Team(team) => team,
            Who::Person(person) => &ledger.people.list[*person].id,
            Who::Word(own) => &own.word,
        }
    }
}

/// Everybody of the department who has targets, each with the measures that they are of.
pub fn aims(ledger: &Ledger) -> BTreeSet<(Who, MeasureId)> {
    let rows = ledger.targets.rows.iter();
    rows.filter_map(|row| Some((Who::of(&row.scope)?, row.measure))).collect()
}

/// A row for each that has a target of the book's period.
pub(super) fn rows(book: Book, words: &BTreeSet<(Who, MeasureId)>) -> Vec<Row> {
    let there = |who: &Who| match who {
        Who::Person(person) => book.ledger.people.list[*person].employed_in(book.period).is_some(),
        Who::Department | Who::Team(_) | Who::Word(_) => true,
    };
    let all = aims(book.ledger).into_iter().chain(words.iter().cloned());
    all.filter(|(who, _)| there(who)).filter_map(|aim| row(book, aim)).collect()
}

fn row(book: Book, (who, measure): (Who, MeasureId)) -> Option<Row> {
    let (subject, sheet, rule) = (who.subject(), &mut Worksheet::new(), book.policy.measure(measure));
    let target = book.target(sheet, measure, &who.aimed(), book.period);
    let aim = target.value()?.clone();
    let actual = book.actual(sheet, measure, &subject, book.period);
    let attainment = book.attainment(sheet, rule, (&actual, &target));
    let clock = Clock::new(book);
    let grows = grows(book.policy, measure);
    let time_gone = clock.gone(measure, &subject);
    let pace = if grows { time_gone.as_ref().map(|gone| &aim * gone) } else { Some(aim.clone()) };
    let landing = actual.value().and_then(|actual| match grows {
        true => actual.checked_div(time_gone.as_ref()?),
        false => Some(actual.clone()),
    });
    let landing_attainment = landing.as_ref().and_then(|landing| attained(rule.better, landing, &aim));
    let behind = pace.as_ref().zip(actual.value()).and_then(|(pace, actual)| behind(rule.better, (pace, actual), &aim));
    let left = actual.value().filter(|_| grows).map(|actual| (&aim - actual).max(Number::zero()));
    let days_left = clock.left(&subject);
    let must_come = left.as_ref().filter(|_| rule.better == Better::Higher && days_left > 0);
    Some(Row {
        band: landing_attainment
            .as_ref()
            .and_then(|landing| book.policy.management.progress.band(landing))
            .map(str::to_owned),
        needed_per_day: must_come.and_then(|left| left.checked_div(&Number::from(days_left))),
        who,
        measure,
        target,
        actual,
        attainment,
        time_gone,
        pace,
        behind,
        landing,
        landing_attainment,
        left,
        days_left,
    })
}

/// Whether a measure grows day by day, so that a part of the time should bring a part of it: a sum of what happened. A mean, a ratio, or how things
/// stand is there as a whole at any time.
pub(super) fn grows(policy: &Policy, measure: MeasureId) -> bool {
    let rule = policy.measure(measure);
    match &rule.kind {
        MeasureKind::Sum(_) | MeasureKind::Count(_) | MeasureKind::Distinct(_) | MeasureKind::First(..) => {
            !registers::is_of_register(rule)
        }
        MeasureKind::Workdays => true,
        kind => {
            let parts = kind.summands();
            !parts.is_empty() && parts.iter().all(|(part, _)| grows(policy, *part))
        }
    }
}

/// What a value is of a target; nothing where that is 0 or less.
fn attained(better: Better, value: &Number, target: &Number) -> Option<Number> {
    if !target.is_positive() {
        return None;
    }
    match better {
        Better::Higher => value.checked_div(target),
        Better::Lower if value.is_positive() => target.checked_div(value).map(|part| part.min(full_attainment())),
        Better::Lower => Some(full_attainment()),
    }
}

/// How far the actual is behind the pace, as a share of the target; where lower is better, how far it is above.
fn behind(better: Better, (pace, actual): (&Number, &Number), target: &Number) -> Option<Number> {
    let short = match better {
        Better::Higher => pace - actual,
        Better::Lower => actual - pace,
    };
    if target.is_positive() { short.checked_div(target) } else { None }
}
