//! What the policy and the files hold: control totals, columns, rules and defaults in words, and the audit.

use super::head::head;
use super::inputs;
use super::model::{Audience, Body, Cell, Column, Phrase, Report, Section, Table};
use super::{number_column, text_column};
use crate::policy::words;
use crate::run::Outcome;

/// How much is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Control totals.
    Totals,
    /// Also columns, rules and defaults.
    Everything,
}

/// Whether every step was done again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audit {
    /// It was not asked for.
    NotAsked,
    /// How many steps there are.
    Clean(usize),
}

/// Builds the report.
pub fn check(outcome: &Outcome, depth: Depth, audit: Audit) -> Report {
    let mut sections =
        vec![inputs::inputs(outcome, Audience::Everyone), inputs::control_totals(outcome, Audience::Everyone)];
    sections.extend(inputs::unassigned(outcome, Audience::Everyone));
    if depth == Depth::Everything {
        sections.push(columns(outcome));
        sections.push(rules(outcome));
        sections.push(defaults(outcome));
    }
    let mut notes = vec![Phrase::term("check_clean")];
    if let Audit::Clean(steps) = audit {
        notes.push(Phrase::term("audit_clean").with("count", Cell::count(steps as i64)));
    }
    let body = Body::Notes;
    sections.push(Section { id: "notes", title: Phrase::term("notes"), audience: Audience::Everyone, body, notes });
    Report { id: "check", title: Phrase::term("check_report"), head: head(outcome), sections }
}

/// Which label became which column, and by which rule.
fn columns(outcome: &Outcome) -> Section {
    let columns: Vec<Column> = ["input", "file", "column", "label", "how"].map(text_column).into();
    let text = |text: &str| Cell::Text(text.to_owned());
    let mut rows = Vec::new();
    for one in &outcome.gathered.facts {
        for facts in &one.files {
            for column in &facts.columns {
                let how = Cell::phrase(Phrase::term(how(column.how)));
                rows.push(vec![text(&one.input), text(&facts.file), text(&column.column), text(&column.label), how]);
            }
            for label in &facts.ignored {
                let how = Cell::phrase(Phrase::term("ignored"));
                rows.push(vec![text(&one.input), text(&facts.file), Cell::Empty, text(label), how]);
            }
        }
    }
    table("columns", Table { columns, rows })
}

fn how(id: &'static str) -> &'static str {
    match id {
        "policy" => "by_policy",
        "contained" => "by_part",
        "constant" => "by_constant",
        "header" => "by_header",
        _ => "by_synonym",
    }
}

/// Every rule of the policy with its line.
fn rules(outcome: &Outcome) -> Section {
    let columns = vec![text_column("key"), text_column("value"), number_column("line")];
    let text = &outcome.policy.text;
    let row = |(key, span, value): (String, crate::source::Span, String)| {
        vec![Cell::Text(key), Cell::Text(value), Cell::count(text.line_of(span.start))]
    };
    let rows = words::describe(&outcome.policy).into_iter().map(row).collect();
    table("rules", Table { columns, rows })
}

/// What was taken by default, as if it had been written.
fn defaults(outcome: &Outcome) -> Section {
    let columns = vec![text_column("key"), text_column("value")];
    let row = |(key, value): &(String, String)| vec![Cell::Text(key.clone()), Cell::Text(value.clone())];
    table("defaults", Table { columns, rows: outcome.policy.defaults.iter().map(row).collect() })
}

fn table(id: &'static str, table: Table) -> Section {
    let body = Body::Table(table);
    Section { id, title: Phrase::term(id), audience: Audience::Everyone, body, notes: Vec::new() }
}
