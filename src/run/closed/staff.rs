//! What staff says of closed days otherwise than when they were closed: who was gone, and whose reports people were.

use std::collections::{BTreeMap, BTreeSet};

use super::again::Paying;
use super::frozen_policy;
use crate::finding::{Finding, Findings, quoted};
use crate::gathering::{self, Gathered};
use crate::history::Correction;
use crate::ledger::{Ledger, Person};
use crate::policy::Policy;
use crate::policy::rules::InputKind;
use crate::run::beginning;
use crate::source::Place;

/// So many people are named.
const SHOWN: usize = 6;

/// The staff and the targets that the last closed period went by, from the copies that it keeps, with its policy; nothing where it keeps none.
pub(super) fn of_copies(paying: &Paying) -> Option<(Policy, Ledger)> {
    let last = paying.before.periods.last()?;
    let (folder, mut findings) = (last.facts.copies.as_deref()?, Findings::new());
    let mut policy = frozen_policy(("policy.toml", &last.policy), folder, &mut findings)?;
    policy.inputs.retain(|input| matches!(input.kind(), InputKind::Staff | InputKind::Targets));
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
        let now = paying.ledger.people.list.iter().find(|now| now.id == was.id);
        next.zip(now).is_some_and(|(next, now)| now.on(next).is_some())
    };
    let back: Vec<&Person> = then.people.list.iter().filter(is_back).collect();
    let first = back.first()?;
    let now = paying.ledger.people.list.iter().find(|now| now.id == first.id)?;
    let finding = Finding::warning("left-unlike-closed").with("left", first.left?).with("count", back.len());
    let finding = finding.with("people", quoted(back.iter().map(|person| &person.id).take(SHOWN)));
    let finding = finding.with("period", &paying.before.periods.last()?.period);
    Some(now.spells.last().into_iter().fold(finding, |finding, spell| finding.at(spell.place.clone())))
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
            let now = paying.ledger.people.list.iter().find(|now| now.id == was.id);
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
