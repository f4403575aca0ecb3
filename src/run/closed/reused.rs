//! A number or a name that closed periods know somebody by, and that `staff` gives to whom it has hired since: what is open of the one passes to the
//! other.

use std::collections::BTreeSet;

use super::needed::is_of_year;
use super::open_period;
use crate::calendar::{NaiveDate, Period};
use crate::finding::Finding;
use crate::history::{ClosedPeriod, History};
use crate::ledger::Person;
use crate::number::Number;
use crate::run::Outcome;
use crate::spelling::alike;

/// A warning for everybody of whom something passes, in the first period that the new person is paid with.
pub(in crate::run) fn told(outcome: &Outcome) -> Vec<Finding> {
    let Some(period) = open_period(outcome) else { return Vec::new() };
    let before = outcome.history.periods().before(period).periods;
    let people = outcome.ledger.people.list.iter().enumerate();
    let of_one = |(index, person): (usize, &Person)| {
        let first =
            person.first_day().filter(|first| before.last().is_some_and(|last| last.period.first() < *first))?;
        let was = before.iter().rev().find(|one| one.facts.names.contains_key(&person.id))?;
        (was.period.last() < first).then(|| passed(outcome, (index, person, first), (was, period))).flatten()
    };
    people.filter_map(of_one).collect()
}

fn passed(
    outcome: &Outcome,
    (index, person, first): (usize, &Person, NaiveDate),
    (was, period): (&ClosedPeriod, &Period),
) -> Option<Finding> {
    let name = was.facts.names.get(&person.id)?;
    // Of the same name it may be the same person, of whom only the last row was kept; a day of hiring is of the first.
    let is_named_so = person.id == person.name && person.hired.is_some();
    if alike(name, &person.name) && !is_named_so {
        return None;
    }
    let what = passing(outcome, (index, person), period);
    if what.is_empty() {
        return None;
    }
    let shown: Vec<String> = what.into_iter().collect();
    let finding = Finding::warning("number-given-again").with("person", &person.id).with("was", name);
    let finding = finding.with("period", &was.period).with("name", &person.name).with("first", first);
    let finding = finding.with("what", shown.join(", "));
    Some(person.spells.first().into_iter().fold(finding, |finding, spell| finding.at(spell.place.clone())))
}

/// Components with what passes of each: what is open, what is corrected, and what the year so far takes off.
fn passing(outcome: &Outcome, (index, person): (usize, &Person), period: &Period) -> BTreeSet<String> {
    let history = &outcome.history;
    let mut what = BTreeSet::new();
    let mut note = |component: &str, amount: &Number| {
        if !amount.is_zero() {
            what.insert(format!("`{component}` {}", amount.to_plain(outcome.policy.money_places(), 6)));
        }
    };
    history.open(index, period).iter().for_each(|open| note(&open.component, &open.amount));
    let corrections = history.corrections(index, period);
    corrections.iter().for_each(|one| note(&one.component, &one.amount));
    let before = outcome.policy.before_in_year(period);
    for component in outcome.policy.pay.iter().filter(|component| is_of_year(component).is_some()) {
        let name = &component.name.value;
        let lines = before.iter().filter_map(|one| history.periods().of(one)).flat_map(|one| &one.lines);
        let paid = lines.filter(|line| line.person == person.id && line.component == *name).map(|line| &line.amount);
        note(name, &paid.sum());
    }
    what
}
