//! Orders of one export that another has too, under the same number or one with something before or behind it, for the same amount, or that in another currency, and about
//! the same day: of the system that sells and the one that bills, or of a company and its group. Both are counted, and nothing in the rows says that they are one.
//!
//! What is paid in parts, billed again each month, or booked as sold and as taken back is no copy: its days are farther apart, or a filter tells its rows apart.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::kept::{At, Cells, Row, Rows, Source};
use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::ingest::cell::key::matching;
use crate::ledger::Ledger;
use crate::number::Number;
use crate::policy::rules::{Duplicates, FilterTest};
use crate::spelling::folded;

/// Of more rows nothing is compared.
const MOST: usize = 20_000;
/// So many orders of the period, of so many different amounts, are no chance; and so many of ten of the smaller export.
const LEAST: usize = 3;
const OF_TEN_OF_FILE: usize = 6;
/// Within one file a copy is of nearly all of its orders.
const LEAST_BELOW: usize = 6;
const OF_TEN_BELOW: usize = 9;
/// What is sold on a day is billed so many days later at most.
const DAYS: i64 = 10;
/// A number that so many orders end with tells nothing of them.
const MOST_OF_NUMBER: usize = 64;
/// Rates of exchange of different days, or of two sources, differ by one of so many parts at most; amounts that are rounded by one of so many.
const OF_RATES: i64 = 20;
const OF_ROUNDING: i64 = 200;

/// What all rows of an order in one export have.
struct OfOrder {
    written: String,
    /// What stands before and behind its number.
    around: (String, String),
    part: usize,
    at: At,
    first: NaiveDate,
    is_in_period: bool,
    /// As it is written, and in the currency of the policy.
    sum: Number,
    converted: Number,
    currencies: BTreeSet<String>,
    people: BTreeSet<String>,
    customers: BTreeSet<String>,
    numbers: BTreeSet<String>,
    /// The words by which filters of measures tell its rows apart.
    told_apart: BTreeSet<Vec<Option<String>>>,
}

/// Which exports have orders twice, and what stands around their numbers there.
type Exports<'o> = (usize, usize, (&'o (String, String), &'o (String, String)));

/// Orders that two exports have.
type Pairs<'o> = Vec<(&'o OfOrder, &'o OfOrder)>;

/// All that is to be told: of two files, or of a file and what stands below in it.
pub(super) fn told(source: &Source, ledger: &Ledger, rows: &Rows, currency: &str) -> Vec<Finding> {
    let is_read_so = source.rule.duplicates == Some(Duplicates::Keep) || !source.stream.once.is_empty();
    if is_read_so || source.stream.takes_back || rows.rows.len() > MOST {
        return Vec::new();
    }
    let mut reading = Reading { source, ledger, currency, rates: FxHashMap::default() };
    let files = reading.orders(rows, |row| row.at.0);
    let mut found: Vec<Finding> =
        twice(&files, LEAST, OF_TEN_OF_FILE).iter().map(|pairs| source.in_two_files(pairs)).collect();
    let below = halves(source, rows);
    if found.is_empty() && !below.is_empty() {
        let half = |row: &Row| 2 * row.at.0 + usize::from(below.get(&row.at.0).is_some_and(|line| row.at.1 >= *line));
        let halves = reading.orders(rows, half);
        let in_one = twice(&halves, LEAST_BELOW, OF_TEN_BELOW);
        let in_one = in_one.iter().filter(|pairs| pairs.iter().all(|(one, other)| one.at.0 == other.at.0));
        found.extend(in_one.map(|pairs| source.in_two_files(pairs)));
    }
    found
}

/// Of each file in which an order comes again behind others, the line where that begins.
fn halves(source: &Source, rows: &Rows) -> BTreeMap<usize, u32> {
    let mut lines: Vec<(At, Option<String>)> = rows
        .rows
        .iter()
        .map(|row| {
            (row.at, source.text((row.at.0, &rows.cells_of(row)), "order").map(|text| folded(&text).into_owned()))
        })
        .collect();
    lines.sort_unstable_by_key(|(at, _)| *at);
    let mut halves = BTreeMap::new();
    for of_file in lines.chunk_by(|one, other| one.0.0 == other.0.0) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut last = None;
        for (at, order) in of_file {
            let Some(order) = order.as_deref() else { continue };
            if !seen.insert(order) && last != Some(order) {
                halves.insert(at.0, at.1);
                break;
            }
            last = Some(order);
        }
    }
    halves
}

/// How the orders of a source are read.
struct Reading<'a> {
    source: &'a Source<'a>,
    ledger: &'a Ledger,
    /// That of the policy.
    currency: &'a str,
    rates: FxHashMap<(String, NaiveDate), Option<Number>>,
}

impl Reading<'_> {
    /// The orders of each export, in the order of their first rows; `part` says of which a row is.
    fn orders(&mut self, rows: &Rows, part: impl Fn(&Row) -> usize) -> Vec<OfOrder> {
        let mut orders: BTreeMap<(usize, String), OfOrder> = BTreeMap::new();
        let mut lines: Vec<&Row> = rows.rows.iter().collect();
        lines.sort_unstable_by_key(|row| row.at);
        for row in lines {
            let cells = rows.cells_of(row);
            let Some(line) = self.line(row.at, part(row), (row.at.0, &cells)) else { continue };
            let key = (line.part, matching(&line.written).into_owned());
            match orders.get_mut(&key) {
                Some(order) => order.add(line),
                None => drop(orders.insert(key, line)),
            }
        }
        let mut orders: Vec<OfOrder> = orders.into_values().collect();
        orders.sort_by_key(|order| order.at);
        orders
    }

    /// What one row says of its order, where it counts as sold.
    fn line(&mut self, at: At, part: usize, cells: Cells) -> Option<OfOrder> {
        let source = self.source;
        let written = source.text(cells, "order")?;
        let sum = source.number(cells, "amount").filter(Number::is_positive)?;
        let day = source.day(cells)?;
        if !source.counts(cells) || source.takes_back(cells) {
            return None;
        }
        let currency = source.currency(cells).unwrap_or_else(|| self.currency.to_owned());
        let rate = self.rate(&currency, day)?;
        let person = source.text(cells, "person_id").or_else(|| source.text(cells, "person"));
        let person = person.map(|named| match self.ledger.people.find(&named) {
            Some(known) => self.ledger.people.list[known].id.clone(),
            None => matching(&named).into_owned(),
        });
        let named = |column| source.text(cells, column).map(|text| matching(&text).into_owned());
        Some(OfOrder {
            around: around(&matching(&written)).1,
            written,
            part,
            at,
            first: day,
            is_in_period: source.period.contains(day),
            converted: &sum * &rate,
            sum,
            currencies: BTreeSet::from([currency]),
            people: person.into_iter().collect(),
            customers: named("customer").into_iter().collect(),
            numbers: named("customer_id").into_iter().collect(),
            told_apart: BTreeSet::from([source.told_apart(cells)]),
        })
    }

    fn rate(&mut self, currency: &str, day: NaiveDate) -> Option<Number> {
        if folded(currency) == folded(self.currency) {
            return Some(Number::one());
        }
        let rates = &self.ledger.exchange;
        let read = || rates.on(currency, day).map(|rate| Number::from_scaled(rate.mantissa, rate.scale));
        self.rates.entry((currency.to_owned(), day)).or_insert_with(read).clone()
    }
}

/// The number of an order without the zeros before it, and what stands before and behind it; of one without a digit all of it.
fn around(order: &str) -> (String, (String, String)) {
    let is_digit = |c: char| c.is_ascii_digit();
    let Some(last) = order.rfind(is_digit) else { return (order.to_owned(), (String::new(), String::new())) };
    let first =
        order[..last].rfind(|c| !is_digit(c)).map_or(0, |at| at + order[at..].chars().next().map_or(1, char::len_utf8));
    let number = order[first..=last].trim_start_matches('0').to_owned();
    (number, (order[..first].to_owned(), order[last + 1..].to_owned()))
}

impl OfOrder {
    /// Takes a further row of the order.
    fn add(&mut self, line: OfOrder) {
        self.sum = &self.sum + &line.sum;
        self.converted = &self.converted + &line.converted;
        self.first = self.first.min(line.first);
        self.is_in_period |= line.is_in_period;
        self.currencies.extend(line.currencies);
        self.people.extend(line.people);
        self.customers.extend(line.customers);
        self.numbers.extend(line.numbers);
        self.told_apart.extend(line.told_apart);
    }

    /// Whether both are most likely one order of two exports.
    fn is_again(&self, other: &OfOrder) -> bool {
        let are_same = [
            are_same(&self.people, &other.people),
            are_same(&self.customers, &other.customers),
            are_same(&self.numbers, &other.numbers),
        ];
        (self.first - other.first).num_days().abs() <= DAYS
            && are_same.contains(&Some(true))
            && !are_same.contains(&Some(false))
            && self.told_apart == other.told_apart
            && self.has_amount_of(other)
    }

    fn has_amount_of(&self, other: &OfOrder) -> bool {
        let is_near = |one: &Number, other: &Number, parts: i64| {
            &(one - other).abs() * &Number::from(parts) <= one.abs().max(other.abs())
        };
        if self.currencies == other.currencies && self.currencies.len() == 1 {
            return is_near(&self.sum, &other.sum, OF_ROUNDING) && (&self.sum - &other.sum).abs() <= Number::one();
        }
        is_near(&self.converted, &other.converted, OF_RATES)
    }
}

/// Whether two exports name the same; nothing where one names nothing.
fn are_same(one: &BTreeSet<String>, other: &BTreeSet<String>) -> Option<bool> {
    (!one.is_empty() && !other.is_empty()).then(|| one == other)
}

/// The orders that two exports have, of each two that have so many of them.
fn twice(orders: &[OfOrder], least: usize, of_ten: usize) -> Vec<Pairs<'_>> {
    let mut by_number: FxHashMap<String, Vec<&OfOrder>> = FxHashMap::default();
    let mut count: BTreeMap<usize, usize> = BTreeMap::new();
    for order in orders {
        by_number.entry(around(&matching(&order.written)).0).or_default().push(order);
        *count.entry(order.part).or_default() += usize::from(order.is_in_period);
    }
    let mut found: BTreeMap<Exports, Pairs> = BTreeMap::new();
    for group in by_number.values().filter(|group| (2..=MOST_OF_NUMBER).contains(&group.len())) {
        for (index, one) in group.iter().enumerate() {
            let others = group[index + 1..].iter().filter(|other| other.part != one.part && one.is_again(other));
            for other in others {
                let (one, other) = if one.part < other.part { (one, other) } else { (other, one) };
                found.entry((one.part, other.part, (&one.around, &other.around))).or_default().push((*one, *other));
            }
        }
    }
    let is_copy = |(exports, pairs): &(Exports, Pairs)| {
        let of_period = pairs.iter().filter(|(one, other)| one.is_in_period || other.is_in_period).count();
        let smaller = [exports.0, exports.1].into_iter().filter_map(|part| count.get(&part)).min();
        of_period >= least && smaller.is_some_and(|all| of_period * 10 >= all * of_ten) && are_no_chance(pairs)
    };
    let mut copies: Vec<Pairs> = found.into_iter().filter(is_copy).map(|(_, pairs)| pairs).collect();
    copies.iter_mut().for_each(|pairs| pairs.sort_by_key(|(one, _)| one.at));
    copies
}

/// Whether orders are of different amounts, and over more days than lie between the two of each: what is delivered again each week is not.
fn are_no_chance(pairs: &Pairs) -> bool {
    let amounts: BTreeSet<&Number> = pairs.iter().map(|(one, _)| &one.sum).collect();
    let shift = pairs.iter().map(|(one, other)| (one.first - other.first).num_days().abs()).max().unwrap_or(0);
    let days = || pairs.iter().map(|(one, _)| one.first);
    let span = days().max().zip(days().min()).map_or(0, |(last, first)| (last - first).num_days());
    amounts.len() >= LEAST && span >= 2 * shift
}

impl Source<'_> {
    /// The words by which filters of measures tell rows apart; of a column that the file lacks none.
    fn told_apart(&self, cells: Cells) -> Vec<Option<String>> {
        let terms = self.stream.gathers.iter().flat_map(|gather| &gather.terms).map(|term| &self.stream.terms[*term]);
        let are_words = |test: &FilterTest| matches!(test, FilterTest::OneOf(_) | FilterTest::NoneOf(_));
        let slots: BTreeSet<usize> = terms.filter(|term| are_words(&term.test)).map(|term| term.slot).collect();
        let word = |slot: usize| {
            let layout = self.layout(cells.0);
            let text = layout.field_of(slot).and_then(|field| cells.1.get(field));
            text.map(|text| folded(layout.slots[slot].meaning(layout.encoding.lossy(text).trim())).into_owned())
        };
        slots.into_iter().map(word).collect()
    }

    fn in_two_files(&self, pairs: &Pairs) -> Finding {
        let (file, other) = (pairs[0].0.at.0, pairs[0].1.at.0);
        let line = pairs.iter().map(|(_, again)| again.at.1).min().unwrap_or(0);
        let name = &self.layout(other).name;
        let shown = if file == other { format!("{name}:{line}") } else { name.to_string() };
        let of_period = || pairs.iter().filter(|(one, other)| one.is_in_period || other.is_in_period);
        let sum: Number = of_period().map(|(_, again)| &again.converted).sum();
        let shift = pairs.iter().map(|(one, again)| (again.first - one.first).num_days().abs()).max().unwrap_or(0);
        let finding = Finding::warning("orders-of-two-exports").with("input", &self.rule.name);
        let finding = finding.with("first", &self.layout(file).name).with("other", shown);
        let finding = finding.with("count", of_period().count()).with("sum", sum.to_plain(2, 2));
        let (one, again) = of_period().next().unwrap_or(&pairs[0]);
        let finding = finding.with("order", &one.written).with("again", &again.written).with("days", shift);
        self.at_rows(finding, [one.at, again.at].into_iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_last_digits_of_an_order() {
        let told = |order: &str| {
            let (number, (before, behind)) = around(order);
            [number, before, behind].join("|")
        };
        assert_eq!(told("DE-O0017"), "17|DE-O|");
        assert_eq!(told("2026-4046-B"), "4046|2026-|-B");
        assert_eq!(told("订单007号"), "7|订单|号");
        assert_eq!((told("17"), told("甲"), told("0")), ("17||".to_owned(), "甲||".to_owned(), "||".to_owned()));
    }
}
