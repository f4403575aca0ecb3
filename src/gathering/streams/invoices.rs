//! `receivables` beside the sales whose orders they name: whose the order was, and in which unit its amount is.

use std::collections::BTreeMap;

use super::super::{Opened, Pace, Rules};
use super::{context, pass};
use crate::crediting::OrderBook;
use crate::crediting::orders::Order;
use crate::finding::Finding;
use crate::ingest::cell::key::matching;
use crate::ingest::faults::Faults;
use crate::ledger::{Invoice, Ledger};
use crate::measure::fold::Purpose;
use crate::number::Number;
use crate::policy::rules::InputKind;

/// By how much a unit of money may be mistaken.
const UNITS: [i64; 3] = [100, 1_000, 10_000];
/// So many invoices that are alike are no chance.
const LEAST: usize = 2;

/// Warnings of invoices that are unlike their orders; of sales so large that reading them once more takes long nothing is compared.
pub(in super::super) fn compare(rules: Rules, opened: &[Opened], pace: Pace, faults: &mut Faults) {
    let (_, ledger, plan) = rules;
    let sales = opened.iter().find(|one| one.kind() == InputKind::Sales && !one.is_large());
    let Some(sales) = sales.filter(|_| !ledger.invoices.is_empty()) else { return };
    let mut book = OrderBook::default();
    for invoice in &ledger.invoices {
        book.orders.entry(invoice.order.clone()).or_default().is_taken_back = true;
    }
    let of_orders = context(rules, sales, &book, Purpose::Orders);
    // What cannot be read is told where it is read for its figures.
    let Some(learned) = pass(&of_orders, sales, pace, &mut Faults::default()) else { return };
    let orders: BTreeMap<String, Order> =
        learned.orders.into_iter().filter(|(_, order)| !order.sold.is_empty()).collect();
    of_other_customers(ledger, &orders).into_iter().for_each(|warning| faults.push(warning));
    let slots = &plan.streams[sales.stream].slots;
    let amount = slots.iter().position(|slot| slot.column == "amount");
    let unit = amount.and_then(|amount| in_other_unit(&ledger.invoices, &orders, amount));
    unit.into_iter().for_each(|warning| faults.push(warning));
}

/// A warning of few invoices that name another customer than their order has; where many do, somebody else is billed than who orders.
fn of_other_customers(ledger: &Ledger, orders: &BTreeMap<String, Order>) -> Option<Finding> {
    let index = |text: &str| ledger.customers.by_key.get(&matching(text));
    let (mut own, mut others) = (0, Vec::new());
    for invoice in &ledger.invoices {
        let Some((order, customer)) = orders.get(&invoice.order).zip(invoice.customer.as_deref()) else { continue };
        let sold: Option<Vec<usize>> = order.sold.iter().map(|row| index(&row.customer_shown)).collect();
        let Some((sold, billed)) = sold.zip(index(customer)) else { continue };
        match sold.contains(&billed) {
            true => own += 1,
            false => others.extend(sold.first().map(|sold| (invoice, billed, *sold))),
        }
    }
    let (invoice, billed, sold) = *others.first().filter(|_| own >= LEAST * others.len())?;
    let name = |index: usize| &ledger.customers.list[index].name;
    let warning = Finding::warning("invoices-of-other-customer").with("count", others.len());
    let warning = warning.with("order", &invoice.order).with("billed", name(billed)).with("sold", name(sold));
    Some(warning.at(invoice.place.clone()))
}

/// What an order was billed with and sold for, and the first of its invoices.
struct Both<'i> {
    billed: Number,
    sold: Number,
    first: &'i Invoice,
}

/// A warning where most invoices have the amount of their order in another unit.
fn in_other_unit(invoices: &[Invoice], orders: &BTreeMap<String, Order>, amount: usize) -> Option<Finding> {
    let both = both(invoices, orders, amount);
    let told = |code: &'static str, times: &Number, is_it: &dyn Fn(&Both) -> bool| {
        let rows: Vec<&Both> = both.iter().filter(|both| is_it(both)).collect();
        let first = rows.first().filter(|_| rows.len() >= LEAST && rows.len() * 2 > both.len())?;
        let warning = Finding::warning(code).with("count", rows.len()).with("times", times.to_string());
        Some(warning.at(first.first.place.clone()))
    };
    UNITS.into_iter().map(Number::from).find_map(|times| {
        told("invoices-many-times-sales", &times, &|one| is_about(&one.billed, &(&one.sold * &times))).or_else(|| {
            told("invoices-small-part-of-sales", &times, &|one| is_about(&(&one.billed * &times), &one.sold))
        })
    })
}

/// Orders that were billed and sold for something above 0.
fn both<'i>(invoices: &'i [Invoice], orders: &BTreeMap<String, Order>, amount: usize) -> Vec<Both<'i>> {
    let mut billed: BTreeMap<&str, (Number, &Invoice)> = BTreeMap::new();
    for (invoice, own) in invoices.iter().filter_map(|invoice| Some((invoice, invoice.amount.as_ref()?))) {
        let entry = billed.entry(&invoice.order).or_insert_with(|| (Number::zero(), invoice));
        entry.0 = &entry.0 + own;
    }
    let sold = |order: &Order| {
        let sums = order.sold.iter().filter_map(|row| row.numbers.get(amount));
        sums.fold(Number::zero(), |sum, fixed| &sum + &fixed.to_number())
    };
    let both = billed
        .into_iter()
        .filter_map(|(order, (billed, first))| Some(Both { billed, sold: sold(orders.get(order)?), first }));
    both.filter(|both| both.billed.is_positive() && both.sold.is_positive()).collect()
}

/// Whether two amounts are the same but for taxes and what was taken off.
fn is_about(one: &Number, other: &Number) -> bool {
    let (four, five) = (Number::from(4), Number::from(5));
    one * &five >= other * &four && one * &four <= other * &five
}
