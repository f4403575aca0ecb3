//! What is owed to people whom the component has no next line for: who has left, or has another role. Others get it with that line.
//!
//! Only a correction turns a balance so: a carry above 0, a draw below 0.

use super::Lines;
use super::carry::opening;
use super::payee::{Payee, Run, unit_of};
use super::whom;
use crate::derivation::{Figure, Form, Worksheet};
use crate::finding::Findings;
use crate::number::Number;
use crate::policy::rules::{Over, PayKind};
use crate::results::{Balance, BalanceKind, PayLine, PersonResult};

/// A line for each of them; `own` are the component's lines of the period.
pub(super) fn lines(run: Run, own: &Lines, sheets: &mut [Worksheet], findings: &mut Findings) -> Lines {
    if is_of_year(run) {
        return Lines::new();
    }
    let mut lines = Lines::new();
    for (position, (result, sheet)) in run.view.result.paid().zip(sheets).enumerate() {
        let kinds = owed_to(run, result);
        if kinds.is_empty() || own.iter().any(|(of, _)| *of == position) {
            continue;
        }
        let mut payee = run.payee(result.person, sheet, findings);
        lines.extend(kinds.into_iter().filter_map(|kind| line(&mut payee, kind)).map(|line| (position, line)));
    }
    lines
}

/// A year so far trues up by itself.
fn is_of_year(run: Run) -> bool {
    matches!(&run.component.kind, PayKind::Commission(commission) if commission.over.value == Over::YearToDate)
}

/// The kinds of balance by which the component owes the person something that no line of its own will pay.
fn owed_to(run: Run, result: &PersonResult) -> Vec<BalanceKind> {
    let (history, name) = (run.view.book.history, &run.component.name.value);
    let open = history.open(result.person, run.view.book.period).iter().filter(|open| open.component == *name);
    let is_owed = |kind: BalanceKind, amount: &Number| match kind {
        BalanceKind::Carry => amount.is_positive(),
        BalanceKind::Draw => amount.is_negative(),
        BalanceKind::HoldBack | BalanceKind::Hold => false,
    };
    let owed = open.filter(|open| is_owed(open.kind, &open.amount));
    owed.map(|open| open.kind).filter(|kind| !has_next_line(run, result, *kind)).collect()
}

/// Whether a line of the component pays such a balance in its time.
fn has_next_line(run: Run, result: &PersonResult, kind: BalanceKind) -> bool {
    let is_draw = matches!(run.component.kind, PayKind::Draw(_));
    let is_known = run.view.book.policy.pay.iter().any(|known| known.name.value == run.component.name.value);
    let is_employed = run.view.result.position(result.person).is_some();
    is_known && is_draw == (kind == BalanceKind::Draw) && is_employed && whom::takes(&run, result)
}

fn line(payee: &mut Payee, kind: BalanceKind) -> Option<PayLine> {
    let opening = opening(payee, kind)?;
    let (rule, unit, before) = (payee.run.component.span, unit_of(payee.unit), opening.or_zero());
    let amount: Figure = match kind {
        BalanceKind::Draw => {
            let zero = payee.nothing("formula", rule, unit);
            payee.step("amount", rule, Form::Difference, &[&zero, &opening], unit)
        }
        _ => payee.step("with_balance", rule, Form::Sum, &[&opening], unit),
    };
    payee.balances.push(Balance::moved(kind, "", &before, &Number::zero()));
    Some(payee.line(amount))
}
