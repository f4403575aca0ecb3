//! What each component costs.

use super::model::{Audience, Body, Cell, Phrase, Section, Table};
use super::pay::shape;
use super::{number_column, text_column};
use crate::number::Number;
use crate::policy::rules::{PayKind, PayUnit};
use crate::run::Outcome;

/// The id of the section.
pub(super) const ID: &str = "component_totals";

/// What a component costs in a unit.
pub struct ComponentTotal {
    /// Its name.
    pub component: String,
    /// In which unit.
    pub unit: PayUnit,
    /// How many people have a line.
    pub people: usize,
    /// The sum.
    pub amount: Number,
}

/// What each component costs, in the order of the policy, then what only closed periods have; a row for each unit that it is paid in.
pub fn totals(outcome: &Outcome) -> Vec<ComponentTotal> {
    let policy = &outcome.policy;
    let mut totals: Vec<ComponentTotal> = Vec::new();
    let none = |component: &str, unit| {
        let (people, amount) = (0, Number::zero());
        ComponentTotal { component: component.to_owned(), unit, people, amount }
    };
    let adding = policy.pay.iter().filter(|component| !matches!(component.kind, PayKind::Greater(_)));
    totals.extend(adding.map(|component| none(&component.name.value, component.unit)));
    for person in outcome.appraisal.result.paid() {
        let mut counted = Vec::new();
        for line in &person.lines {
            let is_it = |total: &ComponentTotal| total.component == line.of && total.unit == line.unit;
            let index = totals.iter().position(is_it).unwrap_or_else(|| {
                totals.push(none(&line.of, line.unit));
                totals.len() - 1
            });
            totals[index].amount = &totals[index].amount + &line.amount.or_zero();
            totals[index].people += usize::from(!counted.contains(&index));
            counted.push(index);
        }
    }
    totals
}

/// The table of them.
pub(super) fn section(outcome: &Outcome, audience: Audience) -> Section<'static> {
    let columns = vec![text_column("component"), text_column("unit"), number_column("people"), number_column("amount")];
    let row = |total: ComponentTotal| {
        vec![
            Cell::Text(total.component),
            Cell::phrase(Phrase::term(total.unit.id())),
            Cell::count(total.people as i64),
            Cell::Plain(total.amount, shape(outcome, total.unit)),
        ]
    };
    let body = Body::Table(Table { columns, rows: totals(outcome).into_iter().map(row).collect() });
    Section { id: ID, title: Phrase::term(ID), audience, body, notes: Vec::new() }
}
