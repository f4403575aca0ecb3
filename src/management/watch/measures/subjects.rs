//! Of whom a watch is: persons, teams, the words of a label; those whom `where` leaves.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use super::super::rows;
use super::test::Scene;
use super::windows_asked;
use crate::calendar::{NaiveDate, Period};
use crate::derivation::Subject;
use crate::finding::{Finding, Findings};
use crate::ingest::cell::key::matching;
use crate::ledger::rows::{ListedRow, Look};
use crate::management::View;
use crate::management::labels::{By, LabelSubject};
use crate::policy::rules::management::WatchRule;
use crate::policy::rules::management::watch::MeasureWatch;
use crate::policy::rules::{Filter, FilterTerm, FilterTest, MeasureId};
use crate::spelling::{alike, folded};

/// One subject.
#[derive(Clone, Debug)]
pub(super) struct Whom {
    /// As figures are asked of it.
    pub subject: Rc<LabelSubject>,
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

/// Columns of which more is known than their words.
const SUBJECTS: [&str; 3] = ["customer", "person", "product"];

/// Everybody whom the watch is of; told where that is nobody.
pub(super) fn of(scene: &Scene, rule: &WatchRule, findings: &mut Findings) -> Vec<Whom> {
    let refused = scene.watch.measures().into_iter().find_map(|measure| scene.by.refused(&scene.view, measure));
    let refused = refused.or_else(|| header_of_column(scene));
    if let Some(finding) = refused {
        findings.push(finding.at(scene.view.book.policy.text.place(scene.watch.per.span)));
        return Vec::new();
    }
    let all = all(scene);
    let there = !all.is_empty();
    let left = left(scene, rule, all, findings);
    if left.is_empty() {
        findings.push(nobody(scene, rule, there));
    }
    left
}

/// That `per` is the header of what is read as a column of another name: by it neither the customers' owners nor the names of people would be known.
fn header_of_column(scene: &Scene) -> Option<Finding> {
    let (policy, per) = (scene.view.book.policy, scene.watch.per.value.as_str());
    let columns = policy.inputs.iter().filter(|rule| rule.kind().is_source()).flat_map(|rule| &rule.columns);
    let (column, _) = columns.into_iter().find(|(column, header)| {
        SUBJECTS.contains(&column.as_str()) && alike(&header.value, per) && !alike(column, per)
    })?;
    Some(Finding::error("header-of-column").with("header", per).with("column", column))
}

fn nobody(scene: &Scene, rule: &WatchRule, there: bool) -> Finding {
    let code = if there { "watch-of-nobody" } else { "watch-without-subjects" };
    let span = if there { rule.filter.terms.first().map_or(rule.span, |term| term.span) } else { scene.watch.per.span };
    let finding = Finding::warning(code).with("watch", &rule.name.value).with("per", &scene.watch.per.value);
    finding.at(scene.view.book.policy.text.place(span))
}

/// Everybody whom `per` names.
pub(super) fn all(scene: &Scene) -> Vec<Whom> {
    let named = scene.subjects().iter().filter(|subject| subject.id.is_some());
    named.map(|subject| whom(scene, subject.clone())).collect()
}

/// All of what is told apart, each once; what has no word is one of them.
pub(super) fn told_apart(scene: &Scene) -> Vec<Rc<LabelSubject>> {
    let view = scene.view;
    let windows = [view.book.seen(view.book.period)];
    let measures = scene.watch.measures();
    let mut found: Vec<Rc<LabelSubject>> = Vec::new();
    for measure in if measures.is_empty() { &[MeasureId(0)][..] } else { &measures[..] } {
        scene.by.each_subject(&view, *measure, &windows, &mut |subject| found.push(Rc::new(subject)));
    }
    found.sort_by(|one, other| key(one).cmp(&key(other)));
    found.dedup_by(|one, other| key(one) == key(other));
    found.retain(|subject| is_looked_at(scene, subject));
    found
}

/// Whether a row has the word in the windows that are looked at, up to the last day; words of older and of later rows are known, too.
fn is_looked_at(scene: &Scene, subject: &LabelSubject) -> bool {
    let View { book, .. } = scene.view;
    let first = || windows_asked(book.policy, scene.watch, book.period).iter().map(Period::first).min();
    let (By::Label(_), None) = (&scene.by, customer_of(scene.view, &scene.by, subject)) else { return true };
    match scene.rows_of(subject, scene.view.last_day()) {
        Some((_, last)) => first().is_none_or(|first| first <= last),
        // Of what only came back nothing says when; it is looked at.
        None => scene.rows_of(subject, NaiveDate::MAX).is_none(),
    }
}

/// The id as it is compared.
fn key(subject: &LabelSubject) -> Option<Cow<'_, str>> {
    subject.id.as_deref().map(folded)
}

fn whom(scene: &Scene, subject: Rc<LabelSubject>) -> Whom {
    let person = if let Subject::Person(person) = subject.subject { Some(person) } else { None };
    let customer = customer_of(scene.view, &scene.by, &subject);
    Whom { subject, person, customer }
}

fn customer_of(view: View, by: &By, subject: &LabelSubject) -> Option<usize> {
    let By::Label(column) = by else { return None };
    let id = subject.id.as_deref().filter(|_| column == "customer" || column == "customer_id")?;
    view.book.ledger.customers.by_key.get(&matching(id))
}

/// Those whom `where` leaves: by their own word, and by the row that a register has of each.
fn left(scene: &Scene, rule: &WatchRule, all: Vec<Whom>, findings: &mut Findings) -> Vec<Whom> {
    let (own, of_register): (Vec<FilterTerm>, Vec<FilterTerm>) =
        rule.filter.terms.iter().cloned().partition(|term| term.column == scene.watch.per.value);
    let mut left = all;
    left.retain(|whom| own.iter().all(|term| is_named(term, &whom.id())));
    if let (Some(register), false) = (scene.watch.register(), of_register.is_empty()) {
        let filter = Filter { terms: of_register };
        let passing = passing(scene.view, (rule, &filter), register, findings);
        left.retain(|whom| passing.contains(&key_of(whom)));
    }
    left
}

fn is_named(term: &FilterTerm, id: &str) -> bool {
    let is_any = |labels: &[String]| labels.iter().any(|label| alike(label, id));
    match &term.test {
        FilterTest::OneOf(labels) => is_any(labels),
        FilterTest::NoneOf(labels) => !is_any(labels),
        FilterTest::Missing(missing) => !*missing,
        FilterTest::On(_) | FilterTest::In(_) => false,
    }
}

/// The column of the computed class.
const CLASS: &str = "class";

/// Whether the watch is of customers of some classes.
pub(super) fn asks_for_class(rule: &WatchRule, watch: &MeasureWatch) -> bool {
    watch.register() == Some("customers") && rule.filter.terms.iter().any(|term| term.column == CLASS)
}

/// Whether a subject was in the classes that are asked for at the end of an earlier period; where none are, it was.
pub(super) fn was_meant(scene: &Scene, rule: &WatchRule, (whom, period): (&Whom, &Period)) -> bool {
    if !asks_for_class(rule, scene.watch) {
        return true;
    }
    let of_period = || {
        let terms = rule.filter.terms.iter().filter(|term| term.column == CLASS).cloned().collect();
        // What is wrong with the register was told for the period that is asked for.
        passing(scene.view_of(period), (rule, &Filter { terms }), "customers", &mut Findings::new())
    };
    let mut known = scene.of_class.borrow_mut();
    known.entry(period.clone()).or_insert_with(of_period).contains(&key_of(whom))
}

/// What a subject and its row in a register have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// A person: index in the ledger.
    Person(usize),
    /// A customer: index in the register.
    Customer(usize),
    /// Any other word, as it is compared.
    Word(String),
}

fn key_of(whom: &Whom) -> Key {
    let word = || Key::Word(folded(&whom.id()).into_owned());
    whom.person.map(Key::Person).or(whom.customer.map(Key::Customer)).unwrap_or_else(word)
}

/// Whose rows of the register pass.
fn passing(view: View, filtered: (&WatchRule, &Filter), register: &str, findings: &mut Findings) -> BTreeSet<Key> {
    let mut passing = BTreeSet::new();
    let since = (register == "staff").then(|| view.book.period.first());
    let look = Look { input: register, columns: None, first: since };
    rows::each_passing(view, filtered, look, findings, &mut |row| passing.extend(keys(view, row, register)));
    passing
}

/// What a row of a register is about: a product by its number and by its name.
fn keys(view: View, row: &ListedRow, register: &str) -> Vec<Key> {
    match register {
        "staff" => person_of(view, row).map(Key::Person).into_iter().collect(),
        "customers" => row.customer.map(Key::Customer).into_iter().collect(),
        _ => {
            let names = ["product_id", "product"].into_iter().filter_map(|column| row.cell(column));
            names.map(|name| Key::Word(folded(name).into_owned())).collect()
        }
    }
}

fn person_of(view: View, row: &ListedRow) -> Option<usize> {
    let named = |column: &str| view.book.ledger.people.find(&crate::ingest::cell::key::normal(row.cell(column)?));
    named("person_id").or_else(|| named("person")).or(row.person)
}
