//! A closed period inside of a longer one: its lines are those that were paid.

use std::collections::BTreeMap;

use super::{Given, empty};
use crate::calendar::Period;
use crate::derivation::{Leaf, Past, PastOf, Worksheet};
use crate::history::ClosedLine;
use crate::policy::Policy;
use crate::policy::rules::{PayUnit, Unit};
use crate::results::{LineKind, PayLine, PeriodResult, PersonResult};

/// The results of the period as it was closed; nothing where it is not closed.
pub(super) fn of(given: Given, period: &Period) -> Option<PeriodResult> {
    let (closed, people) = given.history.closed(period)?;
    let mut result = empty(given.ledger, period);
    let mut gone: BTreeMap<usize, PersonResult> = BTreeMap::new();
    let of = |id: &str| people.get(id).copied();
    for line in &closed.lines {
        let Some(index) = of(&line.person) else { continue };
        let person = person(&mut result, &mut gone, index);
        let line = as_line(given.policy, line, (index, period), &mut person.sheet);
        person.lines.push(line);
    }
    for one in &closed.balances {
        let Some(index) = of(&one.person) else { continue };
        person(&mut result, &mut gone, index).balances.push((one.component.clone(), one.balance.clone()));
    }
    for (id, standing) in &closed.standings {
        let known = of(id).and_then(|index| result.position(index));
        known.into_iter().for_each(|place| result.people[place].standing.grade.clone_from(&standing.grade));
    }
    result.gone = gone.into_values().collect();
    Some(result)
}

fn person<'r>(
    result: &'r mut PeriodResult,
    gone: &'r mut BTreeMap<usize, PersonResult>,
    index: usize,
) -> &'r mut PersonResult {
    match result.position(index) {
        Some(position) => &mut result.people[position],
        None => gone.entry(index).or_insert_with(|| PersonResult::new(index)),
    }
}

fn as_line(policy: &Policy, line: &ClosedLine, (person, window): (usize, &Period), sheet: &mut Worksheet) -> PayLine {
    let past = Past {
        what: PastOf::Line(line.line.clone()),
        component: line.component.clone(),
        person,
        window: window.clone(),
        order: String::new(),
    };
    let unit = match line.unit {
        PayUnit::Money => Unit::Money,
        PayUnit::LeaveDays => Unit::Days,
        PayUnit::Honour => Unit::Count,
    };
    let amount = sheet.leaf(Leaf::Closed(Box::new(past)), Some(line.amount.clone()), unit);
    sheet.name(&amount, "amount", Some(&line.line), None);
    let component = policy.pay.iter().position(|known| known.name.value == line.component).unwrap_or(usize::MAX);
    let released = LineKind::Released.name_of(&line.component);
    PayLine {
        component,
        of: line.component.clone(),
        name: line.line.clone(),
        kind: if line.line == released { LineKind::Released } else { LineKind::Own },
        unit: line.unit,
        amount,
        remarks: Vec::new(),
        deals: Vec::new(),
        balances: Vec::new(),
    }
}
