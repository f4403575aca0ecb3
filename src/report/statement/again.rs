//! A closed period that is asked for again and comes out otherwise: what was paid, and what becomes of the difference.

use super::changes::{Change, in_money, pair, table};
use super::teller::Teller;
use crate::history::ClosedPeriod;
use crate::number::Number;
use crate::policy::rules::PayUnit;
use crate::report::model::{Cell, Phrase, Section};
use crate::report::pay::shape;
use crate::run::Outcome;

/// What was paid, beside what today's files give, for machines and for people; nothing where the period is not closed, or is as it was.
pub(super) fn sections(teller: &Teller) -> Vec<Section<'static>> {
    let (outcome, period) = (teller.outcome, &teller.outcome.appraisal.result.period);
    let Some(closed) = outcome.history.periods().of(period) else { return Vec::new() };
    let changes = super::changes::changes(outcome, teller.result, closed);
    if changes.iter().all(|change| change.now == change.before) {
        return Vec::new();
    }
    let titles = [("now", "says_by_todays_files"), ("paid", "says_as_paid"), ("difference", "says_difference")];
    let title = Phrase::term("says_closed").with("period", Cell::Text(period.id()));
    let tables = pair(teller, |name| table(outcome, &changes, (titles, name)));
    super::changes::sections_of(("paid", title), tables, notes(teller, closed, &changes))
}

/// What was paid when the period was closed; nothing where it is not.
pub(super) fn paid(outcome: &Outcome, person: usize) -> Option<Number> {
    let closed = outcome.history.periods().of(&outcome.appraisal.result.period)?;
    let id = &outcome.ledger.people.list[person].id;
    let own = closed.lines.iter().filter(|line| line.person == *id && line.unit == PayUnit::Money);
    Some(own.map(|line| &line.amount).sum())
}

/// What was paid in all, and what becomes of the difference.
fn notes(teller: &Teller, closed: &ClosedPeriod, changes: &[Change]) -> Vec<Phrase> {
    let outcome = teller.outcome;
    let money = |amount: &Number| Cell::Plain(amount.clone(), shape(outcome, PayUnit::Money));
    let (now, paid) = in_money(changes);
    let phrase = Phrase::term("says_closed_paid").with("period", Cell::Text(closed.period.id()));
    let mut notes = vec![phrase.with("paid", money(&paid)).with("now", money(&now))];
    let all = outcome.history.periods();
    let id = &outcome.ledger.people.list[teller.result.person].id;
    let since: Number = all.settled_of(&closed.period, id).map(|one| &one.amount).sum();
    if !since.is_zero() {
        notes.push(Phrase::term("says_closed_since").with("since", money(&since)));
    }
    let left = &(&now - &paid) - &since;
    if !left.is_zero() {
        let looks_back = outcome.policy.close.look_back.as_ref().map_or(0, |back| back.value as usize);
        let is_seen = all.periods.iter().rev().take(looks_back).any(|one| one.period == closed.period);
        let term = if is_seen { "says_closed_later" } else { "says_closed_stands" };
        notes.push(Phrase::term(term).with("difference", money(&left)));
    }
    notes
}
