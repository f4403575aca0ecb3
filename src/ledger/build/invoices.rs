//! `receivables` beside themselves: an invoice that was due before it was written, that was paid and is open, of which more is open than it
//! comes to, or that is there twice as it stood on different days.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::ingest::cell::says_currency;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register, RegisterRow};
use crate::ledger::Invoice;
use crate::number::Number;
use crate::policy::Policy;
use crate::spelling::folded;

/// Of no invoice so many times its amount is open.
const BEYOND: i64 = 2;
/// By how much a unit of money may be mistaken; what is left of an amount is never such a part of it, twice.
const UNITS: [i64; 2] = [1_000, 10_000];

/// A part of an invoice is a tenth of it or more.
const OF_PART: i64 = 10;
/// So many rows below zero, and none above, are not credit notes alone.
const LEAST_NEGATIVE: usize = 3;

/// What a row says of an invoice.
struct Written<'r> {
    row: &'r RegisterRow,
    order: Option<String>,
    date: Option<NaiveDate>,
    due: Option<NaiveDate>,
    paid: Option<NaiveDate>,
    amount: Option<Number>,
    balance: Option<Number>,
}

/// The same where the rows of the list are shown one by one: what is in another currency would be shown as the policy's.
pub(super) fn of_listed(policy: &Policy, register: &Register, faults: &mut Faults) -> Vec<Invoice> {
    let is_read = policy.used.iter().any(|measure| policy.measure(*measure).kind.inputs().contains(&&*register.name));
    if policy.management.listed(&register.name).is_some() && !is_read {
        register.rows.iter().filter_map(in_other_currency).for_each(|fault| faults.push(fault));
    }
    invoices(register, faults)
}

/// That an amount of the row is in another currency than the policy's.
fn in_other_currency(row: &RegisterRow) -> Option<Finding> {
    let text = row.text("currency")?;
    let amounts = ["amount", "balance"].into_iter().filter_map(|column| row.heading.slot(column));
    let mut amounts = amounts.filter(|slot| row.text_in(*slot).is_some()).map(|slot| &row.heading.slots[slot]);
    let is_other = |expected: &String| !says_currency(&text, expected);
    let expected = amounts.find_map(|slot| slot.currency.as_ref().filter(|code| !slot.is_local && is_other(code)))?;
    let finding = Finding::error("other-currency").with("text", &text).with("expected", expected);
    Some(finding.at(row.place("currency")))
}

/// The invoices of the register that name an order, in the order of the files; what is odd about them beside each other is told.
pub(super) fn invoices(register: &Register, faults: &mut Faults) -> Vec<Invoice> {
    let written: Vec<Written> = register.rows.iter().map(Written::of).collect();
    let found = [
        due_before_dated(&written),
        paid_and_open(&written),
        part_open_with_day(&written),
        all_negative(&written),
        beyond_amount(&written),
        in_other_unit(&written),
        twice(&written),
    ];
    found.into_iter().flatten().for_each(|warning| faults.push(warning.with("input", &register.name)));
    written.into_iter().filter_map(Written::invoice).collect()
}

impl<'r> Written<'r> {
    fn of(row: &'r RegisterRow) -> Self {
        // What cannot be read is told where figures are made of it.
        let mut told_elsewhere = Faults::default();
        let mut cells = row.read(&mut told_elsewhere);
        Written {
            row,
            order: cells.key("order", Need::Optional),
            date: cells.date("date", Need::Optional),
            due: cells.date("due", Need::Optional),
            paid: cells.date("paid_on", Need::Optional),
            amount: cells.number("amount", Need::Optional),
            balance: cells.number("balance", Need::Optional),
        }
    }

    /// What is compared with the sales; nothing of a row without an order.
    fn invoice(self) -> Option<Invoice> {
        let customer = ["customer_id", "customer"].into_iter().find_map(|column| self.row.text(column));
        let order = folded(&self.order?).into_owned();
        Some(Invoice { order, customer, amount: self.amount, place: self.row.whole() })
    }

    /// Whether it is another state of the same invoice, and no other invoice of the same list.
    fn differs_from(&self, other: &Self) -> bool {
        let is_of_other_list = self.row.heading.file != other.row.heading.file;
        let is_known = is_of_other_list || self.date.is_some() || self.due.is_some();
        is_known && (self.balance != other.balance || self.paid != other.paid)
    }

    /// Whether all of it is open.
    fn is_whole(&self) -> bool {
        self.balance.as_ref().is_some_and(|balance| balance.is_positive() && Some(balance) == self.amount.as_ref())
    }
}

/// A warning of such rows, at the first.
fn told(code: &'static str, rows: &[&Written], column: &str) -> Option<Finding> {
    let first = rows.first()?;
    Some(Finding::warning(code).with("count", rows.len()).at(first.row.place(column)))
}

/// Days of few rows beside those of the others. A day that most rows share is not the invoice's own but that of the list.
fn due_before_dated(written: &[Written]) -> Option<Finding> {
    let dated: Vec<&Written> = written.iter().filter(|one| one.date.is_some() && one.due.is_some()).collect();
    let days: BTreeSet<Option<NaiveDate>> = dated.iter().map(|one| one.date).collect();
    let early: Vec<&Written> = dated.iter().copied().filter(|one| one.due < one.date).collect();
    let is_of_few = early.len() * 2 < dated.len();
    let is_of_all = early.len() == dated.len() && dated.len() > 2;
    let are_own = days.len() * 2 > dated.len();
    told("invoices-due-before-dated", &early, "due").filter(|_| are_own && (is_of_few || is_of_all))
}

/// Rows that were paid before the list was made, going by the latest day of an invoice, and of which all is open all the same.
fn paid_and_open(written: &[Written]) -> Option<Finding> {
    let made = written.iter().filter_map(|one| one.date).max()?;
    let is_it = |one: &&Written| one.is_whole() && one.paid.is_some_and(|paid| paid <= made);
    told("invoices-paid-and-open", &written.iter().filter(is_it).collect::<Vec<_>>(), "balance")
}

/// Rows with a day of payment of which a part is open: of nothing else is it said when it was paid in part. What is left of a discount is no such part.
fn part_open_with_day(written: &[Written]) -> Option<Finding> {
    let is_it = |one: &&Written| {
        let both = one.amount.as_ref().zip(one.balance.as_ref()).filter(|_| one.paid.is_some());
        both.is_some_and(|(amount, balance)| balance < amount && &(balance * &Number::from(OF_PART)) >= amount)
            && one.amount.as_ref().is_some_and(Number::is_positive)
    };
    told("invoices-part-open-with-day", &written.iter().filter(is_it).collect::<Vec<_>>(), "balance")
}

/// Rows of a register in which everything is below zero: credit notes stand among invoices.
fn all_negative(written: &[Written]) -> Option<Finding> {
    let open = |one: &Written| one.balance.clone().or_else(|| one.amount.clone());
    let rows: Vec<(&Written, Number)> = written.iter().filter_map(|one| Some((one, open(one)?))).collect();
    let rows: Vec<&(&Written, Number)> = rows.iter().filter(|(_, open)| !open.is_zero()).collect();
    let are_all = rows.len() >= LEAST_NEGATIVE && rows.iter().all(|(_, open)| open.is_negative());
    let rows: Vec<&Written> = rows.into_iter().map(|(one, _)| *one).collect();
    told("invoices-all-negative", &rows, "balance").filter(|_| are_all)
}

/// Of rows of one invoice, which name an order or a day that it was due on, those with far more open than there is, or as much with the other sign.
fn beyond_amount(written: &[Written]) -> Option<Finding> {
    let is_it = |one: &&Written| {
        let Some((amount, balance)) = one.amount.as_ref().zip(one.balance.as_ref()) else { return false };
        let is_beyond = balance.abs() > &amount.abs() * &Number::from(BEYOND);
        (one.order.is_some() || one.due.is_some()) && (is_beyond || !amount.is_zero() && *balance == -amount)
    };
    told("balances-beyond-amounts", &written.iter().filter(is_it).collect::<Vec<_>>(), "balance")
}

/// Rows of which exactly a thousandth or ten thousandth is open.
fn in_other_unit(written: &[Written]) -> Option<Finding> {
    UNITS.into_iter().find_map(|times| {
        let is_it = |one: &&Written| {
            let both = one.amount.as_ref().zip(one.balance.as_ref());
            both.is_some_and(|(amount, balance)| !amount.is_zero() && &(balance * &Number::from(times)) == amount)
        };
        let rows: Vec<&Written> = written.iter().filter(is_it).collect();
        told("balances-in-other-unit", &rows, "balance").filter(|_| rows.len() > 1).map(|one| one.with("times", times))
    })
}

/// What an invoice is told apart by: its order, customer, day, due day and amount; within a file that has no days nothing tells it apart.
type Identity = (String, [Option<String>; 2], Option<NaiveDate>, Option<NaiveDate>, String);

fn identity(one: &Written) -> Option<Identity> {
    let customer =
        ["customer_id", "customer"].map(|column| one.row.text(column).map(|text| folded(&text).into_owned()));
    Some((folded(one.order.as_ref()?).into_owned(), customer, one.date, one.due, one.amount.as_ref()?.to_string()))
}

/// Rows of one invoice of which something else is open or paid.
fn twice(written: &[Written]) -> Option<Finding> {
    let mut first: BTreeMap<Identity, &Written> = BTreeMap::new();
    let mut again: Vec<(&Written, &Written)> = Vec::new();
    for one in written {
        match identity(one).map(|identity| first.entry(identity)) {
            Some(Entry::Vacant(entry)) => {
                entry.insert(one);
            }
            Some(Entry::Occupied(entry)) => again.push((*entry.get(), one)),
            None => {}
        }
    }
    again.retain(|(one, other)| one.differs_from(other));
    let (earlier, later) = again.first()?;
    let warning = Finding::warning("invoices-twice").with("count", again.len());
    let warning = warning.with("order", later.order.as_deref().unwrap_or_default());
    Some(warning.at(earlier.row.whole()).at(later.row.whole()))
}
