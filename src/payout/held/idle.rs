//! Orders on hold of which nothing is held: what they earn is paid, although somebody wanted it to wait.

use super::super::payee::View;
use crate::calendar::Period;
use crate::finding::{Finding, Findings};
use crate::ledger::HeldOrder;
use crate::results::{Balance, BalanceKind};
use crate::spelling::alike;

/// A warning for each row that holds in the period, and has never held anything.
pub(in super::super) fn report(view: &View, findings: &mut Findings) {
    let last = view.book.period.last();
    let rows = view.book.ledger.holds.rows.iter();
    for hold in rows.filter(|hold| hold.until.is_none_or(|until| until > last)) {
        if !holds(view, hold) {
            let finding = Finding::warning("hold-holds-nothing").with("order", &hold.order);
            findings.push(finding.with("period", view.book.period).at(hold.place.clone()));
        }
    }
}

/// Whether something is held for the order in the period, or was before.
fn holds(view: &View, hold: &HeldOrder) -> bool {
    let is_it = |balance: &Balance| balance.kind == BalanceKind::Hold && alike(&balance.order, &hold.order);
    let is_now = view.lines.iter().flatten().flat_map(|line| &line.balances).any(is_it);
    let before = |period: &Period| Some(period.previous());
    let earlier = std::iter::successors(Some(view.book.period.previous()), before);
    let closed = earlier.map_while(|period| view.book.history.closed(&period).map(|(closed, _)| closed));
    is_now || closed.into_iter().flat_map(|closed| &closed.balances).any(|one| is_it(&one.balance))
}
