//! `kind = "guarantee"` and `"limit"`: one line that brings earlier components up to a minimum, or down to a maximum.

use super::payee::{Looked, Payee, unit_of};
use super::{employment, staff_cell, stages};
use crate::derivation::{Figure, Form};
use crate::policy::rules::{Guarantee, Limit, PayUnit};
use crate::results::PayLine;
use crate::source::Spanned;

/// What the components lack to the minimum, which is prorated by the rule that shrinks targets; never below 0.
pub(super) fn line(payee: &mut Payee, guarantee: &Guarantee, looked: &[Looked]) -> Option<PayLine> {
    let unit = unit_of(payee.run.component.unit);
    let paid = paid(payee, &guarantee.components);
    let minimum = staff_cell::amount_from_zero(payee, &guarantee.minimum, "minimum", unit)?;
    let rule = guarantee.minimum.span();
    let proration = &payee.run.view.book.policy.targets.proration;
    let minimum = match employment::share(payee, proration) {
        Some(share) => payee.step("minimum", rule, Form::Product, &[&minimum, &share], unit),
        None => minimum,
    };
    let short = payee.step("short", rule, Form::Difference, &[&minimum, &paid], unit);
    let zero = payee.nothing("formula", rule, unit);
    let amount = payee.step("formula", rule, Form::Greatest, &[&short, &zero], unit);
    let amount = stages::finished_but_rounding(payee, amount)?;
    let amount = stages::rounded_to_keep(payee, amount);
    let amount = payee.under(looked, amount);
    Some(payee.line(amount))
}

/// What the components are beyond the maximum, taken off; never above 0.
pub(super) fn limit_line(payee: &mut Payee, limit: &Limit, looked: &[Looked]) -> Option<PayLine> {
    let unit = unit_of(payee.run.component.unit);
    let paid = paid(payee, &limit.components);
    let maximum = staff_cell::maximum(payee, &limit.maximum, "maximum", unit)?;
    let rule = limit.maximum.span();
    let left = payee.step("remaining", rule, Form::Difference, &[&maximum, &paid], unit);
    let zero = payee.nothing("formula", rule, unit);
    let amount = payee.step("formula", rule, Form::Least, &[&left, &zero], unit);
    let amount = stages::rounded_to_keep(payee, amount);
    let amount = payee.under(looked, amount);
    Some(payee.line(amount))
}

/// The sum of the person's lines of the named components, in the component's own unit.
fn paid(payee: &mut Payee, components: &[Spanned<String>]) -> Figure {
    let run = payee.run;
    let lines = named(payee, components);
    let amounts: Vec<&Figure> = lines.iter().map(|(_, line)| &line.amount).collect();
    let rule = components.first().map_or(run.component.span, |component| component.span);
    payee.step("paid", rule, Form::Sum, &amounts, unit_of(run.component.unit))
}

/// The person's lines of the named components in the component's own unit, each with its index.
pub(super) fn named<'v>(payee: &Payee<'v, '_>, components: &[Spanned<String>]) -> Vec<(usize, &'v PayLine)> {
    let run = payee.run;
    let unit: PayUnit = run.component.unit;
    let is_named = |line: &PayLine| {
        let name = &run.view.book.policy.pay[line.component].name.value;
        line.unit == unit && components.iter().any(|component| &component.value == name)
    };
    run.view.lines_of(payee.person).iter().enumerate().filter(|(_, line)| is_named(line)).collect()
}
