//! What is told of closed periods beside what follows from them: rules that were edited since, collections that begin anew.

use super::Outcome;
use crate::calendar::Period;
use crate::digest;
use crate::finding::Finding;
use crate::history::{ClosedBalance, ClosedPeriod};
use crate::ingest::facts::FileFacts;
use crate::policy::changes;
use crate::policy::rules::InputKind;
use crate::results::BalanceKind;
use crate::source::Place;

/// A warning for each.
pub(super) fn told(outcome: &Outcome) -> Vec<Finding> {
    let anew = collections_begin_anew(outcome).or_else(|| collections_gone(outcome));
    [edited(outcome), new_version(outcome), anew].into_iter().flatten().collect()
}

/// The first period that is paid, and what was closed of it, or last before it.
fn last_closed(outcome: &Outcome) -> Option<(&Period, &ClosedPeriod)> {
    let result = &outcome.appraisal.result.period;
    let first = outcome.appraisal.parts.first().unwrap_or(result);
    let closed = &outcome.history.periods().periods;
    let last = closed.iter().filter(|one| one.period.first() <= first.first()).max_by_key(|one| one.period.first())?;
    Some((first, last))
}

/// A policy that has been edited under the same version pays by other rules than what was closed under it.
fn edited(outcome: &Outcome) -> Option<Finding> {
    let (policy, (_, closed)) = (&outcome.policy, last_closed(outcome)?);
    let header = &policy.header;
    let is_it = closed.policy_name == header.name && closed.version == header.version;
    (is_it && digest::of_bytes(&closed.policy) != policy.digest).then(|| {
        let finding = Finding::warning("policy-edited-since-close").with("version", &closed.version);
        let finding = finding.with("period", &closed.period).at(Place::file(policy.text.file().clone()));
        changes::told(finding, &String::from_utf8_lossy(&closed.policy), policy.text.text())
    })
}

/// A note of what another version says otherwise, with the first period that goes by it.
fn new_version(outcome: &Outcome) -> Option<Finding> {
    let (policy, (_, closed)) = (&outcome.policy, last_closed(outcome)?);
    let header = &policy.header;
    let is_it = closed.policy_name == header.name && closed.version != header.version;
    let note = Finding::note("policy-of-new-version").with("version", &header.version).with("closed", &closed.version);
    let note = note.with("period", &closed.period).at(Place::file(policy.text.file().clone()));
    is_it.then(|| changes::told(note, &String::from_utf8_lossy(&closed.policy), policy.text.text()))
}

/// Collections without a row before the period, though what was held for earlier ones has been paid: that follows from rows that are gone.
fn collections_begin_anew(outcome: &Outcome) -> Option<Finding> {
    let policy = &outcome.policy;
    policy.collected?;
    let (first, last) = last_closed(outcome).filter(|(first, last)| last.period != **first)?;
    let until = outcome.history.periods().periods.iter().filter(|one| one.period.first() <= last.period.first());
    let is_released = |one: &ClosedPeriod| {
        one.balances.iter().any(|one| one.balance.kind == BalanceKind::HoldBack && !one.balance.released.is_zero())
    };
    until.into_iter().find(|one| is_released(one))?;
    let input = policy.known_input(InputKind::Collections)?;
    let facts = outcome.gathered.facts.iter().filter(|facts| facts.input == input.name);
    let day = facts.flat_map(|facts| &facts.files).filter_map(|file| file.first_date).min();
    let begins_anew = day.is_none_or(|day| day >= first.first());
    begins_anew.then(|| {
        let finding = Finding::warning("collections-begin-anew").with("input", &input.name).with("period", first);
        finding.with("first", first.first()).at(policy.text.place(input.span))
    })
}

/// Rows of collections that counted when periods were closed, at most half of which is left, while something is held for orders: what they paid of these is
/// forgotten.
fn collections_gone(outcome: &Outcome) -> Option<Finding> {
    let policy = &outcome.policy;
    policy.collected?;
    let (_, last) = last_closed(outcome).filter(|(first, last)| last.period != **first)?;
    let is_held = |one: &ClosedBalance| one.balance.kind == BalanceKind::HoldBack && one.balance.closing.is_positive();
    last.balances.iter().find(|one| is_held(one))?;
    let input = policy.known_input(InputKind::Collections)?;
    let closed = outcome.history.periods().periods.iter().filter(|one| one.period.first() <= last.period.first());
    let was: u64 = closed.filter_map(|one| one.facts.counted.get(&input.name)).sum();
    let facts = outcome.gathered.facts.iter().filter(|facts| facts.input == input.name);
    let files: Vec<&FileFacts> = facts.flat_map(|facts| &facts.files).collect();
    let is: u64 = files.iter().map(|file| file.outside_period).sum();
    (was > 0 && is * 2 <= was).then(|| {
        let finding = Finding::warning("collections-of-closed-gone").with("input", &input.name);
        let finding = finding.with("period", &last.period).with("expected", was).with("found", is);
        let finding = finding.at(policy.text.place(input.span));
        let places = files.iter().map(|file| Place::line(file.file.clone(), file.header_line, ""));
        places.fold(finding, Finding::at)
    })
}
