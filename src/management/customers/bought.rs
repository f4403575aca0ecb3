//! What one customer bought: the rows that its amount is made of, by month and by product.
//!
//! Rows, months and products each add up to the amount, whatever counts otherwise than it stands in a file: what came back, totals that
//! stand in several lines, amounts that are worked out.

use std::collections::{BTreeMap, BTreeSet};

use super::entries::Source;
use super::file::Order;
use super::roster::CUSTOMER;
use crate::calendar::{Days, NaiveDate, Period, PeriodKind};
use crate::ledger::rows::{CountedRow, Look};
use crate::measure::plan::gathered_in;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{MeasureId, MeasureKind};
use crate::source::Place;
use crate::spelling::folded;

/// What a customer bought in the window.
pub(super) struct Bought {
    /// Rows of sales and returns.
    pub orders: Vec<Order>,
    /// What of them counts: the day, the product, the amount.
    parts: Vec<(NaiveDate, Option<String>, Number)>,
}

impl Bought {
    /// That of the customer in that place of the roster.
    pub fn of(source: &Source, place: usize) -> Self {
        let counted = counted(source, place);
        let mut sums: BTreeMap<&Place, Number> = BTreeMap::new();
        for row in &counted {
            let sum = sums.entry(&row.place).or_insert_with(Number::zero);
            *sum = &*sum + &row.amount;
        }
        let mut orders = listed(source, place, &sums);
        add_later(&mut orders, &counted, &sums);
        let products = Products::of(&orders, &counted);
        let parts = counted.iter().map(|row| (row.day, products.of_row(row), row.amount.clone())).collect();
        Bought { orders, parts }
    }

    /// The calendar months of the window, the oldest first.
    pub fn periods(&self, source: &Source) -> Vec<(Period, Number)> {
        let (window, start) = (&source.windows.now, source.view.book.policy.header.fiscal_year_starts);
        let mut months = Vec::new();
        let mut month = Period::containing(window.first(), PeriodKind::Month, start);
        while month.first() <= window.last() {
            let is_in = |(day, ..): &&(NaiveDate, Option<String>, Number)| month.contains(*day);
            let sum = self.parts.iter().filter(is_in).map(|(_, _, amount)| amount).sum();
            let after = Period::containing(month.last() + Days::new(1), PeriodKind::Month, start);
            months.push((std::mem::replace(&mut month, after), sum));
        }
        months
    }

    /// Products by amount, the largest first; also those of rows without one.
    pub fn products(&self) -> Vec<(Option<String>, Number)> {
        let mut sums: BTreeMap<Option<&str>, Number> = BTreeMap::new();
        for order in self.orders.iter().filter(|order| order.product.is_some() || order.amount.is_none()) {
            sums.insert(order.product.as_deref(), Number::zero());
        }
        for (_, product, amount) in &self.parts {
            let sum = sums.entry(product.as_deref()).or_insert_with(Number::zero);
            *sum = &*sum + amount;
        }
        let mut list: Vec<(Option<String>, Number)> =
            sums.into_iter().map(|(product, sum)| (product.map(str::to_owned), sum)).collect();
        list.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        list
    }
}

/// The rows of the customer's amount; where that is no sum of rows, those of the sales.
fn counted(source: &Source, place: usize) -> Vec<CountedRow> {
    let (policy, label) = (source.view.book.policy, &*source.roster.list[place].id);
    let mut measures = [source.measures.amount, source.measures.sales].into_iter().flatten();
    let Some(parts) = measures.find_map(|measure| signed(policy, measure)) else { return Vec::new() };
    let rows = |(measure, sign): (MeasureId, i128)| {
        let rows = source.view.rows.counted(measure, (CUSTOMER, label), &source.windows.now).into_iter();
        rows.map(move |row| if sign < 0 { CountedRow { amount: -&row.amount, ..row } } else { row })
    };
    parts.into_iter().flat_map(rows).collect()
}

/// The sums that a measure adds up and takes away, each with its sign; nothing where it is made of anything else.
fn signed(policy: &Policy, measure: MeasureId) -> Option<Vec<(MeasureId, i128)>> {
    let kind = &policy.measure(measure).kind;
    if matches!(kind, MeasureKind::Sum(_)) {
        return Some(vec![(measure, 1)]);
    }
    // Each of its parts once: what stands in it twice is gathered once.
    let summands = kind.summands();
    let is_plain = !summands.is_empty() && gathered_in(policy, measure).len() == summands.len();
    let are_sums = || summands.iter().all(|(part, _)| matches!(policy.measure(*part).kind, MeasureKind::Sum(_)));
    (is_plain && are_sums()).then_some(summands)
}

/// Rows of sales and returns in the window that name the customer or count for it.
fn listed(source: &Source, place: usize, sums: &BTreeMap<&Place, Number>) -> Vec<Order> {
    let mut orders = Vec::new();
    for (input, takes_back) in [("sales", false), ("returns", true)] {
        let look = Look { first: Some(source.windows.now.first()), ..Look::all(input) };
        source.view.rows.look(look, &mut |row| {
            let amount = sums.get(&row.place).cloned();
            // What was taken from a month before the window is none of it.
            let is_other = (takes_back || row.takes_back) && amount.is_none() && !sums.is_empty();
            if amount.is_some() || (source.customer_of(row) == Some(place) && !is_other) {
                orders.push(Order {
                    order: row.cell("order").map(str::to_owned),
                    date: row.day,
                    product: row.cell("product").or_else(|| row.cell("product_id")).map(str::to_owned),
                    amount,
                    place: row.place.clone(),
                });
            }
        });
    }
    orders
}

/// Adds rows of later days that count in the window: what came back since is taken from the sale.
fn add_later(orders: &mut Vec<Order>, counted: &[CountedRow], sums: &BTreeMap<&Place, Number>) {
    let known: BTreeSet<Place> = orders.iter().map(|order| order.place.clone()).collect();
    let mut later: Vec<&CountedRow> = counted.iter().filter(|row| !known.contains(&row.place)).collect();
    later.dedup_by_key(|row| &row.place);
    orders.extend(later.into_iter().map(|row| Order {
        order: row.order.clone(),
        date: Some(row.day),
        product: None,
        amount: sums.get(&row.place).cloned(),
        place: row.place.clone(),
    }));
}

/// Which product a row is of.
struct Products<'a> {
    /// By row.
    own: BTreeMap<&'a Place, &'a str>,
    /// By order the rows that were sold: product and amount.
    sold: BTreeMap<&'a str, Vec<(&'a str, &'a Number)>>,
}

impl<'a> Products<'a> {
    fn of(orders: &'a [Order], counted: &'a [CountedRow]) -> Self {
        let products = orders.iter().filter_map(|order| Some((&order.place, order.product.as_deref()?)));
        let own: BTreeMap<&Place, &str> = products.collect();
        let mut sold: BTreeMap<&str, Vec<(&str, &Number)>> = BTreeMap::new();
        for row in counted.iter().filter(|row| !row.amount.is_negative()) {
            if let (Some(order), Some(product)) = (row.order.as_deref(), own.get(&row.place)) {
                sold.entry(order).or_default().push((product, &row.amount));
            }
        }
        Products { own, sold }
    }

    /// Its own, else that which alone was sold in its order, or alone for as much as comes back.
    fn of_row(&self, row: &CountedRow) -> Option<String> {
        if let Some(own) = self.own.get(&row.place) {
            return Some((*own).to_owned());
        }
        let sold = self.sold.get(row.order.as_deref()?)?;
        let back = -&row.amount;
        let all = || sold.iter().map(|(product, _)| *product);
        let alike = || sold.iter().filter(|(_, amount)| **amount == back).map(|(product, _)| *product);
        alone(all()).or_else(|| alone(alike())).map(str::to_owned)
    }
}

/// The word that all of these are; nothing where they differ, or there are none.
fn alone<'p>(mut products: impl Iterator<Item = &'p str>) -> Option<&'p str> {
    let first = products.next()?;
    products.all(|other| folded(other) == folded(first)).then_some(first)
}
