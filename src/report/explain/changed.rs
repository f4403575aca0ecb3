//! Which orders make what is corrected of a closed period: the person's own, as far as copies of the files of then tell.

use super::parts::Part;
use super::section;
use crate::report::model::{Cell, Node, Phrase, Section};
use crate::results::{LineKind, PayLine, PersonResult};
use crate::run::Outcome;

/// So many orders are named.
pub const SHOWN: usize = 5;

/// The orders of the corrections that are shown; nothing where none is, or nothing tells.
pub(super) fn orders(outcome: &Outcome, result: &PersonResult, chosen: &[&Part]) -> Option<Section<'static>> {
    let is_shown =
        |line: &&PayLine| chosen.iter().any(|part| part.id == "pay" || part.steps.contains(&line.amount.step()));
    let nodes: Vec<Node> =
        result.lines.iter().filter(is_shown).flat_map(|line| of_line(outcome, result, line)).collect();
    (!nodes.is_empty()).then(|| section("changed_orders", nodes))
}

fn of_line(outcome: &Outcome, result: &PersonResult, line: &PayLine) -> Vec<Node> {
    let LineKind::Correction(period) = &line.kind else { return Vec::new() };
    let Some(orders) = outcome.history.changed_orders((result.person, &line.of), period) else { return Vec::new() };
    let all = [
        ("orders_added", &orders.added),
        ("orders_returned", &orders.returned),
        ("orders_gone", &orders.gone),
        ("orders_changed", &orders.changed),
    ];
    let node = |(term, orders): (&'static str, &Vec<String>)| {
        let named: Vec<&str> = orders.iter().take(SHOWN).map(String::as_str).collect();
        let more = if orders.len() > SHOWN { ", …" } else { "" };
        let what = Phrase::term(term).with("component", Cell::Text(line.of.to_string()));
        let what = what.with("period", Cell::Text(period.id()));
        let what = what.with("orders", Cell::Text(format!("{}{more}", named.join(", "))));
        let value = Cell::count(i64::try_from(orders.len()).unwrap_or(i64::MAX));
        let (step, rule) = (result.sheet.steps().len(), None);
        Node { step, kind: "order", what, value, rule, rows: Vec::new(), inputs: Vec::new() }
    };
    all.into_iter().filter(|(_, orders)| !orders.is_empty()).map(node).collect()
}
