//! Bounds of pay that decide all of it: a cap that nearly everybody is at, `cap = 60` where 6000 is meant, and a minimum far above what anybody is paid.

use super::payee::{Run, View};
use crate::finding::Finding;
use crate::number::Number;
use crate::policy::rules::{Amount, Guarantee, PayKind};
use crate::results::PayLine;

/// Of fewer lines it is no wonder.
const LEAST: usize = 3;
/// Nearly everybody: so many of so many.
const NEARLY: (usize, usize) = (4, 5);
/// So many times the highest pay no minimum is meant to be.
const TIMES: i64 = 3;

/// A warning where nearly every line that pays anything pays the component's cap, or where its minimum is far above what it is compared with.
pub(super) fn warn(run: Run, lines: &[(usize, PayLine)]) -> Option<Finding> {
    match &run.component.kind {
        PayKind::Guarantee(rule) => minimum(run, rule),
        _ => cap(run, lines),
    }
}

fn cap(run: Run, lines: &[(usize, PayLine)]) -> Option<Finding> {
    let cap = run.component.cap.as_ref().and_then(Amount::fixed)?;
    let paid: Vec<&Number> = lines.iter().filter_map(|(_, line)| line.amount.value()).collect();
    let paid: Vec<&Number> = paid.into_iter().filter(|amount| amount.is_positive()).collect();
    let at = paid.iter().filter(|amount| ***amount >= cap.value).count();
    if paid.len() < LEAST || at * NEARLY.1 < paid.len() * NEARLY.0 {
        return None;
    }
    let finding = Finding::warning("everybody-at-cap").with("component", &run.component.name.value);
    let finding = finding.with("cap", cap.value.to_plain(0, 6)).with("count", at).with("people", paid.len());
    Some(finding.at(run.place(cap.span)))
}

fn minimum(run: Run, rule: &Guarantee) -> Option<Finding> {
    let bound = rule.minimum.fixed()?;
    let sums: Vec<Number> = run.view.lines.iter().map(|lines| sum(run.view, lines, rule)).collect();
    let most = sums.iter().max().filter(|most| most.is_positive())?;
    let paid = sums.iter().filter(|sum| sum.is_positive()).count();
    if paid < LEAST || bound.value <= most * &Number::from(TIMES) {
        return None;
    }
    let finding = Finding::warning("minimum-far-above").with("component", &run.component.name.value);
    let finding = finding.with("minimum", bound.value.to_plain(0, 6)).with("most", most.to_plain(0, 6));
    Some(finding.at(run.place(bound.span)))
}

/// What the components that the rule names pay somebody.
fn sum(view: &View, lines: &[PayLine], rule: &Guarantee) -> Number {
    let is_named = |line: &&PayLine| {
        let name = &view.book.policy.pay[line.component].name.value;
        rule.components.iter().any(|component| component.value == *name)
    };
    lines.iter().filter(is_named).filter_map(|line| line.amount.value()).sum()
}
