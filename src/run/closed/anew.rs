//! What closed days that pay once more have today and had not when they were closed: rows that count twice, rows that are odd beside the others, words that
//! are nearly counted, rows that are nobody's.
//!
//! Such days are those of periods that are corrected, those that the year so far, a contest or another figure of several periods is made of, and those whose
//! collections release what is held. They are read as one stretch, each under the policy that ruled it; what the copies that the last closed period keeps have as well was there when it was closed.

use std::sync::Arc;

use super::again::Paying;
use super::needed::is_of_year;
use super::together::{Ruled, Together};
use crate::calendar::Period;
use crate::finding::Finding;
use crate::gathering::Scope;
use crate::history::{BalanceKind, Closed, ClosedPeriod, Correction};
use crate::measure::windows::looked_back;
use crate::policy::Policy;
use crate::policy::rules::{Component, MeasureId, MeasureKind, Release};
use crate::run::Request;

/// Rows that count twice.
const DOUBLES: [&str; 8] = [
    "order-doubled",
    "order-in-two-states",
    "order-twice",
    "orders-of-two-exports",
    "rows-again-renumbered",
    "rows-again-without-order",
    "rows-renumbered-below",
    "same-record-twice",
];

/// Rows that are odd beside the others, or lack what figures go by.
const ODD: [&str; 15] = [
    "amount-differs",
    "amount-of-one-row",
    "amount-of-two-columns",
    "blanks-in-filter",
    "blanks-in-keys",
    "blanks-in-new-keys",
    "blanks-in-rate-steps",
    "blanks-in-rates",
    "blanks-in-sum",
    "negative-rows",
    "negative-rows-beside-returns",
    "price-out-of-line",
    "price-with-tax",
    "rows-with-blank-label",
    "rows-without-entry",
];

/// What names a thing that is odd; how many others there are may be another today.
const NAMING: [&str; 6] = ["input", "column", "label", "register", "product", "found"];

/// Of these it is told how many rows are as they should be.
const OF_OTHERS: [&str; 1] = ["amount-of-one-row"];

/// Words that are left out and are nearly counted.
const WORDS: [&str; 1] = ["words-near-named"];

/// Rows that are nobody's.
const NOBODYS: [&str; 8] = [
    "row-of-blank",
    "row-of-nobody",
    "row-of-unknown-person",
    "row-of-unknown-person-near",
    "row-outside-employment",
    "rows-of-unknown-orderers",
    "rows-of-unknown-people",
    "rows-outside-employment",
];

/// So many closed periods at most are looked at for what their collections release.
const COLLECTED: usize = 12;

/// A finding has so many places at most.
const SHOWN: usize = 8;

/// Why a closed day pays once more.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pays {
    /// What is collected releases what is held.
    Collected,
    /// The year so far is made of it, or a contest or another figure of several periods.
    Year,
    /// It is corrected.
    Corrected,
}

impl Pays {
    /// What is told of such a day. Of days that are not corrected somebody may have left since, and staff with it.
    fn tells(self, code: &str) -> bool {
        match self {
            Pays::Collected => DOUBLES.contains(&code) || ODD.contains(&code),
            Pays::Year => Pays::Collected.tells(code) || WORDS.contains(&code),
            Pays::Corrected => Pays::Year.tells(code) || NOBODYS.contains(&code),
        }
    }
}

/// Why each of the closed periods pays once more, where it does.
fn pays(policy: &Policy, period: &Period, before: &Closed) -> Vec<Option<Pays>> {
    let all = &before.periods;
    let from = |count: usize| all.len().saturating_sub(count);
    let corrected = policy.close.look_back.as_ref().map_or(all.len(), |look_back| from(look_back.value as usize));
    let of_year = policy.pay.iter().any(|component| is_of_year(component).is_some());
    let year = of_year.then(|| policy.year_so_far(period));
    let is_held =
        || all.last().is_some_and(|last| last.balances.iter().any(|one| one.balance.kind == BalanceKind::HoldBack));
    let collects =
        |component: &Component| component.hold_back.as_ref().is_some_and(|hold| hold.release == Release::Collected);
    let collected = if policy.holding().any(collects) && is_held() { from(COLLECTED) } else { all.len() };
    let looked = looked_back(policy, period);
    let of = |(at, closed): (usize, &Arc<ClosedPeriod>)| match () {
        () if at >= corrected => Some(Pays::Corrected),
        () if year.as_ref().is_some_and(|year| year.contains(closed.period.first())) => Some(Pays::Year),
        () if looked.iter().any(|(measure, days)| is_made_of(policy, (*measure, days), closed)) => Some(Pays::Year),
        () => (at >= collected).then_some(Pays::Collected),
    };
    all.iter().enumerate().map(of).collect()
}

/// Whether a measure of those days is made of rows of the closed period, and the period does not keep what it came to.
fn is_made_of(policy: &Policy, (measure, days): (MeasureId, &Period), closed: &ClosedPeriod) -> bool {
    let rule = policy.measure(measure);
    let is_kept = *days == closed.period && closed.figures.has(&rule.name);
    let is_of_score = matches!(rule.kind, MeasureKind::Score);
    days.first() <= closed.period.last() && closed.period.first() <= days.last() && !is_kept && !is_of_score
}

/// How many of the last closed periods pay once more, with those between them.
pub(super) fn count(policy: &Policy, period: &Period, before: &Closed) -> usize {
    let pays = pays(policy, period, before);
    pays.iter().position(Option::is_some).map_or(0, |first| pays.len() - first)
}

/// A warning for each thing that is new; `found` is what is corrected.
pub(super) fn told(paying: &Paying, found: &[Correction]) -> Vec<Finding> {
    let pays = pays(paying.policy, paying.period, paying.before);
    let all: Vec<(Option<Pays>, &Arc<ClosedPeriod>)> = pays.into_iter().zip(&paying.before.periods).collect();
    let stretches = all.chunk_by(|(one, _), (other, _)| one == other);
    let stretch = |stretch: &[(Option<Pays>, &Arc<ClosedPeriod>)]| {
        let periods: Vec<Arc<ClosedPeriod>> = stretch.iter().map(|(_, closed)| Arc::clone(closed)).collect();
        let pays = stretch.first().and_then(|(pays, _)| *pays);
        pays.filter(|pays| may_be_new(paying, (*pays, &periods), found)).map(|pays| new(paying, pays, &periods))
    };
    stretches.filter_map(stretch).flatten().collect()
}

/// Whether a closer look may find something: the reading that periods share told of it, or a period does not give what was closed.
fn may_be_new(paying: &Paying, (pays, periods): (Pays, &[Arc<ClosedPeriod>]), found: &[Correction]) -> bool {
    let mut heard = paying.together.iter().flat_map(Together::told);
    heard.any(|finding| pays.tells(finding.code) && !was_told(paying.before, finding))
        || periods.iter().any(|closed| {
            let (kept, since) = paying.kept(closed, found);
            !paying.is_settled(closed, (&kept, &since))
        })
}

/// What a closer look at the days of these finds, and does not find in the copies of the last closed period.
fn new(paying: &Paying, pays: Pays, periods: &[Arc<ClosedPeriod>]) -> Vec<Finding> {
    let last = paying.before.periods.last();
    let Some(folder) = last.and_then(|last| last.facts.copies.as_deref()) else {
        let mut today = heard((paying.request, Scope::Needed), pays, periods);
        today.retain(|finding| !was_told(paying.before, finding));
        return today;
    };
    let copied = Request { folder, ..paying.request.clone() };
    // Two equal parts of a payment are no doubt, unless one of them was not there when it was closed: then the first reading tells.
    let new = |scope: Scope| {
        let mut today = heard((paying.request, scope), pays, periods);
        let then = if today.is_empty() { Vec::new() } else { heard((&copied, scope), pays, periods) };
        today.retain(|one| !then.iter().any(|other| is_same(one, other)));
        today
    };
    let mut told = new(Scope::Needed);
    let others: Vec<Finding> =
        new(Scope::Again).into_iter().filter(|one| !told.iter().any(|other| is_same(one, other))).collect();
    told.extend(others);
    told
}

/// Whether the one was told by the other: of what is odd also where the other was told of more.
fn is_same(one: &Finding, other: &Finding) -> bool {
    if !ODD.contains(&one.code) || one.code != other.code {
        return (one.code, &one.args) == (other.code, &other.args);
    }
    let fact = |of: &Finding, name: &str| of.args.iter().find(|(own, _)| *own == name).map(|(_, text)| text.clone());
    let count = |of: &Finding| ["count", "rows"].into_iter().find_map(|name| fact(of, name)?.parse::<u64>().ok());
    let is_named = NAMING.iter().all(|name| fact(one, name) == fact(other, name));
    let is_as_many = count(one) == count(other) && fact(one, "sum") == fact(other, "sum");
    is_named && (OF_OTHERS.contains(&one.code) || is_as_many || count(one) < count(other))
}

fn heard((request, scope): (&Request, Scope), pays: Pays, periods: &[Arc<ClosedPeriod>]) -> Vec<Finding> {
    let groups = Ruled::groups(request, periods);
    let read: Vec<Together> = groups.iter().filter_map(|ruled| ruled.read_in(scope)).collect();
    read.iter().flat_map(Together::told).filter(|finding| pays.tells(finding.code)).cloned().collect()
}

/// Whether all that a finding shows, or the same in numbers, was told with a closed period.
fn was_told(before: &Closed, finding: &Finding) -> bool {
    let told = || before.periods.iter().flat_map(|closed| &closed.facts.told).filter(|told| told.code == finding.code);
    let is_known = |address: String| told().any(|told| told.places.contains(&address));
    // The name of a column stands in the help alone.
    let facts = || finding.args.iter().filter(|(name, _)| *name != "order");
    let is_same = told().any(|told| facts().all(|(_, value)| told.text.contains(value)));
    is_same || (finding.places.len() < SHOWN && finding.places.iter().all(|place| is_known(place.address())))
}
