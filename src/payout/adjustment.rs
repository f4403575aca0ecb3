//! `kind = "adjustment"`: the lines of `adjustments.csv`, each as it stands and only in its own period.

use super::payee::{Payee, Run, View, unit_of};
use crate::calendar::Period;
use crate::derivation::Leaf;
use crate::finding::{Finding, Findings};
use crate::ledger::{Adjustment, Ledger};
use crate::policy::Policy;
use crate::policy::rules::{Component, PayKind};
use crate::results::{LineKind, PayLine, PersonResult, Remark};
use crate::spelling::{alike, folded};

/// A line for each row. A row is paid once, even where two components of this kind take the person.
pub(super) fn lines(payee: &mut Payee) -> Vec<PayLine> {
    let run = payee.run;
    if run.view.lines_of(payee.person).iter().any(|line| is_adjustment(run.view, line)) {
        return Vec::new();
    }
    let person = payee.person;
    of_period(run.view).filter(|row| row.person == person).map(|row| line(payee, row)).collect()
}

/// An error for every row that is called as a line which another component may have beside its own: it would be shown as that.
pub(super) fn refuse_names_of_lines(policy: &Policy, ledger: &Ledger, findings: &mut Findings) {
    for row in &ledger.adjustments {
        let is_it = |component: &&Component| {
            let name = &component.name.value;
            let corrected = folded(&row.name).starts_with(&*folded(&format!("{name}, correction of ")));
            corrected || alike(&row.name, &LineKind::Released.name_of(name))
        };
        if let Some(component) = policy.pay.iter().find(is_it) {
            let finding = Finding::error("adjustment-named-as-component").with("name", &row.name);
            findings.push(finding.at(row.place.clone()).at(policy.text.place(component.name.span)));
        }
    }
}

/// An error for every row that no line pays: its person is not employed in the period, in no component's roles, or does not meet the
/// conditions; or it is for a stretch of days that shares some with the period and is another one, which is never paid. Where there are other
/// errors, a line may be missing for them.
pub(super) fn report_unpaid(view: &View, findings: &mut Findings) {
    let is_refused = findings.has_errors();
    let policy = view.book.policy;
    let all = policy.pay.iter().enumerate().map(|(index, component)| Run { view, component, index });
    let runs: Vec<Run> = all.filter(|run| matches!(run.component.kind, PayKind::Adjustment)).collect();
    let mut all = view.book.ledger.adjustments.iter().filter(|row| shares_days(&row.period, view.book.period));
    if runs.is_empty() {
        let first = all.next().map(|row| row.place.clone());
        let without = |place| Finding::error("adjustments-without-component").with("count", 1 + all.count()).at(place);
        first.map(without).into_iter().for_each(|finding| findings.push(finding));
        return;
    }
    for row in all {
        let result = view.result.of(row.person).filter(|_| is_of(view.book.period, row));
        let is_taken = |result: &PersonResult| runs.iter().any(|run| super::whom::takes(run, result));
        let is_paid = |result: &PersonResult| view.lines_of(result.person).iter().any(|line| is_adjustment(view, line));
        if result.is_some_and(|result| is_paid(result) || (is_refused && is_taken(result))) {
            continue;
        }
        findings.push(unpaid(view, row));
    }
}

/// The error for a row that is not paid: the code says whether it is its period.
fn unpaid(view: &View, row: &Adjustment) -> Finding {
    let period = view.book.period;
    let finding = match is_of(period, row) {
        true => Finding::error("adjustment-unpaid").with("period", period),
        false => Finding::error("adjustment-of-other-period").with("found", &row.period).with("period", period),
    };
    let finding = finding.with("name", &row.name).with("person", &view.book.ledger.people.list[row.person].id);
    finding.at(row.place.clone())
}

fn shares_days(one: &Period, other: &Period) -> bool {
    one.first() <= other.last() && other.first() <= one.last()
}

fn is_of(period: &Period, row: &Adjustment) -> bool {
    (row.period.first(), row.period.last()) == (period.first(), period.last())
}

fn line(payee: &mut Payee, row: &Adjustment) -> PayLine {
    let unit = unit_of(payee.run.component.unit);
    let amount = payee.sheet.leaf(Leaf::Row(Box::new(row.place.clone())), Some(row.amount.clone()), unit);
    payee.sheet.name(&amount, "amount", Some(&row.name), Some(payee.run.component.span));
    let remark = Remark::Approved { reason: row.reason.clone(), by: row.approved_by.clone() };
    PayLine {
        of: payee.run.component.name.value.clone(),
        kind: LineKind::Own,
        balances: Vec::new(),
        component: payee.run.index,
        name: row.name.clone(),
        unit: payee.run.component.unit,
        amount,
        remarks: vec![remark],
        deals: Vec::new(),
    }
}

fn of_period<'v>(view: &'v View<'v>) -> impl Iterator<Item = &'v Adjustment> {
    let period = view.book.period;
    view.book.ledger.adjustments.iter().filter(move |row| is_of(period, row))
}

fn is_adjustment(view: &View, line: &PayLine) -> bool {
    let component = view.book.policy.pay.get(line.component);
    component.is_some_and(|component| matches!(component.kind, PayKind::Adjustment)) && line.kind == LineKind::Own
}
