//! Pay of a period that is longer than the policy's: the sum of its periods, each computed by itself.
//!
//! The worksheet of a person takes over those of the periods, and adds a step for each; so the whole is explained, and done again by the
//! audit, as one.

use std::collections::BTreeSet;
use std::mem;

use crate::derivation::{Figure, Form, Worksheet};
use crate::finding::{Finding, Findings};
use crate::number::Number;
use crate::payout::sort_balances;
use crate::policy::Policy;
use crate::policy::rules::{PayUnit, Unit};
use crate::results::{Balance, BalanceKind, DealLine, PayLine, PeriodResult, PersonResult, Remark};
use crate::source::Span;

/// The results of one of the periods, and what it had to tell.
pub(super) struct Part {
    /// Scored and paid.
    pub result: PeriodResult,
    /// Whether it is closed, so that the next begins with what it left open.
    pub is_closed: bool,
    /// Its findings.
    pub findings: Findings,
}

/// Adds the lines of the parts, in their order, to people who have none yet.
pub(super) fn add(policy: &Policy, whole: &mut PeriodResult, parts: Vec<Part>, findings: &mut Findings) {
    findings.extend_with(left_open(policy, &parts));
    let mut told: Vec<Finding> = Vec::new();
    let mut paid: Vec<(String, PeriodResult)> = Vec::new();
    for part in parts {
        told.extend(part.findings.iter().cloned());
        paid.push((part.result.period.id(), part.result));
    }
    let known: Vec<usize> = paid.iter().flat_map(|(_, result)| result.paid().map(|person| person.person)).collect();
    let gone: BTreeSet<usize> = known.into_iter().filter(|person| whole.position(*person).is_none()).collect();
    whole.gone = gone.into_iter().map(PersonResult::new).collect();
    for person in whole.people.iter_mut().chain(&mut whole.gone) {
        add_person(policy, person, &mut paid);
    }
    let mut known: Vec<&Finding> = Vec::new();
    for finding in &told {
        if !known.contains(&finding) && !is_paid_elsewhere(whole, finding) {
            known.push(finding);
            findings.push(finding.clone());
        }
    }
}

/// An error for the first part that leaves something open and is not closed: the next would begin at 0.
fn left_open(policy: &Policy, parts: &[Part]) -> Option<Finding> {
    let is_open = |(_, balance): &&(String, Balance)| balance.kind != BalanceKind::Hold && !balance.closing.is_zero();
    parts.windows(2).filter(|pair| !pair[0].is_closed).find_map(|pair| {
        let (name, _) = pair[0].result.paid().flat_map(|person| &person.balances).find(is_open)?;
        let component = policy.pay.iter().find(|component| component.name.value == *name)?;
        let finding = Finding::error("period-not-closed").with("component", name);
        let finding = finding.with("missing", &pair[0].result.period).with("period", &pair[1].result.period);
        Some(finding.at(policy.text.place(component.span)))
    })
}

/// Whether it says that a component pays nobody, which is so in one of the periods alone.
fn is_paid_elsewhere(whole: &PeriodResult, finding: &Finding) -> bool {
    let name = finding.args.iter().find(|(name, _)| *name == "component").map(|(_, name)| name);
    let is_it = |line: &PayLine| Some(&line.of) == name;
    finding.code == "component-pays-nobody" && whole.people.iter().flat_map(|person| &person.lines).any(is_it)
}

/// The lines of one person: those of a component in one unit are added up, honours and adjustments stand one by one.
fn add_person(policy: &Policy, person: &mut PersonResult, paid: &mut [(String, PeriodResult)]) {
    let mut sums: Vec<Summed> = Vec::new();
    for (at, (period, result)) in paid.iter_mut().enumerate() {
        let Some(part) = result.of_mut(person.person) else { continue };
        person.grades.extend(part.standing.grade.take().map(|grade| (period.clone(), grade)));
        add_balances(&mut person.balances, mem::take(&mut part.balances), at == 0);
        let offset = person.sheet.absorb(mem::take(&mut part.sheet));
        for line in mem::take(&mut part.lines) {
            take(policy, &mut person.sheet, &mut sums, (period, moved(line, offset)));
        }
    }
    sort_balances(policy, &mut person.balances);
    sums.sort_by_key(|sum| sum.line.component);
    for sum in sums {
        let line = sum.finished(policy, &mut person.sheet);
        person.lines.push(line);
    }
}

/// Balances open as those of the first period, and close as those of the last; what a correction moved between two was added.
fn add_balances(known: &mut Vec<(String, Balance)>, more: Vec<(String, Balance)>, is_first: bool) {
    for (component, mut balance) in more {
        let is_it = |(of, one): &&mut (String, Balance)| {
            *of == component && (one.kind, &one.order) == (balance.kind, &balance.order)
        };
        match known.iter_mut().find(is_it) {
            Some((_, one)) => {
                one.added = &one.added + &(&balance.opening - &one.closing);
                one.join(&balance);
            }
            None => {
                if !is_first {
                    balance.added = &balance.added + &mem::replace(&mut balance.opening, Number::zero());
                }
                known.push((component, balance));
            }
        }
    }
}

/// A line and its amounts in each of the periods.
struct Summed {
    line: PayLine,
    amounts: Vec<Figure>,
}

impl Summed {
    fn finished(self, policy: &Policy, sheet: &mut Worksheet) -> PayLine {
        let rule = rule_of(policy, &self.line);
        let inputs: Vec<&Figure> = self.amounts.iter().collect();
        let name = ("amount", self.line.name.as_str());
        let amount = sheet.named(name, rule, Form::Sum, &inputs, unit_of(self.line.unit));
        PayLine { amount, ..self.line }
    }
}

/// Takes the line of one of the periods, with a step that names the period.
fn take(policy: &Policy, sheet: &mut Worksheet, sums: &mut Vec<Summed>, (period, line): (&str, PayLine)) {
    let rule = rule_of(policy, &line);
    let unit = unit_of(line.unit);
    let amount = sheet.named(("of_period", period), rule, Form::Sum, &[&line.amount], unit);
    let is_same = |sum: &&mut Summed| {
        let known = &sum.line;
        (known.component, &known.name, known.unit) == (line.component, &line.name, line.unit)
    };
    match sums.iter_mut().find(is_same).filter(|_| !stands_alone(&line)) {
        Some(sum) => {
            sum.amounts.push(amount);
            sum.line.deals.extend(line.deals);
            for remark in line.remarks {
                if !sum.line.remarks.contains(&remark) {
                    sum.line.remarks.push(remark);
                }
            }
        }
        None => sums.push(Summed { line, amounts: vec![amount] }),
    }
}

/// Where the component stands; the policy's begin of one that it does not have any more.
fn rule_of(policy: &Policy, line: &PayLine) -> Span {
    policy.pay.get(line.component).map_or_else(Span::default, |component| component.span)
}

/// Honours are not added, and each adjustment has a reason of its own.
fn stands_alone(line: &PayLine) -> bool {
    line.unit == PayUnit::Honour || line.remarks.iter().any(|remark| matches!(remark, Remark::Approved { .. }))
}

/// The line with its figures where the worksheet has them now.
fn moved(line: PayLine, offset: usize) -> PayLine {
    let deal = |deal: DealLine| DealLine { amount: deal.amount.moved_by(offset), ..deal };
    PayLine { amount: line.amount.moved_by(offset), deals: line.deals.into_iter().map(deal).collect(), ..line }
}

fn unit_of(unit: PayUnit) -> Unit {
    match unit {
        PayUnit::Money => Unit::Money,
        PayUnit::LeaveDays => Unit::Days,
        PayUnit::Honour => Unit::Count,
    }
}
