//! The rules that held parts of earlier periods go by, where today's policy has none for them: those of the last closed policy that had.

use super::Request;
use super::closed::frozen_policy;
use crate::calendar::Period;
use crate::digest;
use crate::finding::{Finding, Findings};
use crate::history::{Closed, ClosedPeriod};
use crate::number::Number;
use crate::policy::rules::{
    Commission, Component, Formula, HoldBack, InputKind, MeasureId, Over, Parameter, PayKind, Release,
};
use crate::policy::{self, Policy};
use crate::results::BalanceKind;
use crate::source::{Span, Spanned};
use crate::spelling::alike;

/// Fills in the components of closed policies that may still hold something, and whose rule today's does not have.
pub(super) fn add_rules(policy: &mut Policy, (period, request): (&Period, &Request), findings: &mut Findings) {
    let before = request.closed.before(period);
    let year = policy.year_so_far(period);
    for old in others(policy, &before, request, findings) {
        let of_old = old.year_so_far(period);
        for component in &old.pay {
            findings.extend(year_gone(policy, (component, &before), &year));
            findings.extend_with(year_anew(policy, (component, &before), (&of_old, &year)));
            findings.extend_with(rate_unlike(policy, (&old, component), &before));
            add(policy, (&old, component), &before, findings);
        }
    }
    policy::add_collected(policy);
    findings.extend(check_holds(policy, &before));
}

/// A warning where a component that paid by the year so far is there no more under its name, though periods of this year paid it: whatever took its
/// place pays the year anew.
fn year_gone(policy: &Policy, (component, closed): (&Component, &Closed), year: &Period) -> Findings {
    let mut told = Findings::new();
    let is_of_year = |known: &Component| matches!(&known.kind, PayKind::Commission(commission) if commission.over.value == Over::YearToDate);
    let name = &component.name.value;
    let successor = policy.pay.iter().find(|known| is_of_year(known) && !closed_has(closed, &known.name.value));
    let is_gone = policy.pay.iter().all(|known| known.name.value != *name);
    let periods = closed.periods.iter().filter(|one| year.contains(one.period.first()));
    let lines = periods.flat_map(|one| &one.lines).filter(|line| line.component == *name);
    let paid: Number = lines.map(|line| line.amount.clone()).collect::<Vec<_>>().iter().sum();
    if let Some(successor) = successor.filter(|_| is_of_year(component) && is_gone && !paid.is_zero()) {
        let finding = Finding::warning("year-paid-under-other-name").with("component", name).with("sum", paid);
        let finding = finding.with("successor", &successor.name.value);
        told.push(finding.at(policy.text.place(successor.name.span)));
    }
    told
}

/// A warning where a component paid by the year so far under an earlier policy, and periods that paid it are not of the year so far any more: by
/// another `starts`, another `fiscal_year_starts`, or another `over`.
fn year_anew(
    policy: &Policy,
    (component, closed): (&Component, &Closed),
    (of_old, year): (&Period, &Period),
) -> Option<Finding> {
    let over = |known: &Component| match &known.kind {
        PayKind::Commission(commission) => Some(commission.over.clone()),
        _ => None,
    };
    let name = &component.name.value;
    over(component).filter(|over| over.value == Over::YearToDate)?;
    let today = policy.pay.iter().find(|known| known.name.value == *name)?;
    let own = over(today)?;
    let is_lost = |first| of_old.contains(first) && !(own.value == Over::YearToDate && year.contains(first));
    let lost: Vec<&ClosedPeriod> =
        closed.periods.iter().map(|one| &**one).filter(|one| is_lost(one.period.first())).collect();
    let lines = lost.iter().flat_map(|one| &one.lines).filter(|line| line.component == *name);
    let paid: Number = lines.map(|line| &line.amount).sum();
    let (first, last) = (lost.first()?, lost.last()?);
    if paid.is_zero() {
        return None;
    }
    let finding = Finding::warning("year-begins-anew").with("component", name).with("sum", paid);
    let finding = finding.with("first", &first.period).with("last", &last.period);
    let starts = policy.close.starts.as_ref().map(|starts| starts.span);
    let span = if own.value == Over::YearToDate { starts.unwrap_or(own.span) } else { own.span };
    Some(finding.at(policy.text.place(span)))
}

/// So many times another rate is most likely a slip: a percentage written in the wrong place, or twice.
const FAR: i64 = 8;

/// A warning where a rate of a component – the highest, that of a label, the share that is held back – is many times what it was, or a small part of it,
/// when the last period was closed; of several the one that is farthest from it.
fn rate_unlike(policy: &Policy, (ruled, old): (&Policy, &Component), closed: &Closed) -> Option<Finding> {
    let last = closed.periods.last().filter(|last| digest::of_bytes(&last.policy) == ruled.digest)?;
    let base = |policy: &Policy, component: &Component| match &component.kind {
        PayKind::Commission(commission) => Some(policy.measure(commission.base.value).name.clone()),
        _ => None,
    };
    let is_it = |known: &&Component| known.name.value == old.name.value && base(policy, known) == base(ruled, old);
    let today = policy.pay.iter().find(is_it)?;
    let rates = paired(old, today).into_iter().filter_map(|(was, is)| Some((times(&was.value, &is.value)?, was, is)));
    let far = rates.filter(|(times, ..)| *times >= Number::from(FAR));
    let (_, was, is) = far.reduce(|most, other| if other.0 > most.0 { other } else { most })?;
    let finding = Finding::warning("rate-unlike-closed").with("component", &old.name.value);
    let finding = finding.with("rate", percent(&is.value)).with("expected", percent(&was.value));
    Some(finding.with("period", &last.period).at(policy.text.place(is.span)))
}

/// Rates of a component as it was and as it is, each with what it is compared with.
fn paired<'r>(old: &'r Component, today: &'r Component) -> Vec<(&'r Parameter, &'r Parameter)> {
    let highest =
        |component: &'r Component| component.formula()?.rates().into_iter().max_by_key(|rate| rate.value.abs());
    let mut pairs: Vec<(&Parameter, &Parameter)> = highest(old).zip(highest(today)).into_iter().collect();
    if let (Some(Formula::ByLabel { rates: was, .. }), Some(Formula::ByLabel { rates: is, .. })) =
        (old.formula(), today.formula())
    {
        for (label, rate) in was {
            pairs.extend(is.iter().find(|(known, _)| alike(known, label)).map(|(_, now)| (rate, now)));
        }
    }
    pairs.extend(old.hold_back.as_ref().zip(today.hold_back.as_ref()).map(|(was, is)| (&was.share, &is.share)));
    pairs
}

/// How many times the lesser the greater is; nothing where one of them is 0.
fn times(one: &Number, other: &Number) -> Option<Number> {
    let (one, other) = (one.abs(), other.abs());
    let (least, most) = if one < other { (one, other) } else { (other, one) };
    most.checked_div(&least)
}

fn percent(rate: &Number) -> String {
    format!("{} %", (rate * &Number::from(100)).to_plain(0, 6))
}

fn closed_has(closed: &Closed, component: &str) -> bool {
    closed.periods.iter().flat_map(|one| &one.lines).any(|line| line.component == component)
}

/// Orders on hold are those of a component that pays each order by itself, today or when they were sold; and what is on hold when the last closed
/// period ends stays so as long as somebody lists it.
fn check_holds(policy: &Policy, closed: &Closed) -> Findings {
    let is_by_order = |component: &Component| matches!(&component.kind, PayKind::Commission(commission) if commission.over.value == Over::Deal);
    let mut told = Findings::new();
    if let Some(holds) = policy.known_input(InputKind::Holds) {
        if !policy.pay.is_empty() && !policy.pay.iter().chain(&policy.gone).any(is_by_order) {
            told.push(Finding::error("holds-without-deals").at(policy.text.place(holds.span)));
        }
        return told;
    }
    let balances = closed.periods.last().into_iter().flat_map(|last| &last.balances);
    let mut held = balances.filter(|one| one.balance.kind == BalanceKind::Hold && !one.balance.closing.is_zero());
    if let Some(first) = held.next() {
        let finding = Finding::warning("held-without-holds").with("order", &first.balance.order);
        let finding = finding.with("person", &first.person).with("component", &first.component);
        let sum = held.fold(first.balance.closing.clone(), |sum, one| &sum + &one.balance.closing);
        told.push(finding.with("sum", sum).at(policy.text.place(Span::default())));
    }
    told
}

/// The closed policies that are not this one, each once, the latest first.
fn other_texts<'c>(digest: &str, closed: &'c Closed) -> Vec<&'c ClosedPeriod> {
    let mut texts: Vec<&ClosedPeriod> = Vec::new();
    for one in closed.periods.iter().rev() {
        let is_known = texts.iter().any(|known| known.policy == one.policy);
        if !is_known && digest::of_bytes(&one.policy) != digest {
            texts.push(one);
        }
    }
    texts
}

/// The digests of all that the rules of a period are made of: its policy, and those closed before it from which something is added.
pub(super) fn digests(policy: &[u8], before: &Closed) -> Vec<String> {
    let digest = digest::of_bytes(policy);
    let others: Vec<String> = other_texts(&digest, before).iter().map(|one| digest::of_bytes(&one.policy)).collect();
    std::iter::once(digest).chain(others).collect()
}

/// The closed policies that are not today's, each once, the latest first.
fn others(policy: &Policy, closed: &Closed, request: &Request, findings: &mut Findings) -> Vec<Policy> {
    let texts = other_texts(&policy.digest, closed);
    let read = |one: &ClosedPeriod| {
        let file = format!("{}/policy.toml", one.period);
        frozen_policy((&file, &one.policy), request.folder, findings)
    };
    texts.into_iter().filter_map(read).collect()
}

/// Adds a component of an earlier policy, unless a later one or today's says how its held parts go.
fn add(policy: &mut Policy, (old, component): (&Policy, &Component), closed: &Closed, findings: &mut Findings) {
    let PayKind::Commission(commission) = &component.kind else { return };
    let name = &component.name.value;
    let today = policy.pay.iter().find(|known| known.name.value == *name);
    let span = today.map_or(policy.close.span, |today| today.span);
    let says = |known: &Component| known.name.value == *name && known.hold_back.is_some();
    let holds = component.hold_back.is_some() || (today.is_none() && commission.over.value == Over::Deal);
    if !holds || today.is_some_and(says) || policy.gone.iter().any(says) {
        return;
    }
    let base = &old.measure(commission.base.value).name;
    let known = policy.measure_named(base);
    let is_until_collected = component.hold_back.as_ref().is_some_and(|hold| hold.release == Release::Collected);
    let code = match known {
        None => "held-base-gone",
        Some(_) if is_until_collected && policy.known_input(InputKind::Collections).is_none() => {
            "held-without-collections"
        }
        Some(base) => return keep(policy, (old, component), (commission, base), span),
    };
    if is_open(closed, name) {
        findings.push(Finding::error(code).with("component", name).at(policy.text.place(span)));
    }
}

/// Keeps the component in place of an earlier one that says less.
fn keep(
    policy: &mut Policy,
    (old, component): (&Policy, &Component),
    (commission, base): (&Commission, MeasureId),
    span: Span,
) {
    let name = &component.name.value;
    policy.gone.retain(|known| known.name.value != *name);
    policy.gone.push(frozen(
        (old, component),
        Commission { base: Spanned::new(base, span), ..commission.clone() },
        span,
    ));
}

/// Whether something is held for orders of the component when the last closed period ends.
fn is_open(closed: &Closed, component: &str) -> bool {
    let balances = closed.periods.last().into_iter().flat_map(|last| &last.balances);
    let mut own = balances.filter(|one| one.component == component && !one.balance.closing.is_zero());
    own.any(|one| matches!(one.balance.kind, BalanceKind::Hold | BalanceKind::HoldBack))
}

/// The component as far as what it held goes by it, at a place of today's policy.
fn frozen((old, component): (&Policy, &Component), commission: Commission, span: Span) -> Component {
    let hold = component.hold_back.as_ref().map(|hold| HoldBack {
        share: Spanned::new(hold.share.value.clone(), span),
        release: hold.release,
        partial: hold.partial,
        leavers: hold.leavers.as_ref().map(|leavers| Spanned::new(leavers.value, span)),
        span,
    });
    let rounding = component.rounding.as_ref().map_or(&old.money, |own| &own.value);
    Component {
        name: Spanned::new(component.name.value.clone(), span),
        span,
        kind: PayKind::Commission(commission),
        roles: None,
        when: Vec::new(),
        unit: component.unit,
        when_missing: None,
        multiply: Vec::new(),
        gate: Vec::new(),
        floor: None,
        cap: None,
        negative: None,
        overlays: component.overlays,
        prorate: None,
        rounding: Some(Spanned::new(rounding.clone(), span)),
        split: None,
        hold_back: hold,
    }
}
