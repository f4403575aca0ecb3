//! Collections beside the sales of their orders: more than an order was sold for, the same in another currency or unit, and people who did not sell it.
//!
//! What other orders do is what is usual. Orders that are split or that nobody sold are told of elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{At, Cells, Rows, Source};
use crate::finding::{Finding, quoted};
use crate::ingest::cell::key::matching;
use crate::ledger::Ledger;
use crate::number::Number;
use crate::source::Place;
use crate::spelling::folded;

/// Of more rows nothing is compared.
const MOST: usize = 20_000;
/// So many orders, and so many times those that are odd, say what is usual.
const LEAST: usize = 5;
const TIMES: usize = 4;
/// So many orders say that who sold an order is named by what is collected of it.
const LEAST_OF_PEOPLE: usize = 8;
/// So many orders say in which unit payments are.
const LEAST_OF_UNIT: usize = 3;
/// How many times what its order was sold for a payment in another unit is, or the part of it: a tenth may be a first instalment.
const UNITS: [(i64, i64); 7] = [(10, 1), (100, 1), (1_000, 1), (10_000, 1), (1, 100), (1, 1_000), (1, 10_000)];
/// How many orders are listed, and how many places shown.
const LISTED: usize = 8;

/// What is collected of an order beyond half as much again as it was sold for is too much, and up to a fifth above it may be taxes.
fn is_beyond(collected: &Number, sold: &Number) -> bool {
    collected * &Number::from(2) > sold * &Number::from(3)
}

fn is_within(collected: &Number, sold: &Number) -> bool {
    collected * &Number::from(10) <= sold * &Number::from(13)
}

/// What rows of a source have of an order.
#[derive(Clone, Debug)]
struct OfOrder {
    shown: String,
    /// In the policy's currency.
    sum: Number,
    /// As the file writes it, and in which currencies.
    written: Number,
    written_gross: Number,
    currencies: BTreeSet<String>,
    /// What is above 0 of it: an order that was paid and then came back was sold for that.
    gross: Number,
    people: BTreeSet<Option<usize>>,
    /// As they are looked up.
    customers: BTreeSet<String>,
    /// Where the rows stand that count in the period.
    places: Vec<Place>,
    /// Of these the ones that another of them equals in all that is read, and those below 0.
    repeated: u64,
    negative: u64,
}

impl OfOrder {
    fn new(shown: String) -> Self {
        OfOrder {
            shown,
            sum: Number::zero(),
            written: Number::zero(),
            written_gross: Number::zero(),
            currencies: BTreeSet::new(),
            gross: Number::zero(),
            people: BTreeSet::new(),
            customers: BTreeSet::new(),
            places: Vec::new(),
            repeated: 0,
            negative: 0,
        }
    }

    fn add(&mut self, amount: &Number, rate: &Number) {
        let counts = amount * rate;
        self.sum = &self.sum + &counts;
        self.written = &self.written + amount;
        if amount.is_positive() {
            self.gross = &self.gross + &counts;
            self.written_gross = &self.written_gross + amount;
        }
    }

    /// Whether it was paid to the last decimal what it was sold for, in another currency.
    fn is_in_other_currency(&self, sold: &OfOrder) -> bool {
        self.written == sold.written_gross && self.currencies.is_disjoint(&sold.currencies)
    }
}

/// The orders of a source.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Orders {
    input: String,
    by: BTreeMap<String, OfOrder>,
    /// Whoever has a row of a customer.
    of_customer: BTreeMap<String, BTreeSet<Option<usize>>>,
    is_of_people: bool,
}

impl Orders {
    /// Those of the rows of a source that count.
    pub(super) fn of(source: &Source, ledger: &Ledger, rows: &Rows) -> Self {
        let mut orders = Orders { input: source.rule.name.clone(), is_of_people: true, ..Orders::default() };
        let mut seen = BTreeSet::new();
        let rows_of_orders = if rows.rows.len() > MOST { None } else { Some(rows.of_orders().flatten()) };
        for row in rows_of_orders.into_iter().flatten() {
            let cells = rows.cells_of(row);
            let cells = (row.at.0, &cells[..]);
            let (Some(shown), Some(amount)) = (source.text(cells, "order"), source.number(cells, "amount")) else {
                continue;
            };
            if !source.counts(cells) {
                continue;
            }
            let named = source.text(cells, "person_id").or_else(|| source.text(cells, "person"));
            let person = named.and_then(|named| ledger.people.find(&named));
            orders.is_of_people &= person.is_some();
            let known = orders.by.entry(folded(&shown).into_owned()).or_insert_with(|| OfOrder::new(shown));
            let (currency, rate) = source.exchange_of(cells, ledger);
            known.currencies.insert(currency);
            let customers = ["customer", "customer_id"].into_iter().filter_map(|column| source.text(cells, column));
            for customer in customers.map(|text| matching(&text).into_owned()) {
                orders.of_customer.entry(customer.clone()).or_default().insert(person);
                known.customers.insert(customer);
            }
            known.add(&amount, &rate);
            known.people.insert(person);
            if source.is_looked_at(cells) {
                let (file, line): At = row.at;
                known.repeated += u64::from(!seen.insert((file, source.read_of(cells))));
                known.negative += u64::from(amount.is_negative());
                known.places.push(Place::line(source.layout(file).name.clone(), line, ""));
            }
        }
        orders
    }

    /// What is told of the rows of collections and only says that an order was paid in parts of one size, which come to what it was sold for, or that some of
    /// what an order had paid was given back. `are_sums` says that nothing counts the rows.
    pub(in super::super) fn explains(&self, told: &Finding, sales: Option<&Orders>, are_sums: bool) -> bool {
        let fact = |name: &str| told.args.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str());
        let count = fact("count").and_then(|count| count.parse::<u64>().ok());
        let is_of = |file: &Place| told.places.first().is_some_and(|place| place.file == file.file);
        match told.code {
            "same-record-twice" => {
                let is_whole = |(key, paid): &(&String, &OfOrder)| {
                    let sold = sales.and_then(|sales| sales.by.get(*key));
                    sold.is_some_and(|sold| sold.written_gross == paid.written && paid.places.iter().all(is_of))
                };
                let of_whole = self.by.iter().filter(is_whole).map(|(_, paid)| paid.repeated).sum();
                count == Some(of_whole)
            }
            "negative-rows" if are_sums && fact("input") == Some(&self.input) => {
                let given_back = self.by.values().filter(|paid| !paid.sum.is_negative());
                count == Some(given_back.map(|paid| paid.negative).sum())
            }
            _ => false,
        }
    }
}

impl Source<'_> {
    /// The currency of a row, and what a unit of it is in the policy's on the row's day, as far as that is known.
    pub(super) fn exchange_of(&self, cells: Cells, ledger: &Ledger) -> (String, Number) {
        let Some(currency) = self.currency(cells).filter(|currency| currency != self.own) else {
            return (self.own.to_owned(), Number::one());
        };
        let rate = self.day(cells).and_then(|day| ledger.exchange.on(&currency, day));
        (currency, rate.map_or_else(Number::one, |rate| rate.to_number()))
    }

    /// The cells of a row that are read.
    fn read_of(&self, (file, cells): Cells) -> Vec<Vec<u8>> {
        let fields = self.layout(file).columns.iter().map(|(_, field)| *field);
        fields.map(|field| cells.get(field).copied().unwrap_or_default().to_vec()).collect()
    }
}

/// What is to be told of the collections.
pub(in super::super) fn compare(ledger: &Ledger, sales: &Orders, collections: &Orders) -> Vec<Finding> {
    let mut both: Vec<(&String, &OfOrder, &OfOrder)> = collections
        .by
        .iter()
        .filter_map(|(key, collected)| Some((key, collected, sales.by.get(key)?)))
        .filter(|(_, collected, sold)| collected.sum.is_positive() && sold.gross.is_positive())
        .collect();
    let mut found: Vec<Finding> = in_other_unit(&collections.input, &both).into_iter().collect();
    found.extend(in_other_currency(&collections.input, &both));
    // Whatever is in another currency is told as that.
    both.retain(|(_, paid, sold)| !paid.is_in_other_currency(sold));
    let (odd, usual): (Vec<_>, Vec<_>) =
        both.iter().copied().partition(|(_, paid, sold)| is_beyond(&paid.sum, &sold.gross));
    let within = usual.iter().filter(|(_, paid, sold)| is_within(&paid.sum, &sold.gross)).count();
    if within * 10 >= usual.len() * 9 && usual.len() >= LEAST.max(odd.len()) {
        found.extend(beyond(&collections.input, &odd, usual.len()));
    }
    if sales.is_of_people && collections.is_of_people {
        let credited = ledger.splits.written.values().chain(ledger.overlays.written.values());
        let credited: BTreeSet<String> = credited.map(|order| folded(order).into_owned()).collect();
        // Whoever has the customer now collects what somebody else has sold.
        let is_handed_over = |paid: &OfOrder, sold: &OfOrder| {
            let strangers: BTreeSet<Option<usize>> = paid.people.difference(&sold.people).copied().collect();
            let owners = |customer: &String| ledger.customers.by_key.get(customer).map(|at| &ledger.customers.list[at]);
            sold.customers.iter().any(|customer| {
                let owned =
                    owners(customer).is_some_and(|one| one.owners.iter().any(|one| strangers.contains(&one.owner)));
                owned || sales.of_customer.get(customer).is_some_and(|people| !people.is_disjoint(&strangers))
            })
        };
        let of_one =
            both.iter().copied().filter(|(key, paid, sold)| !credited.contains(*key) && !is_handed_over(paid, sold));
        let (own, others): (Vec<_>, Vec<_>) = of_one.partition(|(_, paid, sold)| paid.people.is_subset(&sold.people));
        if own.len() >= LEAST_OF_PEOPLE.max(others.len() * TIMES) {
            found.extend(of_others(ledger, &collections.input, &others, own.len()));
        }
    }
    found
}

type Both<'a> = (&'a String, &'a OfOrder, &'a OfOrder);

fn beyond(input: &str, odd: &[Both], usual: usize) -> Option<Finding> {
    let odd: Vec<&Both> = odd.iter().filter(|(_, paid, _)| !paid.places.is_empty()).collect();
    let (_, paid, sold) = odd.first()?;
    let finding = Finding::warning("collected-beyond-sold").with("input", input).with("order", &paid.shown);
    let finding = finding.with("found", paid.sum.to_plain(2, 6)).with("sold", sold.gross.to_plain(2, 6));
    Some(listed(finding.with("others", usual), odd.iter().map(|(_, paid, _)| *paid)))
}

fn of_others(ledger: &Ledger, input: &str, others: &[Both], own: usize) -> Option<Finding> {
    let others: Vec<&Both> = others.iter().filter(|(_, paid, _)| !paid.places.is_empty()).collect();
    let (_, paid, sold) = others.first()?;
    let name = |people: &BTreeSet<Option<usize>>| {
        let names = people.iter().flatten().map(|person| ledger.people.list[*person].name.as_str());
        quoted(names)
    };
    let strangers: BTreeSet<Option<usize>> = paid.people.difference(&sold.people).copied().collect();
    let finding = Finding::warning("collected-for-another").with("input", input).with("order", &paid.shown);
    let finding = finding.with("person", name(&strangers)).with("seller", name(&sold.people)).with("others", own);
    Some(listed(finding, others.iter().map(|(_, paid, _)| *paid)))
}

/// Orders that were paid in another currency to the last decimal what they were sold for.
fn in_other_currency(input: &str, both: &[Both]) -> Option<Finding> {
    let is_odd = |(_, paid, sold): &&Both| !paid.places.is_empty() && paid.is_in_other_currency(sold);
    let odd: Vec<&Both> = both.iter().filter(is_odd).collect();
    let (_, paid, sold) = odd.first()?;
    let names = |one: &OfOrder| quoted(one.currencies.iter().map(String::as_str));
    let finding = Finding::warning("orders-paid-in-other-currency").with("input", input).with("order", &paid.shown);
    let finding = finding.with("found", paid.written.to_plain(2, 6)).with("currency", names(paid));
    Some(listed(finding.with("other", names(sold)), odd.iter().map(|(_, paid, _)| *paid)))
}

/// Orders of which nearly each was paid a hundred or a thousand times, or so small a part of, what it was sold for.
fn in_other_unit(input: &str, both: &[Both]) -> Option<Finding> {
    let is_nearly_all = |count: usize| count >= LEAST_OF_UNIT && count * 10 >= both.len() * 9;
    let of_unit = |(times, per): &(i64, i64)| {
        let is_it = |(_, paid, sold): &&Both| {
            is_paid_in_unit(&(&paid.sum * &Number::from(*per)), &(&sold.gross * &Number::from(*times)), *times)
        };
        let odd: Vec<&Both> = both.iter().filter(is_it).collect();
        (is_nearly_all(odd.len()) && odd.iter().any(|(_, paid, _)| !paid.places.is_empty()))
            .then_some((*times, *per, odd))
    };
    let (times, per, odd) = UNITS.iter().find_map(of_unit)?;
    let (_, paid, sold) = odd.iter().find(|(_, paid, _)| !paid.places.is_empty())?;
    let code = if times > per { "collected-in-larger-numbers" } else { "collected-in-smaller-numbers" };
    let finding = Finding::warning(code).with("input", input).with("times", times.max(per)).with("order", &paid.shown);
    let finding = finding.with("found", paid.sum.to_plain(2, 6)).with("sold", sold.gross.to_plain(2, 6));
    Some(listed(finding.with("all", both.len()), odd.iter().map(|(_, paid, _)| *paid)))
}

/// Whether what was paid is that, or that with taxes; ten times may be a year that is paid at once, so it must be exact.
fn is_paid_in_unit(paid: &Number, expected: &Number, times: i64) -> bool {
    let (hundred, most) = (Number::from(100), if times == 10 { 101 } else { 130 });
    paid * &hundred >= expected * &Number::from(99) && paid * &hundred <= expected * &Number::from(most)
}

/// With how many and which orders, and where.
fn listed<'a>(finding: Finding, orders: impl Iterator<Item = &'a OfOrder>) -> Finding {
    let orders: Vec<&OfOrder> = orders.collect();
    let finding = finding.with("count", orders.len());
    let finding = finding.with("orders", quoted(orders.iter().take(LISTED).map(|order| order.shown.as_str())));
    let mut places: Vec<&Place> = orders.iter().flat_map(|order| &order.places).collect();
    places.sort();
    places.into_iter().take(LISTED).fold(finding, |finding, place| finding.at(place.clone()))
}
