//! Orders of several rows that are there twice as a whole, under another day or another seller; and an order whose rows name two sellers, while every other order
//! of several rows names one.
//!
//! What other orders do is what is usual: where orders are delivered on several days, or shared by rows, nothing is told.

use std::collections::{BTreeMap, BTreeSet};

use super::beside_people;
use super::kept::{Cells, Row, Rows, Source};
use super::twice::Prices;
use crate::finding::{Finding, quoted};
use crate::ledger::Ledger;
use crate::policy::rules::Duplicates;
use crate::spelling::folded;

/// Of more rows nothing is compared.
const MOST: usize = 20_000;
/// So many other orders have several rows, from two on, and are no copies.
const LEAST_LINES: usize = 2;
const LEAST_OTHERS: usize = 3;
/// Of so many orders one is a copy at most.
const OF_ALL: usize = 4;
/// So many orders of several rows say that an order is one person's, and one of so many is not.
const LEAST_OF_ONE: usize = 8;
const OF_ONE: usize = 8;
/// How many orders are listed.
const LISTED: usize = 8;
/// What goes with a person.
const OF_PEOPLE: [&str; 4] = ["person", "person_id", "team", "manager"];
const PEOPLE: [&str; 2] = ["person_id", "person"];

/// A row of an order, in parts: its day, whose it is, and all else.
struct Parts<'r> {
    row: &'r Row,
    cells: Vec<&'r [u8]>,
    day: &'r [u8],
    person: Vec<&'r [u8]>,
    rest: Vec<&'r [u8]>,
}

/// What the two halves of an order differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Differs {
    Day,
    Person,
}

/// All that is to be told.
pub(super) fn told(source: &Source, ledger: &Ledger, rows: &Rows) -> Vec<Finding> {
    if source.rule.duplicates == Some(Duplicates::Keep) || !source.stream.once.is_empty() {
        return Vec::new();
    }
    if rows.rows.len() > MOST {
        return Vec::new();
    }
    let of_lines = rows.of_orders().filter(|order| order.len() >= LEAST_LINES);
    let beside = beside_people::fields(source, rows);
    let orders: Vec<Vec<Parts>> = of_lines.map(|order| source.parts((ledger, &beside), rows, order)).collect();
    let mut copies: BTreeMap<Differs, Vec<&[Parts]>> = BTreeMap::new();
    let (mut several, mut days, mut shared) = (0, 0, Vec::new());
    for order in &orders {
        match copy(order) {
            Some(differs) => copies.entry(differs).or_default().push(order),
            None => {
                let people: BTreeSet<&[&[u8]]> = order.iter().map(|row| &row.person[..]).collect();
                several += 1;
                days += usize::from(order.iter().any(|row| row.day != order[0].day));
                if people.len() > 1 {
                    shared.push(&order[..]);
                }
            }
        }
    }
    let count = |differs: Differs| copies.get(&differs).map_or(0, Vec::len);
    let is_usual = |differs: Differs| match differs {
        Differs::Day => days > 0,
        Differs::Person => !shared.is_empty(),
    };
    let are_few = |differs: Differs| several >= LEAST_OTHERS && count(differs) * OF_ALL <= rows.of_orders().count();
    let prices = Prices { source, rows };
    // Of one row that is there again all must be known.
    let is_sure = |differs: Differs, order: &[Parts]| {
        let are_wholes = || order.iter().all(|row| !prices.are_of_parts(Source::cells(row)));
        order.len() > LEAST_LINES || several >= LEAST_OF_ONE && (differs == Differs::Day || are_wholes())
    };
    let mut found = Vec::new();
    for (differs, copies) in copies.iter().filter(|(differs, _)| !is_usual(**differs) && are_few(**differs)) {
        let copies = copies.iter().copied().filter(|order| is_sure(*differs, order) && source.counts_twice(order));
        let copies: Vec<&[Parts]> = copies.collect();
        found.extend(source.copied(*differs, &copies));
    }
    let is_rare = several - shared.len() >= LEAST_OF_ONE && shared.len() * OF_ONE <= several;
    shared.retain(|order| source.is_of_two(ledger, order));
    found.extend(source.shared(&shared, several).filter(|_| is_rare && count(Differs::Person) == 0));
    found
}

/// What the two halves of an order differ in, where it has two: the same rows under two days, or two people.
fn copy(order: &[Parts]) -> Option<Differs> {
    // Nearly all are seen to be none.
    let are_alike = order.iter().all(|row| row.day == order[0].day && row.person == order[0].person);
    if are_alike || order.len() % 2 == 1 {
        return None;
    }
    let halves = |of: &dyn Fn(&Parts) -> Vec<Vec<u8>>, rest: &dyn Fn(&Parts) -> Vec<Vec<u8>>| {
        let mut by: BTreeMap<Vec<Vec<u8>>, Vec<Vec<Vec<u8>>>> = BTreeMap::new();
        order.iter().for_each(|row| by.entry(of(row)).or_default().push(rest(row)));
        by.values_mut().for_each(|rows| rows.sort());
        let mut halves = by.values();
        let (first, second) = (halves.next()?, halves.next()?);
        (halves.next().is_none() && first == second).then_some(())
    };
    let owned = |cells: &[&[u8]]| cells.iter().map(|cell| cell.to_vec()).collect::<Vec<Vec<u8>>>();
    let day = |row: &Parts| vec![row.day.to_vec()];
    let person = |row: &Parts| owned(&row.person);
    let with = |row: &Parts, more: &[&[u8]]| [owned(&row.rest), owned(more)].concat();
    let by_day = halves(&day, &|row| with(row, &row.person)).map(|()| Differs::Day);
    by_day.or_else(|| halves(&person, &|row| with(row, &[row.day])).map(|()| Differs::Person))
}

impl Source<'_> {
    fn parts<'r>(
        &self,
        (ledger, beside): (&'r Ledger, &[BTreeSet<usize>]),
        rows: &'r Rows,
        order: &'r [Row],
    ) -> Vec<Parts<'r>> {
        let parts = |row: &'r Row| {
            let cells = rows.cells_of(row);
            let layout = self.layout(row.at.0);
            let day = layout.field_of(self.stream.date);
            let field = |name: &str| layout.columns.iter().find(|(known, _)| known == name).map(|(_, field)| *field);
            let of_people: BTreeSet<usize> =
                OF_PEOPLE.iter().filter_map(|name| field(name)).chain(beside[row.at.0].iter().copied()).collect();
            let own = PEOPLE.into_iter().find_map(field);
            let cell = |field: usize| cells.get(field).copied().unwrap_or_default();
            // However a row writes somebody, by name or number, it is one person.
            let person = |field: usize| {
                let found = ledger.people.find(layout.encoding.lossy(cell(field)).trim());
                found.map_or(cell(field), |person| ledger.people.list[person].id.as_bytes())
            };
            let is_rest = |field: &usize| Some(*field) != day && !of_people.contains(field);
            Parts {
                row,
                day: day.map_or(&[], cell),
                person: own.map(person).into_iter().collect(),
                rest: (0..cells.len()).filter(is_rest).map(cell).collect(),
                cells,
            }
        };
        order.iter().map(parts).collect()
    }

    fn cells<'p>(row: &'p Parts) -> Cells<'p> {
        (row.row.at.0, &row.cells)
    }

    /// Whether all rows of an order count, as sold, and in the period.
    fn counts_twice(&self, order: &[Parts]) -> bool {
        order.iter().all(|row| {
            let cells = Self::cells(row);
            let is_sold = self.number(cells, "amount").is_some_and(|amount| amount.is_positive());
            is_sold && self.counts(cells) && self.is_looked_at(cells)
        })
    }

    /// Whether an order that is neither split nor overlaid is one customer's and two people's, who do not have the same goods of it.
    fn is_of_two(&self, ledger: &Ledger, order: &[Parts]) -> bool {
        let key = self.order(&order[0]).map(|order| folded(&order).into_owned()).unwrap_or_default();
        let is_credited = ledger.splits.written.values().chain(ledger.overlays.written.values());
        let is_credited = is_credited.into_iter().any(|written| folded(written) == key);
        let of = |row: &Parts, names: [&str; 2]| names.into_iter().find_map(|name| self.text(Self::cells(row), name));
        let customers: BTreeSet<_> = order.iter().map(|row| of(row, ["customer_id", "customer"])).collect();
        let mut goods: BTreeMap<&[&[u8]], BTreeSet<Option<String>>> = BTreeMap::new();
        for row in order {
            goods.entry(&row.person).or_default().insert(of(row, ["product_id", "product"]));
        }
        let known = |goods: &BTreeSet<Option<String>>| goods.iter().all(Option::is_some);
        let mut goods = goods.into_values();
        let (Some(one), Some(other), None) = (goods.next(), goods.next(), goods.next()) else { return false };
        let named = order.iter().all(|row| row.person.iter().all(|name| !name.is_empty()));
        !is_credited
            && named
            && customers.len() == 1
            && known(&one)
            && known(&other)
            && one.is_disjoint(&other)
            && self.counts_twice(order)
    }

    fn order(&self, row: &Parts) -> Option<String> {
        let layout = self.layout(row.row.at.0);
        Some(layout.encoding.lossy(row.cells.get(layout.field_of(self.stream.order)?)?).trim().to_owned())
    }

    fn copied(&self, differs: Differs, copies: &[&[Parts]]) -> Option<Finding> {
        let first = copies.first()?;
        let date = self.stream.slots[self.stream.date].column.as_str();
        let file = first[0].row.at.0;
        let has = |name: &&str| self.layout(file).columns.iter().any(|(known, _)| known == name);
        let column = match differs {
            Differs::Day => date,
            Differs::Person => PEOPLE.into_iter().find(has)?,
        };
        let finding =
            Finding::warning("order-doubled").with("input", &self.rule.name).with("column", self.label(file, column));
        let finding = finding.with("rows", copies.iter().map(|order| order.len()).sum::<usize>());
        Some(self.at_orders(finding, copies))
    }

    fn shared(&self, shared: &[&[Parts]], several: usize) -> Option<Finding> {
        let first = shared.first()?;
        let mut people: Vec<String> = Vec::new();
        for row in *first {
            let name = PEOPLE.iter().rev().find_map(|name| self.text(Self::cells(row), name)).unwrap_or_default();
            if !people.contains(&name) {
                people.push(name);
            }
        }
        let finding = Finding::warning("order-of-two-sellers").with("input", &self.rule.name);
        let finding = finding.with("order", self.order(&first[0]).unwrap_or_default());
        let finding = finding.with("people", quoted(people.iter().map(String::as_str)));
        let finding = finding.with("others", several - shared.len());
        Some(self.at_orders(finding, shared))
    }

    /// With how many and which orders they are, and where.
    fn at_orders(&self, finding: Finding, orders: &[&[Parts]]) -> Finding {
        let listed: Vec<String> = orders.iter().take(LISTED).filter_map(|order| self.order(&order[0])).collect();
        let finding = finding.with("count", orders.len()).with("orders", quoted(listed.iter().map(String::as_str)));
        self.at_rows(finding, orders.iter().flat_map(|order| order.iter().map(|row| row.row.at)))
    }
}
