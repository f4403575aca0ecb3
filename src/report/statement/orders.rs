//! The person's own orders, what is owed, and what is held for which order until when.

use super::super::balances::{AMOUNTS, joined, money};
use super::super::model::{Audience, Body, Cell, Column, Phrase, Section, Table};
use super::super::{number_column, text_column};
use super::teller::percent;
use super::words::{Last, listed};
use crate::history::{Correction, History};
use crate::number::Number;
use crate::policy::rules::PayUnit;
use crate::report::pay::shape;
use crate::results::{Balance, BalanceKind, PersonResult};
use crate::run::Outcome;
use crate::spelling::{alike, folded};
use std::collections::BTreeSet;

/// Those that there are; for machines all of them.
pub(super) fn sections(outcome: &Outcome, result: &PersonResult) -> Vec<Section<'static>> {
    let section = |id: &'static str, title: Phrase, table: Table<'static>, notes: &[(&'static str, bool)]| {
        let audience = if table.rows.is_empty() { Audience::Machines } else { Audience::Everyone };
        let notes = notes.iter().filter(|(_, is_said)| *is_said).map(|(note, _)| Phrase::term(note)).collect();
        Section { id, title, audience, body: Body::Table(table), notes }
    };
    let (orders, balances, held) = (orders(outcome, result), balances(outcome, result), held(outcome, result));
    let is_split = has_split(outcome, result);
    let has_back = result.lines.iter().flat_map(|line| &line.deals).any(|deal| deal.base.is_negative());
    vec![
        section(
            "orders",
            Phrase::term("says_orders"),
            orders,
            &[("says_orders_note", is_split), ("says_orders_back", has_back)],
        ),
        Section { notes: moved(outcome, result), ..section("balances", Phrase::term("balances"), balances, &[]) },
        with_shared(
            outcome,
            result,
            section("held_orders", Phrase::term("held_orders"), held, &[("says_held_note", has_open(result))]),
        ),
    ]
}

/// Orders that are held and that several share, each with the person's part of it, as a note of the section.
fn with_shared(outcome: &Outcome, result: &PersonResult, mut section: Section<'static>) -> Section<'static> {
    let part = |order: &String| {
        let (shares, _) = outcome.ledger.splits.of(&folded(order), None)?;
        let own = shares.iter().find(|own| own.person == Some(result.person))?;
        let phrase = Phrase::term("says_named").with("name", Cell::Text(order.clone()));
        Some(phrase.with("value", percent(&own.share)))
    };
    let orders: BTreeSet<&String> = result.balances.iter().map(|(_, balance)| &balance.order).collect();
    let parts: Vec<Phrase> = orders.into_iter().filter(|order| !order.is_empty()).filter_map(part).collect();
    if !parts.is_empty() {
        section.notes.push(Phrase::term("says_shared_orders").with("orders", listed(Last::And, parts)));
    }
    section
}

/// Why a balance opens otherwise than the period before closed: closed periods are corrected.
fn moved(outcome: &Outcome, result: &PersonResult) -> Vec<Phrase> {
    let period = &outcome.appraisal.result.period;
    let corrections = outcome.history.corrections(result.person, period);
    let note = |(component, balance): (String, Balance)| {
        let own = |one: &&&Correction| one.component == component && one.kind == Some(balance.kind);
        let moved: Number = corrections.iter().filter(own).map(|one| &one.balance).sum();
        (!moved.is_zero()).then(|| {
            let phrase = Phrase::term("says_moved").with("component", Cell::Text(component));
            let phrase = phrase.with("kind", Cell::phrase(Phrase::term(balance.kind.id())));
            let phrase = phrase.with("before", money(outcome, &(&balance.opening - &moved)));
            phrase.with("moved", money(outcome, &moved)).with("opening", money(outcome, &balance.opening))
        })
    };
    joined(result).into_iter().filter_map(note).collect()
}

/// Whether one of the orders belongs to several people.
fn has_split(outcome: &Outcome, result: &PersonResult) -> bool {
    let shared = &outcome.ledger.splits;
    let is_shared = |order: &str| shared.by_order.contains_key(order) || shared.has_number(order);
    result.lines.iter().flat_map(|line| &line.deals).any(|deal| is_shared(&folded(&deal.order)))
}

/// Whether something is still held for an order.
fn has_open(result: &PersonResult) -> bool {
    result.balances.iter().any(|(_, balance)| !balance.order.is_empty() && !balance.closing.is_zero())
}

/// The orders that were paid one by one: of a split order the person's share.
fn orders(outcome: &Outcome, result: &PersonResult) -> Table<'static> {
    let mut columns = vec![text_column("component"), text_column("order")];
    columns.push(Column { title: Phrase::term("source_row"), ..text_column("row") });
    columns.extend([number_column("base"), number_column("amount")]);
    let places = shape(outcome, PayUnit::Money);
    let mut rows = Vec::new();
    for line in &result.lines {
        rows.extend(line.deals.iter().map(|deal| {
            vec![
                super::lines::name_cell(line),
                Cell::Text(deal.order.clone()),
                Cell::Text(deal.at.clone()),
                Cell::Plain(deal.base.clone(), places),
                Cell::figure(&deal.amount, places),
            ]
        }));
    }
    Table { columns, rows: rows.into() }
}

/// Balances by component and kind.
fn balances(outcome: &Outcome, result: &PersonResult) -> Table<'static> {
    let mut columns = vec![text_column("component")];
    columns.push(Column { title: Phrase::term("balance_kind"), ..text_column("kind") });
    columns.extend(AMOUNTS.iter().map(|(id, _)| number_column(id)));
    let row = |(component, balance): (String, Balance)| {
        let mut cells = vec![Cell::Text(component), Cell::phrase(Phrase::term(balance.kind.id()))];
        cells.extend(AMOUNTS.iter().map(|(_, of)| money(outcome, of(&balance))));
        cells
    };
    Table { columns, rows: joined(result).into_iter().map(row).collect() }
}

/// What is held, order by order.
fn held(outcome: &Outcome, result: &PersonResult) -> Table<'static> {
    let mut columns = vec![text_column("component"), text_column("order")];
    columns.push(Column { title: Phrase::term("balance_kind"), ..text_column("kind") });
    columns.extend(AMOUNTS.iter().map(|(id, _)| number_column(id)));
    columns.extend([number_column("released"), Column { title: Phrase::term("says_until"), ..text_column("until") }]);
    let row = |(component, balance): &(String, Balance)| {
        let mut cells = vec![Cell::Text(component.clone()), Cell::Text(balance.order.clone())];
        cells.push(Cell::phrase(Phrase::term(balance.kind.id())));
        cells.extend(AMOUNTS.iter().map(|(_, of)| money(outcome, of(balance))));
        cells.push(money(outcome, &balance.released));
        cells.push(waits_until(outcome, component, balance));
        cells
    };
    let of_orders = result.balances.iter().filter(|(_, balance)| !balance.order.is_empty());
    Table { columns, rows: of_orders.map(row).collect() }
}

/// What an order waits for; nothing where nothing is held any more.
fn waits_until(outcome: &Outcome, component: &str, balance: &Balance) -> Cell {
    if balance.closing.is_zero() {
        return Cell::Empty;
    }
    if balance.kind == BalanceKind::Hold {
        let mut rows = outcome.ledger.holds.rows.iter();
        let until = rows.find(|hold| alike(&hold.order, &balance.order)).and_then(|hold| hold.until);
        return until.map_or_else(|| Cell::phrase(Phrase::term("says_until_lifted")), Cell::Date);
    }
    let rules = outcome.policy.pay.iter().chain(&outcome.policy.gone);
    let hold = rules.filter(|rule| rule.name.value == component).find_map(|rule| rule.hold_back.as_ref());
    hold.map_or(Cell::Empty, |hold| Cell::phrase(super::products::waits(hold)))
}
