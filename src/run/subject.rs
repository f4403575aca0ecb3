//! The subject that was asked for: whether there is one of that name, and which measures it has.

use std::collections::BTreeSet;

use super::AskedSubject;
use crate::appraisal::{SubjectResult, of_subject};
use crate::derivation::Subject;
use crate::finding::nearest::nearest;
use crate::finding::{Finding, Findings, quoted};
use crate::gathering::Opened;
use crate::ingest::cell::key;
use crate::ingest::header::{columns_of, normal_label};
use crate::ledger::Ledger;
use crate::ledger::labels::columns;
use crate::measure::Book;
use crate::measure::cube::Cube;
use crate::measure::plan::{Plan, Stream, made_of};
use crate::measure::registers::is_of_register;
use crate::policy::Policy;
use crate::policy::rules::labels::of_register;
use crate::policy::rules::{MeasureId, MeasureKind};
use crate::spelling::{alike, folded};

/// So many names are listed where one is not known.
const LISTED: usize = 12;

/// The figures of the subject; nothing, with an error, where nothing has that name.
pub(super) fn of(
    book: &Book,
    (plan, opened): (&Plan, &[Opened]),
    (asked, cube): (&AskedSubject, &Cube),
    findings: &mut Findings,
) -> Option<SubjectResult> {
    let mut lacking = Vec::new();
    let subject = match asked {
        AskedSubject::Department => Ok(Subject::Department),
        AskedSubject::Team(team) => team_named(book.ledger, team),
        AskedSubject::Labelled { column, label } if PEOPLE.contains(&column.as_str()) => {
            person_named(book.ledger, label)
        }
        AskedSubject::Labelled { column, label } => {
            let (with, without) = by_column(plan, opened, column);
            if let Some(missing) = register_lacks(book.ledger, column) {
                Err(missing)
            } else if with.is_empty() {
                Err(column_missing(&without, column))
            } else {
                lacking = without.iter().map(|one| one.stream).collect();
                without.into_iter().for_each(|one| findings.push(without_column((book.policy, plan), one, column)));
                labelled(book.ledger, cube, (column, label))
            }
        }
    };
    match subject {
        Ok(subject) => {
            let measures = measures((book.policy, plan), &lacking, &subject);
            Some(of_subject(book, subject, measures))
        }
        Err(finding) => {
            findings.push(finding);
            None
        }
    }
}

/// The columns that say whose a row is: what they say is a person, with what the person is credited with.
const PEOPLE: [&str; 2] = ["person", "person_id"];

fn person_named(ledger: &Ledger, name: &str) -> Result<Subject, Finding> {
    let people = &ledger.people;
    let ids = people.list.iter().map(|person| person.id.as_str());
    people.find(&key::normal(name)).map(Subject::Person).ok_or_else(|| unknown(("person", name), ids))
}

fn team_named(ledger: &Ledger, team: &str) -> Result<Subject, Finding> {
    let spells = ledger.people.list.iter().flat_map(|person| &person.spells);
    let mut teams: Vec<&str> = spells.filter_map(|spell| spell.team.as_deref()).collect();
    teams.sort_unstable();
    teams.dedup();
    let found = teams.iter().find(|known| alike(known, team));
    found.map(|known| Subject::Team((*known).to_owned())).ok_or_else(|| unknown(("team", team), teams.into_iter()))
}

/// The word as the register or the first row writes it.
fn labelled(ledger: &Ledger, cube: &Cube, (column, label): (&str, &str)) -> Result<Subject, Finding> {
    let words = cube.words(column);
    let names = ledger.names_of(column, label);
    let found = words.iter().find(|word| names.contains(&*folded(word)));
    let own = words.iter().copied().filter(|word| !word.is_empty());
    // What has a number has a name too, by which it may have been asked for.
    let customers = words.iter().filter(|_| column == "customer").filter_map(|word| ledger.customers.of(word));
    let known = customers.map(|customer| &*customer.name).chain(own);
    let label = found.map(|word| (*word).to_owned()).ok_or_else(|| unknown((column, label), known))?;
    Ok(Subject::Labelled { column: column.to_owned(), label })
}

fn unknown<'a>((column, label): (&str, &str), known: impl Iterator<Item = &'a str>) -> Finding {
    let mut seen = BTreeSet::new();
    let known: Vec<&str> = known.filter(|word| seen.insert(*word)).collect();
    let finding = match nearest(label, known.iter().copied()) {
        Some(near) => Finding::error("no-such-subject-near").with("nearest", near),
        None => {
            let more = if known.len() > LISTED { ", …" } else { "" };
            let listed = quoted(&known[..known.len().min(LISTED)]);
            Finding::error("no-such-subject")
                .with("known", if listed.is_empty() { "–".to_owned() } else { listed + more })
        }
    };
    finding.with("column", column).with("label", label)
}

/// The measures that a subject has: of a word those that are made only of rows of sources with that column.
fn measures((policy, plan): (&Policy, &Plan), lacking: &[usize], subject: &Subject) -> Vec<MeasureId> {
    let ids = (0..policy.measures.len()).map(MeasureId);
    let ids = ids.filter(|id| !matches!(policy.measure(*id).kind, MeasureKind::Score));
    let Subject::Labelled { column, .. } = subject else { return ids.collect() };
    let has = |measure: &MeasureId| {
        let rule = policy.measure(*measure);
        if is_of_register(rule) {
            return rule
                .kind
                .inputs()
                .into_iter()
                .all(|input| columns_of(input).iter().any(|spec| spec.name == *column));
        }
        let along = |stream: &Stream| {
            let is_along = |slot: usize| stream.slots[slot].column == *column;
            stream.gathers.iter().any(|gather| gather.measure == *measure && gather.axis.slot().is_some_and(is_along))
        };
        let mut streams = plan.streams.iter().enumerate().filter(|(_, stream)| along(stream)).peekable();
        streams.peek().is_some() && streams.all(|(index, _)| !lacking.contains(&index))
    };
    ids.filter(|id| made_of(policy, *id).iter().all(has)).collect()
}

/// The sources that something is gathered of: those whose files have the column, and the others. What takes sales back needs none: it has the
/// words of what it takes back.
fn by_column<'o>(plan: &Plan, opened: &'o [Opened], column: &str) -> (Vec<&'o Opened>, Vec<&'o Opened>) {
    let slot = |one: &Opened| {
        let stream = &plan.streams[one.stream];
        let slots = stream.gathers.iter().filter_map(|gather| gather.axis.slot());
        slots.into_iter().find(|slot| stream.slots[*slot].column == column)
    };
    let asked = opened.iter().filter(|one| !plan.streams[one.stream].takes_back);
    let asked = asked.filter_map(|one| Some((one, slot(one)?)));
    let has = |(one, slot): &(&Opened, usize)| {
        let slots = &plan.streams[one.stream].slots;
        let has = |slot: usize| one.layouts().iter().any(|layout| layout.field_of(slot).is_some());
        match &slots[*slot].label {
            Some(label) => label.keys.is_empty() || label.keys.iter().any(|key| has(*key)),
            None => has(*slot),
        }
    };
    let (with, without): (Vec<_>, Vec<_>) = asked.partition(has);
    let sources = |list: Vec<(&'o Opened, usize)>| list.into_iter().map(|(one, _)| one).collect();
    (sources(with), sources(without))
}

/// The register of a label has no such column, or is not there.
fn register_lacks(ledger: &Ledger, column: &str) -> Option<Finding> {
    let (register, own) = of_register(column)?;
    let columns = columns(ledger, register);
    let name = register.input();
    if columns.is_empty() {
        return Some(
            Finding::error("input-needed").with("name", name).with("example", format!("{name} = \"{name}.csv\"")),
        );
    }
    let is_there = columns.iter().any(|known| normal_label(known) == normal_label(own));
    let known: Vec<String> = columns.into_iter().map(|own| format!("{name}.{own}")).collect();
    (!is_there).then(|| Finding::error("label-column-missing").with("column", column).with("known", quoted(&known)))
}

/// No file has the column.
fn column_missing(without: &[&Opened], column: &str) -> Finding {
    let labels = without.iter().flat_map(|one| one.layouts()).flat_map(|layout| &layout.labels);
    let mut labels: Vec<&str> = labels.map(String::as_str).filter(|label| !label.is_empty()).collect();
    labels.sort_unstable();
    labels.dedup();
    Finding::error("label-column-missing").with("column", column).with("known", quoted(&labels))
}

/// What is made of the source stands under no word.
fn without_column((policy, plan): (&Policy, &Plan), one: &Opened, column: &str) -> Finding {
    let rule = &policy.inputs[plan.streams[one.stream].input];
    let finding = Finding::warning("source-without-label").with("input", &one.name).with("column", column);
    finding.at(policy.text.place(rule.span))
}
