//! Components that pay everybody less than one unit of money: what they are made of is most likely in another unit, such as ten thousands.

use super::payee::Run;
use crate::finding::Finding;
use crate::number::Number;
use crate::policy::rules::{PayKind, PayUnit};
use crate::results::PayLine;

/// A single small line of what is a share of something is no wonder.
const LEAST: usize = 2;

/// A warning where several are paid something, and nobody as much as one unit. Amounts that somebody wrote for each are as they are meant.
pub(super) fn warn(run: Run, lines: &[(usize, PayLine)]) -> Option<Finding> {
    if matches!(run.component.kind, PayKind::Adjustment) {
        return None;
    }
    let of_money = lines.iter().filter(|(_, line)| line.unit == PayUnit::Money);
    let paid: Vec<Number> = of_money.filter_map(|(_, line)| line.amount.value()).map(Number::abs).collect();
    let paid: Vec<Number> = paid.into_iter().filter(Number::is_positive).collect();
    let is_amount = matches!(run.component.kind, PayKind::Bonus(_) | PayKind::Salary(_));
    let least = if is_amount { 1 } else { LEAST };
    let most = paid.iter().max().filter(|most| paid.len() >= least && **most < Number::one())?;
    let finding = Finding::warning("pays-less-than-one").with("component", &run.component.name.value);
    let finding = finding.with("people", paid.len()).with("most", most.to_plain(0, 6));
    Some(finding.with("currency", &run.view.book.policy.header.currency).at(run.place(run.component.name.span)))
}
