//! The customers whom an alert touches: who bought in that region, that product, from that person; A before B, by amount.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Alert, rows};
use crate::finding::Findings;
use crate::ingest::cell::key::matching;
use crate::ledger::rows::{ListedRow, Look};
use crate::management::View;
use crate::management::customers::classes::{Classes, classes};
use crate::measure::plan::made_of;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::management::watch::WatchKind;
use crate::policy::rules::management::{WatchRule, watch::MeasureWatch};
use crate::policy::rules::{InputKind, MeasureId};
use crate::spelling::folded;

/// Subjects that are customers themselves, or all of them, or days.
const OTHERS: [&str; 8] = ["customer", "customer_id", "class", "workday", "month", "department", "team", "order"];
const CUSTOMERS: [&str; 2] = ["customer_id", "customer"];
const AMOUNT: &str = "amount";

/// Of each alert that is looked for: where it stands among them, and what it is about.
type Sought = BTreeMap<Key, Vec<usize>>;
/// By alert and customer, as names are compared: as it is first written, and how much.
type Amounts = BTreeMap<(usize, String), (String, Number)>;

/// What an alert and a row have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// A person: index in the ledger.
    Person(usize),
    /// A word of a column.
    Word(String, String),
}

/// Whether some alert may touch customers whom the policy keeps.
pub(super) fn may_touch(policy: &Policy) -> bool {
    policy.known_input(InputKind::Customers).is_some()
        && policy.management.watches.iter().any(|rule| source_of(policy, rule).is_some())
}

/// The source whose rows say of which customer they are, and the measure that is made of them; nothing where the watch is of other subjects.
fn source_of<'p>(policy: &'p Policy, rule: &'p WatchRule) -> Option<(&'p str, MeasureId, &'p MeasureWatch)> {
    let WatchKind::Measure(watch) = &rule.kind else { return None };
    if OTHERS.contains(&watch.per.value.as_str()) {
        return None;
    }
    let parts = watch.measures().into_iter().flat_map(|measure| made_of(policy, measure));
    let mut sources = parts.filter_map(|part| {
        let input = policy.measure(part).kind.inputs().first().copied()?;
        (InputKind::of(input).is_source() && policy.input(input).is_some()).then_some((input, part, watch))
    });
    sources.next()
}

/// Adds to each alert the customers whom it touches.
pub(super) fn customers(view: View, alerts: &mut [Alert]) {
    let policy = view.book.policy;
    let mut amounts = Amounts::new();
    for (index, rule) in policy.management.watches.iter().enumerate() {
        let Some((input, measure, watch)) = source_of(policy, rule) else { continue };
        let sought = sought(view, (alerts, index), (input, watch));
        if !sought.is_empty() && CUSTOMERS.iter().any(|column| view.rows.has_column(input, column)) {
            collect(view, (rule, input, measure), &sought, &mut amounts);
        }
    }
    if amounts.is_empty() {
        return;
    }
    let classes = classes(&view);
    let mut by_alert: BTreeMap<usize, Vec<(String, Number)>> = BTreeMap::new();
    for ((alert, _), (customer, amount)) in amounts {
        by_alert.entry(alert).or_default().push((customer, amount));
    }
    for (alert, list) in by_alert {
        alerts[alert].customers = ordered(view, &classes, list);
    }
}

/// The alerts of a watch by what they are about.
fn sought(view: View, (alerts, watch): (&[Alert], usize), (input, rule): (&str, &MeasureWatch)) -> Sought {
    let mut sought = Sought::new();
    let column = rows::canonical(view.book.policy, input, &rule.per.value);
    for (index, alert) in alerts.iter().enumerate().filter(|(_, alert)| alert.watch == watch) {
        let person = || view.book.ledger.people.find(&crate::ingest::cell::key::normal(&alert.id));
        let key = match rule.per.value.as_str() {
            "person" | "person_id" => person().map(Key::Person),
            _ => Some(Key::Word(column.clone(), folded(&alert.id).into_owned())),
        };
        key.into_iter().for_each(|key| sought.entry(key).or_default().push(index));
    }
    sought
}

/// Adds up what each customer has in the rows of the period that the measure takes.
fn collect(view: View, (rule, input, measure): (&WatchRule, &str, MeasureId), sought: &Sought, amounts: &mut Amounts) {
    let policy = view.book.policy;
    let filter = &policy.measure(measure).filter;
    let words =
        sought.keys().filter_map(|key| if let Key::Word(column, _) = key { Some(column.clone()) } else { None });
    let columns = CUSTOMERS.into_iter().chain([AMOUNT, "person", "person_id", "order"]).map(str::to_owned);
    let columns: Vec<String> = columns.chain(words).chain(rows::tested(policy, input, filter)).collect();
    let look = Look { input, columns: Some(&columns), first: Some(view.book.period.first()) };
    // What cannot be read of a row was told when it was gathered.
    let mut unheard = Findings::new();
    rows::each_passing(view, (rule, filter), look, &mut unheard, &mut |row| {
        let Some(customer) = customer_of(view, row) else { return };
        let amount = row.cell(AMOUNT).and_then(Number::parse).unwrap_or_else(Number::one);
        for alert in sought.iter().filter(|(key, _)| is_about(row, key)).flat_map(|(_, alerts)| alerts) {
            let new = || (customer.clone(), Number::zero());
            let (_, sum) = amounts.entry((*alert, matching(&customer).into_owned())).or_insert_with(new);
            *sum = &*sum + &amount;
        }
    });
}

fn is_about(row: &ListedRow, key: &Key) -> bool {
    match key {
        Key::Person(person) => row.person == Some(*person),
        Key::Word(column, word) => row.cell(column).is_some_and(|cell| *folded(cell) == **word),
    }
}

/// The customer of a row by its number, else as the row writes it.
fn customer_of(view: View, row: &ListedRow) -> Option<String> {
    let known = row.customer.map(|index| view.book.ledger.customers.list[index].id.to_string());
    known.or_else(|| CUSTOMERS.iter().find_map(|column| row.cell(column)).map(str::to_owned))
}

/// A before B, those without a class last; then by amount, the largest first.
fn ordered(view: View, classes: &Classes, mut list: Vec<(String, Number)>) -> Vec<String> {
    list.sort_by_cached_key(|(customer, amount)| {
        let class = classes.of_name(&view, customer).map(str::to_owned);
        (class.is_none(), class, Reverse(amount.clone()), customer.clone())
    });
    list.into_iter().map(|(customer, _)| customer).collect()
}
