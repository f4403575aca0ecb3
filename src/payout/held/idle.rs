//! Orders on hold of which nothing is held: what they earn is paid, although somebody wanted it to wait.

use super::super::payee::View;
use crate::calendar::{NaiveDate, Period};
use crate::finding::{Finding, Findings};
use crate::history::OpenBalance;
use crate::ledger::HeldOrder;
use crate::results::{Balance, BalanceKind};
use crate::spelling::alike;

/// A warning for each row that has never held anything.
pub(in super::super) fn report(view: &View, findings: &mut Findings) {
    let last = view.book.period.last();
    let rows = view.book.ledger.holds.rows.iter();
    for hold in rows.filter(|hold| hold.until.is_none_or(|until| until > last)) {
        if !holds(view, hold) {
            let finding = Finding::warning("hold-holds-nothing").with("order", &hold.order);
            findings.push(finding.with("period", view.book.period).at(hold.place.clone()));
        }
    }
    report_ended(view, findings);
}

/// A hold that ended not so many days before a period may have held what was sold of its order in earlier ones.
const LONG_OVER: i64 = 92;

/// A warning for each row that ended long before the period in which its order is sold, and never held anything.
fn report_ended(view: &View, findings: &mut Findings) {
    let period = view.book.period;
    let is_sold = |hold: &HeldOrder| {
        let mut deals = view.lines.iter().flatten().flat_map(|line| &line.deals);
        deals.any(|deal| alike(&deal.order, &hold.order) && deal.amount.or_zero().is_positive())
    };
    let is_over = |until: NaiveDate| (period.first() - until).num_days() > LONG_OVER;
    for hold in &view.book.ledger.holds.rows {
        let ended = hold.until.filter(|until| is_over(*until) && is_sold(hold) && !holds(view, hold));
        if let Some(until) = ended {
            let finding = Finding::warning("hold-ends-before-sale").with("order", &hold.order).with("until", until);
            findings.push(finding.with("period", period).at(hold.place.clone()));
        }
    }
}

/// Whether something is held for the order in the period, or was before.
fn holds(view: &View, hold: &HeldOrder) -> bool {
    let is_it = |balance: &Balance| balance.kind == BalanceKind::Hold && alike(&balance.order, &hold.order);
    let is_now = view.lines.iter().flatten().flat_map(|line| &line.balances).any(is_it);
    let (history, period) = (view.book.history, view.book.period);
    let is_open = |open: &OpenBalance| open.kind == BalanceKind::Hold && alike(&open.order, &hold.order);
    let is_now = is_now
        || history.people_with_open(period).into_iter().any(|person| history.open(person, period).iter().any(is_open));
    let before = |period: &Period| Some(period.previous());
    let earlier = std::iter::successors(Some(view.book.period.previous()), before);
    let closed = earlier.map_while(|period| view.book.history.closed(&period).map(|(closed, _)| closed));
    is_now || closed.into_iter().flat_map(|closed| &closed.balances).any(|one| is_it(&one.balance))
}
