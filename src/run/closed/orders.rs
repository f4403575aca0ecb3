//! Which orders of a person make what is corrected of a closed period: rows of the person's own totals, in the copies that the period keeps and in
//! today's files. What others sold is in none of them.

use std::collections::{BTreeMap, BTreeSet};

use super::again::{Kept, recomputed};
use crate::derivation::{Form, Leaf, Subject, Worksheet};
use crate::gathering::Scope;
use crate::gathering::trace::{SourceRow, trace_of};
use crate::history::{ChangedOrders, ClosedPeriod};
use crate::number::Number;
use crate::policy::rules::PayUnit;
use crate::results::LineKind;
use crate::run::{Outcome, Request, Steps};
use crate::spelling::folded;

/// A person's id and a component.
pub(super) type Of = (String, String);

/// An order as the rows of it are that a line is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// As a row spells it.
    pub shown: String,
    /// Addresses and texts.
    pub rows: Vec<SourceRow>,
    /// What of each row counts; nothing where it is the row that counts.
    pub parts: Vec<String>,
}

impl Order {
    fn of(key: &str, found: &[&SourceRow]) -> Self {
        let (mut rows, mut parts) = (Vec::new(), Vec::new());
        for (address, record) in found {
            let (text, part) = record.rsplit_once('\n').unwrap_or((record, ""));
            rows.push((address.clone(), text.to_owned()));
            parts.push(part.to_owned());
        }
        parts.sort();
        let shown = rows.first().and_then(|(_, text)| spelled(text, key)).unwrap_or(key).to_owned();
        Order { shown, rows, parts }
    }

    /// What of its only row counts.
    pub(super) fn amount(&self) -> Option<Number> {
        let [part] = &self.parts[..] else { return None };
        amount_of(part)
    }

    /// Whether all that is new of it takes something back.
    fn came_back(&self, was: Option<&Order>) -> bool {
        let mut new = self.parts.clone();
        let is_there = |part: &String| new.iter().position(|own| own == part).map(|at| new.swap_remove(at)).is_some();
        let is_kept = was.is_none_or(|was| was.parts.iter().all(is_there));
        is_kept && !new.is_empty() && new.iter().all(|part| amount_of(part).is_some_and(|part| part.is_negative()))
    }
}

/// The amount that a part says counts.
fn amount_of(part: &str) -> Option<Number> {
    Number::parse_in_full(part.rsplit_once("= ")?.1.trim_end_matches(']'))
}

/// A key as the record spells it.
fn spelled<'r>(record: &'r str, key: &str) -> Option<&'r str> {
    let fields = record.split([',', ';', '\t', '|']).map(|field| field.trim_matches(['"', ' ']));
    fields.into_iter().find(|field| folded(field) == key)
}

/// Orders by key.
type Orders = BTreeMap<String, Order>;

/// The orders of lines of a closed period as it was closed, and as they are today.
pub(super) struct Looked {
    then: BTreeMap<Of, Orders>,
    now: BTreeMap<Of, Orders>,
}

/// Whose days a line's orders are of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Days {
    /// Those of the period.
    OfPeriod,
    /// Those of the year so far, or of another stretch that ends with the period, too.
    UpToIt,
}

/// The orders of those people's lines; nothing where the period keeps no copies, or one of both cannot be computed.
pub(super) fn looked(
    closed: &ClosedPeriod,
    request: &Request,
    again: Kept,
    (whom, days): (&BTreeSet<Of>, Days),
) -> Option<Looked> {
    let folder = closed.facts.copies.as_deref().filter(|_| !whom.is_empty())?;
    let people: BTreeSet<&String> = whom.iter().map(|(person, _)| person).collect();
    let steps = match people.first() {
        Some(only) if people.len() == 1 => Steps::OfNamed(vec![(*only).clone()]),
        _ => Steps::OfEverybody,
    };
    let of = |request: &Request| {
        let (outcome, _) = recomputed(closed, (request, Scope::Again), again).ok()?;
        orders(&outcome, (whom, days))
    };
    let today = Request { steps, ..request.clone() };
    let now = of(&today)?;
    let then = of(&Request { folder, ..today })?;
    Some(Looked { then, now })
}

/// The orders of each line of an outcome; nothing where a file cannot be read again.
fn orders(outcome: &Outcome, (whom, days): (&BTreeSet<Of>, Days)) -> Option<BTreeMap<Of, Orders>> {
    let mut leaves: BTreeMap<Of, Vec<&Leaf>> = BTreeMap::new();
    for result in outcome.appraisal.result.paid() {
        let id = &outcome.ledger.people.list[result.person].id;
        let is_own = |kind: &LineKind| !matches!(kind, LineKind::Correction(_));
        for line in result.lines.iter().filter(|line| line.unit == PayUnit::Money && is_own(&line.kind)) {
            let of = (id.to_string(), line.of.to_string());
            if whom.contains(&of) {
                let mut found = own_totals(&result.sheet, line.amount.step());
                found.retain(|leaf| is_of((outcome, result.person), leaf, days));
                leaves.entry(of).or_default().extend(found);
            }
        }
    }
    let rules = (&outcome.policy, &outcome.ledger, &outcome.plan);
    let trace = trace_of(rules, &outcome.opened, leaves.values().flatten().copied(), (outcome.threads, true));
    let of_line = |(of, leaves): (Of, Vec<&Leaf>)| {
        let found = trace.orders_of(leaves.into_iter()).into_iter();
        (of, found.map(|(key, rows)| (key.to_owned(), Order::of(key, &rows))).collect())
    };
    trace.unread.is_empty().then(|| leaves.into_iter().map(of_line).collect())
}

/// Whether a total is the person's own of those days.
fn is_of((outcome, person): (&Outcome, usize), leaf: &Leaf, days: Days) -> bool {
    let Leaf::Total { subject, window, .. } = leaf else { return false };
    let period = &outcome.appraisal.result.period;
    let ends_with_it = days == Days::UpToIt && window.last() == period.last();
    *subject == Subject::Person(person) && (*window == *period || ends_with_it)
}

/// The leaves that a step is made from.
fn own_totals(sheet: &Worksheet, step: usize) -> Vec<&Leaf> {
    let (mut open, mut seen, mut found) = (vec![step], BTreeSet::new(), Vec::new());
    while let Some(next) = open.pop() {
        let Some(step) = sheet.steps().get(next).filter(|_| seen.insert(next)) else { continue };
        open.extend(&step.inputs);
        if let Form::Leaf(leaf) = &step.form {
            found.push(leaf);
        }
    }
    found
}

impl Looked {
    /// What of a line's orders is another today.
    pub(super) fn changed(&self, of: &Of) -> ChangedOrders {
        // A line that only one of both has was made or lost by something else than its orders: a condition, a role.
        let (Some(then), Some(now)) = (self.then.get(of), self.now.get(of)) else { return ChangedOrders::default() };
        let shown = |orders: &[&Order]| orders.iter().map(|order| order.shown.clone()).collect();
        fn beside<'o>(orders: &'o Orders, others: &Orders) -> impl Iterator<Item = &'o Order> {
            orders.iter().filter(|(key, _)| !others.contains_key(*key)).map(|(_, order)| order)
        }
        let (back, added): (Vec<&Order>, Vec<&Order>) = beside(now, then).partition(|order| order.came_back(None));
        let both = self.of_both(of).filter(|(was, is)| was.parts != is.parts);
        let (less, changed): (Vec<_>, Vec<_>) = both.partition(|(was, is)| is.came_back(Some(was)));
        let of_today =
            |both: Vec<(&'_ Order, &'_ Order)>| shown(&both.into_iter().map(|(_, is)| is).collect::<Vec<_>>());
        let returned = [shown(&back), of_today(less)].concat();
        let gone = shown(&beside(then, now).collect::<Vec<_>>());
        ChangedOrders { added: shown(&added), returned, gone, changed: of_today(changed) }
    }

    /// The orders that were there and still are, as they were and as they are.
    pub(super) fn of_both<'l>(&'l self, of: &Of) -> impl Iterator<Item = (&'l Order, &'l Order)> + use<'l> {
        let now = self.now.get(of);
        let then = self.then.get(of).into_iter().flatten();
        then.filter_map(move |(key, was)| Some((was, now?.get(key)?)))
    }

    /// Every amount of an order of the line, then and now.
    pub(super) fn amounts(&self, of: &Of) -> impl Iterator<Item = Number> + '_ {
        let both = [self.then.get(of), self.now.get(of)].into_iter().flatten();
        both.flat_map(|orders| orders.values().filter_map(Order::amount))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_spelled_as_a_row_spells_it() {
        let row = |text: &str| ("sales.csv:2".to_owned(), text.to_owned());
        let order = Order::of("A9", &[&row("2026-01-05;ann;\"a9\";1.000\n  [= 1000.00]")]);
        assert_eq!((order.shown.as_str(), order.amount()), ("a9", Some(Number::from(1_000))));
        assert_eq!(order.rows[0].1, "2026-01-05;ann;\"a9\";1.000");
        let split = Order::of("B/1", &[&row("x\n  [50% = 5.50]"), &row("x\n")]);
        assert_eq!((split.shown.as_str(), split.amount()), ("B/1", None));
    }
}
