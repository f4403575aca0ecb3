//! What each person is paid: the components of the policy in their order, each by the file of its kind.

mod adjustment;
mod at_cap;
mod balances;
mod below_zero;
mod bonus;
mod carry;
mod changed;
mod check;
mod commission;
mod contest;
mod corrections;
mod draw;
mod each_of_money;
mod elsewhere;
mod employment;
#[cfg(test)]
pub(crate) mod fixture;
mod formula;
mod greater;
mod group;
mod guarantee;
mod held;
mod lone;
mod looked_deals;
mod missing;
mod overlaid;
mod overridden;
mod owed_to;
mod payee;
mod pool;
mod preference;
#[cfg(test)]
mod properties;
mod reach;
mod rewards;
mod salary;
mod shown;
mod small;
mod staff_cell;
mod stages;
mod team_override;
#[cfg(test)]
mod tests;
mod topped_up;
mod unbounded;
mod unpaid_rows;
mod unprorated;
mod whom;
#[cfg(test)]
mod worked;
mod year;

use std::collections::BTreeSet;

pub use balances::sort as sort_balances;
pub use check::check;
pub use staff_cell::read as staff_number;
pub use whom::may_take;

use crate::derivation::{Figure, Form, Worksheet};
use crate::finding::{Finding, Findings};
use crate::measure::Book;
use crate::policy::rules::{Component, PayKind, PayUnit, Policy, WhenPayMissing};
use crate::results::{Pay, PayLine, PeriodResult, PersonResult};
use payee::{Payee, Run, View, unit_of};

/// A line and whose it is: the position among the people of the period.
type Lines = Vec<(usize, PayLine)>;

/// What everybody of the period is paid, in the order of its people, whose standings the book's history knows; the steps go to the
/// worksheets, which are those of the same people.
///
/// A missing value makes an error and no line, unless the component says otherwise; a component that pays nobody makes a warning.
pub fn pay(book: Book, result: &PeriodResult, sheets: &mut [Worksheet], findings: &mut Findings) -> Vec<Pay> {
    let mut all: Vec<Vec<PayLine>> = vec![Vec::new(); result.paid().count()];
    for index in 0..book.policy.pay.len() {
        let view = View { book, result, lines: &all };
        let mut lines = component_lines(&view, index, sheets, findings);
        let run = Run { view: &view, component: &book.policy.pay[index], index };
        lines.extend(owed_to::lines(run, &lines, sheets, findings));
        lines.extend(held::released(run, &lines, sheets, findings));
        lines.extend(corrections::lines(run, sheets));
        let instead = lines_instead(&view, index, sheets, findings);
        done_with_all(&view, sheets);
        for (position, line) in lines {
            all[position].reserve_exact(1);
            all[position].push(line);
        }
        for (position, index, line) in instead {
            all[position][index] = line;
        }
    }
    for component in book.policy.gone.iter().filter(|gone| is_gone(book.policy, gone)) {
        let view = View { book, result, lines: &all };
        let run = Run { view: &view, component, index: usize::MAX };
        let mut lines = owed_to::lines(run, &Vec::new(), sheets, findings);
        lines.extend(held::released(run, &Vec::new(), sheets, findings));
        lines.into_iter().for_each(|(position, line)| all[position].push(line));
    }
    let gone = corrections::of_gone(&View { book, result, lines: &all }, sheets);
    gone.into_iter().for_each(|(position, line)| all[position].push(line));
    let view = View { book, result, lines: &all };
    adjustment::report_unpaid(&view, findings);
    held::report_idle(&view, findings);
    unpaid_rows::report(&view, findings);
    unpaid_rows::without_commission(&view, findings);
    changed::report(&view, findings);
    elsewhere::report(&view, findings);
    small::report(&view, findings);
    let everybody = result.paid().zip(sheets);
    let pay = |(lines, (person, sheet)): (Vec<PayLine>, (&PersonResult, &mut Worksheet))| {
        let totals = totals(sheet, &lines);
        book.done_with(person.person, sheet);
        let balances = balances::of(&book, person.person, &lines);
        Pay { lines, totals, balances }
    };
    all.into_iter().zip(everybody).map(pay).collect()
}

/// Whether a component of closed periods has no one of its name in the policy any more.
fn is_gone(policy: &Policy, component: &Component) -> bool {
    policy.pay.iter().all(|known| known.name.value != component.name.value)
}

fn done_with_all(view: &View, sheets: &mut [Worksheet]) {
    view.result.paid().zip(sheets).for_each(|(person, sheet)| view.book.done_with(person.person, sheet));
}

/// Lines that take the place of earlier ones.
fn lines_instead(
    view: &View,
    index: usize,
    sheets: &mut [Worksheet],
    findings: &mut Findings,
) -> Vec<greater::Instead> {
    let run = Run { view, component: &view.book.policy.pay[index], index };
    match &run.component.kind {
        PayKind::Greater(rule) => greater::instead(run, rule, sheets, findings),
        _ => Vec::new(),
    }
}

/// The lines of one component. `sheets` are those of the view's people.
fn component_lines(view: &View, index: usize, sheets: &mut [Worksheet], findings: &mut Findings) -> Lines {
    let run = Run { view, component: &view.book.policy.pay[index], index };
    let mut found = Findings::new();
    let lines = match &run.component.kind {
        PayKind::Pool(pool) => pool::lines(run, pool, sheets, &mut found),
        PayKind::Contest(contest) => contest::lines(run, contest, sheets, &mut found),
        PayKind::Greater(_) => Vec::new(),
        PayKind::Bonus(bonus) => {
            preference::check(&run, bonus, &mut found);
            lines_of_each(run, sheets, &mut found)
        }
        _ => lines_of_each(run, sheets, &mut found),
    };
    if lines.is_empty() && found.is_empty() && is_expected_to_pay(&run) {
        found.push(pays_nobody(&run));
    }
    reach::warn(run, &mut found);
    looked_deals::warn(run, &mut found);
    below_zero::warn(run, &lines, &mut found);
    found.extend_with(at_cap::warn(run, &lines));
    found.extend_with(missing::for_everybody(run, &lines, sheets));
    found.extend_with(lone::warn(run, &lines));
    found.extend_with(unprorated::warn(run, &lines));
    findings.extend(found);
    lines
}

fn lines_of_each(run: Run, sheets: &mut [Worksheet], findings: &mut Findings) -> Lines {
    let mut lines = Vec::new();
    for (position, (result, sheet)) in run.view.result.people.iter().zip(sheets).enumerate() {
        if !whom::takes(&run, result) {
            continue;
        }
        let payee = &mut run.payee(result.person, sheet, findings);
        lines.extend(lines_of(payee).into_iter().map(|line| (position, line)));
        run.view.book.done_with(result.person, sheet);
    }
    lines
}

/// The table of kinds that pay each person by the person's own figures.
fn lines_of(payee: &mut Payee) -> Vec<PayLine> {
    if let PayKind::Bonus(bonus) = &payee.run.component.kind
        && bonus.of_mentees
    {
        return bonus::line_of_mentees(payee, bonus).into_iter().collect();
    }
    let Some(looked) = payee.all_hold(&payee.run.component.when) else { return Vec::new() };
    let line = match &payee.run.component.kind {
        PayKind::Commission(commission) => commission::line(payee, commission, &looked),
        PayKind::Bonus(bonus) => bonus::line(payee, bonus, &looked),
        PayKind::Salary(salary) => salary::line(payee, salary, &looked),
        PayKind::Override(rule) => team_override::line(payee, rule, &looked),
        PayKind::Guarantee(guarantee) => guarantee::line(payee, guarantee, &looked),
        PayKind::Draw(draw) => draw::line(payee, draw, &looked),
        PayKind::Limit(limit) => guarantee::limit_line(payee, limit, &looked),
        PayKind::Adjustment => return adjustment::lines(payee),
        PayKind::Pool(_) | PayKind::Contest(_) | PayKind::Greater(_) => None,
    };
    line.into_iter().collect()
}

/// That nobody meets the conditions of a component in some period, or has its role, is as it may be; else it should have paid somebody.
fn pays_nobody(run: &Run) -> Finding {
    let is_conditional = run.component.conditions().next().is_some();
    let has_role = || run.view.result.people.iter().any(|result| whom::takes(run, result));
    let code = "component-pays-nobody";
    // What nobody has an amount for in this period, as the draw of new people, is skipped.
    let skips = run.component.when_missing.as_ref().is_some_and(|missing| missing.value == WhenPayMissing::Skip);
    let is_skipped = skips && !run.component.staff_columns().is_empty();
    let may_be = is_conditional || is_skipped || (run.component.roles.is_some() && !has_role());
    let finding = if may_be { Finding::note(code) } else { Finding::warning(code) };
    finding.with("component", &run.component.name.value).at(run.place(run.component.span))
}

/// A contest outside of its last day's period, and a period without adjustments, pay nobody by their nature.
fn is_expected_to_pay(run: &Run) -> bool {
    match &run.component.kind {
        PayKind::Contest(contest) => run.view.book.period.contains(contest.to.value),
        PayKind::Adjustment | PayKind::Greater(_) => false,
        _ => true,
    }
}

/// The rounded lines of each unit added up.
pub fn totals(sheet: &mut Worksheet, lines: &[PayLine]) -> Vec<(PayUnit, Figure)> {
    let units: BTreeSet<PayUnit> = lines.iter().map(|line| line.unit).collect();
    let total = |unit: PayUnit| {
        let amounts: Vec<&Figure> = lines.iter().filter(|line| line.unit == unit).map(|line| &line.amount).collect();
        let total = sheet.step(Form::Sum, &amounts, unit_of(unit));
        sheet.name(&total, "pay_total", None, None);
        (unit, total)
    };
    units.into_iter().map(total).collect()
}
