//! `hold_back`: a share of a commission is not paid at once but held for the orders that earned it.
//!
//! Of the amount A of a line, rounded(A × (1 − share)) is paid, and rounded(A) less that is to be held. An order below 0 takes what was held of it
//! in proportion to what comes back; what is then to be held goes to the orders above 0 by their amounts. What finds no order stays in the
//! line, so that what is paid and what is held change together by rounded(A).

mod compared;
mod idle;
mod order;
mod release;

pub(super) use idle::report as report_idle;
pub(super) use order::is_on_hold;
pub(super) use release::lines as released;

use super::payee::Payee;
use super::stages;
use crate::derivation::{Division, Figure, Form};
use crate::finding::Finding;
use crate::measure::Deal;
use crate::number::Number;
use crate::policy::rules::{Component, HoldBack, MeasureId, PayKind, Unit};
use crate::results::{Balance, BalanceKind};
use order::Facts;

/// The orders of a base in the period, each with the person's part of it.
pub(super) struct Orders(pub Vec<Deal>);

/// The measure that the orders of a component are counted by.
pub(super) fn base_of(component: &Component) -> Option<MeasureId> {
    if let PayKind::Commission(commission) = &component.kind { Some(commission.base.value) } else { None }
}

/// What is paid of the amount of a period, before it is asked whether it is below 0.
pub(super) fn of_period(payee: &mut Payee, amount: Figure, orders: &Orders) -> Option<Figure> {
    let Some(hold) = &payee.run.component.hold_back else { return Some(amount) };
    orders.0.iter().try_for_each(|deal| has_order(payee, deal))?;
    let (paid, to_hold) = divided(payee, &amount, hold);
    let taken: Vec<Figure> = orders.0.iter().filter_map(|deal| taken_from(payee, hold, deal)).collect();
    let inputs: Vec<&Figure> = std::iter::once(&to_hold).chain(&taken).collect();
    let rest = payee.step("to_hold", hold.span, Form::Sum, &inputs, Unit::Money);
    let above = sorted(payee, orders);
    if rest.or_zero().is_positive() && hold_for(payee, hold, &rest, &above) {
        return Some(paid);
    }
    Some(payee.step("paid", hold.span, Form::Sum, &[&paid, &rest], Unit::Money))
}

/// The same of one order.
pub(super) fn of_deal(payee: &mut Payee, amount: Figure, deal: &Deal) -> Option<Figure> {
    let Some(hold) = &payee.run.component.hold_back else { return Some(stages::rounded(payee, amount)) };
    has_order(payee, deal)?;
    let (paid, to_hold) = divided(payee, &amount, hold);
    let taken = taken_from(payee, hold, deal);
    let inputs: Vec<&Figure> = std::iter::once(&to_hold).chain(&taken).collect();
    let rest = payee.step("to_hold", hold.span, Form::Sum, &inputs, Unit::Money);
    if rest.or_zero().is_positive() && deal.part.is_positive() {
        note(payee, (BalanceKind::HoldBack, deal), (&rest.or_zero(), &Number::zero()));
        return Some(paid);
    }
    Some(payee.step("paid", hold.span, Form::Sum, &[&paid, &rest], Unit::Money))
}

/// An order that somebody has put on hold: nothing of it is paid; one below 0 lowers what is held of it, and the line by the rest.
pub(super) fn on_hold(payee: &mut Payee, amount: Figure, deal: &Deal) -> Option<Figure> {
    has_order(payee, deal)?;
    let (rule, zero) = (payee.run.component.span, Number::zero());
    let amount = stages::rounded(payee, amount);
    if !amount.or_zero().is_negative() {
        note(payee, (BalanceKind::Hold, deal), (&amount.or_zero(), &zero));
        let nothing = payee.nothing("on_hold", rule, Unit::Money);
        return Some(payee.step("on_hold", rule, Form::Least, &[&amount, &nothing], Unit::Money));
    }
    let open = order::opening(payee, BalanceKind::Hold, &deal.order).filter(|open| open.or_zero().is_positive());
    let Some(open) = open else { return Some(amount) };
    let none = payee.nothing("on_hold", rule, Unit::Money);
    let less = payee.step("on_hold", rule, Form::Difference, &[&none, &amount], Unit::Money);
    let taken = payee.step("forfeited", rule, Form::Least, &[&less, &open], Unit::Money);
    note(payee, (BalanceKind::Hold, deal), (&zero, &taken.or_zero()));
    Some(payee.step("paid", rule, Form::Sum, &[&amount, &taken], Unit::Money))
}

/// Every row that is held must say for which order.
fn has_order(payee: &mut Payee, deal: &Deal) -> Option<()> {
    if !deal.order.is_empty() {
        return Some(());
    }
    let finding = Finding::error("held-without-order")
        .with("component", &payee.run.component.name.value)
        .with("row", &deal.at)
        .at(payee.run.place(payee.run.component.span));
    payee.findings.push(finding);
    None
}

/// What is paid at once, and what of the whole is then to be held.
pub(super) fn divided(payee: &mut Payee, amount: &Figure, hold: &HoldBack) -> (Figure, Figure) {
    let rule = hold.share.span;
    let whole = stages::rounded(payee, amount.clone());
    let one = payee.implied(("whole", 1), rule, Unit::Rate);
    let share = payee.parameter("share", &hold.share, Unit::Rate);
    let now = payee.step("paid_now", rule, Form::Difference, &[&one, &share], Unit::Rate);
    let paid = payee.step("paid_now", rule, Form::Product, &[amount, &now], Unit::Money);
    let paid = stages::rounded(payee, paid);
    let to_hold = payee.step("to_hold", rule, Form::Difference, &[&whole, &paid], Unit::Money);
    (paid, to_hold)
}

/// What an order below 0 takes of what is held of it; nothing where nothing is.
fn taken_from(payee: &mut Payee, hold: &HoldBack, deal: &Deal) -> Option<Figure> {
    if !deal.part.is_negative() {
        return None;
    }
    let share = order::share_of_returned(payee, deal)?;
    let open = order::opening(payee, BalanceKind::HoldBack, &deal.order).filter(|open| open.or_zero().is_positive())?;
    let share = stages::rounded(payee, share);
    let taken = payee.step("forfeited", hold.span, Form::Least, &[&share, &open], Unit::Money);
    note(payee, (BalanceKind::HoldBack, deal), (&Number::zero(), &taken.or_zero()));
    Some(taken)
}

/// The orders above 0: of an earlier day first, then by number, so that the odd cent falls always alike.
fn sorted<'d>(payee: &Payee, orders: &'d Orders) -> Vec<&'d Deal> {
    let mut above: Vec<&Deal> = orders.0.iter().filter(|deal| deal.part.is_positive()).collect();
    let facts = Facts::new(payee.run);
    above.sort_by_cached_key(|deal| (facts.last_sale(&deal.order), deal.order.clone()));
    above
}

/// Holds an amount for these orders; whether there are any.
fn hold_for(payee: &mut Payee, hold: &HoldBack, rest: &Figure, orders: &[&Deal]) -> bool {
    let weights: Vec<Number> = orders.iter().map(|deal| deal.part.clone()).collect();
    let unit = payee.run.rounding().to;
    let Some(division) = Division::new(rest.or_zero(), weights, unit) else { return false };
    let parts: Vec<Figure> = orders.iter().map(|deal| order::part(payee, deal)).collect();
    let total = payee.step("orders", hold.span, Form::Sum, &parts.iter().collect::<Vec<_>>(), Unit::Money);
    for (index, (deal, part)) in orders.iter().zip(&parts).enumerate() {
        let form = Form::Part(division.clone(), index);
        let held = payee.sheet.named(("held", &deal.order), hold.span, form, &[rest, part, &total], Unit::Money);
        note(payee, (BalanceKind::HoldBack, deal), (&held.or_zero(), &Number::zero()));
    }
    true
}

/// Notes what is added to, and taken of, what is held of an order.
fn note(payee: &mut Payee, (kind, deal): (BalanceKind, &Deal), (added, taken): (&Number, &Number)) {
    let opening =
        order::open(payee.run, payee.person, kind, &deal.order).map_or_else(Number::zero, |open| open.amount.clone());
    payee.balances.push(Balance {
        kind,
        order: order::called(payee, kind, &deal.order),
        closing: &(&opening + added) - taken,
        opening,
        added: added.clone(),
        taken: taken.clone(),
        base: deal.part.clone(),
        released: Number::zero(),
    });
}
