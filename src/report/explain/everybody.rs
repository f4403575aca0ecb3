//! The steps of everybody, for pages: what opens beneath a report, down to as many levels as a page holds.

use std::collections::BTreeSet;

use super::parts;
use crate::gathering::trace::Trace;
use crate::report::model::{Audience, Body, Cell, Column, Node, Phrase, Section, Table};
use crate::report::steps::Sheet;
use crate::report::text_column;
use crate::results::PersonResult;
use crate::run::Outcome;

/// So many steps at most: with all else about 300 KB.
const MOST: usize = 1_600;

/// The levels of steps that are tried, the most first.
const LEVELS: [usize; 9] = [30, 12, 8, 6, 5, 4, 3, 2, 1];

/// What each of these people has of that part, `score` or `pay`, and the lines of the policy that the steps name. Nothing where
/// steps were not kept.
pub fn everybody<'r>(
    outcome: &Outcome,
    part: &str,
    people: impl Iterator<Item = &'r PersonResult>,
) -> Vec<Section<'static>> {
    let of = |result: &'r PersonResult| {
        let parts = parts::of(outcome, result, &[]);
        let steps: Vec<usize> = parts.into_iter().filter(|one| one.id == part).flat_map(|part| part.steps).collect();
        (!steps.is_empty() && !result.sheet.steps().is_empty()).then_some((result, steps))
    };
    let asked: Vec<(&PersonResult, Vec<usize>)> = people.filter_map(of).collect();
    if asked.is_empty() {
        return Vec::new();
    }
    let count = |levels: usize| -> usize { asked.iter().map(|(result, steps)| steps_of(result, steps, levels)).sum() };
    let levels = LEVELS.into_iter().find(|levels| count(*levels) <= MOST);
    let mut notes = Vec::new();
    if levels != Some(LEVELS[0]) {
        notes.push(Phrase::term("rest_by_explain"));
    }
    let nodes: Vec<Node> = match levels {
        Some(levels) => asked.iter().map(|(result, steps)| person(outcome, result, steps, levels)).collect(),
        None => Vec::new(),
    };
    let lines = policy_lines(outcome, &nodes);
    let title = Phrase::term("how_figures_came");
    let body = if nodes.is_empty() { Body::Notes } else { Body::Steps(nodes) };
    std::iter::once(Section { id: "how_figures_came", title, audience: Audience::Pages, body, notes })
        .chain(lines)
        .collect()
}

/// How many steps there are down to that level.
fn steps_of(result: &PersonResult, steps: &[usize], levels: usize) -> usize {
    fn below(result: &PersonResult, step: usize, levels: usize, seen: &mut BTreeSet<usize>) -> usize {
        if levels == 0 || !seen.insert(step) {
            return 1;
        }
        let inputs = &result.sheet.steps()[step].inputs;
        1 + inputs.iter().map(|input| below(result, *input, levels - 1, seen)).sum::<usize>()
    }
    let mut seen = BTreeSet::new();
    1 + steps.iter().map(|step| below(result, *step, levels, &mut seen)).sum::<usize>()
}

/// A person with the steps.
fn person(outcome: &Outcome, result: &PersonResult, steps: &[usize], levels: usize) -> Node {
    let trace = Trace::default();
    let rows_of = |leaf: &crate::derivation::Leaf| trace.rows_of(leaf);
    let sheet = Sheet { levels, ..Sheet::new(&outcome.policy, &outcome.ledger, &result.sheet, &rows_of) };
    let what = Phrase::Verbatim(outcome.ledger.people.list[result.person].name.clone());
    let mut nodes: Vec<Node> = steps.iter().map(|step| sheet.node(*step)).collect();
    match (nodes.len(), nodes.pop()) {
        (1, Some(only)) => Node { what, ..only },
        (_, last) => {
            nodes.extend(last);
            let value = nodes.first().map_or(Cell::Empty, |node| node.value.clone());
            let step = result.sheet.steps().len();
            Node { step, kind: "person", what, value, rule: None, rows: Vec::new(), inputs: nodes }
        }
    }
}

/// The same of steps in sections.
pub(super) fn lines_of(outcome: &Outcome, sections: &[Section]) -> Option<Section<'static>> {
    let nodes = sections.iter().filter_map(|section| match &section.body {
        Body::Steps(nodes) => Some(nodes),
        _ => None,
    });
    policy_lines(outcome, nodes.flatten())
}

/// The lines of the policy that steps name, each once, in their order.
fn policy_lines<'n>(outcome: &Outcome, nodes: impl IntoIterator<Item = &'n Node>) -> Option<Section<'static>> {
    let mut rules = BTreeSet::new();
    nodes.into_iter().for_each(|node| collect(node, &mut rules));
    let lines: Vec<&str> = outcome.policy.text.text().lines().collect();
    let row = |(line, rule): &(usize, String)| {
        let text = lines.get(line.checked_sub(1)?)?.trim();
        Some(vec![Cell::Text(rule.clone()), Cell::Text(text.to_owned())])
    };
    let rows: Vec<Vec<Cell>> = rules.iter().filter_map(row).collect();
    let columns: Vec<Column> = vec![text_column("rule"), text_column("policy_line")];
    let body = Body::Table(Table { columns, rows: rows.into() });
    let title = Phrase::term("policy_lines");
    let section = Section { id: "policy_lines", title, audience: Audience::Pages, body, notes: Vec::new() };
    (!rules.is_empty()).then_some(section)
}

/// The rules of a step and all that it was made from, by line.
fn collect(node: &Node, rules: &mut BTreeSet<(usize, String)>) {
    if let Some(rule) = &node.rule {
        let line = rule.rsplit(':').next().and_then(|line| line.parse().ok()).unwrap_or(0);
        rules.insert((line, rule.clone()));
    }
    node.inputs.iter().for_each(|input| collect(input, rules));
}
