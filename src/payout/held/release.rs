//! What was held is paid: when its order is collected, when its days are over, when nobody holds it any more, or when the person leaves.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Lines;
use super::super::payee::{Payee, Run, unit_of};
use super::super::stages;
use super::compared::Compared;
use super::order::{self, Facts, is_on_hold};
use crate::calendar::Days;
use crate::derivation::{Figure, Form, Worksheet};
use crate::finding::{Finding, Findings, Severity};
use crate::history::OpenBalance;
use crate::number::Number;
use crate::policy::rules::{HoldBack, Leavers, Over, PayKind, PayUnit, Release, Unit};
use crate::results::{Balance, BalanceKind, LineKind, PayLine};

/// A line for everybody of whom something is released, or taken back, in the period; `own` are the component's lines of the period.
pub(in super::super) fn lines(run: Run, own: &Lines, sheets: &mut [Worksheet], findings: &mut Findings) -> Lines {
    let mut lines = Vec::new();
    let (mut odd, mut compared) = (Odd::default(), Compared::default());
    let Some(run) = holding(run) else { return lines };
    let own = holding_lines(own);
    for (position, (result, sheet)) in run.view.result.paid().zip(sheets).enumerate() {
        let own = own.get(&position).map_or(&[][..], Vec::as_slice);
        let held = held_of(run, result.person, own.iter().copied());
        if held.is_empty() {
            continue;
        }
        if let Some(rule) = rule_of(run) {
            held.iter().for_each(|held| compared.look((run, rule), &held.order));
        }
        let mut payee = run.payee(result.person, sheet, findings);
        payee.unit = PayUnit::Money;
        let (on_hold, held): (Vec<Held>, Vec<Held>) = held.into_iter().partition(|held| held.kind == BalanceKind::Hold);
        let mut amounts: Vec<Figure> = on_hold.iter().filter_map(|held| lifted(&mut payee, held)).collect();
        let held = with_divided(held, &payee);
        amounts.extend(held.iter().filter_map(|held| release(&mut payee, held, &mut odd)));
        if !payee.balances.is_empty() {
            lines.push((position, line(&mut payee, &amounts)));
        }
    }
    let of_all = rule_of(run).map(|rule| compared.told(run, rule, !odd.beyond.is_empty()));
    odd.told(run).into_iter().chain(of_all.into_iter().flatten()).for_each(|finding| findings.push(finding));
    lines
}

/// What is not as it should be with what is held.
#[derive(Default)]
struct Odd {
    /// Who has left and of whom nothing is said.
    left: BTreeSet<String>,
    /// Orders that no row has any more: nothing will ever be released of them.
    gone: BTreeSet<String>,
    /// Orders of which more was collected than they were sold for.
    beyond: BTreeSet<String>,
}

impl Odd {
    fn told(&self, run: Run) -> Vec<Finding> {
        let span = rule_of(run).map_or(run.component.span, |hold| hold.span);
        let finding = |severity, code, name, words: &BTreeSet<String>| {
            let shown: Vec<&str> = words.iter().take(SHOWN).map(String::as_str).collect();
            let more = if words.len() > SHOWN { ", …" } else { "" };
            let finding = Finding { severity, ..Finding::error(code) }.with("component", &run.component.name.value);
            finding.with(name, shown.join(", ") + more).with("count", words.len()).at(run.place(span))
        };
        let kinds = [
            (Severity::Error, "hold-back-leavers-not-said", "people", &self.left),
            (Severity::Warning, "held-order-of-no-row", "orders", &self.gone),
            (Severity::Warning, "more-collected-than-sold", "orders", &self.beyond),
        ];
        let there = kinds.into_iter().filter(|(.., words)| !words.is_empty());
        there.map(|(severity, code, name, words)| finding(severity, code, name, words)).collect()
    }
}

/// So many people or orders are named.
const SHOWN: usize = 24;

/// The component that something may be held by: itself, or what it was under an earlier policy. A year so far keeps what was held before it.
fn holding(run: Run) -> Option<Run> {
    match &run.component.kind {
        PayKind::Commission(commission) => (commission.over.value != Over::YearToDate).then_some(run),
        _ => {
            let frozen = run.view.book.policy.gone_named(&run.component.name.value);
            frozen.map(|component| Run { component, ..run })
        }
    }
}

/// The rule that what is held goes by: the component's own, else that of the last policy that had one.
fn rule_of<'v>(run: Run<'v>) -> Option<&'v HoldBack> {
    let frozen = || run.view.book.policy.gone_named(&run.component.name.value)?.hold_back.as_ref();
    run.component.hold_back.as_ref().or_else(frozen)
}

fn line(payee: &mut Payee, amounts: &[Figure]) -> PayLine {
    let run = payee.run;
    let kind = LineKind::Released;
    let rule = rule_of(run).map_or(run.component.span, |hold| hold.span);
    let inputs: Vec<&Figure> = amounts.iter().collect();
    let amount = payee.step("released", rule, Form::Sum, &inputs, unit_of(PayUnit::Money));
    let name = kind.name_of(&run.component.name.value);
    payee.sheet.name(&amount, "amount", Some(&name), None);
    PayLine { kind, name, ..payee.line(amount) }
}

/// What is held of an order when the lines of the period are done.
struct Held {
    kind: BalanceKind,
    order: String,
    opening: Number,
    /// What the period's own line has added.
    added: Number,
    /// What it has taken.
    taken: Number,
}

impl Held {
    fn new(kind: BalanceKind, order: &str, opening: &Number, added: &Number) -> Self {
        let (order, opening, added) = (order.to_owned(), opening.clone(), added.clone());
        Held { kind, order, opening, added, taken: Number::zero() }
    }

    /// What of the opening is left.
    fn left(&self) -> Number {
        &self.opening - &self.taken
    }
}

/// With what is held back of what was on hold until now.
fn with_divided(mut held: Vec<Held>, payee: &Payee) -> Vec<Held> {
    for balance in payee.balances.iter().filter(|balance| balance.kind == BalanceKind::HoldBack) {
        match held.iter_mut().find(|held| held.order == balance.order) {
            Some(held) => held.added = &held.added + &balance.added,
            None => held.push(Held::new(balance.kind, &balance.order, &balance.opening, &balance.added)),
        }
    }
    held
}

fn is_held(kind: BalanceKind) -> bool {
    matches!(kind, BalanceKind::HoldBack | BalanceKind::Hold)
}

/// The lines that hold something, by the position of whose they are; of a component without a rule that holds, none.
fn holding_lines(own: &Lines) -> BTreeMap<usize, Vec<&PayLine>> {
    let mut by_position: BTreeMap<usize, Vec<&PayLine>> = BTreeMap::new();
    let holds = |line: &PayLine| line.balances.iter().any(|balance| is_held(balance.kind));
    for (position, line) in own.iter().filter(|(_, line)| holds(line)) {
        by_position.entry(*position).or_default().push(line);
    }
    by_position
}

fn held_of<'l>(run: Run, person: usize, own: impl Iterator<Item = &'l PayLine>) -> Vec<Held> {
    let component = &run.component.name.value;
    let open = run.view.book.history.open(person, run.view.book.period).iter();
    let open = open.filter(|open| is_held(open.kind) && open.component == *component);
    let mut held: Vec<Held> =
        open.map(|open| Held::new(open.kind, &open.order, &open.amount, &Number::zero())).collect();
    for balance in own.flat_map(|line| &line.balances).filter(|balance| is_held(balance.kind)) {
        let is_it = |held: &&mut Held| held.kind == balance.kind && held.order == balance.order;
        match held.iter_mut().find(is_it) {
            Some(held) => {
                held.added = &held.added + &balance.added;
                held.taken = &held.taken + &balance.taken;
            }
            None => {
                let own = Held::new(balance.kind, &balance.order, &balance.opening, &balance.added);
                held.push(Held { taken: balance.taken.clone(), ..own });
            }
        }
    }
    held
}

/// What of it is paid in the period; nothing where it waits. `odd` takes what is not as it should be.
fn release(payee: &mut Payee, held: &Held, odd: &mut Odd) -> Option<Figure> {
    if held.opening.is_negative() {
        // A correction has shrunk what was released already.
        let amount = order::opening(payee, held.kind, &held.order)?;
        note(payee, held, (&held.opening, &held.opening));
        return Some(amount);
    }
    let rule = rule_of(payee.run)?;
    let person = payee.run.person(payee.person);
    let last = payee.run.view.book.period.last();
    if person.has_gone_by(last) {
        let all = &held.left() + &held.added;
        match rule.leavers.as_ref().map(|leavers| leavers.value) {
            None if all.is_zero() => return None,
            None => {
                odd.left.insert(person.id.clone());
                return None;
            }
            Some(Leavers::Release) => return whole(payee, held, (rule, true)),
            Some(Leavers::Forfeit) => {
                note(payee, held, (&all, &Number::zero()));
                return None;
            }
            Some(Leavers::Hold) => {}
        }
    }
    let facts = Facts::new(payee.run);
    if facts.last_sale(&held.order).is_none() {
        if !held.left().is_zero() {
            odd.gone.insert(held.order.clone());
        }
        return None;
    }
    match rule.release {
        Release::Days(days) => {
            let end = facts.last_sale(&held.order)?.checked_add_days(Days::new(u64::from(days)))?;
            (end <= last).then_some(())?;
            whole(payee, held, (rule, false))
        }
        Release::Collected => collected(payee, held, (rule, &facts), odd),
    }
}

/// All that is left, with what the period has added where that is paid too; nothing where that is 0.
fn whole(payee: &mut Payee, held: &Held, (rule, with_added): (&HoldBack, bool)) -> Option<Figure> {
    let figure = left_of(payee, held, with_added);
    let amount = figure.or_zero();
    if amount.is_zero() {
        return None;
    }
    let figure = payee.sheet.named(("released_order", &held.order), rule.span, Form::Sum, &[&figure], Unit::Money);
    note(payee, held, (&amount, &amount));
    Some(figure)
}

/// What is left of the opening as a figure, with what the period has added where that is paid too.
fn left_of(payee: &mut Payee, held: &Held, with_added: bool) -> Figure {
    let rule = payee.run.component.span;
    let opening = order::opening(payee, held.kind, &held.order);
    let mut figure = opening.unwrap_or_else(|| payee.nothing("opening", rule, Unit::Money));
    if !held.taken.is_zero() {
        let taken = order::moved(payee, "forfeited", &held.order, &held.taken);
        figure = payee.step("left", rule, Form::Difference, &[&figure, &taken], Unit::Money);
    }
    if with_added && !held.added.is_zero() {
        let added = order::moved(payee, "held", &held.order, &held.added);
        figure = payee.step("left", rule, Form::Sum, &[&figure, &added], Unit::Money);
    }
    figure
}

/// What is released of an order that is collected, or in part.
fn collected(payee: &mut Payee, held: &Held, (rule, facts): (&HoldBack, &Facts), odd: &mut Odd) -> Option<Figure> {
    let left = held.left();
    if !left.is_positive() {
        return None;
    }
    let amount = facts.amount(payee.sheet, &held.order)?;
    let paid = facts.collected(payee.sheet, &held.order)?;
    let most = &amount.or_zero() * &Number::fraction(101, 100).unwrap_or_else(Number::one);
    if facts.is_sold() && most.is_positive() && paid.or_zero() > most {
        odd.beyond.insert(held.order.clone());
    }
    if !rule.partial || paid.or_zero() >= amount.or_zero() {
        if paid.or_zero() < amount.or_zero() {
            return None;
        }
        let figure = left_of(payee, held, false);
        // Shown under what it is released for.
        let span = rule.span;
        let figure = payee.step("when", span, Form::Chosen(2), &[&paid, &amount, &figure], Unit::Money);
        let figure = payee.sheet.named(("released_order", &held.order), span, Form::Sum, &[&figure], Unit::Money);
        note(payee, held, (&left, &left));
        return Some(figure);
    }
    let span = rule.span;
    let open = left_of(payee, held, false);
    let before = order::released(payee, &held.order);
    let all = payee.step("held", span, Form::Sum, &[&open, &before], Unit::Money);
    let ratio = payee.step("collected_share", span, Form::Quotient, &[&paid, &amount], Unit::Rate);
    let due = payee.step("due_so_far", span, Form::Product, &[&all, &ratio], Unit::Money);
    let due = stages::rounded(payee, due);
    let due = payee.step("due_so_far", span, Form::Difference, &[&due, &before], Unit::Money);
    let zero = payee.nothing("due_so_far", span, Unit::Money);
    let due = payee.step("due_so_far", span, Form::Greatest, &[&due, &zero], Unit::Money);
    let figure = payee.sheet.named(("released_order", &held.order), span, Form::Least, &[&due, &open], Unit::Money);
    let value = figure.or_zero();
    if value.is_zero() {
        return None;
    }
    note(payee, held, (&value, &value));
    Some(figure)
}

/// What was on hold and is not any more; under `hold_back` it is divided now.
fn lifted(payee: &mut Payee, held: &Held) -> Option<Figure> {
    let left = held.left();
    // What a correction has shrunk below what was paid is taken back, whoever holds the order now.
    if left.is_zero() || (is_on_hold(payee.run, &held.order) && !held.opening.is_negative()) {
        return None;
    }
    let span = payee.run.component.span;
    let figure = left_of(payee, held, false);
    let figure = match &payee.run.component.hold_back {
        Some(rule) if left.is_positive() => {
            let (paid, to_hold) = super::divided(payee, &figure, rule);
            let base = order::open(payee.run, payee.person, BalanceKind::Hold, &held.order)
                .map_or_else(Number::zero, OpenBalance::base);
            let opening = order::open(payee.run, payee.person, BalanceKind::HoldBack, &held.order);
            let opening = opening.map_or_else(Number::zero, |open| open.amount.clone());
            let order = order::called(payee, BalanceKind::HoldBack, &held.order);
            let added = to_hold.or_zero();
            payee.balances.push(Balance {
                kind: BalanceKind::HoldBack,
                order,
                closing: &opening + &added,
                opening,
                added,
                taken: Number::zero(),
                base,
                released: Number::zero(),
            });
            paid
        }
        _ => figure,
    };
    let figure = payee.sheet.named(("released_order", &held.order), span, Form::Sum, &[&figure], Unit::Money);
    note(payee, held, (&left, &figure.or_zero()));
    Some(figure)
}

/// Notes what is taken of what is held, and how much of that is paid.
fn note(payee: &mut Payee, held: &Held, (taken, released): (&Number, &Number)) {
    payee.balances.push(Balance {
        kind: held.kind,
        order: held.order.clone(),
        opening: held.opening.clone(),
        added: Number::zero(),
        taken: taken.clone(),
        closing: &held.opening - taken,
        base: Number::zero(),
        released: released.clone(),
    });
}
