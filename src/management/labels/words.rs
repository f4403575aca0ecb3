//! The words of a column as what figures are told apart by.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{LabelSubject, View, is_product};
use crate::calendar::Period;
use crate::derivation::Subject;
use crate::finding::{Finding, quoted};
use crate::ingest::header::{columns_of, name_in, normal_label};
use crate::ingest::personal::is_personal;
use crate::ledger::customers::Customer;
use crate::ledger::labels::columns;
use crate::measure::plan::made_of;
use crate::measure::registers::labelled::Column;
use crate::policy::Policy;
use crate::policy::rules::labels::{Described, of_register};
use crate::policy::rules::{InputKind, MeasureId};
use crate::spelling::folded;

/// The column of customers.
pub(super) const CUSTOMER: &str = "customer";

/// The inputs of which a measure is made.
fn inputs<'p>(policy: &'p Policy, measures: &[MeasureId]) -> Vec<&'p str> {
    let parts = measures.iter().flat_map(|measure| made_of(policy, *measure));
    let mut inputs: Vec<&str> = Vec::new();
    for input in parts.flat_map(|part| policy.measure(part).kind.inputs()) {
        if !inputs.contains(&input) {
            inputs.push(input);
        }
    }
    inputs
}

/// A label as the columns of the inputs are called: without the name of an input before it, and by its own name where it is a header that is known.
pub(super) fn column(policy: &Policy, measures: &[MeasureId], label: &str) -> String {
    if of_register(label).is_some() {
        return label.to_owned();
    }
    let inputs = inputs(policy, measures);
    let own = label.split_once('.').filter(|(input, own)| inputs.contains(input) && !own.is_empty());
    let own = own.map_or(label, |(_, own)| own);
    let rules = inputs.into_iter().filter_map(|input| policy.input(input));
    let column = rules.map(|rule| name_in(rule, own)).find(|name| *name != own).unwrap_or(own);
    if column == "customer_id" { CUSTOMER.to_owned() } else { column.to_owned() }
}

/// Every word of the label in the order of ids, the empty one last; of customers also those of the register.
pub(super) fn each(
    view: &View,
    measure: MeasureId,
    (label, windows): (&str, &[Period]),
    visit: &mut dyn FnMut(LabelSubject),
) {
    let (policy, ledger) = (view.book.policy, view.book.ledger);
    let column = column(policy, &[measure], label);
    let registers = inputs(policy, &[measure]).into_iter().filter(|input| InputKind::of(input).is_register());
    let of_registers = registers.map(|register| Column { ledger, register, column: &column }.words(windows));
    let of_registers: Vec<_> = of_registers.collect();
    let own = view.cube.words_of(&made_of(policy, measure), &column).into_iter();
    let own = own.chain(of_registers.iter().flatten().map(|word| &**word));
    let customers = if column == CUSTOMER { ledger.customers.list.as_slice() } else { &[] };
    // Of the customers of the register all are there, whichever of its names a word is.
    let others = own.filter(|word| known(view, &column, word).is_none()).map(|word| (word, None));
    // Words that differ in case only are one; the first in order stands for all.
    let all = others.chain(customers.iter().map(|customer| (&*customer.id, Some(customer))));
    let mut ids: Vec<(Cow<str>, &str, Option<&Customer>)> =
        all.map(|(id, customer)| (folded(id), id, customer)).collect();
    // Both parts are in order, nearly always.
    ids.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    ids.dedup_by(|one, other| one.0 == other.0);
    // The empty word is the first in order.
    let empty = usize::from(ids.first().is_some_and(|(_, id, _)| id.is_empty()));
    ids.rotate_left(empty);
    ids.into_iter().for_each(|(_, id, customer)| visit(subject(view, (&column, id), customer)));
}

/// The customer that a word names.
fn known<'v>(view: &View<'v>, column: &str, word: &str) -> Option<&'v Customer> {
    let customers = &view.book.ledger.customers;
    let index = customers.by_key.get(&folded(word)).filter(|_| column == CUSTOMER)?;
    customers.list.get(index)
}

/// An id as a subject, where it is that of a customer with its name.
fn subject(view: &View, (column, id): (&str, &str), customer: Option<&Customer>) -> LabelSubject {
    let product = || view.book.ledger.products.called(id).filter(|_| is_product(column)).map(str::to_owned);
    let name = customer.map(|customer| customer.name.to_string()).or_else(product).unwrap_or_default();
    let subject = Subject::Labelled { column: column.to_owned(), label: id.to_owned() };
    LabelSubject { id: (!id.is_empty()).then(|| id.to_owned()), name, subject, days: None }
}

fn has_words(view: &View, measure: MeasureId, column: &str) -> bool {
    view.cube.has_words_of(&made_of(view.book.policy, measure), column)
}

/// That the register of a label is not there, or has no such column.
fn register_lacks(view: &View, (register, own): (Described, &str), label: &str) -> Option<Finding> {
    let (name, columns) = (register.input(), columns(view.book.ledger, register));
    let is_there = columns.iter().any(|known| normal_label(known) == normal_label(own));
    let shown = columns.into_iter().filter(|own| !is_private(own));
    let known: Vec<String> = shown.map(|own| format!("{name}.{own}")).collect();
    (!is_there).then(|| Finding::error("label-column-missing").with("column", label).with("known", quoted(&known)))
}

/// That none of the measure's inputs has the column.
pub(super) fn refused(view: &View, measure: MeasureId, label: &str) -> Option<Finding> {
    let policy = view.book.policy;
    let column = column(policy, &[measure], label);
    if is_private(&column) {
        return Some(Finding::error("label-is-personal").with("column", label));
    }
    if has_words(view, measure, &column) {
        return None;
    }
    if let Some(described) = of_register(&column) {
        return register_lacks(view, described, label);
    }
    let inputs = inputs(policy, &[measure]);
    let of_registers = inputs.iter().filter(|input| InputKind::of(input).is_register());
    let of_registers = of_registers.flat_map(|input| {
        let columns = Column { ledger: view.book.ledger, register: input, column: &column }.columns();
        columns.into_iter().map(str::to_owned)
    });
    let known: BTreeSet<String> =
        inputs.iter().flat_map(|input| view.rows.columns(input)).chain(of_registers).collect();
    let is_it = |name: &String| normal_label(name) == normal_label(&column);
    let is_there = inputs.iter().any(|input| view.rows.has_column(input, &column))
        || known.iter().any(is_it)
        || (column == CUSTOMER && known.contains("customer_id"))
        || inputs.iter().any(|input| may_have(view, input, &column));
    (!is_there).then(|| {
        let known: Vec<String> = known.into_iter().filter(|name| !name.is_empty() && !is_private(name)).collect();
        let others = of_others(view, &column);
        let own = &policy.measure(measure).name;
        let finding = match others.is_empty() {
            true => Finding::error("label-column-missing"),
            false => Finding::error("label-of-other-measures")
                .with("measure", own)
                .with("inputs", quoted(&inputs))
                .with("others", quoted(&others)),
        };
        finding.with("column", label).with("known", quoted(&known))
    })
}

/// Whether a register without any row is of a kind that has such a column: what it has of it is nothing.
fn may_have(view: &View, input: &str, column: &str) -> bool {
    let rows = view.book.ledger.measured.get(input);
    let is_empty = InputKind::of(input).is_register() && rows.is_none_or(Vec::is_empty);
    is_empty && columns_of(input).iter().any(|spec| spec.name == column)
}

/// The policy's own measures that are made of files with this column.
fn of_others<'p>(view: &View<'p>, column: &str) -> Vec<&'p str> {
    let policy = view.book.policy;
    let has_it = |id: MeasureId| inputs(policy, &[id]).iter().any(|input| view.rows.has_column(input, column));
    let own = (0..policy.measures.len()).map(MeasureId).filter(|id| !policy.measure(*id).name.contains([' ', '.']));
    own.filter(|id| has_it(*id)).map(|id| policy.measure(id).name.as_str()).collect()
}

/// Whether a column holds telephones, birthdays or numbers of identity: of those no report is made.
fn is_private(column: &str) -> bool {
    let own = column.rsplit_once('.').map_or(column, |(_, own)| own);
    ["phone", "birthday"].contains(&own) || is_personal(own)
}

/// A warning for each source of the measure whose rows do not have the label: what is made of them stands under no word.
pub(super) fn without(view: &View, measure: MeasureId, label: &str) -> Vec<Finding> {
    let policy = view.book.policy;
    let column = column(policy, &[measure], label);
    let keys: Vec<&str> = match of_register(&column) {
        Some((Described::Staff, _)) => return Vec::new(),
        Some((Described::Customers, _)) => vec![CUSTOMER, "customer_id"],
        Some((Described::Products, _)) => vec!["product", "product_id"],
        None if column == CUSTOMER => vec![CUSTOMER, "customer_id"],
        None if column == "product" => vec!["product", "product_id"],
        None => vec![&column],
    };
    let sources = inputs(policy, &[measure]).into_iter().filter(|input| InputKind::of(input).is_source());
    let lacks = |input: &&str| !keys.iter().any(|key| view.rows.has_column(input, key));
    let told = |input: &str| {
        let finding = Finding::warning("source-without-label").with("input", input).with("column", keys[0]);
        let rule = policy.input(input);
        rule.map_or(finding.clone(), |rule| finding.at(policy.text.place(rule.span)))
    };
    sources.filter(lacks).map(told).collect()
}
