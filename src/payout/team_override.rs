//! `kind = "override"`: a rate or tiers on what others made.
//!
//! Tiers by attainment compare the team's figure (with the manager's own where `include_own` says so, before `excess_over`) with
//! the manager's own target of that measure.

use super::formula::{self, Base};
use super::payee::{Looked, Payee};
use super::stages;
use crate::derivation::{Figure, Form, Subject};
use crate::policy::rules::{Override, OverrideOf, Parameter, Unit};
use crate::results::PayLine;

pub(super) fn line(payee: &mut Payee, rule: &Override, looked: &[Looked]) -> Option<PayLine> {
    let subjects = subjects(payee.person, rule);
    let team = team_figure(payee, rule, &subjects)?;
    let figure = match &rule.excess_over {
        Some(excess) => beyond(payee, excess, &team),
        None => team.clone(),
    };
    let base = Base { figure, measure: rule.base.clone(), subjects, against_target: Some(team), of_deal: None };
    let amount = formula::amount(payee, &rule.formula, &base)?;
    let amount = stages::finished(payee, amount)?;
    let amount = payee.under(looked, amount);
    Some(payee.line(amount))
}

/// What the people made, before anything is taken off.
pub(super) fn made(payee: &mut Payee, rule: &Override) -> Option<Figure> {
    team_figure(payee, rule, &subjects(payee.person, rule))
}

fn subjects(person: usize, rule: &Override) -> Vec<Subject> {
    let people = match rule.of.value {
        OverrideOf::Direct => Subject::Direct(person),
        OverrideOf::Branch => Subject::Branch(person),
        OverrideOf::Mentees => Subject::Mentees(person),
    };
    let own = rule.include_own.then_some(Subject::Person(person));
    std::iter::once(people).chain(own).collect()
}

fn team_figure(payee: &mut Payee, rule: &Override, subjects: &[Subject]) -> Option<Figure> {
    let book = payee.run.view.book;
    let measure = rule.base.value;
    let mut figures = Vec::new();
    for subject in subjects {
        figures.push(payee.paid_by(&rule.base, subject)?);
    }
    if let [figure] = &figures[..] {
        return Some(figure.clone());
    }
    let inputs: Vec<&Figure> = figures.iter().collect();
    Some(payee.step("team", rule.of.span, Form::Sum, &inputs, book.policy.measure(measure).unit))
}

/// What is above the bound, not below 0.
fn beyond(payee: &mut Payee, excess: &Parameter, team: &Figure) -> Figure {
    let bound = payee.parameter("excess_over", excess, Unit::Money);
    let difference = payee.step("excess", excess.span, Form::Difference, &[team, &bound], Unit::Money);
    let zero = payee.nothing("excess", excess.span, Unit::Money);
    payee.step("excess", excess.span, Form::Greatest, &[&difference, &zero], Unit::Money)
}
