//! Whom closed periods know by a number or a name that `staff` does not have any more, and who that is today: what they paid of the year so far would
//! be paid again.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::again::Paying;
use super::needed::is_of_year;
use crate::finding::Finding;
use crate::history::{Closed, ClosedPeriod, Correction};
use crate::ledger::{Ledger, Person};
use crate::number::Number;
use crate::policy::rules::{InputKind, PayUnit};
use crate::spelling::{alike, folded};

/// An error for everybody of them: what a component of the year so far takes off of nobody. `more` is what today's files pay more of closed days of the
/// year.
pub(super) fn told(paying: &Paying, more: &[Correction]) -> Vec<Finding> {
    let (policy, ledger) = (paying.policy, paying.ledger);
    let known: BTreeSet<&str> = ledger.people.list.iter().map(|person| person.id.as_str()).collect();
    let before = policy.before_in_year(paying.period);
    let closed: Vec<&ClosedPeriod> = before.iter().filter_map(|one| paying.before.of(one).map(|one| &**one)).collect();
    let mut told = Vec::new();
    for component in policy.pay.iter().filter(|component| is_of_year(component).is_some()) {
        let lines = closed.iter().flat_map(|one| &one.lines);
        let own = lines.filter(|line| line.component == component.name.value && line.unit == PayUnit::Money);
        let mut sums: BTreeMap<&str, Number> = BTreeMap::new();
        for line in own.filter(|line| !known.contains(line.person.as_str())) {
            let sum = sums.entry(&line.person).or_insert_with(Number::zero);
            *sum = &*sum + &line.amount;
        }
        for (id, sum) in sums.iter().filter(|(_, sum)| !sum.is_zero()) {
            let is_it = |one: &&Correction| one.component == component.name.value && one.amount == *sum;
            let same_sum = || {
                let mut own = more.iter().filter(is_it).filter(|one| !was_known(paying.before, &one.person));
                own.next().and_then(|one| ledger.people.list.iter().find(|person| person.id == one.person))
            };
            let Some(now) = today(ledger, paying.before, id).or_else(same_sum) else { continue };
            let finding = Finding::error("year-of-unknown-person").with("component", &component.name.value);
            let finding = finding.with("person", *id).with("sum", sum).with("near", shown(now));
            let finding = finding.with("period", paying.period);
            let staff = policy.known_input(InputKind::Staff).map(|input| policy.text.place(input.span));
            let row = now.spells.first().map(|spell| spell.place.clone());
            told.push(row.or(staff).into_iter().fold(finding, Finding::at));
        }
    }
    told
}

/// A person by number and name.
pub(super) fn shown(person: &Person) -> String {
    if alike(&person.id, &person.name) {
        format!("`{}`", person.id)
    } else {
        format!("`{}` ({})", person.id, person.name)
    }
}

/// Who of today's staff closed periods most likely know by that number or name: somebody whom they do not know, of the same name, with the same
/// number but for zeros before it, or of a longer name or a shorter one.
pub(super) fn today<'l>(ledger: &'l Ledger, closed: &Closed, id: &str) -> Option<&'l Person> {
    let last = closed.periods.last()?;
    let name = closed.periods.iter().rev().find_map(|one| one.facts.names.get(id)).map_or(id, String::as_str);
    let is_new = |person: &&Person| {
        let was_there = person.first_day().is_none_or(|first| first <= last.period.last());
        was_there && !was_known(closed, &person.id)
    };
    let new: Vec<&Person> = ledger.people.list.iter().filter(is_new).collect();
    let is_so = |same: fn(&str, &str, &Person) -> bool| {
        let mut found = new.iter().filter(|person| same(id, name, person));
        found.next().copied().filter(|_| found.next().is_none())
    };
    SAME.iter().find_map(|same| is_so(*same))
}

/// By what a person is known again, the surest first.
const SAME: [fn(&str, &str, &Person) -> bool; 3] = [
    |id, name, person| [&person.id, &person.name].iter().any(|own| alike(own, name) || alike(own, id)),
    |id, _, person| is_number(id) && without_zeros(id) == without_zeros(&person.id),
    |_, name, person| has_words_of(name, &person.name) || has_words_of(&person.name, name),
];

fn is_number(id: &str) -> bool {
    id.chars().any(|one| one.is_ascii_digit())
}

fn without_zeros(id: &str) -> &str {
    id.trim_start_matches('0')
}

/// Whether all words of a name are words of another.
fn has_words_of(one: &str, other: &str) -> bool {
    let of_other: BTreeSet<Cow<str>> = other.split_whitespace().map(folded).collect();
    let mut own = one.split_whitespace().map(folded).peekable();
    own.peek().is_some() && own.all(|word| of_other.contains(&word))
}

fn was_known(closed: &Closed, id: &str) -> bool {
    closed.periods.last().is_some_and(|last| last.facts.names.contains_key(id))
        || closed.periods.iter().flat_map(|one| &one.lines).any(|line| line.person == id)
}
