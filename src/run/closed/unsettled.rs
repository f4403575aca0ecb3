//! What today's files say of a closed period, less what was paid, owed and corrected of it.

use std::collections::{BTreeMap, BTreeSet};

use crate::digest;
use crate::finding::Finding;
use crate::history::{Closed, ClosedPeriod, Correction, Moved, TruedUp};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::changes;
use crate::policy::rules::PayUnit;
use crate::results::{Balance, BalanceKind, LineKind, PayLine, PeriodResult};
use crate::run::Outcome;
use crate::spelling::folded;

/// What a closed period would pay and owe now, less what it did and what was corrected of it since; what a later period trues up is none of it, and no
/// more is what a later closed one has released of a hold.
pub fn effect(closed: &ClosedPeriod, (all, trued_up): (&Closed, &TruedUp), now: Now) -> Vec<Correction> {
    let unsettled = less_released(differences(closed, (all, trued_up), now), |one| released_since(all, one));
    unsettled.into_iter().filter(|one| !one.amount.is_zero() || !one.balance.is_zero()).collect()
}

/// What later closed periods have released of a hold, or will: that too which the last of them still holds.
pub(super) fn released_or_held(all: &Closed, of: &Correction) -> Number {
    let held: Number = all.periods.last().iter().flat_map(|last| held_in(last, of)).map(|held| &held.closing).sum();
    &released_since(all, of) + &held
}

fn released_since(all: &Closed, of: &Correction) -> Number {
    let later = all.periods.iter().filter(|later| later.period.first() > of.period.last());
    later.flat_map(|later| held_in(later, of)).map(|balance| &balance.released).sum()
}

/// The hold of a closed period that a correction is of.
fn held_in<'c>(closed: &'c ClosedPeriod, of: &Correction) -> Vec<&'c Balance> {
    let held = of.kind.map(|kind| closed.held_of((&of.person, &of.component, kind, &of.order)));
    held.unwrap_or_default()
}

/// Corrections without money that a period would have released of a hold and another one did or does (`released`): it is paid once.
pub(super) fn less_released(
    mut corrections: Vec<Correction>,
    released: impl Fn(&Correction) -> Number,
) -> Vec<Correction> {
    let of = |one: &Correction| (one.person.clone(), one.component.clone());
    let of_money = corrections.iter().enumerate().rev().filter(|(_, one)| one.kind.is_none());
    let of_money: BTreeMap<_, usize> = of_money.map(|(at, one)| (of(one), at)).collect();
    for at in 0..corrections.len() {
        let one = corrections[at].clone();
        if one.kind.is_none() || one.order.is_empty() || !one.balance.is_negative() {
            continue;
        }
        let paid = of_money.get(&of(&one)).map(|paid| &mut corrections[*paid]);
        let Some(paid) = paid.filter(|paid| paid.amount.is_positive()) else { continue };
        let settled = [-&one.balance, one.moved.released.clone(), paid.amount.clone()];
        let settled = settled.into_iter().fold(released(&one), Number::min);
        paid.amount = &paid.amount - &settled;
        corrections[at].balance = &one.balance + &settled;
    }
    corrections
}

/// A closed period as today's files give it.
#[derive(Clone, Copy)]
pub struct Now<'n> {
    /// Its people.
    pub ledger: &'n Ledger,
    /// Its results.
    pub result: &'n PeriodResult,
}

impl<'n> Now<'n> {
    /// What a run of it came to.
    pub fn of(outcome: &'n Outcome) -> Self {
        Now { ledger: &outcome.ledger, result: &outcome.appraisal.result }
    }
}

/// Where the period as it is now differs from what was paid and done of it so far.
pub(super) fn differences(closed: &ClosedPeriod, (all, trued_up): (&Closed, &TruedUp), now: Now) -> Vec<Correction> {
    let (mut paid, mut owed) = (of_lines(closed, now), of_balances(closed, now));
    let since = all.periods.iter().flat_map(|one| &one.corrections).filter(|one| one.period == closed.period);
    for one in since {
        match one.kind {
            None => add_paid(&mut paid, (&one.person, &one.component), &-&one.amount),
            Some(kind) => {
                let of = of_balance(&mut owed, (&one.person, &one.component, kind, &one.order));
                of.balance = &of.balance - &one.balance;
                of.moved.add(&one.moved.less());
            }
        }
    }
    let (zero, period) = (Number::zero(), &closed.period);
    let paid = paid.into_iter().filter(|(of, amount)| !amount.is_zero() && !trued_up.contains(of));
    let paid = paid.map(|((person, component), amount)| {
        let (period, order, balance) = (period.clone(), String::new(), zero.clone());
        Correction { period, component, person, kind: None, order, amount, balance, moved: Moved::nothing() }
    });
    let owed = owed.into_iter().filter(|(_, owed)| !owed.is_nothing());
    let owed = owed.map(|((person, component, kind, _), owed)| {
        let Owed { order, balance, moved } = owed;
        let (period, amount, kind) = (period.clone(), zero.clone(), Some(kind));
        Correction { period, component, person, kind, order, amount, balance, moved }
    });
    paid.chain(owed).collect()
}

/// A warning where a closed period that is computed again comes out otherwise than it was closed.
pub(in crate::run) fn told_differences(outcome: &Outcome) -> Option<Finding> {
    let closed = outcome.history.periods().of(&outcome.appraisal.result.period)?;
    let paid: Vec<_> = of_lines(closed, Now::of(outcome)).into_iter().filter(|(_, amount)| !amount.is_zero()).collect();
    let owed: Vec<_> =
        of_balances(closed, Now::of(outcome)).into_iter().filter(|(_, owed)| !owed.balance.is_zero()).collect();
    let ids = paid.iter().map(|((id, _), _)| id).chain(owed.iter().map(|((id, ..), _)| id));
    let people: BTreeSet<&String> = ids.collect();
    if people.is_empty() {
        return None;
    }
    let sum: Number = paid.iter().map(|(_, amount)| amount).sum();
    let ids: Vec<&str> = people.iter().take(SHOWN).map(|id| id.as_str()).collect();
    let more = if people.len() > SHOWN { ", …" } else { "" };
    let finding = match outcome.policy.digest == digest::of_bytes(&closed.policy) {
        true => Finding::warning("differs-from-closed"),
        false => Finding::warning("differs-by-other-policy")
            .with("closed", &closed.version)
            .with("version", &outcome.policy.header.version),
    };
    let now = outcome.policy.text.text();
    let finding = changes::told(finding, &String::from_utf8_lossy(&closed.policy), now);
    let finding = finding.with("period", &closed.period).with("sum", sum);
    Some(finding.with("count", people.len()).with("people", format!("{}{more}", ids.join(", "))))
}

/// So many people are named.
const SHOWN: usize = 6;

/// By person and component.
type Paid = BTreeMap<(String, String), Number>;

fn add_paid(paid: &mut Paid, (person, component): (&str, &str), amount: &Number) {
    let sum = paid.entry((person.to_owned(), component.to_owned())).or_insert_with(Number::zero);
    *sum = &*sum + amount;
}

/// What is paid now less what was paid; without what was corrected of other periods with it.
fn of_lines(closed: &ClosedPeriod, now: Now) -> Paid {
    let mut paid = Paid::new();
    for person in now.result.paid() {
        let id = &now.ledger.people.list[person.person].id;
        let is_own = |line: &&PayLine| line.unit == PayUnit::Money && !matches!(line.kind, LineKind::Correction(_));
        person.lines.iter().filter(is_own).for_each(|line| add_paid(&mut paid, (id, &line.of), &line.amount.or_zero()));
    }
    for line in closed.lines.iter().filter(|line| line.unit == PayUnit::Money) {
        add_paid(&mut paid, (&line.person, &line.component), &-&line.amount);
    }
    for one in closed.corrections.iter().filter(|one| one.kind.is_none()) {
        add_paid(&mut paid, (&one.person, &one.component), &one.amount);
    }
    paid
}

/// By person, component, kind and order, as words are compared.
type OwedBy = BTreeMap<(String, String, BalanceKind, String), Owed>;

/// By what more is owed, and by what more was done for the order.
struct Owed {
    /// The order as it is shown.
    order: String,
    balance: Number,
    moved: Moved,
}

impl Owed {
    fn is_nothing(&self) -> bool {
        self.balance.is_zero() && self.moved.is_nothing()
    }
}

fn of_balance<'o>(
    owed: &'o mut OwedBy,
    (person, component, kind, order): (&str, &str, BalanceKind, &str),
) -> &'o mut Owed {
    let key = (person.to_owned(), component.to_owned(), kind, folded(order).into_owned());
    let nothing = || Owed { order: order.to_owned(), balance: Number::zero(), moved: Moved::nothing() };
    owed.entry(key).or_insert_with(nothing)
}

/// By what is owed, by what the period moves it now less by what it did. Orders are spelled as they were.
fn of_balances(closed: &ClosedPeriod, now: Now) -> OwedBy {
    let mut owed = OwedBy::new();
    for one in &closed.balances {
        let balance = &one.balance;
        let of = of_balance(&mut owed, (&one.person, &one.component, balance.kind, &balance.order));
        of.balance = &of.balance - &(&balance.closing - &balance.opening);
        of.moved.add(&moved(balance).less());
    }
    for person in now.result.paid() {
        let id = &now.ledger.people.list[person.person].id;
        for (component, balance) in &person.balances {
            let of = of_balance(&mut owed, (id, component, balance.kind, &balance.order));
            of.balance = &of.balance + &(&balance.closing - &balance.opening);
            of.moved.add(&moved(balance));
        }
    }
    owed
}

/// What a period has done for an order; nothing of balances of no order.
fn moved(balance: &Balance) -> Moved {
    if balance.order.is_empty() { Moved::nothing() } else { Moved::from(balance) }
}
