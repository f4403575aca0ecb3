//! What is wrong with a component before anybody is paid: rules that could never apply, or only in part.

use super::{unbounded, whom};
use crate::finding::{Finding, Findings};
use crate::ledger::Ledger;
use crate::measure::registers;
use crate::policy::rules::{Component, Formula, MeasureId, MeasureKind, Over, PayKind, Policy};
use crate::source::{Span, Spanned};

/// Reports components that can pay nobody in the registers (2b.13), stages that a kind has no use for, and formulas that cannot be
/// computed on their base.
pub fn check(policy: &Policy, ledger: &Ledger, findings: &mut Findings) {
    for component in &policy.pay {
        if !whom::can_pay_anybody(component, policy, ledger) {
            report(policy, "component-can-pay-nobody", component, component.span, findings);
        }
        check_stages(policy, component, findings);
        for (measure, span) in unbounded::reckoned_with(policy, component) {
            let finding = Finding::error("unbounded-attainment").with("measure", &policy.measure(measure).name);
            findings.push(finding.at(policy.text.place(span)));
        }
        match &component.kind {
            PayKind::Commission(commission) => {
                let per_deal = commission.over.value == Over::Deal;
                let needs_rows = per_deal || by_rows(&commission.formula).is_some();
                check_base(policy, component, &commission.base, needs_rows, findings);
            }
            PayKind::Override(rule) => {
                let column = by_rows(&rule.formula);
                if let (Some(excess), Some(_)) = (&rule.excess_over, column) {
                    report(policy, "excess-with-rates", component, excess.span, findings);
                }
                check_base(policy, component, &rule.base, column.is_some(), findings);
            }
            _ => {}
        }
    }
}

/// The parts of a pool add up to the fund, and adjustments stand as they are: no stage may change them.
fn check_stages(policy: &Policy, component: &Component, findings: &mut Findings) {
    if !matches!(component.kind, PayKind::Pool(_) | PayKind::Adjustment) {
        return;
    }
    let is_changed = !component.multiply.is_empty() || !component.gate.is_empty();
    let is_limited = component.floor.is_some() || component.cap.is_some() || component.negative.is_some();
    if is_changed || is_limited {
        report(policy, "stage-not-for-kind", component, component.span, findings);
    }
}

/// Orders and labels are found in the rows of one source, which a measure made of other measures does not have.
fn check_base(
    policy: &Policy,
    component: &Component,
    base: &Spanned<MeasureId>,
    needs_rows: bool,
    findings: &mut Findings,
) {
    let measure = policy.measure(base.value);
    let is_gathered =
        matches!(measure.kind, MeasureKind::Sum(_) | MeasureKind::Count(_)) && !registers::is_of_register(measure);
    if needs_rows && !is_gathered {
        report(policy, "base-not-of-rows", component, base.span, findings);
    }
}

/// The column of a formula that looks at the rows of its base.
fn by_rows(formula: &Formula) -> Option<&Spanned<String>> {
    match formula {
        Formula::ByLabel { column, .. } | Formula::ByNumber { column, .. } => Some(column),
        _ => None,
    }
}

fn report(policy: &Policy, code: &'static str, component: &Component, span: Span, findings: &mut Findings) {
    let place = policy.text.place(span);
    findings.push(Finding::error(code).with("component", &component.name.value).at(place));
}
