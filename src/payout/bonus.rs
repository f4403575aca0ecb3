//! `kind = "bonus"`: an amount, leave or an honour when its conditions hold.

use super::payee::{Looked, Payee, Seen, unit_of};
use super::{preference, staff_cell, stages};
use crate::derivation::{Figure, Form, Subject};
use crate::policy::rules::{Amount, Bonus, BonusAmount, PayUnit, Whose};
use crate::results::{PayLine, Remark};

pub(super) fn line(payee: &mut Payee, bonus: &Bonus, looked: &[Looked]) -> Option<PayLine> {
    let reward = chosen(payee, bonus);
    let amount = reward_figure(payee, reward)?;
    let amount = for_each(payee, bonus, amount)?;
    let amount = stages::finished(payee, amount)?;
    let amount = payee.under(looked, amount);
    let remarks = remarks(payee, bonus, reward);
    Some(PayLine { remarks, ..payee.line(amount) })
}

/// The reward that the person takes; the line is in its unit.
fn chosen<'b>(payee: &mut Payee, bonus: &'b Bonus) -> &'b BonusAmount {
    let Some(choice) = preference::chosen(&payee.run, payee.person, bonus) else { return &bonus.amount };
    payee.unit = choice.unit;
    &choice.amount
}

/// Conditions, factors and measure are the mentee's; the mentor is paid once for each mentee who qualifies. `floor`, `cap` and
/// rounding are the line's.
pub(super) fn line_of_mentees(payee: &mut Payee, bonus: &Bonus) -> Option<PayLine> {
    let reward = chosen(payee, bonus);
    let mut amounts = Vec::new();
    for mentee in mentees(payee) {
        payee.about = mentee;
        amounts.extend(for_mentee(payee, bonus, reward));
    }
    payee.about = payee.person;
    if amounts.is_empty() {
        return None;
    }
    let inputs: Vec<&Figure> = amounts.iter().collect();
    let amount = payee.step("mentees", payee.run.component.span, Form::Sum, &inputs, unit_of(payee.unit));
    let amount = stages::settled(payee, amount)?;
    let remarks = remarks(payee, bonus, reward);
    Some(PayLine { remarks, ..payee.line(amount) })
}

fn for_mentee(payee: &mut Payee, bonus: &Bonus, reward: &BonusAmount) -> Option<Figure> {
    let looked = payee.all_hold(&payee.run.component.when)?;
    let amount = reward_figure(payee, reward)?;
    let amount = for_each(payee, bonus, amount)?;
    let amount = stages::scaled(payee, amount)?;
    Some(payee.under(&looked, amount))
}

/// People of the period whose mentor it is on their last employed day.
fn mentees(payee: &Payee) -> Vec<usize> {
    let run = payee.run;
    let people = run.view.result.people.iter().map(|result| result.person);
    people.filter(|person| run.spell(*person).is_some_and(|spell| spell.mentor == Some(payee.person))).collect()
}

fn reward_figure(payee: &mut Payee, reward: &BonusAmount) -> Option<Figure> {
    let unit = unit_of(payee.unit);
    match reward {
        BonusAmount::Of(amount) => staff_cell::amount(payee, amount, "reward", unit),
        BonusAmount::Named(name) => Some(payee.implied(("reward", 1), name.span, unit)),
    }
}

fn for_each(payee: &mut Payee, bonus: &Bonus, amount: Figure) -> Option<Figure> {
    let Some(each) = &bonus.each else { return Some(amount) };
    payee.says_split(each)?;
    let count = if payee.run.component.is_by_share() {
        payee.paid_by(each, &Subject::Person(payee.about))?
    } else {
        payee.looked_at(each, Seen::Payable, Whose::Person)?
    };
    Some(payee.step("formula", each.span, Form::Product, &[&amount, &count], unit_of(payee.unit)))
}

/// The honour's name, and the money that was not chosen.
fn remarks(payee: &Payee, bonus: &Bonus, reward: &BonusAmount) -> Vec<Remark> {
    let mut remarks = Vec::new();
    if let BonusAmount::Named(name) = reward {
        remarks.push(Remark::Honour(name.value.clone()));
    }
    let money = bonus.choices.iter().find(|choice| choice.unit == PayUnit::Money && payee.unit != PayUnit::Money);
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
