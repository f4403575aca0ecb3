//! `kind = "guarantee"` and `"limit"`: one line that brings earlier components up to a minimum, or down to a maximum.

use super::payee::{Looked, Payee, unit_of};
use super::{employment, staff_cell, stages};
use crate::derivation::{Figure, Form};
use crate::policy::rules::{Amount, Guarantee, Limit, PayUnit};
use crate::results::{LineKind, PayLine};
use crate::source::Spanned;

/// What the components lack to the minimum, which is prorated by the rule that shrinks targets; never below 0.
pub(super) fn line(payee: &mut Payee, guarantee: &Guarantee, looked: &[Looked]) -> Option<PayLine> {
    let unit = unit_of(payee.run.component.unit);
    let paid = paid(payee, &guarantee.components);
    let short = lacking(payee, &guarantee.minimum, &paid)?;
    let rule = guarantee.minimum.span();
    let zero = payee.nothing("formula", rule, unit);
    let amount = payee.step("formula", rule, Form::Greatest, &[&short, &zero], unit);
    let amount = stages::finished_but_rounding(payee, amount)?;
    let amount = stages::rounded(payee, amount);
    let amount = payee.under(looked, amount);
    Some(payee.line(amount))
}

/// The minimum, prorated by the rule that shrinks targets, less what is paid; below 0 where more is paid.
pub(super) fn lacking(payee: &mut Payee, minimum: &Amount, paid: &Figure) -> Option<Figure> {
    let unit = unit_of(payee.run.component.unit);
    let figure = staff_cell::amount_from_zero(payee, minimum, "minimum", unit)?;
    let rule = minimum.span();
    let proration = &payee.run.view.book.policy.targets.proration;
    let figure = match employment::share(payee, proration) {
        Some(share) => payee.step("minimum", rule, Form::Product, &[&figure, &share], unit),
        None => figure,
    };
    Some(payee.step("short", rule, Form::Difference, &[&figure, paid], unit))
}

/// What the components are beyond the maximum, taken off; never above 0. Without a line nothing is taken off: who has no maximum may be left out.
pub(super) fn limit_line(payee: &mut Payee, limit: &Limit, looked: &[Looked]) -> Option<PayLine> {
    if staff_cell::is_skipped(payee, &limit.maximum) {
        return None;
    }
    let unit = unit_of(payee.run.component.unit);
    let paid = paid(payee, &limit.components);
    let maximum = staff_cell::maximum(payee, &limit.maximum, "maximum", unit)?;
    let rule = limit.maximum.span();
    let left = payee.step("remaining", rule, Form::Difference, &[&maximum, &paid], unit);
    let zero = payee.nothing("formula", rule, unit);
    let amount = payee.step("formula", rule, Form::Least, &[&left, &zero], unit);
    let amount = stages::rounded(payee, amount);
    let amount = payee.under(looked, amount);
    Some(payee.line(amount))
}

/// The sum of the person's lines of the named components, in the component's own unit: what was earned in the period, and what is released in
/// it; never what corrects earlier ones.
pub(super) fn paid(payee: &mut Payee, components: &[Spanned<String>]) -> Figure {
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
        let is_of_period = !matches!(line.kind, LineKind::Correction(_));
        line.unit == unit && is_of_period && components.iter().any(|component| component.value == line.of)
    };
    run.view.lines_of(payee.person).iter().enumerate().filter(|(_, line)| is_named(line)).collect()
}
