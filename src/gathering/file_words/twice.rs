//! Orders of sales that are there twice, equal in all but their owner, their amount, their day or their state, while each other order is one row: two
//! exports that were pasted together, or a sheet that was copied.
//!
//! A row of a part – half of the amount for each of two people, or a second line of goods – differs in more, or the order is not the only one of several rows.

use std::collections::{BTreeMap, BTreeSet};

use super::beside_people;
use super::kept::{At, Cells, Rows, Source};
use crate::finding::{Finding, quoted};
use crate::ingest::cell::undone;
use crate::ingest::header::{CellKind, columns_of};
use crate::number::Number;
use crate::policy::rules::Duplicates;
use crate::source::Place;

/// So many orders of one row say that an order is one row.
const LEAST_SINGLES: usize = 5;
/// So many orders that are there again on another day are a copy.
const LEAST_DAYS: usize = 2;
/// Amounts that differ by less than one of so many parts are one amount that was written twice.
const HUNDRED: i64 = 100;
/// How many orders are listed, and how many places shown.
const LISTED: usize = 8;
const PEOPLE: [&str; 2] = ["person", "person_id"];
/// What goes with a person.
const OF_PEOPLE: [&str; 4] = ["person", "person_id", "team", "manager"];
const STATES: [&str; 4] = ["status", "stage", "result", "returned"];

/// What two rows differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Differs {
    Person,
    Amount,
    Day,
    State,
}

/// Two rows of an order: their cells, their places, and the field that they differ in.
struct Pair<'r> {
    rows: [Vec<&'r [u8]>; 2],
    at: [At; 2],
    field: usize,
}

/// All that is to be told: one warning for each thing that rows differ in. `rows` are in the order of their orders.
pub(super) fn told(source: &Source, rows: &Rows) -> Vec<Finding> {
    if source.rule.duplicates == Some(Duplicates::Keep) || !source.stream.once.is_empty() {
        return Vec::new();
    }
    let Some(pairs) = source.pairs(rows) else { return Vec::new() };
    pairs.iter().map(|(differs, pairs)| source.warning(*differs, pairs)).collect()
}

impl Source<'_> {
    /// The orders of two rows; nothing where others have several rows as well, or hardly any has one.
    fn pairs<'r>(&self, rows: &'r Rows) -> Option<BTreeMap<Differs, Vec<Pair<'r>>>> {
        let (mut singles, mut count) = (0, 0);
        let mut pairs: BTreeMap<Differs, Vec<Pair>> = BTreeMap::new();
        let beside = beside_people::fields(self, rows);
        for order in rows.of_orders() {
            if order.len() == 1 {
                singles += 1;
                continue;
            }
            let cells: Vec<Vec<&[u8]>> = order.iter().map(|row| rows.cells_of(row)).collect();
            match &cells[..] {
                // A copy is told as that.
                [first, others @ ..] if others.iter().all(|other| other == first) => {}
                [first, second] => {
                    let at = [order[0].at, order[1].at];
                    let (differs, field) = self.differing((at[0].0, first), (at[1].0, second), &beside[at[0].0])?;
                    count += 1;
                    let pair = Pair { rows: [first.clone(), second.clone()], at, field };
                    pairs.entry(differs).or_default().push(pair);
                }
                _ => return None,
            }
        }
        let is_odd = singles >= LEAST_SINGLES && count <= singles;
        let prices = Prices { source: self, rows };
        for (differs, list) in &mut pairs {
            list.retain(|pair| self.is_told(*differs, pair, &prices));
        }
        // One order may well be delivered, or paid for, in two equal parts.
        let least = |differs: &Differs| if *differs == Differs::Day { LEAST_DAYS } else { 1 };
        pairs.retain(|differs, list| list.len() >= least(differs));
        is_odd.then_some(pairs)
    }

    fn name_of(&self, file: usize, field: usize) -> Option<&str> {
        let columns = &self.layout(file).columns;
        columns.iter().find(|(_, known)| *known == field).map(|(name, _)| name.as_str())
    }

    /// The only thing that two rows differ in, and the first field of it; all else is equal, also what nothing reads, but for what goes with whose a row is.
    fn differing(
        &self,
        (file, one): Cells,
        (second, other): Cells,
        beside: &BTreeSet<usize>,
    ) -> Option<(Differs, usize)> {
        if self.layout(file).labels != self.layout(second).labels || one.len() != other.len() {
            return None;
        }
        let fields: Vec<usize> =
            (0..one.len()).filter(|field| one[*field] != other[*field] && !beside.contains(field)).collect();
        let is_blank = |field: &usize| one[*field].is_empty() || other[*field].is_empty();
        let names: Vec<&str> = fields.iter().map(|field| self.name_of(file, *field)).collect::<Option<_>>()?;
        let differs = self.kind_of(&names)?;
        let at = names.iter().position(|name| differs != Differs::Person || PEOPLE.contains(name))?;
        (!fields.iter().any(is_blank)).then(|| (differs, fields[at]))
    }

    fn kind_of(&self, names: &[&str]) -> Option<Differs> {
        let specs = columns_of(&self.stream.kind);
        let kind = |name: &str| specs.iter().find(|spec| spec.name == name).map(|spec| spec.kind);
        let are = |is: &dyn Fn(&str) -> bool| !names.is_empty() && names.iter().all(|name| is(name));
        if are(&|name| OF_PEOPLE.contains(&name)) && names.iter().any(|name| PEOPLE.contains(name)) {
            return Some(Differs::Person);
        }
        if are(&|name| STATES.contains(&name)) {
            return Some(Differs::State);
        }
        let date = self.stream.slots[self.stream.date].column.as_str();
        if names == [date] {
            return Some(Differs::Day);
        }
        are(&|name| kind(name) == Some(CellKind::Money)).then_some(Differs::Amount)
    }

    /// Whether the two rows are most likely one, and something is paid of it in the period.
    fn is_told(&self, differs: Differs, pair: &Pair, prices: &Prices) -> bool {
        let [one, other] = [0, 1].map(|at| (pair.at[at].0, &pair.rows[at][..]));
        let has = |name: &str| self.text(one, name).is_some();
        // The same goods for the same customer at nearly the same amount need no quantity to be one sale.
        let is_near = differs == Differs::Amount && self.are_near(one, other);
        let is_known =
            (has("product") || has("product_id")) && (has("customer") || has("customer_id")) && (has("qty") || is_near);
        let is_sold =
            |row| self.text(row, "amount").is_some_and(|amount| amount.starts_with(|c: char| c.is_ascii_digit()));
        let counts = [self.counts(one), self.counts(other)];
        let is_looked_at = [one, other].into_iter().any(|row| self.is_looked_at(row));
        let is_double = match differs {
            Differs::State => {
                counts[0] != counts[1]
                    && self.rule.returns.is_none()
                    && self.is_lost(if counts[0] { other } else { one })
            }
            Differs::Amount if pair.at[0].0 != pair.at[1].0 && !is_near => false,
            Differs::Person => counts == [true, true] && !prices.are_of_parts(one),
            _ => counts == [true, true],
        };
        is_known && is_sold(one) && is_sold(other) && is_looked_at && is_double
    }

    /// Whether the amounts of two rows differ by a hundredth at most.
    fn are_near(&self, one: Cells, other: Cells) -> bool {
        let amounts = self.number(one, "amount").zip(self.number(other, "amount"));
        let is_near =
            |one: Number, other: Number| &(&one - &other).abs() * &Number::from(HUNDRED) <= one.abs().max(other.abs());
        amounts.is_some_and(|(one, other)| is_near(one, other))
    }

    /// Whether the row says itself that nothing was sold.
    fn is_lost(&self, row: Cells) -> bool {
        let says = |name: &&str| self.text(row, name).is_some_and(|word| undone::says_so(name, &word));
        STATES.iter().any(says)
    }

    fn warning(&self, differs: Differs, pairs: &[Pair]) -> Finding {
        let mut pairs: Vec<&Pair> = pairs.iter().collect();
        pairs.sort_by_key(|pair| pair.at);
        let code = if differs == Differs::State { "order-in-two-states" } else { "order-twice" };
        let label = |pair: &&Pair| self.layout(pair.at[0].0).labels.get(pair.field).map_or("", |label| label.trim());
        let order = |pair: &&Pair| {
            let layout = self.layout(pair.at[0].0);
            let field = layout.field_of(self.stream.order)?;
            Some(layout.encoding.lossy(pair.rows[0].get(field)?).into_owned())
        };
        let finding = Finding::warning(code).with("input", &self.rule.name);
        let finding = finding.with("column", pairs.first().map_or("", label)).with("count", pairs.len());
        let finding = finding.with("orders", quoted(pairs.iter().take(LISTED).filter_map(order)));
        let places = pairs.iter().take(LISTED / 2).flat_map(|pair| pair.at);
        places.fold(finding, |finding, (file, line)| finding.at(Place::line(self.layout(file).name.clone(), line, "")))
    }
}

/// What one piece of a product costs in the other rows.
pub(super) struct Prices<'a> {
    pub source: &'a Source<'a>,
    pub rows: &'a Rows,
}

impl Prices<'_> {
    fn of(&self, row: Cells) -> Option<(String, Number)> {
        let product = self.source.text(row, "product").or_else(|| self.source.text(row, "product_id"))?;
        let (amount, count) = (self.source.number(row, "amount")?, self.source.number(row, "qty")?);
        Some((product, amount.checked_div(&count)?))
    }

    /// Whether a piece costs less in the row by a quarter than in any row of another amount: most likely it is a part of its order.
    pub(super) fn are_of_parts(&self, row: Cells) -> bool {
        let Some((product, price)) = self.of(row) else { return false };
        let amount = self.source.text(row, "amount");
        let others = self.rows.rows.iter().filter_map(|other| {
            let cells = self.rows.cells_of(other);
            let other = (other.at.0, &cells[..]);
            let is_other = self.source.text(other, "amount") != amount;
            self.of(other).filter(|(own, _)| is_other && *own == product).map(|(_, price)| price)
        });
        others.min().is_some_and(|least| &price * &Number::from(4) < &least * &Number::from(3))
    }
}
