//! Why is it this number? The steps of one person's score and pay, or of one part of them.

mod changed;
mod elsewhere;
mod everybody;
mod parts;
mod subject;
mod without_line;

use super::head::of_pay;
use super::model::{Audience, Body, Cell, Node, Phrase, Report, Section};
use super::steps::Sheet;
use crate::derivation::{Form, Leaf, Worksheet};
use crate::finding::Finding;
use crate::finding::nearest::nearest;
use crate::gathering::trace::Trace;
use crate::ingest::cell::key;
use crate::results::{PersonResult, Standing};
use crate::run::Outcome;
use crate::spelling::folded;
use parts::{Meaning, Part};

pub(super) use changed::SHOWN;
pub use elsewhere::instead;
pub use everybody::everybody;
pub use parts::{IDS, Word};
pub use subject::explain as explain_subject;

/// Who and what is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Index in the ledger.
    pub person: usize,
    /// The rest of the words; nothing: everything.
    pub what: Option<String>,
}

/// The sections in their order.
const SECTIONS: [&str; 5] = ["score", "grade", "rank", "measures", "pay"];

/// Who is named by the first of the words, as many as make a person's id or name, and what by the others.
///
/// # Errors
/// A finding that names the nearest known person.
pub fn asked(outcome: &Outcome, words: &[String]) -> Result<Asked, Finding> {
    let Some((count, person)) = outcome.ledger.people.named_first(words) else { return Err(nobody(outcome, words)) };
    if outcome.appraisal.result.of(person).is_none() {
        let period = outcome.appraisal.result.period.id();
        return Err(Finding::error("person-not-in-period")
            .with("person", words[..count].join(" "))
            .with("period", period));
    }
    let rest = words[count..].join(" ");
    Ok(Asked { person, what: (!rest.is_empty()).then_some(rest) })
}

/// Whom the words name, all of them, in the period.
///
/// # Errors
/// As of `asked`.
pub fn person(outcome: &Outcome, words: &[String]) -> Result<usize, Finding> {
    match asked(outcome, words)? {
        Asked { person, what: None } => Ok(person),
        Asked { person, what: Some(rest) } => match outcome.ledger.people.named_first(&[rest]) {
            Some((_, other)) => Err(Finding::error("one-person-at-a-time")
                .with("person", &outcome.ledger.people.list[person].id)
                .with("other", &outcome.ledger.people.list[other].id)),
            None => Err(nobody(outcome, words)),
        },
    }
}

/// What to say of words that name nobody.
fn nobody(outcome: &Outcome, words: &[String]) -> Finding {
    let people = &outcome.ledger.people;
    let tried: Vec<String> = (1..=words.len()).rev().map(|count| words[..count].join(" ")).collect();
    if let Some(shared) = tried.iter().find(|text| people.is_shared(&key::normal(text))) {
        return Finding::error("shared-name").with("text", shared);
    }
    let names = || people.list.iter().flat_map(|person| [person.id.as_str(), person.name.as_str()]);
    let near = tried.iter().find_map(|text| Some((text, nearest(&key::normal(text), names())?)));
    let first = tried.last().map_or("", |text| text.as_str());
    let begins = |name: &&str| !first.is_empty() && folded(name).starts_with(&*folded(first));
    let (text, near) = match near {
        Some((text, near)) => (text.as_str(), Some(near)),
        None => (first, names().find(begins)),
    };
    let code = if near.is_some() { "no-such-person-near" } else { "no-such-person" };
    Finding::error(code).with("person", text).with("nearest", near.unwrap_or_default())
}

/// Whether what is asked for can only be found in the rows: an order.
pub fn needs_rows(outcome: &Outcome, asked: &Asked, words: &[Word]) -> bool {
    let result = outcome.appraisal.result.of(asked.person);
    let (Some(result), Some(what)) = (result, &asked.what) else { return false };
    matches!(parts::called(&parts::of(outcome, result, words), what), Meaning::Unknown)
}

/// Builds the report. `trace` has the rows; under each total they are shown where that is asked for, those of an order in any case.
///
/// # Errors
/// A finding when the person has nothing of that name.
pub fn explain(
    outcome: &Outcome,
    asked: &Asked,
    words: &[Word],
    (trace, shows_rows): (&Trace, bool),
) -> Result<Report<'static>, Finding> {
    let Some(result) = outcome.appraisal.result.of(asked.person) else {
        let person = &outcome.ledger.people.list[asked.person].name;
        return Err(Finding::error("person-not-in-period").with("person", person));
    };
    let parts = parts::of(outcome, result, words);
    let mut sections = Vec::new();
    let chosen = match &asked.what {
        None => parts.iter().filter(|part| matches!(part.id.as_str(), "score" | "pay")).collect(),
        Some(what) => match parts::called(&parts, what) {
            Meaning::Parts(found) => found,
            Meaning::Unknown => match of_order(result, &parts, what, trace) {
                Some((rows, found)) => {
                    sections.push(rows);
                    found
                }
                None => match without_line::of(outcome, result, what) {
                    Some(finding) => return Err(finding),
                    None => parts::begun(&parts, what)?,
                },
            },
        },
    };
    let rows_of = |leaf: &Leaf| if shows_rows { trace.rows_of(leaf) } else { Vec::new() };
    let sheet = Sheet::new(&outcome.policy, &outcome.ledger, &result.sheet, &rows_of);
    for id in SECTIONS {
        let steps = chosen.iter().filter(|part| part.section == id).flat_map(|part| &part.steps);
        let nodes: Vec<Node> = steps.map(|step| sheet.node(*step)).collect();
        if !nodes.is_empty() {
            sections.push(section(id, nodes));
        }
    }
    sections.extend(changed::orders(outcome, result, &chosen));
    sections.extend(everybody::lines_of(outcome, &sections));
    Ok(Report {
        id: "explain",
        title: Phrase::term("explain_report"),
        head: head(outcome, asked, result),
        sections,
        brief: Vec::new(),
    })
}

fn section(id: &'static str, nodes: Vec<Node>) -> Section<'static> {
    let (title, body) = (Phrase::term(id), Body::Steps(nodes));
    Section { id, title, audience: Audience::Everyone, body, notes: Vec::new() }
}

/// The rows of an order, its own amounts, and the lines and indicators that a row of it is in.
fn of_order<'a>(
    result: &PersonResult,
    parts: &'a [Part],
    order: &str,
    trace: &Trace,
) -> Option<(Section<'static>, Vec<&'a Part>)> {
    let rows = trace.rows_of_order(order);
    let mut found = parts::deals(parts, order);
    if rows.is_empty() && found.is_empty() {
        return None;
    }
    let is_in = |part: &&Part| {
        let is_line = matches!(part.section, "score" | "pay") && !matches!(part.id.as_str(), "score" | "pay");
        let has = |step: &usize| has_order(&result.sheet, *step, order, trace);
        is_line && !part.id.starts_with("total_") && part.kind == parts::Kind::Named && part.steps.iter().any(has)
    };
    found.extend(parts.iter().filter(is_in));
    let node = Node {
        step: result.sheet.steps().len(),
        kind: "order",
        what: Phrase::term("rows_of_order").with("order", Cell::Text(order.to_owned())),
        value: Cell::count(i64::try_from(rows.len()).unwrap_or(i64::MAX)),
        rule: None,
        rows,
        inputs: Vec::new(),
    };
    Some((section("order", vec![node]), found))
}

/// Whether a total that the step was made from has a row of the order.
fn has_order(sheet: &Worksheet, step: usize, order: &str, trace: &Trace) -> bool {
    let step = &sheet.steps()[step];
    match &step.form {
        Form::Leaf(leaf) => trace.has_order(leaf, order),
        _ => step.inputs.iter().any(|input| has_order(sheet, *input, order, trace)),
    }
}

fn head(outcome: &Outcome, asked: &Asked, result: &PersonResult) -> Vec<(&'static str, Phrase, Cell)> {
    let person = &outcome.ledger.people.list[asked.person];
    let mut facts = of_pay(outcome);
    facts.insert(0, ("person", Phrase::term("person"), Cell::Text(person.id.clone())));
    facts.insert(1, ("name", Phrase::term("name"), Cell::Text(person.name.clone())));
    let standing = &result.standing;
    facts.extend(standing.grade.iter().map(|grade| ("grade", Phrase::term("grade"), Cell::Text(grade.clone()))));
    facts.extend(of_distribution(standing));
    facts.extend(standing.rank.iter().map(|rank| ("rank", Phrase::term("rank"), Cell::count(*rank))));
    facts
}

/// Under a forced distribution: the place, the cut, and the grade that the score alone would have given.
fn of_distribution(standing: &Standing) -> Vec<(&'static str, Phrase, Cell)> {
    let Some(placed) = &standing.placed else { return Vec::new() };
    let fact = |id: &'static str, cell: Cell| (id, Phrase::term(id), cell);
    let of = |figure: &crate::derivation::Figure| Cell::figure(figure, super::model::Shape::Count);
    let by_score = standing.grade_before.as_ref().or(standing.grade.as_ref());
    let mut facts = vec![fact("place_by_score", of(&placed.place))];
    facts.push(fact("people", Cell::count(i64::try_from(placed.among).unwrap_or(i64::MAX))));
    facts.extend(placed.cut.as_ref().map(|cut| fact("cut", of(cut))));
    facts.extend(by_score.map(|grade| fact("grade_by_score", Cell::Text(grade.clone()))));
    facts
}
