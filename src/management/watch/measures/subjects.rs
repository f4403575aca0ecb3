//! Of whom a watch is: persons, teams, the words of a label; those whom `where` leaves.

use std::collections::BTreeMap;

use super::test::Scene;
use crate::calendar::NaiveDate;
use crate::derivation::Subject;
use crate::finding::{Finding, Findings};
use crate::ledger::labels::{RowCells, cell};
use crate::management::View;
use crate::management::labels::{By, LabelSubject};
use crate::measure::values;
use crate::number::Number;
use crate::policy::rules::management::WatchRule;
use crate::policy::rules::{Filter, FilterTerm, FilterTest, MeasureId};
use crate::spelling::{alike, folded};

/// One subject.
#[derive(Clone, Debug)]
pub(super) struct Whom {
    /// As figures are asked of it.
    pub subject: LabelSubject,
    /// The person that it is: index in the ledger.
    pub person: Option<usize>,
    /// The customer that it is: index in the register.
    pub customer: Option<usize>,
}

impl Whom {
    /// Its id; empty of the department, and of what has no word.
    pub fn id(&self) -> String {
        self.subject.id.clone().unwrap_or_default()
    }

    /// What people call it.
    pub fn name(&self) -> String {
        self.subject.name.clone()
    }
}

/// Everybody whom the watch is of; told where that is nobody.
pub(super) fn of(scene: &Scene, rule: &WatchRule, findings: &mut Findings) -> Vec<Whom> {
    let refused = scene.watch.measures().into_iter().find_map(|measure| scene.by.refused(&scene.view, measure));
    if let Some(finding) = refused {
        findings.push(finding.at(scene.view.book.policy.text.place(scene.watch.per.span)));
        return Vec::new();
    }
    let all = all(scene);
    let there = !all.is_empty();
    let left: Vec<Whom> = all.into_iter().filter(|whom| passes(scene, &rule.filter, whom)).collect();
    if left.is_empty() {
        findings.push(nobody(scene, rule, there));
    }
    left
}

fn nobody(scene: &Scene, rule: &WatchRule, there: bool) -> Finding {
    let code = if there { "watch-of-nobody" } else { "watch-without-subjects" };
    let span = if there { rule.filter.terms.first().map_or(rule.span, |term| term.span) } else { scene.watch.per.span };
    let finding = Finding::warning(code).with("watch", &rule.name.value).with("per", &scene.watch.per.value);
    finding.at(scene.view.book.policy.text.place(span))
}

/// Everybody whom `per` names.
pub(super) fn all(scene: &Scene) -> Vec<Whom> {
    let view = scene.view;
    let windows = [view.book.seen(view.book.period)];
    let measures = scene.watch.measures();
    let everybody = || scene.by.subjects(&view, MeasureId(0), &windows);
    let of_each = measures.iter().flat_map(|measure| scene.by.subjects(&view, *measure, &windows));
    let subjects: Vec<LabelSubject> = if measures.is_empty() { everybody() } else { of_each.collect() };
    let mut found: BTreeMap<String, LabelSubject> = BTreeMap::new();
    for subject in subjects {
        if let Some(id) = &subject.id {
            found.entry(folded(id).into_owned()).or_insert(subject);
        }
    }
    found.into_values().map(|subject| whom(scene, subject)).collect()
}

fn whom(scene: &Scene, subject: LabelSubject) -> Whom {
    let person = if let Subject::Person(person) = subject.subject { Some(person) } else { None };
    let customer = customer_of(scene.view, &scene.by, &subject);
    Whom { subject, person, customer }
}

fn customer_of(view: View, by: &By, subject: &LabelSubject) -> Option<usize> {
    let By::Label(column) = by else { return None };
    let id = subject.id.as_deref().filter(|_| column == "customer" || column == "customer_id")?;
    view.book.ledger.customers.by_key.get(&*crate::ingest::cell::key::matching(id)).copied()
}

/// Whether `where` leaves the subject.
fn passes(scene: &Scene, filter: &Filter, whom: &Whom) -> bool {
    filter.terms.iter().all(|term| term_passes(scene, term, whom))
}

fn term_passes(scene: &Scene, term: &FilterTerm, whom: &Whom) -> bool {
    let day = scene.view.last_day();
    let cell = told(scene, &term.column, whom, day);
    let text = cell.as_deref();
    match &term.test {
        FilterTest::OneOf(labels) => text.is_some_and(|text| labels.iter().any(|label| is_it(label, text))),
        FilterTest::NoneOf(labels) => text.is_none_or(|text| !labels.iter().any(|label| is_it(label, text))),
        FilterTest::Missing(missing) => text.is_none() == *missing,
        FilterTest::On(days) => text.and_then(values::day).is_some_and(|day| days.contains(day)),
        FilterTest::In(range) => text.and_then(Number::parse).is_some_and(|value| range.contains(&value)),
    }
}

fn is_it(label: &str, text: &str) -> bool {
    alike(label, text) || Number::parse(label).is_some_and(|named| Number::parse(text) == Some(named))
}

/// What is said of a subject: by the register that has it, or by its own word.
fn told(scene: &Scene, column: &str, whom: &Whom, day: NaiveDate) -> Option<String> {
    if column == scene.watch.per.value {
        return whom.subject.id.clone();
    }
    let ledger = scene.view.book.ledger;
    if let Some(person) = whom.person {
        let person = &ledger.people.list[person];
        if column == "probation" {
            return Some(if person.in_probation(day) { "in" } else { "over" }.to_owned());
        }
        let spell = person.at_end_of(&scene.view.book.seen(scene.view.book.period))?;
        return cell(spell.cells.as_slice() as RowCells, column);
    }
    let customer = &ledger.customers.list[whom.customer?];
    let row = customer.owners.iter().find(|row| row.first <= day && day <= row.last)?;
    cell(row.cells.as_slice() as RowCells, column)
}
