//! Why is it this number? The steps of one person's score and pay, or of one part of them.

use super::head::of_pay;
use super::model::{Audience, Body, Cell, Node, Phrase, Report, Section};
use super::steps::{RowsOf, Sheet};
use crate::derivation::Figure;
use crate::finding::Finding;
use crate::finding::nearest::nearest;
use crate::ingest::cell::key;
use crate::results::PersonResult;
use crate::run::Outcome;

/// A part of a statement that can be asked for.
struct Part<'a> {
    /// Names it is asked for by.
    names: Vec<String>,
    section: &'static str,
    figure: &'a Figure,
}

/// The person of that id or name, employed in the period.
///
/// # Errors
/// A finding that names the nearest known one.
pub fn person(outcome: &Outcome, text: &str) -> Result<usize, Finding> {
    let people = &outcome.ledger.people;
    let wanted = key::normal(text);
    let found = people.find(&wanted);
    let names = || people.list.iter().flat_map(|person| [person.id.as_str(), person.name.as_str()]);
    match found {
        Some(index) if outcome.appraisal.result.of(index).is_some() => Ok(index),
        Some(_) => Err(Finding::error("person-not-in-period")
            .with("person", text)
            .with("period", outcome.appraisal.result.period.id())),
        None if people.shared_names.iter().any(|name| *name == wanted) => {
            Err(Finding::error("shared-name").with("text", text))
        }
        None => {
            let nearest = nearest(&wanted, names());
            let code = if nearest.is_some() { "no-such-person-near" } else { "no-such-person" };
            Err(Finding::error(code).with("person", text).with("nearest", nearest.unwrap_or_default()))
        }
    }
}

/// Builds the report.
///
/// # Errors
/// A finding when the person has nothing of that name.
pub fn explain(outcome: &Outcome, person: usize, what: Option<&str>, rows: RowsOf) -> Result<Report, Finding> {
    let Some(result) = outcome.appraisal.result.of(person) else {
        return Err(Finding::error("person-not-in-period").with("person", &outcome.ledger.people.list[person].name));
    };
    let sheet = Sheet::new(&outcome.policy, &outcome.ledger, &result.sheet, rows);
    let parts = parts(result);
    let chosen = chosen(&parts, what)?;
    let mut sections: Vec<Section> = Vec::new();
    for id in ["score", "pay"] {
        let of_section = chosen.iter().filter(|part| part.section == id);
        let nodes: Vec<Node> = of_section.map(|part| sheet.tree(part.figure)).collect();
        if !nodes.is_empty() {
            let body = Body::Steps(nodes);
            let title = Phrase::term(id);
            sections.push(Section { id, title, audience: Audience::Everyone, body, notes: Vec::new() });
        }
    }
    let mut facts = of_pay(outcome);
    facts.insert(0, ("person", Phrase::term("person"), Cell::Text(outcome.ledger.people.list[person].id.clone())));
    facts.insert(1, ("name", Phrase::term("name"), Cell::Text(outcome.ledger.people.list[person].name.clone())));
    let standing = &result.standing;
    facts.extend(standing.grade.iter().map(|grade| ("grade", Phrase::term("grade"), Cell::Text(grade.clone()))));
    facts.extend(standing.rank.iter().map(|rank| ("rank", Phrase::term("rank"), Cell::count(*rank))));
    Ok(Report { id: "explain", title: Phrase::term("explain_report"), head: facts, sections })
}

fn parts(result: &PersonResult) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let standing = &result.standing;
    parts.extend(standing.score.iter().map(|figure| Part {
        names: vec!["score".to_owned()],
        section: "score",
        figure,
    }));
    for scored in &standing.indicators {
        parts.push(Part { names: vec![scored.name.clone()], section: "score", figure: &scored.points });
    }
    for line in &result.lines {
        parts.push(Part { names: vec![line.name.clone()], section: "pay", figure: &line.amount });
        for deal in line.deals.iter().filter(|deal| !deal.order.is_empty()) {
            parts.push(Part { names: vec![deal.order.clone()], section: "pay", figure: &deal.amount });
        }
    }
    for (unit, total) in &result.totals {
        parts.push(Part { names: vec![format!("total_{}", unit.id())], section: "pay", figure: total });
    }
    parts
}

/// The parts asked for; without a wish the whole score and every line.
fn chosen<'a>(parts: &'a [Part<'a>], what: Option<&str>) -> Result<Vec<&'a Part<'a>>, Finding> {
    let Some(what) = what else {
        let whole = |part: &&Part| part.names[0] == "score" || part.names[0].starts_with("total_");
        return Ok(parts.iter().filter(whole).collect());
    };
    let all_of = |section: &str| -> Vec<&Part> {
        let whole = |part: &&Part| part.section == section && (section == "pay") == part.names[0].starts_with("total_");
        parts.iter().filter(whole).collect()
    };
    if what == "pay" {
        return Ok(all_of("pay"));
    }
    let wanted = what.to_lowercase();
    let found: Vec<&Part> =
        parts.iter().filter(|part| part.names.iter().any(|name| name.to_lowercase() == wanted)).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let names: Vec<&str> = parts.iter().flat_map(|part| &part.names).map(String::as_str).collect();
    let nearest = nearest(what, names.iter().copied()).unwrap_or_default().to_owned();
    let known = names.join(", ");
    let code = if nearest.is_empty() { "nothing-of-that-name" } else { "nothing-of-that-name-near" };
    Err(Finding::error(code).with("what", what).with("known", known).with("nearest", nearest))
}
