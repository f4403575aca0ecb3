//! `kind = "guarantee"`: tops earlier components up to a minimum.

use super::payee::{Looked, Payee, unit_of};
use super::stages;
use crate::calendar::days_between;
use crate::derivation::{Figure, Form, Leaf};
use crate::number::Number;
use crate::policy::rules::{Guarantee, Proration, Unit};
use crate::results::PayLine;

pub(super) fn line(payee: &mut Payee, guarantee: &Guarantee, looked: &[Looked]) -> Option<PayLine> {
    let unit = unit_of(payee.run.component.unit);
    let paid = paid(payee, guarantee);
    let minimum = payee.parameter("minimum", &guarantee.minimum, unit);
    let minimum = prorated(payee, guarantee, minimum);
    let rule = guarantee.minimum.span;
    let short = payee.step("short", rule, Form::Difference, &[&minimum, &paid], unit);
    let zero = payee.nothing("formula", rule, unit);
    let amount = payee.step("formula", rule, Form::Greatest, &[&short, &zero], unit);
    let amount = stages::finished(payee, amount)?;
    let amount = payee.under(looked, amount);
    Some(payee.line(amount))
}

/// The sum of the person's lines of the named components, in the guarantee's unit.
fn paid(payee: &mut Payee, guarantee: &Guarantee) -> Figure {
    let run = payee.run;
    let is_named = |index: usize| {
        let name = &run.view.book.policy.pay[index].name.value;
        guarantee.components.iter().any(|component| &component.value == name)
    };
    let lines = run.view.result.of(payee.person).map_or(&[][..], |result| &result.lines);
    let lines = lines.iter().filter(|line| is_named(line.component) && line.unit == run.component.unit);
    let amounts: Vec<&Figure> = lines.map(|line| &line.amount).collect();
    let rule = guarantee.components.first().map_or(run.component.span, |component| component.span);
    payee.step("paid", rule, Form::Sum, &amounts, unit_of(run.component.unit))
}

/// The minimum for the part of the period in which the person was employed, by the rule that shrinks targets.
fn prorated(payee: &mut Payee, guarantee: &Guarantee, minimum: Figure) -> Figure {
    let Some((employed, days)) = employed_days(payee) else { return minimum };
    if employed == days {
        return minimum;
    }
    let rule = payee.run.view.book.policy.targets.proration.span;
    let [employed, days] = [("employed_days", employed), ("period_days", days)].map(|(name, count)| {
        let figure = payee.sheet.leaf(Leaf::Calendar, Some(Number::from(count)), Unit::Days);
        payee.sheet.name(&figure, name, None, Some(rule));
        figure
    });
    let share = payee.step("proration", rule, Form::Quotient, &[&employed, &days], Unit::Rate);
    let unit = unit_of(payee.run.component.unit);
    payee.step("minimum", guarantee.minimum.span, Form::Product, &[&minimum, &share], unit)
}

/// Employed days and all days of the period, as the policy counts them; nothing where it does not prorate, or where the period has
/// no such day.
fn employed_days(payee: &Payee) -> Option<(i64, i64)> {
    let book = payee.run.view.book;
    let (first, last) = payee.run.person(payee.person).employed_in(book.period)?;
    let calendar = &book.policy.calendar;
    let (employed, days) = match book.policy.targets.proration.value {
        Proration::None => return None,
        Proration::CalendarDays => (days_between(first, last), book.period.days()),
        Proration::WorkDays => (calendar.workdays_between(first, last), calendar.workdays_in(book.period)),
    };
    (days > 0).then_some((employed, days))
}
