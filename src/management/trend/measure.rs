//! Which measure a trend is of, and whether its parts add up to a whole.

use super::super::TrendAsked;
use super::unknown;
use crate::finding::nearest::nearest;
use crate::finding::{Finding, quoted};
use crate::policy::Policy;
use crate::policy::rules::{self, MeasureId, MeasureKind, PayKind, Unit};
use crate::spelling::alike;

/// The input of what was sold.
const SALES: &str = "sales";

/// The measure that is asked for; without a name the money that pays, else the first sum of money.
pub(super) fn asked(policy: &Policy, asked: &TrendAsked) -> Result<MeasureId, Finding> {
    let own = || (0..policy.measures.len()).map(MeasureId).filter(|id| is_own(policy, *id));
    match &asked.measure {
        Some(name) => {
            let exact = own().find(|id| policy.measure(*id).name == *name);
            let found = exact.or_else(|| own().find(|id| alike(&policy.measure(*id).name, name)));
            // Reports call it by its label.
            let found = found.or_else(|| policy.measure_called(name).filter(|id| is_own(policy, *id)));
            found.ok_or_else(|| no_such(policy, name, own()))
        }
        None => default(policy).ok_or_else(|| Finding::error("no-money-measure").with("known", names(policy, own()))),
    }
}

/// Whether it is the policy's: what a run adds for itself has a blank or a point in its name.
fn is_own(policy: &Policy, id: MeasureId) -> bool {
    !policy.measure(id).name.contains([' ', '.'])
}

fn names(policy: &Policy, ids: impl Iterator<Item = MeasureId>) -> String {
    quoted(ids.map(|id| policy.measure(id).name.as_str()))
}

fn no_such(policy: &Policy, name: &str, ids: impl Iterator<Item = MeasureId>) -> Finding {
    let known: Vec<&str> = ids.map(|id| policy.measure(id).name.as_str()).collect();
    match nearest(name, known.iter().copied()) {
        Some(near) => unknown("no-such-measure-near", name).with("nearest", near),
        None => unknown("no-such-measure", name).with("known", quoted(&known)),
    }
}

fn default(policy: &Policy) -> Option<MeasureId> {
    let is_money = |id: &MeasureId| policy.measure(*id).unit == Unit::Money && is_own(policy, *id);
    let bases = policy.pay.iter().filter_map(|component| match &component.kind {
        PayKind::Commission(commission) => Some(commission.base.value),
        _ => None,
    });
    let sums = (0..policy.measures.len()).map(MeasureId);
    let is_sum = |id: &MeasureId| matches!(policy.measure(*id).kind, MeasureKind::Sum(_) | MeasureKind::Total(_));
    bases.filter(is_money).chain(sums.filter(is_money).filter(is_sum)).next()
}

/// The first measure that adds up a column of sales.
pub(super) fn of_sales(policy: &Policy) -> Option<MeasureId> {
    let is_it =
        |id: &MeasureId| matches!(&policy.measure(*id).kind, MeasureKind::Sum(column) if column.source == SALES);
    (0..policy.measures.len()).map(MeasureId).filter(|id| is_own(policy, *id)).find(is_it)
}

/// Whether the figures of labels add up to something: sums and counts, and what is added up or taken away of them.
pub(super) fn adds_up(policy: &Policy, measure: MeasureId) -> bool {
    match &policy.measure(measure).kind {
        MeasureKind::Target(of) => adds_up(policy, *of),
        _ => rules::adds_up(&policy.measures, measure),
    }
}
