//! Rows of a month whose people are not the owners of their customers, though those of nearly all other rows are: a column of people that was sorted
//! alone, or pasted a row lower.
//!
//! Who sells to others' customers does so in every month, and a customer that was handed over is another's in the register from that day on.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::super::streams::Opened;
use super::kept::At;
use crate::calendar::{Datelike, NaiveDate, Period};
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ledger::Ledger;
use crate::measure::plan::Stream;
use crate::source::Place;

/// Of fewer rows some may well be others'.
const LEAST_ROWS: u64 = 10;
/// So many rows elsewhere say what is usual, if so many of so many are their customers' owners'.
const LEAST_ELSEWHERE: u64 = 20;
const NEARLY_ALL: (u64, u64) = (9, 10);
/// So many owners make it no chance whose the customer one row above is.
const LEAST_OWNERS: u32 = 3;

/// Rows of one month in one file.
#[derive(Clone, Copy, Debug, Default)]
struct Rows {
    all: u64,
    /// Of somebody else than the owner of their customer, and the line of the first.
    others: u64,
    first: Option<u32>,
    /// Of those that follow another row, and of whose customer's owner that row's customer is not: of the owner of the customer above, and of the one below.
    pairs: u64,
    as_above: u64,
    as_below: u64,
    /// A bit for each owner, of which some share one.
    owners: u64,
}

impl Rows {
    fn add(&mut self, other: Rows) {
        (self.all, self.others) = (self.all + other.all, self.others + other.others);
        self.pairs += other.pairs;
        self.owners |= other.owners;
        (self.as_above, self.as_below) = (self.as_above + other.as_above, self.as_below + other.as_below);
        self.first = self.first.into_iter().chain(other.first).min();
    }
}

/// Whose rows are, beside whose their customers are.
pub(super) struct Owners<'a> {
    one: &'a Opened,
    ledger: &'a Ledger,
    /// By file, the fields of people, the surest first, and that of the customer.
    fields: Vec<([Option<usize>; 2], Option<usize>)>,
    /// By what a cell says.
    people: FxHashMap<Vec<u8>, Option<usize>>,
    /// By file, year and month.
    seen: BTreeMap<(usize, i32, u32), Rows>,
    /// The row before: where it stands, whose it is, and whose its customer is.
    before: Option<(At, usize, usize)>,
}

impl<'a> Owners<'a> {
    /// Nothing seen yet.
    pub fn new(one: &'a Opened, ledger: &'a Ledger, stream: &Stream) -> Self {
        let has_owners =
            ledger.customers.list.iter().any(|customer| customer.owners.iter().any(|own| own.owner.is_some()));
        let fields = one.layouts().iter().map(|layout| {
            let people = [stream.person_id, stream.person].map(|slot| layout.field_of(slot));
            (people, layout.field_of(stream.customer).filter(|_| has_owners))
        });
        Owners {
            one,
            ledger,
            fields: fields.collect(),
            people: FxHashMap::default(),
            seen: BTreeMap::new(),
            before: None,
        }
    }

    /// Notes a row of that day.
    pub fn look_at<'b>(&mut self, at: At, day: NaiveDate, cell: impl Fn(usize) -> Option<Cow<'b, [u8]>>) {
        let (people, Some(customer)) = self.fields[at.0] else { return };
        let own = people.into_iter().flatten().filter_map(&cell);
        let Some(person) = own.into_iter().find_map(|own| self.person(at.0, own)) else { return };
        let Some(customer) = cell(customer) else { return };
        let customer = self.one.layouts()[at.0].encoding.lossy(&customer).into_owned();
        let Some(owner) = self.ledger.customers.owner_on(&key::normal(&customer), day) else { return };
        let is_other = owner != person;
        let mut row = Rows { all: 1, others: u64::from(is_other), first: is_other.then_some(at.1), ..Rows::default() };
        let before = self.before.replace((at, person, owner));
        if let Some(((file, line), above, owner_above)) = before
            && (file, line + 1) == at
            && owner_above != owner
        {
            row.pairs = 1;
            row.owners = 1 << (owner % 64);
            row.as_above = u64::from(person == owner_above);
            row.as_below = u64::from(above == owner);
        }
        self.seen.entry((at.0, day.year(), day.month())).or_default().add(row);
    }

    /// Whom a cell of a file names.
    fn person(&mut self, file: usize, own: Cow<[u8]>) -> Option<usize> {
        if let Some(known) = self.people.get(&*own) {
            return *known;
        }
        let text = self.one.layouts()[file].encoding.lossy(&own).into_owned();
        let person = self.ledger.people.find(&key::normal(&text));
        self.people.insert(own.into_owned(), person);
        person
    }

    /// Takes those of another thread.
    pub fn merge(&mut self, other: Owners) {
        other.seen.into_iter().for_each(|(of, rows)| self.seen.entry(of).or_default().add(rows));
    }

    /// A warning for each month of a file, of the period, in which half of the rows and more are not their customers' owners'.
    pub fn told(&self, period: &Period) -> Vec<Finding> {
        let mut all = Rows::default();
        self.seen.values().for_each(|rows| all.add(*rows));
        let of = |day: NaiveDate| (day.year(), day.month());
        let is_of_it = |month: (i32, u32)| of(period.first()) <= month && month <= of(period.last());
        let told = |(&(file, year, month), rows): (&(usize, i32, u32), &Rows)| {
            let (elsewhere, others) = (all.all - rows.all, all.others - rows.others);
            let is_usual =
                elsewhere >= LEAST_ELSEWHERE && (elsewhere - others) * NEARLY_ALL.1 >= elsewhere * NEARLY_ALL.0;
            let is_odd = rows.all >= LEAST_ROWS && rows.others * 2 >= rows.all;
            let is_moved = |same: u64| rows.pairs >= LEAST_ROWS && same * NEARLY_ALL.1 >= rows.pairs * NEARLY_ALL.0;
            // Between two owners whoever is not the one is the other.
            let are_several = rows.owners.count_ones() >= LEAST_OWNERS;
            let moved = are_several && (is_moved(rows.as_above) || is_moved(rows.as_below));
            let line = rows.first.filter(|_| ((is_usual && is_odd) || moved) && is_of_it((year, month)))?;
            let name = &self.one.layouts()[file].name;
            let code = if moved { "people-a-row-off" } else { "people-unlike-owners" };
            let finding =
                Finding::warning(code).with("of", rows.pairs).with("input", &self.one.name).with("file", name);
            let finding = finding.with("month", format!("{year}-{month:02}")).with("count", rows.others);
            let finding = finding.with("rows", rows.all).with("agree", elsewhere - others).with("all", elsewhere);
            Some(finding.at(Place::line(name.clone(), line, "")))
        };
        self.seen.iter().filter_map(told).collect()
    }
}
