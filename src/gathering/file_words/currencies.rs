//! Orders whose rows are in several currencies: most likely two of them with one number, of two companies that count from the same number on. And a file without the
//! column of currencies, whose people have all their other rows in another than the policy's.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{At, Cells, Rows, Source};
use crate::finding::{Finding, quoted};
use crate::ingest::layout::Whence;
use crate::spelling::folded;

/// How many orders are listed.
const LISTED: usize = 8;

/// The rows of an order of one customer: where they stand, and their currencies.
#[derive(Default)]
struct Own {
    number: String,
    at: Vec<At>,
    currencies: BTreeSet<String>,
    is_asked: bool,
}

/// One warning for all.
pub(super) fn told(source: &Source, rows: &Rows) -> Option<Finding> {
    let is_asked = |own: &Own| own.is_asked && own.currencies.len() > 1;
    let mut odd: Vec<Own> =
        rows.of_orders().filter(|order| order.len() > 1).flat_map(|order| source.own(order, rows)).collect();
    odd.retain(is_asked);
    odd.sort_by(|one, other| one.at.cmp(&other.at));
    let first = odd.first()?;
    let numbers: Vec<&str> = odd.iter().take(LISTED).map(|own| own.number.as_str()).collect();
    let finding = Finding::warning("order-in-two-currencies").with("input", &source.rule.name);
    let finding = finding.with("orders", quoted(numbers)).with("count", odd.len());
    let finding = finding.with("currencies", quoted(first.currencies.iter().map(String::as_str)));
    Some(source.at_rows(finding, first.at.iter().copied()))
}

/// So many rows of a person elsewhere say in which currency that person sells, and so many rows of a file are some.
const LEAST: usize = 3;

/// A warning for each file that lacks the column which other files have, where all its people have named another currency in each of their rows there.
pub(super) fn gone(source: &Source, rows: &Rows) -> Vec<Finding> {
    let layouts = source.one.layouts();
    let has_column = |file: usize| layouts[file].slots[source.stream.currency].whence != Whence::Absent;
    if (0..layouts.len()).all(has_column) || !(0..layouts.len()).any(has_column) {
        return Vec::new();
    }
    let mut elsewhere: BTreeMap<String, BTreeMap<Option<String>, usize>> = BTreeMap::new();
    let mut lacking: BTreeMap<usize, Vec<(At, String)>> = BTreeMap::new();
    for row in &rows.rows {
        let (file, cells) = (row.at.0, rows.cells_of(row));
        let cells: Cells = (file, &cells);
        let Some(person) = source.person(cells).filter(|_| source.counts(cells)) else { continue };
        match has_column(file) {
            true => *elsewhere.entry(person).or_default().entry(source.currency(cells)).or_default() += 1,
            false if source.is_looked_at(cells) => lacking.entry(file).or_default().push((row.at, person)),
            false => {}
        }
    }
    // Whoever has but one currency there, and that another than the policy's, or several others.
    let is_abroad = |person: &String| {
        let named = elsewhere.get(person);
        named.is_some_and(|named| {
            let is_other = |code: &Option<String>| code.as_ref().is_some_and(|code| code != source.own);
            named.values().sum::<usize>() >= LEAST && named.keys().all(is_other)
        })
    };
    lacking.retain(|_, rows| rows.len() >= LEAST && rows.iter().all(|(_, person)| is_abroad(person)));
    let told = lacking.into_iter().map(|(file, mut rows)| {
        rows.sort();
        let codes = elsewhere.get(&rows[0].1).into_iter().flat_map(BTreeMap::keys).flatten();
        let finding = Finding::warning("currency-column-gone").with("input", &source.rule.name);
        let finding = finding.with("file", &layouts[file].name).with("count", rows.len()).with("own", source.own);
        let finding = finding.with("currencies", quoted(codes.map(String::as_str)));
        source.at_rows(finding, rows.first().map(|(at, _)| *at).into_iter())
    });
    told.collect()
}

impl Source<'_> {
    /// Whoever the row names.
    pub(super) fn person(&self, cells: Cells) -> Option<String> {
        let slots = [self.stream.person_id, self.stream.person].map(|slot| self.stream.slots[slot].column.as_str());
        slots.into_iter().find_map(|name| self.text(cells, name)).map(|name| folded(&name).into_owned())
    }

    /// The rows of one number that count, by their customer.
    fn own(&self, order: &[super::kept::Row], rows: &Rows) -> Vec<Own> {
        let mut found: BTreeMap<(String, String), Own> = BTreeMap::new();
        for row in order {
            let cells = rows.cells_of(row);
            let cells: Cells = (row.at.0, &cells);
            let (Some(currency), true) = (self.currency(cells), self.counts(cells)) else { continue };
            let Some(number) = self.text(cells, &self.stream.slots[self.stream.order].column) else { continue };
            let customer = self.text(cells, &self.stream.slots[self.stream.customer].column).unwrap_or_default();
            let own = found.entry((folded(&number).into_owned(), folded(&customer).into_owned())).or_default();
            own.number = number;
            own.at.push(row.at);
            own.currencies.insert(currency);
            own.is_asked |= self.is_looked_at(cells);
        }
        found.into_values().collect()
    }
}
