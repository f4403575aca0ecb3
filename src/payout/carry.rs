//! `negative = "carry"`: an amount below 0 is paid as 0, and taken from later ones of the component.

use super::payee::{Payee, unit_of};
use super::stages;
use crate::derivation::{Figure, Form, Leaf, Past, PastOf};
use crate::number::Number;
use crate::policy::rules::{Component, Over, PayKind, Unit};
use crate::results::{Balance, BalanceKind};
use crate::source::Span;

/// The amount with the component's balance of earlier periods.
///
/// A component that carries takes all of it. One that does not any more takes what is left of it from what is above 0 only, and says what
/// then still waits; a balance above 0, which a correction leaves, is paid by either.
pub(super) fn with_opening(payee: &mut Payee, amount: Figure) -> Figure {
    if is_of_year(payee.run.component) {
        // A year so far trues up by itself; what was carried before waits.
        return amount;
    }
    let Some(opening) = opening(payee, BalanceKind::Carry) else { return amount };
    let component = payee.run.component;
    let (rule, unit) = (component.negative.as_ref().map_or(component.span, |rule| rule.span), unit_of(payee.unit));
    let with = payee.step("with_balance", rule, Form::Sum, &[&amount, &opening], unit);
    if component.is_carried() {
        return with;
    }
    let before = opening.or_zero();
    if !before.is_negative() {
        payee.balances.push(Balance::moved(BalanceKind::Carry, "", &before, &Number::zero()));
        return with;
    }
    if !amount.or_zero().is_positive() {
        return amount;
    }
    let zero = payee.nothing("negative", rule, unit);
    let paid = payee.step("with_balance", rule, Form::Greatest, &[&with, &zero], unit);
    let waiting = payee.step("carried", rule, Form::Least, &[&with, &zero], unit);
    let waiting = stages::rounded(payee, waiting);
    payee.balances.push(Balance::moved(BalanceKind::Carry, "", &before, &waiting.or_zero()));
    paid
}

fn is_of_year(component: &Component) -> bool {
    matches!(&component.kind, PayKind::Commission(commission) if commission.over.value == Over::YearToDate)
}

/// What is paid of an amount that may be below 0, and what is carried.
pub(super) fn carried(payee: &mut Payee, amount: Figure, rule: Span) -> Figure {
    let unit = unit_of(payee.unit);
    let zero = payee.nothing("negative", rule, unit);
    let below = payee.step("carried", rule, Form::Least, &[&amount, &zero], unit);
    let below = stages::rounded(payee, below);
    let run = payee.run;
    let history = run.view.book.history;
    let before = history.opening(BalanceKind::Carry, &run.component.name.value, payee.person, run.view.book.period);
    payee.balances.push(Balance::moved(BalanceKind::Carry, "", &before, &below.or_zero()));
    payee.step("negative", rule, Form::Greatest, &[&amount, &zero], unit)
}

/// What the component has open of no order; nothing where that is 0.
pub(super) fn opening(payee: &mut Payee, kind: BalanceKind) -> Option<Figure> {
    let run = payee.run;
    let (book, component) = (run.view.book, run.component);
    let amount = book.history.opening(kind, &component.name.value, payee.person, book.period);
    if amount.is_zero() {
        return None;
    }
    let past = Past {
        what: PastOf::Open(kind.id()),
        component: component.name.value.clone(),
        person: payee.person,
        window: book.period.clone(),
        order: String::new(),
    };
    let figure = payee.sheet.leaf(Leaf::Closed(Box::new(past)), Some(amount), Unit::Money);
    payee.sheet.name(&figure, "opening", Some(&component.name.value), Some(component.span));
    Some(figure)
}
