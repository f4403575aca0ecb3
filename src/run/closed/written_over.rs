//! Registers that say of closed days something else than when these were closed: a customer or product whose row was written over instead of a new
//! one with `from`, and files that hold the rows of the open period alone.
//!
//! Both are read by the policy that the last closed period went by, from its copies and from today's files, and only where something is corrected.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::again::Paying;
use super::frozen_policy;
use crate::calendar::{NaiveDate, Period};
use crate::finding::{Finding, Findings, quoted};
use crate::gathering::{self, Gathered};
use crate::history::Correction;
use crate::ledger::customers::Ownership;
use crate::ledger::products::Description;
use crate::ledger::{Credit, Credits, Customer, Ledger};
use crate::policy::Policy;
use crate::policy::rules::InputKind;
use crate::run::{Request, beginning};
use crate::spelling::alike;

/// So many are named.
const SHOWN: usize = 6;

/// What registers said when the last period was closed, and what they say today.
struct Registers {
    then: Ledger,
    now: Ledger,
}

impl Registers {
    fn read(paying: &Paying) -> Option<Self> {
        let last = paying.before.periods.last()?;
        let (folder, mut findings) = (last.facts.copies.as_deref()?, Findings::new());
        let read = |folder, findings: &mut Findings| {
            let mut policy = frozen_policy(("policy.toml", &last.policy), folder, findings)?;
            policy.inputs.retain(|input| COMPARED.contains(&input.kind()));
            let ledger = ledger(&policy, &Request { folder, ..paying.request.clone() }, findings);
            (!findings.has_errors()).then_some(ledger)
        };
        let then = read(folder, &mut findings)?;
        Some(Registers { then, now: read(paying.request.folder, &mut findings)? })
    }
}

/// The registers whose rows are compared; targets, rates and staff are elsewhere.
const COMPARED: [InputKind; 8] = [
    InputKind::Staff,
    InputKind::Customers,
    InputKind::Products,
    InputKind::Splits,
    InputKind::Overlays,
    InputKind::Ratings,
    InputKind::Adjustments,
    InputKind::Leave,
];

fn ledger(policy: &Policy, request: &Request, findings: &mut Findings) -> Ledger {
    let (reading, mut gathered) = (beginning::reading(request), Gathered::default());
    let mut ledger = gathering::read_ledger(policy, &reading, &mut gathered, findings);
    gathering::read_named(policy, &mut ledger, &reading, findings);
    ledger
}

/// Who is corrected of which period.
type Corrected<'c> = BTreeSet<(&'c str, &'c Period)>;

/// All that is told of what these correct; not of inputs that are told already.
pub(super) fn told(paying: &Paying, corrections: &[Correction], told: &[Finding]) -> Vec<Finding> {
    let moves = |one: &&Correction| !one.amount.is_zero() || !one.balance.is_zero();
    let corrected: Corrected = corrections.iter().filter(moves).map(|one| (one.person.as_str(), &one.period)).collect();
    let has_some = || paying.policy.inputs.iter().any(|input| COMPARED[1..].contains(&input.kind()));
    let read = || Registers::read(paying);
    let Some(registers) = (!corrected.is_empty() && has_some()).then(read).flatten() else { return Vec::new() };
    let is_told = |input: &str| {
        let says = |finding: &Finding| finding.args.iter().any(|(name, value)| *name == "input" && value == input);
        told.iter().any(|finding| finding.code == ROWS_GONE && says(finding))
    };
    let gone = rows_gone(&registers, &corrected);
    let gone = gone.into_iter().filter(|(input, _)| !is_told(input));
    let gone = gone.filter_map(|(input, rows)| rows_told(paying.policy, input, &rows));
    let changes = described(&registers, &corrected);
    gone.chain(changes.into_iter().filter_map(|(of, changes)| change_told(paying.policy, of, &changes))).collect()
}

const ROWS_GONE: &str = "rows-of-closed-gone";

/// Rows that told of a closed period, and those of them that are left.
struct Rows {
    period: String,
    were: usize,
    are: usize,
}

/// By input; rows of no period count for every period that is corrected of one whom they named.
fn rows_gone(registers: &Registers, corrected: &Corrected) -> BTreeMap<&'static str, Vec<Rows>> {
    let mut found: BTreeMap<&str, Vec<Rows>> = BTreeMap::new();
    let periods: BTreeSet<&Period> = corrected.iter().map(|(_, period)| *period).collect();
    for period in periods {
        let people: BTreeSet<&str> = corrected.iter().filter(|(_, of)| *of == period).map(|(id, _)| *id).collect();
        for (input, rows_of) in OF_PERIODS {
            let (were, are) = (rows_of(&registers.then, period), rows_of(&registers.now, period));
            if were.iter().any(|id| people.contains(id)) {
                found.entry(input).or_default().push(Rows { period: period.id(), were: were.len(), are: are.len() });
            }
        }
        for (input, credits) in OF_ORDERS {
            let (then, now) = (credits(&registers.then), credits(&registers.now));
            let is_left = |order: &&String| now.by_order.contains_key(*order);
            let gone = then.by_order.iter().filter(|(order, _)| !is_left(order));
            let mut of_gone =
                gone.flat_map(|(_, shares)| shares).filter_map(|credit| of_credit(&registers.then, credit));
            if of_gone.any(|id| people.contains(id)) {
                let are = then.by_order.keys().filter(is_left).count();
                found.entry(input).or_default().push(Rows { period: period.id(), were: then.by_order.len(), are });
            }
        }
    }
    found
}

/// Whose rows a register has of a period.
type RowsOf = for<'l> fn(&'l Ledger, &Period) -> Vec<&'l str>;

/// Inputs whose rows are of days, with whose they are in a period.
const OF_PERIODS: [(&str, RowsOf); 3] = [("adjustments", adjusted), ("ratings", rated), ("leave", away)];

fn adjusted<'l>(ledger: &'l Ledger, period: &Period) -> Vec<&'l str> {
    ledger.adjustments.iter().filter(|row| row.period == *period).map(|row| id(ledger, row.person)).collect()
}

fn rated<'l>(ledger: &'l Ledger, period: &Period) -> Vec<&'l str> {
    ledger.ratings.iter().filter(|row| row.period == *period).map(|row| id(ledger, row.person)).collect()
}

fn away<'l>(ledger: &'l Ledger, period: &Period) -> Vec<&'l str> {
    let is_in = |first: NaiveDate, last: NaiveDate| first <= period.last() && period.first() <= last;
    ledger.leave.iter().filter(|row| is_in(row.first, row.last)).map(|row| id(ledger, row.person)).collect()
}

/// A list of shares of orders and where it is.
type OfOrders = (&'static str, fn(&Ledger) -> &Credits);

/// Lists of shares of orders.
const OF_ORDERS: [OfOrders; 2] = [("splits", |ledger| &ledger.splits), ("overlays", |ledger| &ledger.overlays)];

fn of_credit<'l>(ledger: &'l Ledger, credit: &Credit) -> Option<&'l str> {
    credit.person.map(|person| id(ledger, person))
}

fn id(ledger: &Ledger, person: usize) -> &str {
    &ledger.people.list[person].id
}

/// A warning where at most half of the rows are left.
fn rows_told(policy: &Policy, input: &str, rows: &[Rows]) -> Option<Finding> {
    let few: Vec<&Rows> = rows.iter().filter(|rows| rows.are * 2 <= rows.were).collect();
    let periods: Vec<&str> = few.iter().map(|rows| rows.period.as_str()).collect();
    let is_of_orders = OF_ORDERS.iter().any(|(of, _)| *of == input);
    // A list of orders is the same for every period.
    let sum = |count: fn(&Rows) -> usize| {
        if is_of_orders { few.first().map_or(0, |rows| count(rows)) } else { few.iter().map(|rows| count(rows)).sum() }
    };
    let finding = Finding::warning(ROWS_GONE).with("input", input).with("periods", periods.join(", "));
    let finding = finding.with("expected", sum(|rows| rows.were)).with("found", sum(|rows| rows.are));
    let place = policy.input(input).map(|rule| policy.text.place(rule.span));
    (!few.is_empty()).then(|| place.into_iter().fold(finding, Finding::at))
}

/// A register and its column.
type Column = (&'static str, String);

/// What is another of one customer or product.
struct Change {
    whose: String,
    was: String,
    found: String,
    period: String,
}

/// What owners and labels are others on the last day of periods that are corrected.
fn described(registers: &Registers, corrected: &Corrected) -> BTreeMap<Column, Vec<Change>> {
    let mut changes: BTreeMap<Column, Vec<Change>> = BTreeMap::new();
    let periods: BTreeSet<&Period> = corrected.iter().map(|(_, period)| *period).collect();
    for period in periods {
        owners(registers, (period, corrected), &mut changes);
        let day = period.last();
        for was in registers.then.customers.list.iter() {
            let now = registers.now.customers.of(&was.id).and_then(|now| owned_on(now, day));
            let Some((before, after)) = owned_on(was, day).zip(now) else { continue };
            labels(("customers", &was.name, period), (&before.cells, &after.cells), &mut changes);
        }
        let is_on = |row: &&Description| row.first <= day && day <= row.last;
        let today: HashMap<&str, &crate::ledger::Product> =
            registers.now.products.list.iter().map(|product| (product.id.as_str(), product)).collect();
        for was in &registers.then.products.list {
            let now = today.get(was.id.as_str()).and_then(|now| now.rows.iter().find(is_on));
            let Some((before, after)) = was.rows.iter().find(is_on).zip(now) else { continue };
            labels(("products", &was.name, period), (&before.cells, &after.cells), &mut changes);
        }
    }
    changes
}

fn owned_on(customer: &Customer, day: NaiveDate) -> Option<&Ownership> {
    customer.owners.iter().find(|owned| owned.first <= day && day <= owned.last)
}

/// Customers who are somebody else's, where one of the two is corrected.
fn owners(
    registers: &Registers,
    (period, corrected): (&Period, &Corrected),
    changes: &mut BTreeMap<Column, Vec<Change>>,
) {
    let owner = |ledger: &Ledger, customer: &Customer| {
        owned_on(customer, period.last())?.owner.map(|person| id(ledger, person).to_owned())
    };
    let is_corrected = |id: &str| corrected.iter().any(|(person, of)| *person == id && *of == period);
    for customer in registers.then.customers.list.iter() {
        let now = registers.now.customers.of(&customer.id).and_then(|now| owner(&registers.now, now));
        let Some((was, found)) = owner(&registers.then, customer).zip(now) else { continue };
        if was != found && (is_corrected(&was) || is_corrected(&found)) {
            let change = Change { whose: customer.name.to_string(), was, found, period: period.id() };
            changes.entry(("customers", "owner".to_owned())).or_default().push(change);
        }
    }
}

type Cells = [(String, String, crate::source::Place)];

/// Labels that rules name, and that are others; what was blank was written in since.
fn labels(
    (input, whose, period): (&'static str, &str, &Period),
    (before, after): (&Cells, &Cells),
    changes: &mut BTreeMap<Column, Vec<Change>>,
) {
    for (column, was, _) in before.iter().filter(|(_, was, _)| !was.trim().is_empty()) {
        let now = after.iter().find(|(known, ..)| known == column).filter(|(_, now, _)| !alike(now, was));
        if let Some((_, found, _)) = now {
            let (whose, was, found) = (whose.to_owned(), was.clone(), found.clone());
            let change = Change { whose, was, found, period: period.id() };
            changes.entry((input, column.clone())).or_default().push(change);
        }
    }
}

fn change_told(policy: &Policy, (input, column): Column, changes: &[Change]) -> Option<Finding> {
    let first = changes.first()?;
    let whose: BTreeSet<&String> = changes.iter().map(|change| &change.whose).collect();
    let periods: BTreeSet<&str> = changes.iter().map(|change| change.period.as_str()).collect();
    let finding = Finding::warning("register-unlike-closed").with("input", input).with("column", column);
    let finding = finding.with("whose", &first.whose).with("expected", &first.was).with("found", &first.found);
    let finding = finding.with("count", whose.len()).with("names", quoted(whose.into_iter().take(SHOWN)));
    let finding = finding.with("periods", periods.into_iter().collect::<Vec<_>>().join(", "));
    let place = policy.input(input).map(|rule| policy.text.place(rule.span));
    Some(place.into_iter().fold(finding, Finding::at))
}
