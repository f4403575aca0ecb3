//! People without a target for a period that some rule looks at, who have one for another, while the others of their role have theirs.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Period;
use crate::finding::Finding;
use crate::ledger::{Ledger, Scope, TargetRow};
use crate::measure::plan::Plan;
use crate::policy::Policy;
use crate::policy::rules::MeasureId;
use crate::spelling::folded;

/// Others of the role that have a target, so that one is expected.
const LEAST: usize = 2;

/// A target that is expected and is not there.
struct Absent<'a> {
    measure: MeasureId,
    person: usize,
    window: &'a Period,
}

/// One warning for all.
pub(super) fn report(
    (policy, ledger): (&Policy, &Ledger),
    plan: &Plan,
    (aimed, before): (&BTreeSet<MeasureId>, &BTreeMap<Period, BTreeSet<MeasureId>>),
) -> Option<Finding> {
    let now = aimed.iter().map(|measure| (*measure, plan.current.clone()));
    let before = before.iter().flat_map(|(window, measures)| measures.iter().map(|one| (*one, window.clone())));
    let windows: BTreeSet<(MeasureId, Period)> = now.chain(before).collect();
    let absent: Vec<Absent> = windows
        .iter()
        .flat_map(|(measure, window)| {
            (0..ledger.people.list.len()).map(move |person| Absent { measure: *measure, person, window })
        })
        .filter(|one| is_expected(ledger, one))
        .collect();
    let first = absent.iter().max_by_key(|one| (one.window.last(), std::cmp::Reverse(one.person)))?;
    let people = absent.iter().map(|one| one.person).collect::<BTreeSet<usize>>().len();
    let person = &ledger.people.list[first.person];
    let finding = Finding::warning("target-absent").with("person", &person.id).with("period", first.window);
    let finding = finding.with("measure", &policy.measure(first.measure).name).with("count", people);
    let row = rows(ledger, first.measure, first.person).last()?;
    Some(finding.at(row.place.clone()))
}

fn rows(ledger: &Ledger, measure: MeasureId, person: usize) -> impl Iterator<Item = &TargetRow> {
    ledger.targets.of_subject(&Scope::Person(person), measure).iter()
}

/// Employed in all of the window, with no target of any part of it or beyond it, but one of another period as long, while others of the role have theirs.
fn is_expected(ledger: &Ledger, Absent { measure, person, window }: &Absent) -> bool {
    let overlaps = |period: &Period| period.first() <= window.last() && window.first() <= period.last();
    let has = |person: usize| rows(ledger, *measure, person).any(|row| overlaps(&row.period));
    let is_blank =
        |person: usize| {
            let targets = &ledger.targets;
            targets.blanks.iter().chain(&targets.without).any(|blank| {
                blank.measure == *measure && blank.scope == Scope::Person(person) && overlaps(&blank.period)
            })
        };
    let role =
        |person: usize| Some(folded(ledger.people.list[person].at_end_of(window)?.role.as_deref().unwrap_or("")));
    let is_whole = ledger.people.list[*person].employed_in(window) == Some((window.first(), window.last()));
    let mut elsewhere = rows(ledger, *measure, *person).filter(|row| row.period.kind() == window.kind());
    if !is_whole || has(*person) || is_blank(*person) || elsewhere.next().is_none() {
        return false;
    }
    let own = role(*person);
    let others = (0..ledger.people.list.len()).filter(|other| other != person && role(*other) == own);
    let (with, without): (Vec<usize>, Vec<usize>) = others.partition(|other| has(*other));
    with.len() >= LEAST && with.len() > without.len()
}
