//! What staff says of closed days otherwise than when they were closed: who was gone, and whose reports people were.

use std::collections::{BTreeMap, BTreeSet};

use super::again::Paying;
use super::frozen_policy;
use crate::calendar::Period;
use crate::finding::{Finding, Findings, quoted};
use crate::gathering::{self, Gathered};
use crate::history::Correction;
use crate::ledger::{Ledger, Person, Spell};
use crate::payout::staff_number;
use crate::policy::Policy;
use crate::policy::rules::labels::Described;
use crate::policy::rules::{Component, InputKind};
use crate::run::beginning;
use crate::source::Place;

/// So many people are named.
const SHOWN: usize = 6;

/// The staff, the targets and the exchange rates that the last closed period went by, from the copies that it keeps, with its policy; nothing where it keeps none.
pub(super) fn of_copies(paying: &Paying) -> Option<(Policy, Ledger)> {
    let last = paying.before.periods.last()?;
    let (folder, mut findings) = (last.facts.copies.as_deref()?, Findings::new());
    let mut policy = frozen_policy(("policy.toml", &last.policy), folder, &mut findings)?;
    policy.inputs.retain(|input| matches!(input.kind(), InputKind::Staff | InputKind::Targets | InputKind::FxRates));
    let reading = gathering::Reading { folder, ..beginning::reading(paying.request) };
    let ledger = gathering::read_ledger(&policy, &reading, &mut Gathered::default(), &mut findings);
    (!findings.has_errors()).then_some((policy, ledger))
}

/// A warning where somebody was gone by the end of the last closed period, and today's staff goes on with the person on the next day.
pub(super) fn not_gone(paying: &Paying) -> Option<Finding> {
    let last = paying.before.periods.last()?.period.last();
    let (_, then) = paying.copies()?;
    let is_back = |was: &&Person| {
        let next = was.left.filter(|left| *left <= last).and_then(|left| left.succ_opt());
        let now = next.and_then(|_| person(paying.ledger, &was.id));
        next.zip(now).is_some_and(|(next, now)| now.on(next).is_some())
    };
    let back: Vec<&Person> = then.people.list.iter().filter(is_back).collect();
    let first = back.first()?;
    let now = person(paying.ledger, &first.id)?;
    let finding = Finding::warning("left-unlike-closed").with("left", first.left?).with("count", back.len());
    let finding = finding.with("people", quoted(back.iter().map(|person| &person.id).take(SHOWN)));
    let finding = finding.with("period", &paying.before.periods.last()?.period);
    Some(now.spells.last().into_iter().fold(finding, |finding, spell| finding.at(spell.place.clone())))
}

/// A warning for each column of staff that components pay by and that has another value for closed days than when these were closed, of whoever is corrected;
/// not of columns that are told already.
pub(super) fn other_cells(paying: &Paying, corrections: &[Correction], told: &[Finding]) -> Vec<Finding> {
    let labels = paying.policy.labels_of(Described::Staff.input());
    let paid = paying.policy.pay.iter().flat_map(Component::staff_columns).map(|(column, _)| column.value.as_str());
    let columns: BTreeSet<&str> = paid.chain(labels.iter().map(String::as_str)).collect();
    let is_told = |column: &str| {
        told.iter().flat_map(|finding| &finding.args).any(|(name, value)| *name == "column" && *value == column)
    };
    let Some((_, then)) = paying.copies() else { return Vec::new() };
    let paid: BTreeSet<(&str, &Period)> = corrections.iter().map(|one| (one.person.as_str(), &one.period)).collect();
    let mut changes: BTreeMap<&str, Vec<Cell>> = BTreeMap::new();
    for (id, period) in paid {
        let Some((was, now)) = spell(then, id, period).zip(spell(paying.ledger, id, period)) else { continue };
        for column in columns.iter().filter(|column| !is_told(column)) {
            let cell = |cells: &[(String, String, Place)]| {
                cells.iter().find(|(known, ..)| known == column).map(|(_, text, place)| (text.clone(), place.clone()))
            };
            let (before, after) = (cell(&was.cells), cell(&now.cells));
            let Some((found, place)) = after.clone().filter(|(found, _)| {
                before.as_ref().is_none_or(|(was, _)| {
                    !(was == found || staff_number(was).is_some_and(|was| staff_number(found) == Some(was)))
                })
            }) else {
                continue;
            };
            let was = before.map_or_else(|| "–".to_owned(), |(was, _)| was);
            changes.entry(column).or_default().push(Cell { id: id.to_owned(), was, found, place, period: period.id() });
        }
    }
    changes.into_iter().filter_map(|(column, cells)| cell_told(column, &cells)).collect()
}

fn spell<'l>(ledger: &'l Ledger, id: &str, period: &Period) -> Option<&'l Spell> {
    person(ledger, id)?.at_end_of(period)
}

fn person<'l>(ledger: &'l Ledger, id: &str) -> Option<&'l Person> {
    ledger.people.find(id).map(|at| &ledger.people.list[at]).filter(|person| person.id == id)
}

/// A cell of staff that is another than when a period was closed.
struct Cell {
    id: String,
    was: String,
    found: String,
    place: Place,
    period: String,
}

fn cell_told(column: &str, cells: &[Cell]) -> Option<Finding> {
    let first = cells.first()?;
    let people: BTreeSet<&String> = cells.iter().map(|cell| &cell.id).collect();
    let periods: BTreeSet<&str> = cells.iter().map(|cell| cell.period.as_str()).collect();
    let finding = Finding::warning("staff-cell-unlike-closed").with("column", column);
    let finding = finding.with("person", &first.id).with("expected", &first.was).with("found", &first.found);
    let finding = finding.with("count", people.len()).with("people", quoted(people.into_iter().take(SHOWN)));
    Some(finding.with("periods", periods.into_iter().collect::<Vec<_>>().join(", ")).at(first.place.clone()))
}

/// A warning for each two managers of whom the one had the reports of the other when periods were closed, where what was paid to one of them is corrected.
pub(super) fn other_managers(paying: &Paying, corrections: &[Correction]) -> Vec<Finding> {
    type Change = (BTreeSet<String>, BTreeSet<String>, Place);
    let paid: BTreeSet<(&str, String)> =
        corrections.iter().filter(|one| one.kind.is_none()).map(|one| (one.person.as_str(), one.period.id())).collect();
    let Some((_, then)) = paying.copies().filter(|_| !paid.is_empty()) else { return Vec::new() };
    let id = |ledger: &Ledger, manager: usize| ledger.people.list[manager].id.clone();
    let mut changes: BTreeMap<(String, String), Change> = BTreeMap::new();
    for closed in &paying.before.periods {
        let period = closed.period.id();
        for was in &then.people.list {
            let now = person(paying.ledger, &was.id);
            let spells = was.at_end_of(&closed.period).zip(now.and_then(|now| now.at_end_of(&closed.period)));
            let Some((before, after)) = spells else { continue };
            let Some((of, to)) = before.manager.zip(after.manager) else { continue };
            let (of, to) = (id(then, of), id(paying.ledger, to));
            if of != to && [&of, &to].iter().any(|one| paid.contains(&(one.as_str(), period.clone()))) {
                let none = || (BTreeSet::new(), BTreeSet::new(), after.place.clone());
                let (people, periods, _) = changes.entry((of, to)).or_insert_with(none);
                people.insert(was.id.clone());
                periods.insert(period.clone());
            }
        }
    }
    let told = |((of, to), (people, periods, place)): ((String, String), Change)| {
        let finding = Finding::warning("manager-unlike-closed").with("expected", of).with("found", to);
        let finding = finding.with("count", people.len()).with("people", quoted(people.iter().take(SHOWN)));
        finding.with("periods", periods.into_iter().collect::<Vec<_>>().join(", ")).at(place)
    };
    changes.into_iter().map(told).collect()
}
