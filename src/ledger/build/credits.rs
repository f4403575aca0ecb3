//! `splits.csv` and `overlays.csv`: who has which share of an order.

use std::collections::{BTreeMap, BTreeSet};

use super::lookup;
use crate::finding::Finding;
use crate::ingest::faults::{FaultPolicy, Faults};
use crate::ingest::register::{Need, Register};
use crate::ledger::records::APART;
use crate::ledger::{Credit, Credits, People};
use crate::number::Number;
use crate::source::Place;
use crate::spelling::folded;

/// How many places are shown of one finding.
const SHOWN: usize = 8;

/// The shares of one order as its rows give them.
struct Order {
    /// The order as its first row writes it.
    shown: String,
    rows: Vec<Credit>,
}

/// The splits: the shares of an order add up to exactly 1.
pub(super) fn splits(people: &People, register: &Register, faults: &mut Faults) -> Credits {
    let (orders, broken) = read(people, register, faults);
    warn_of_strangers("splits", &orders, faults);
    refuse_twice("splits", &orders, faults);
    for (key, order) in &orders {
        let sum: Number = order.rows.iter().map(|credit| &credit.share).sum();
        // A row that was refused already would make every other row of its order look wrong too.
        let is_told = (broken.contains(key) || broken.contains("")) && faults.policy() == FaultPolicy::Refuse;
        if sum != Number::one() && !is_told {
            faults.push(not_whole(&order.shown, &sum, &order.rows));
        }
    }
    added_up(orders)
}

/// The overlays: their shares need not add up to anything.
pub(super) fn overlays(people: &People, register: &Register, faults: &mut Faults) -> Credits {
    let (orders, _) = read(people, register, faults);
    warn_of_strangers("overlays", &orders, faults);
    refuse_twice("overlays", &orders, faults);
    warn_of_more_than_whole(&orders, faults);
    added_up(orders)
}

/// Warns of overlays of more than the whole order: a share of 150 is most likely meant as per cent of something else.
fn warn_of_more_than_whole(orders: &BTreeMap<String, Order>, faults: &mut Faults) {
    let credits = orders.values().flat_map(|order| order.rows.iter().map(|credit| (&order.shown, credit)));
    let mut above: Vec<(&String, &Credit)> = credits.filter(|(_, credit)| credit.share > Number::one()).collect();
    above.sort_by(|(_, one), (_, other)| one.place.cmp(&other.place));
    if let Some((order, credit)) = above.first() {
        let share = (&credit.share * &Number::from(100)).to_plain(0, 4) + "%";
        let finding = Finding::warning("overlay-above-whole").with("count", above.len()).with("order", *order);
        let finding = finding.with("person", &credit.name).with("share", share);
        faults.push(above.iter().take(SHOWN).fold(finding, |finding, (_, credit)| finding.at(credit.place.clone())));
    }
}

/// Refuses a person with several rows in an order: the second may be meant for somebody else, or be there twice.
fn refuse_twice(register: &str, orders: &BTreeMap<String, Order>, faults: &mut Faults) {
    for order in orders.values() {
        let mut known: BTreeMap<(Option<usize>, String), &Credit> = BTreeMap::new();
        for credit in &order.rows {
            let stranger = credit.person.map_or_else(|| folded(&credit.name).into_owned(), |_| String::new());
            if let Some(first) = known.get(&(credit.person, stranger.clone())) {
                let finding = Finding::error("credit-twice").with("register", register).with("order", &order.shown);
                let finding = finding.with("person", &credit.name);
                faults.push(finding.at(credit.place.clone()).at(first.place.clone()));
            } else {
                known.insert((credit.person, stranger), credit);
            }
        }
    }
}

/// Warns of people of shares whom staff does not have: their parts are nobody's.
fn warn_of_strangers(register: &str, orders: &BTreeMap<String, Order>, faults: &mut Faults) {
    let mut strangers: Vec<&Credit> =
        orders.values().flat_map(|order| &order.rows).filter(|credit| credit.person.is_none()).collect();
    strangers.sort_by(|one, other| one.place.cmp(&other.place));
    let mut names: Vec<String> = Vec::new();
    for credit in &strangers {
        let name = format!("`{}`", credit.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if !names.is_empty() {
        let finding = Finding::warning("credits-of-strangers").with("register", register);
        let finding = finding.with("people", names.join(", "));
        faults.push(strangers.iter().take(SHOWN).fold(finding, |finding, credit| finding.at(credit.place.clone())));
    }
}

/// The rows by order, and the orders of which a row has a fault.
fn read(people: &People, register: &Register, faults: &mut Faults) -> (BTreeMap<String, Order>, BTreeSet<String>) {
    let (mut orders, mut broken) = (BTreeMap::<String, Order>::new(), BTreeSet::new());
    for row in &register.rows {
        let mut cells = row.read(faults);
        let order = cells.key("order", Need::Required);
        let person = lookup::person_or_stranger(&mut cells, people);
        let customer = cells.key("customer", Need::Optional);
        let share = cells.share("share", Need::Required);
        if share.as_ref().is_some_and(|share| !share.is_positive()) {
            cells.fault(
                "share",
                Finding::error("share-not-positive").with("text", row.text("share").unwrap_or_default()),
            );
        }
        match (order, person, share, cells.failed()) {
            (Some(order), Some((person, name)), Some(share), false) => {
                let shown_customer = customer.clone();
                let key = customer.map_or(folded(&order).into_owned(), |customer| {
                    format!("{}{APART}{}", folded(&order), folded(&customer))
                });
                let shown = || shown_as(&order, shown_customer.as_deref());
                let known = orders.entry(key).or_insert_with(|| Order { shown: shown(), rows: Vec::new() });
                known.rows.push(Credit { person, name, share, place: row.whole() });
            }
            // A row without its order may be of any.
            (order, ..) => {
                broken.insert(order.map_or_else(String::new, |order| folded(&order).into_owned()));
            }
        }
    }
    (orders, broken)
}

/// The first place spans all rows of the order in its first file, the others are the rows.
fn not_whole(order: &str, sum: &Number, rows: &[Credit]) -> Finding {
    let finding = Finding::error("splits-not-whole").with("order", order).with("sum", percent(sum));
    let Some(first) = rows.first().map(|credit| &credit.place) else { return finding };
    let last_line = rows.iter().map(|credit| &credit.place).filter(|place| place.file == first.file);
    let last_line = last_line.map(|place| place.last_line).max().unwrap_or(first.last_line);
    let whole = Place { last_line, ..first.clone() };
    rows.iter().skip(1).fold(finding.at(whole), |finding, credit| finding.at(credit.place.clone()))
}

/// A share as people read it: per cent where that is a decimal, else the fraction.
fn percent(share: &Number) -> String {
    let percent = share * &Number::from(100);
    if percent.decimals().is_some() { format!("{percent}%") } else { share.to_string() }
}

/// The number, and in brackets the customer where rows name one.
fn shown_as(number: &str, customer: Option<&str>) -> String {
    customer.map_or(number.to_owned(), |customer| format!("{number} ({customer})"))
}

/// Several rows of one person in an order are one share.
fn added_up(orders: BTreeMap<String, Order>) -> Credits {
    let mut credits = Credits { have_customers: orders.keys().any(|key| key.contains(APART)), ..Credits::default() };
    for (key, order) in orders {
        credits.written.insert(key.clone(), order.shown);
        // Strangers come last, so that the odd cent is somebody's.
        let mut list: BTreeMap<(usize, String), Credit> = BTreeMap::new();
        for credit in order.rows {
            let stranger = if credit.person.is_none() { folded(&credit.name).into_owned() } else { String::new() };
            match list.entry((credit.person.unwrap_or(usize::MAX), stranger)) {
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(credit);
                }
                std::collections::btree_map::Entry::Occupied(mut taken) => {
                    taken.get_mut().share = &taken.get().share + &credit.share;
                }
            }
        }
        credits.by_order.insert(key, list.into_values().collect());
    }
    credits
}
