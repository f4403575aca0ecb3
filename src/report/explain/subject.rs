//! Why are the figures of a customer, a product, a team or the department what they are?

use super::everybody;
use super::parts::{self, Kind, Meaning, Part};
use super::section;
use crate::appraisal::SubjectResult;
use crate::derivation::{Leaf, Subject};
use crate::finding::Finding;
use crate::gathering::trace::Trace;
use crate::report::head::head;
use crate::report::model::{Cell, Node, Phrase, Report};
use crate::report::steps::Sheet;
use crate::run::Outcome;

/// Builds the report of a subject's measures, or of those that `what` names. With `shows_rows` the rows of `trace` stand under each total.
///
/// # Errors
/// A finding when there is no measure of that name.
pub fn explain(
    outcome: &Outcome,
    result: &SubjectResult,
    what: Option<&str>,
    (trace, shows_rows): (&Trace, bool),
) -> Result<Report<'static>, Finding> {
    let parts = parts_of(outcome, result);
    let chosen = match what.map(|what| (what, parts::called(&parts, what))) {
        None => parts.iter().collect(),
        Some((_, Meaning::Parts(found))) => found,
        Some((what, Meaning::Unknown)) => parts::begun(&parts, what)?,
    };
    let rows_of = |leaf: &Leaf| if shows_rows { trace.rows_of(leaf) } else { Vec::new() };
    let sheet = Sheet::new(&outcome.policy, &outcome.ledger, &result.sheet, &rows_of);
    let nodes: Vec<Node> = chosen.iter().flat_map(|part| &part.steps).map(|step| sheet.node(*step)).collect();
    let mut sections = vec![section("measures", nodes)];
    sections.extend(everybody::lines_of(outcome, &sections));
    let mut facts = head(outcome);
    facts.insert(0, subject(&result.subject));
    Ok(Report { id: "explain", title: Phrase::term("explain_report"), head: facts, sections, brief: Vec::new() })
}

fn parts_of(outcome: &Outcome, result: &SubjectResult) -> Vec<Part> {
    let part = |measure: &_| {
        let name = &outcome.policy.measure(*measure).name;
        let steps = parts::steps_of_measure(&result.sheet, name);
        (!steps.is_empty()).then(|| Part {
            id: name.clone(),
            names: std::iter::once(name.clone()).chain(parts::names_of(&outcome.policy, name)).collect(),
            section: "measures",
            kind: Kind::Named,
            steps,
        })
    };
    result.measures.iter().filter_map(part).collect()
}

fn subject(subject: &Subject) -> (&'static str, Phrase, Cell) {
    match subject {
        Subject::Labelled { column, label } => {
            let title = match column.as_str() {
                "customer" => Phrase::term("customer"),
                "product" => Phrase::term("by_product"),
                other => Phrase::Verbatim(other.to_owned()),
            };
            ("subject", title, Cell::Text(label.clone()))
        }
        Subject::Team(team) => ("team", Phrase::term("team"), Cell::Text(team.clone())),
        _ => ("department", Phrase::term("subject"), Cell::phrase(Phrase::term("department"))),
    }
}
