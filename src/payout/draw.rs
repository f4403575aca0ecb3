//! `kind = "draw"`: what earlier components lack to a minimum is paid and owed; it is recovered from what they are beyond it later.

use super::carry::opening;
use super::guarantee::{lacking, paid};
use super::payee::{Looked, Payee, unit_of};
use super::stages;
use crate::derivation::{Figure, Form};
use crate::number::Number;
use crate::policy::rules::{Draw, RecoverAtMost, Unit};
use crate::results::{Balance, BalanceKind, PayLine};

pub(super) fn line(payee: &mut Payee, draw: &Draw, looked: &[Looked]) -> Option<PayLine> {
    let paid = paid(payee, &draw.components);
    let short = lacking(payee, &draw.minimum, &paid)?;
    let owed = opening(payee, BalanceKind::Draw);
    let before = owed.as_ref().map_or_else(Number::zero, Figure::or_zero);
    let topped = topped_up(payee, draw, &short);
    let (amount, after) = match owed {
        Some(owed) if before.is_negative() => paid_out(payee, draw, (&topped, &owed)),
        Some(owed) => {
            let recovered = recovered(payee, draw, (&short, &owed))?;
            let unit = unit_of(payee.unit);
            let rule = draw.minimum.span();
            let amount = payee.step("amount", rule, Form::Difference, &[&topped, &recovered], unit);
            (amount, &before - &recovered.or_zero())
        }
        None => (topped.clone(), Number::zero()),
    };
    let after = if draw.recoverable.value { &after + &topped.or_zero() } else { after };
    if before != after || !before.is_zero() {
        payee.balances.push(Balance::moved(BalanceKind::Draw, "", &before, &after));
    }
    let amount = payee.under(looked, amount);
    Some(payee.line(amount))
}

/// What is lacking, rounded; 0 where nothing is.
fn topped_up(payee: &mut Payee, draw: &Draw, short: &Figure) -> Figure {
    let (rule, unit) = (draw.minimum.span(), unit_of(payee.unit));
    let zero = payee.nothing("formula", rule, unit);
    let amount = payee.step("formula", rule, Form::Greatest, &[short, &zero], unit);
    stages::rounded(payee, amount)
}

/// What was recovered too much, as a correction has shown, is paid with the line.
fn paid_out(payee: &mut Payee, draw: &Draw, (topped, owed): (&Figure, &Figure)) -> (Figure, Number) {
    let amount = payee.step("amount", draw.minimum.span(), Form::Difference, &[topped, owed], Unit::Money);
    (amount, Number::zero())
}

/// What of the excess is recovered: at most what is owed, and what the policy lets; 0 in a period before the first.
fn recovered(payee: &mut Payee, draw: &Draw, (short, owed): (&Figure, &Figure)) -> Option<Figure> {
    let (rule, unit) = (draw.minimum.span(), unit_of(payee.unit));
    let zero = payee.nothing("formula", rule, unit);
    if let Some(from) = &draw.from_period
        && payee.run.view.book.period.first() < from.value.first()
    {
        return Some(payee.step("recovered", from.span, Form::Chosen(0), &[&zero], unit));
    }
    let beyond = payee.step("excess", rule, Form::Difference, &[&zero, short], unit);
    let excess = payee.step("excess", rule, Form::Greatest, &[&beyond, &zero], unit);
    let most = match &draw.recover_at_most {
        None => excess,
        Some(RecoverAtMost::Amount(most)) => {
            let bound = payee.parameter("recover_at_most", most, unit);
            payee.step("recover_at_most", most.span, Form::Least, &[&excess, &bound], unit)
        }
        Some(RecoverAtMost::Share(share)) => {
            let rate = payee.parameter("recover_at_most", share, Unit::Rate);
            payee.step("recover_at_most", share.span, Form::Product, &[&excess, &rate], unit)
        }
    };
    let most = stages::rounded_within(payee, most);
    Some(payee.step("recovered", rule, Form::Least, &[&most, owed], unit))
}
