//! Components that pay everybody less than one unit of money, beside others that pay far more: what they are made of is most likely in another unit,
//! such as ten thousands.

use super::payee::View;
use crate::finding::{Finding, Findings};
use crate::number::Number;
use crate::policy::rules::{PayKind, PayUnit};

/// A single small line of what is a share of something is no wonder.
const LEAST: usize = 2;

/// Beside lines that are not so many times as high, small ones are as everything is.
const TIMES: i64 = 100;

/// A warning for each component that pays several people something, and nobody as much as one unit. Amounts that somebody wrote for each are as they
/// are meant.
pub(super) fn report(view: &View, findings: &mut Findings) {
    let policy = view.book.policy;
    let paid: Vec<Vec<Number>> = (0..policy.pay.len()).map(|index| amounts(view, index)).collect();
    let Some(highest) = paid.iter().flatten().max() else { return };
    for (component, amounts) in policy.pay.iter().zip(&paid) {
        let least = if matches!(component.kind, PayKind::Bonus(_) | PayKind::Salary(_)) { 1 } else { LEAST };
        let Some(most) = amounts.iter().max().filter(|_| amounts.len() >= least) else { continue };
        let is_small = *most < Number::one() && *highest >= most * &Number::from(TIMES);
        if is_small && !matches!(component.kind, PayKind::Adjustment) {
            let finding = Finding::warning("pays-less-than-one").with("component", &component.name.value);
            let finding = finding.with("people", amounts.len()).with("most", most.to_plain(0, 6));
            let place = policy.text.place(component.name.span);
            findings.push(finding.with("currency", &policy.header.currency).at(place));
        }
    }
}

/// What a component pays in money, without signs; nothing is no amount.
fn amounts(view: &View, component: usize) -> Vec<Number> {
    let lines = view.lines.iter().flatten().filter(|line| line.component == component && line.unit == PayUnit::Money);
    lines.filter_map(|line| line.amount.value()).map(Number::abs).filter(Number::is_positive).collect()
}
