//! Ratings that somebody gave to oneself while others rate all others, and people who alone have none while the others of their scorecard have theirs.

use super::Rules;
use crate::calendar::Period;
use crate::finding::{Finding, Findings};
use crate::ingest::cell::key;
use crate::ledger::{Ledger, Rating};
use crate::policy::rules::{Indicator, IndicatorOf, Scorecard, WhenMissing};
use crate::spelling::folded;

/// So many others are rated by others, so that it is not each who rates oneself.
const LEAST_OTHERS: usize = 2;
/// Of so many others each has a rating, so that one is expected where no row says otherwise.
const LEAST_RATED: usize = 4;

/// At most one warning of each kind for an indicator.
pub(super) fn report((policy, ledger, plan): Rules, findings: &mut Findings) {
    for card in &policy.scorecards {
        for indicator in &card.indicators {
            let IndicatorOf::Rating(name) = &indicator.of else { continue };
            for period in plan.paid() {
                let of_it = ledger.ratings.iter().filter(|one| one.indicator == *name && one.period == *period);
                let of_it: Vec<&Rating> = of_it.collect();
                findings.extend_with(of_oneself(ledger, card, &of_it));
                findings.extend_with(absent(ledger, (card, indicator, name), period));
            }
        }
    }
}

fn gave_it_oneself(ledger: &Ledger, rating: &Rating) -> bool {
    let (by, person) = (key::normal(&rating.by), &ledger.people.list[rating.person]);
    !by.is_empty()
        && (ledger.people.find(&by) == Some(rating.person)
            || [&person.id, &person.name].iter().any(|own| key::normal(own) == by))
}

/// One person of a scorecard who rated oneself, where every other was rated by somebody else.
fn of_oneself(ledger: &Ledger, card: &Scorecard, ratings: &[&Rating]) -> Option<Finding> {
    let is_of_card = |rating: &&&Rating| is_on(ledger, card, rating.person, &rating.period);
    let (own, others): (Vec<&&Rating>, Vec<&&Rating>) =
        ratings.iter().filter(is_of_card).partition(|rating| gave_it_oneself(ledger, rating));
    let are_by_others = others.iter().all(|rating| !rating.by.trim().is_empty());
    let [own] = own[..] else { return None };
    let finding = Finding::warning("rating-of-oneself").with("person", &ledger.people.list[own.person].id);
    let finding = finding.with("name", &own.indicator).with("period", &own.period).with("count", others.len());
    (others.len() >= LEAST_OTHERS && are_by_others).then(|| finding.at(own.place.clone()))
}

/// Whether the scorecard is for somebody's role on the last day of the period.
fn is_on(ledger: &Ledger, card: &Scorecard, person: usize, period: &Period) -> bool {
    let spell = ledger.people.list[person].at_end_of(period);
    let Some(role) = spell.and_then(|spell| spell.role.as_deref()) else { return false };
    card.roles.iter().any(|own| folded(&own.value) == folded(role))
}

/// Somebody who was there for all of the period and has no rating for it, where that neither refuses the run nor is a rule for zeros, and all others have
/// one: by a row of another period that no other has, or beside many others.
fn absent(
    ledger: &Ledger,
    (card, indicator, name): (&Scorecard, &Indicator, &str),
    period: &Period,
) -> Option<Finding> {
    let when = indicator.when_missing.as_ref().map(|when| when.value)?;
    let has = |person: usize, period: &Period| {
        let mut own = ledger.ratings.iter().filter(|one| one.person == person && one.indicator == name);
        own.any(|one| one.period == *period)
    };
    let on_it = (0..ledger.people.list.len()).filter(|person| is_on(ledger, card, *person, period));
    let (with, without): (Vec<usize>, Vec<usize>) = on_it.partition(|person| has(*person, period));
    let [person] = without[..] else { return None };
    let is_its = |one: &&Rating| one.person == person && one.indicator == name;
    let alone = ledger.ratings.iter().filter(is_its).find(|one| !with.iter().any(|other| has(*other, &one.period)));
    let (expected, is_passed) = match alone {
        Some(_) => (LEAST_OTHERS, when != WhenMissing::Error),
        None => (LEAST_RATED, when == WhenMissing::Redistribute),
    };
    if !is_passed || !ledger.works_all(person, period) || with.len() < expected {
        return None;
    }
    let last = alone.or_else(|| ledger.ratings.iter().rfind(|one| one.indicator == name && one.period == *period))?;
    let code = if alone.is_some() { "rating-of-other-period" } else { "rating-absent" };
    let finding = Finding::warning(code).with("person", &ledger.people.list[person].id).with("name", name);
    let finding = finding.with("period", period).with("found", &last.period).with("count", with.len());
    Some(finding.at(last.place.clone()))
}
