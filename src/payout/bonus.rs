//! `kind = "bonus"`: an amount, leave or an honour when its conditions hold.

use super::payee::{Looked, Payee, unit_of};
use super::{preference, staff_cell, stages};
use crate::derivation::{Figure, Form};
use crate::policy::rules::{Amount, Bonus, BonusAmount, CountOfShares, PayUnit};
use crate::results::{PayLine, Remark};

pub(super) fn line(payee: &mut Payee, bonus: &Bonus, looked: &[Looked]) -> Option<PayLine> {
    let choice = preference::chosen(&payee.run, payee.person, bonus);
    let reward = choice.map_or(&bonus.amount, |choice| &choice.amount);
    let unit = choice.map_or(payee.run.component.unit, |choice| choice.unit);
    let amount = reward_figure(payee, reward, unit)?;
    let amount = for_each(payee, bonus, amount, unit)?;
    let amount = if unit == payee.run.component.unit {
        stages::finished(payee, amount)?
    } else {
        let amount = stages::prorated(payee, amount);
        let amount = stages::not_negative(payee, amount)?;
        in_unit(payee, amount, unit)
    };
    let amount = payee.under(looked, amount);
    let remarks = remarks(payee, bonus, reward, unit);
    Some(PayLine { unit, remarks, ..payee.line(amount) })
}

/// Conditions, factors and measure are the mentee's; the mentor is paid once for each mentee who qualifies. `floor`, `cap` and
/// rounding are the line's.
pub(super) fn line_of_mentees(payee: &mut Payee, bonus: &Bonus) -> Option<PayLine> {
    let choice = preference::chosen(&payee.run, payee.person, bonus);
    let reward = choice.map_or(&bonus.amount, |choice| &choice.amount);
    let unit = choice.map_or(payee.run.component.unit, |choice| choice.unit);
    let mut amounts = Vec::new();
    for mentee in mentees(payee) {
        payee.about = mentee;
        amounts.extend(for_mentee(payee, bonus, reward, unit));
    }
    payee.about = payee.person;
    if amounts.is_empty() {
        return None;
    }
    let inputs: Vec<&Figure> = amounts.iter().collect();
    let amount = payee.step("mentees", payee.run.component.span, Form::Sum, &inputs, unit_of(unit));
    let amount = if unit == payee.run.component.unit {
        stages::settled(payee, amount)?
    } else {
        stages::not_negative(payee, amount).map(|amount| in_unit(payee, amount, unit))?
    };
    let remarks = remarks(payee, bonus, reward, unit);
    Some(PayLine { unit, remarks, ..payee.line(amount) })
}

fn for_mentee(payee: &mut Payee, bonus: &Bonus, reward: &BonusAmount, unit: PayUnit) -> Option<Figure> {
    let looked = payee.all_hold(&payee.run.component.when)?;
    let amount = reward_figure(payee, reward, unit)?;
    let amount = for_each(payee, bonus, amount, unit)?;
    let amount =
        if unit == payee.run.component.unit { stages::scaled(payee, amount)? } else { stages::prorated(payee, amount) };
    Some(payee.under(&looked, amount))
}

/// People of the period whose mentor it is on their last employed day.
fn mentees(payee: &Payee) -> Vec<usize> {
    let run = payee.run;
    let people = run.view.result.people.iter().map(|result| result.person);
    people.filter(|person| run.spell(*person).is_some_and(|spell| spell.mentor == Some(payee.person))).collect()
}

fn reward_figure(payee: &mut Payee, reward: &BonusAmount, unit: PayUnit) -> Option<Figure> {
    match reward {
        BonusAmount::Of(amount) => staff_cell::amount(payee, amount, "reward", unit_of(unit)),
        BonusAmount::Named(name) => Some(payee.implied(("reward", 1), name.span, unit_of(unit))),
    }
}

fn for_each(payee: &mut Payee, bonus: &Bonus, amount: Figure, unit: PayUnit) -> Option<Figure> {
    let Some(each) = &bonus.each else { return Some(amount) };
    let is_by_share = bonus.split.as_ref().is_some_and(|split| split.value == CountOfShares::Share);
    let count = if is_by_share { payee.credited(each)? } else { payee.value(each)? };
    Some(payee.step("formula", each.span, Form::Product, &[&amount, &count], unit_of(unit)))
}

/// A reward taken instead of the component's own unit: the stages, which count in that unit, do not apply; money is rounded.
fn in_unit(payee: &mut Payee, amount: Figure, unit: PayUnit) -> Figure {
    if unit != PayUnit::Money {
        return amount;
    }
    let form = Form::Round(payee.run.rounding());
    payee.step("rounded", payee.run.component.name.span, form, &[&amount], unit_of(unit))
}

/// The honour's name, and the money that was not chosen.
fn remarks(payee: &Payee, bonus: &Bonus, reward: &BonusAmount, unit: PayUnit) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if let BonusAmount::Named(name) = reward {
        remarks.push(Remark::Honour(name.value.clone()));
    }
    let money = bonus.choices.iter().find(|choice| choice.unit == PayUnit::Money && unit != PayUnit::Money);
    let amount = money.and_then(|choice| match &choice.amount {
        BonusAmount::Of(Amount::Fixed(amount)) => Some(amount.value.clone()),
        BonusAmount::Of(Amount::Staff(column)) => {
            staff_cell::read(staff_cell::of(payee.run.spell(payee.person)?, &column.value)?.0)
        }
        BonusAmount::Named(_) => None,
    });
    let places = payee.run.view.book.policy.money.places();
    remarks.extend(amount.map(|amount| Remark::Instead(amount.to_plain(places, places), PayUnit::Money)));
    remarks
}
