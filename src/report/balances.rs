//! What people are owed, and owe: by component, and of what is held by order.

use super::model::{Audience, Body, Cell, Column, Phrase, Section, Shape, Table};
use super::{id_of, name_of, number_column, text_column};
use crate::number::Number;
use crate::results::{Balance, PersonResult};
use crate::run::Outcome;

/// An amount of a balance.
pub(super) type Amount = fn(&Balance) -> &Number;

/// What is shown of a balance.
pub(super) const AMOUNTS: [(&str, Amount); 4] = [
    ("opening", |balance| &balance.opening),
    ("added", |balance| &balance.added),
    ("taken", |balance| &balance.taken),
    ("closing", |balance| &balance.closing),
];

/// A row for each kind of balance of each component of each person: of what is held, all orders together. There for machines also where nobody has
/// one.
pub fn balances(outcome: &Outcome) -> Section<'static> {
    let mut columns = who();
    columns.extend(AMOUNTS.iter().map(|(id, _)| number_column(id)));
    let mut rows = Vec::new();
    for person in outcome.appraisal.result.paid() {
        for (component, balance) in joined(person) {
            let mut cells = names(outcome, person, &component, &balance);
            cells.extend(AMOUNTS.iter().map(|(_, of)| money(outcome, of(&balance))));
            rows.push(cells);
        }
    }
    let audience = if rows.is_empty() { Audience::Machines } else { Audience::Everyone };
    let body = Body::Table(Table { columns, rows: rows.into() });
    Section { id: "balances", title: Phrase::term("balances"), audience, body, notes: Vec::new() }
}

/// A row for each order for which something is held; nothing where nothing is.
pub fn held_orders(outcome: &Outcome) -> Option<Section<'static>> {
    let table = by_order(outcome, |balance| !balance.order.is_empty());
    if table.rows.is_empty() {
        return None;
    }
    let (body, title) = (Body::Table(table), Phrase::term("held_orders"));
    Some(Section { id: "held_orders", title, audience: Audience::Machines, body, notes: Vec::new() })
}

/// Every balance, those of orders one by one: what a closed folder keeps.
pub fn all(outcome: &Outcome) -> Table<'static> {
    by_order(outcome, |_| true)
}

fn by_order(outcome: &Outcome, is_it: impl Fn(&Balance) -> bool) -> Table<'static> {
    let mut columns = who();
    columns.push(text_column("order"));
    columns.extend(AMOUNTS.iter().map(|(id, _)| number_column(id)));
    columns.extend(["base", "released"].map(number_column));
    let mut rows = Vec::new();
    for person in outcome.appraisal.result.paid() {
        for (component, balance) in person.balances.iter().filter(|(_, balance)| is_it(balance)) {
            let mut cells = names(outcome, person, component, balance);
            cells.push(Cell::Text(balance.order.clone()));
            cells.extend(AMOUNTS.iter().map(|(_, of)| money(outcome, of(balance))));
            cells.extend([&balance.base, &balance.released].map(|amount| money(outcome, amount)));
            rows.push(cells);
        }
    }
    Table { columns, rows: rows.into() }
}

/// Balances that differ in their orders alone, together.
pub(super) fn joined(person: &PersonResult) -> Vec<(String, Balance)> {
    let mut joined: Vec<(String, Balance)> = Vec::new();
    for (component, balance) in &person.balances {
        match joined.iter_mut().find(|(of, known)| of == component && known.kind == balance.kind) {
            Some((_, known)) => {
                known.opening = &known.opening + &balance.opening;
                known.join(balance);
            }
            None => joined.push((component.clone(), balance.clone())),
        }
    }
    joined
}

fn who() -> Vec<Column> {
    let mut columns = ["person", "name", "component"].map(text_column).to_vec();
    columns.push(Column { title: Phrase::term("balance_kind"), ..text_column("kind") });
    columns
}

fn names(outcome: &Outcome, person: &PersonResult, component: &str, balance: &Balance) -> Vec<Cell> {
    vec![
        id_of(outcome, person.person),
        name_of(outcome, person.person),
        Cell::Text(component.to_owned()),
        Cell::phrase(Phrase::term(balance.kind.id())),
    ]
}

pub(super) fn money(outcome: &Outcome, amount: &Number) -> Cell {
    Cell::Plain(amount.clone(), Shape::Money(outcome.policy.money_places()))
}
