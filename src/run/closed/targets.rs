//! Targets of closed periods that are others today than when the last of these was closed.

use std::collections::{BTreeMap, BTreeSet};

use super::again::Paying;
use super::year::going_on;
use crate::calendar::{NaiveDate, Period};
use crate::finding::Finding;
use crate::history::ClosedPeriod;
use crate::ledger::{Ledger, Scope, TargetRow};
use crate::policy::Policy;
use crate::policy::rules::InputKind;

/// Whose target of which measure for which period: kind of subject and id, name.
type Key = (&'static str, String, String, Period);

/// A warning where the year so far, or a correction, goes by a target that a closed period was not paid by.
pub(super) fn changed(paying: &Paying) -> Option<Finding> {
    let last = paying.before.periods.last()?;
    let first = earliest(paying, last)?;
    let (policy, then) = paying.copies()?;
    policy.known_input(InputKind::Targets)?;
    let (was, is) = (by_key(policy, then), by_key(paying.policy, paying.ledger));
    let people: BTreeSet<&str> = paying.ledger.people.list.iter().map(|person| person.id.as_str()).collect();
    // A measure that no rule compares with its target any more, or that is called otherwise, changes nothing by it.
    let aimed: BTreeSet<&str> =
        paying.policy.aimed_at().into_iter().map(|id| paying.policy.measure(id).name.as_str()).collect();
    let is_asked = |(kind, id, measure, of): &Key| {
        let is_of_closed = first <= of.first() && of.last() <= last.period.last();
        is_of_closed && aimed.contains(measure.as_str()) && (*kind != "person" || people.contains(id.as_str()))
    };
    let differs = |(key, row): (&Key, &&TargetRow)| is.get(key).is_none_or(|now| now.value != row.value);
    let changed: Vec<&Key> = was.iter().filter(|one| is_asked(one.0) && differs(*one)).map(|(key, _)| key).collect();
    let key = *changed.iter().min_by_key(|key| (!is.contains_key(**key), is.get(**key).map(|row| &row.place)))?;
    let now = is.get(key);
    let (_, whose, measure, of) = key;
    let finding = Finding::warning("target-unlike-closed").with("period", &last.period).with("count", changed.len());
    let finding = finding.with("whose", whose).with("measure", measure).with("of", of);
    let finding = finding.with("expected", was[key].value.to_plain(0, 6));
    let finding = finding.with("found", now.map_or("–".to_owned(), |row| row.value.to_plain(0, 6)));
    let input = paying.policy.known_input(InputKind::Targets)?;
    Some(finding.at(now.map_or_else(|| paying.policy.text.place(input.span), |row| row.place.clone())))
}

/// From which day on targets of closed periods are still looked at; nothing where none is.
fn earliest(paying: &Paying, last: &ClosedPeriod) -> Option<NaiveDate> {
    let goes_on = going_on(paying.policy, (&last.period, paying.period)).next().is_some();
    let year = goes_on.then(|| paying.policy.year_so_far(paying.period).first());
    let corrected = paying.policy.close.look_back.as_ref().and_then(|look_back| {
        let periods = &paying.before.periods;
        periods.get(periods.len().saturating_sub(look_back.value as usize)).map(|one| one.period.first())
    });
    year.into_iter().chain(corrected).min()
}

fn by_key<'l>(policy: &Policy, ledger: &'l Ledger) -> BTreeMap<Key, &'l TargetRow> {
    let aimed = policy.aimed_at();
    let rows = ledger.targets.rows.iter().filter(|row| aimed.contains(&row.measure));
    let of = |row: &'l TargetRow| {
        let (kind, id) = match &row.scope {
            Scope::Person(person) => ("person", ledger.people.list[*person].id.to_string()),
            Scope::Team(team) => ("team", team.clone()),
            Scope::Department => ("department", "department".to_owned()),
            Scope::Other(_, id) => ("other", id.clone()),
        };
        ((kind, id, policy.measure(row.measure).name.clone(), row.period.clone()), row)
    };
    rows.map(of).collect()
}
