//! A bonus for each piece whose measure is money: `each = "revenue"` pays 75 for every dollar; and amounts that are multiplied by money.

use super::staff_cell;
use crate::finding::{Finding, Findings};
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::rules::{
    Amount, Bonus, BonusAmount, Component, Factor, MeasureId, MeasureKind, PayKind, PayUnit, Policy, Unit,
};
use crate::source::Spanned;

/// Warns where more than the money itself is paid, or days of leave for money.
pub(super) fn check(policy: &Policy, ledger: &Ledger, component: &Component, findings: &mut Findings) {
    let amount = largest(component, ledger);
    if let (PayKind::Bonus(Bonus { each: Some(each), .. }), Some(amount)) = (&component.kind, &amount)
        && is_sum_of_money(policy, each.value)
    {
        findings.push(told("each-of-money", (policy, component), each).with("found", amount.to_plain(0, 6)));
    }
    if amount.is_none() && matches!(component.kind, PayKind::Bonus(_)) {
        return;
    }
    for factor in &component.multiply {
        if let Factor::Value { measure, attainment: false, cap: None, .. } = factor
            && component.unit == PayUnit::Money
            && is_sum_of_money(policy, measure.value)
        {
            findings.push(told("factor-of-money", (policy, component), measure));
        }
    }
}

fn told(code: &'static str, (policy, component): (&Policy, &Component), measure: &Spanned<MeasureId>) -> Finding {
    let finding = Finding::warning(code).with("component", &component.name.value);
    finding.with("measure", &policy.measure(measure.value).name).at(policy.text.place(measure.span))
}

/// The largest amount of a bonus that is more than 1, or of anybody where `staff` has it.
fn largest(component: &Component, ledger: &Ledger) -> Option<Number> {
    let PayKind::Bonus(bonus) = &component.kind else { return None };
    let BonusAmount::Of(amount) = &bonus.amount else { return None };
    let spells = || ledger.people.list.iter().flat_map(|person| &person.spells);
    let largest = match amount {
        Amount::Fixed(amount) => Some(amount.value.clone()),
        Amount::Staff(column) => {
            let cells = spells().filter_map(|spell| staff_cell::of(spell, &column.value));
            cells.filter_map(|(text, _)| staff_cell::read(text)).max()
        }
    };
    largest.filter(|amount| *amount > Number::one())
}

/// A sum of money; what one piece costs may well be counted in money, too.
fn is_sum_of_money(policy: &Policy, measure: MeasureId) -> bool {
    let rule = policy.measure(measure);
    let is_sum = matches!(rule.kind, MeasureKind::Sum(_)) || !rule.kind.summands().is_empty();
    is_sum && rule.unit == Unit::Money
}
