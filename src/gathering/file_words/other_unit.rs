//! Amounts of a whole month, or of a whole file, that are in another unit than all others of the source: cents among francs, thousands among single ones. The middles are
//! compared, of the same goods and customers where rows name them, so that a larger deal, a better month or another customer says nothing.
//!
//! Files beside each other may sell other things in other sizes: between them the prices of the same products are compared alone.

use std::collections::{BTreeMap, BTreeSet};

use super::kept::{At, Cells, Rows, Source};
use crate::calendar::Datelike;
use crate::finding::Finding;
use crate::ledger::Ledger;
use crate::measure::plan::{Keep, Slot, SlotKind, Stream};
use crate::number::Number;
use crate::spelling::folded;

/// Of more rows nothing is compared.
const MOST: usize = 50_000;
/// So many amounts have a middle, and so many others say what is usual.
const LEAST: usize = 10;
const LEAST_OTHERS: usize = 20;
/// The middle is so many times that of the others, or that part of it; of each customer or product so many times at least.
const TIMES: i64 = 50;
const TIMES_OF_EACH: i64 = 20;
/// The other months have one middle, but for so many times.
const AGREE: i64 = 10;
/// So many customers or products are compared, and so many of ten say so.
const LEAST_SHARED: usize = 3;
const OF_TEN: usize = 9;

/// Years and months.
type Month = (i32, u32);

/// An amount above 0 that counts.
struct Entry {
    at: At,
    month: Month,
    /// Whether it is of the period, or of earlier days that something asked is made of.
    is_in_period: bool,
    currency: String,
    customer: Option<String>,
    goods: Option<String>,
    person: Option<usize>,
    amount: Number,
    /// For one piece, where the row says of how many it is.
    price: Option<Number>,
}

/// By what rows are compared, and what of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Customer,
    Goods,
}

/// The amounts that stand against all others of the source.
struct Odd<'e> {
    entries: Vec<&'e Entry>,
    others: Vec<&'e Entry>,
    /// Whether others have the month of these, so that only prices are compared.
    are_beside: bool,
}

/// The columns that are looked at: of money, and what is added up.
pub(super) fn columns(stream: &Stream) -> BTreeSet<&str> {
    let added = stream.gathers.iter().filter_map(|gather| match gather.keep {
        Keep::Sum(slot) => Some(slot),
        _ => None,
    });
    let added: BTreeSet<usize> = added.collect();
    let slots = stream.slots.iter().enumerate();
    let is_it = |(slot, of): &(usize, &Slot)| of.money || (of.kind == SlotKind::Number && added.contains(slot));
    slots.filter(is_it).map(|(_, slot)| slot.column.as_str()).collect()
}

/// A warning for each column: of months, else of files, else of a person's month.
pub(super) fn told(source: &Source, ledger: &Ledger, rows: &Rows) -> Vec<Finding> {
    if rows.rows.len() > MOST || rows.rows.len() < LEAST + LEAST_OTHERS {
        return Vec::new();
    }
    columns(source.stream).into_iter().flat_map(|column| of_column((source, ledger), rows, column)).collect()
}

fn of_column((source, ledger): (&Source, &Ledger), rows: &Rows, column: &str) -> Vec<Finding> {
    let mut entries: Vec<Entry> =
        rows.rows.iter().filter_map(|row| source.entry(ledger, row.at, &rows.cells_of(row), column)).collect();
    entries.sort_by_key(|entry| entry.at);
    let months: BTreeSet<(Month, &str)> =
        entries.iter().filter(|entry| entry.is_in_period).map(|entry| (entry.month, entry.currency.as_str())).collect();
    let mut found = Vec::new();
    for (month, currency) in months {
        let odd = Odd::of(&entries, currency, |entry| entry.month == month, false);
        let named = format!("{:04}-{:02}", month.0, month.1);
        found.extend(odd.times().map(|times| source.in_other_unit(column, named, &odd, times)));
    }
    if !found.is_empty() {
        return found;
    }
    let files: BTreeSet<(usize, &str)> =
        entries.iter().filter(|entry| entry.is_in_period).map(|entry| (entry.at.0, entry.currency.as_str())).collect();
    for (file, currency) in files {
        let odd = Odd::of(&entries, currency, |entry| entry.at.0 == file, true);
        let named = source.layout(file).name.to_string();
        found.extend(odd.times().map(|times| source.in_other_unit(column, named, &odd, times)));
    }
    // Of two files that differ it is not known which is in another unit.
    found.truncate(1);
    if found.is_empty() { of_people((source, ledger), &entries, column) } else { found }
}

/// The months of single people, who have other months in the unit of all others.
fn of_people((source, ledger): (&Source, &Ledger), entries: &[Entry], column: &str) -> Vec<Finding> {
    let of_period = entries.iter().filter(|entry| entry.is_in_period);
    let months: BTreeSet<(usize, Month, &str)> =
        of_period.filter_map(|entry| Some((entry.person?, entry.month, entry.currency.as_str()))).collect();
    let mut found = Vec::new();
    for (person, month, currency) in months {
        let is_odd = |entry: &Entry| entry.person == Some(person) && entry.month == month;
        let odd = Odd::of(entries, currency, is_odd, false);
        let Some((own, usual)) = odd.times().filter(|(own, usual)| odd.is_of_one(person, own > usual)) else {
            continue;
        };
        let named = format!("{:04}-{:02} ({})", month.0, month.1, ledger.people.list[person].name);
        found.push(source.in_other_unit(column, named, &odd, (own, usual)));
    }
    found
}

impl<'e> Odd<'e> {
    fn of(entries: &'e [Entry], currency: &str, is_odd: impl Fn(&Entry) -> bool, are_beside: bool) -> Self {
        let of_currency = entries.iter().filter(|entry| entry.currency == currency);
        let (entries, others) = of_currency.partition(|entry| is_odd(entry));
        Odd { entries, others, are_beside }
    }

    /// How many times the others the amounts are, or the others these: the middle of the larger and of the smaller.
    fn times(&self) -> Option<(Number, Number)> {
        if self.entries.len() < LEAST || self.others.len() < LEAST_OTHERS {
            return None;
        }
        let (own, usual) = (middle(self.entries.iter().map(|entry| &entry.amount))?, middle(self.amounts())?);
        let is_larger = own > usual;
        let is_far = is_times(&own, &usual, TIMES, is_larger) && self.do_others_agree(&usual);
        (is_far && self.is_sure(is_larger)).then_some((own, usual))
    }

    /// Whether the person's own other months are in the other unit too, and all amounts lie beyond all others.
    fn is_of_one(&self, person: usize, is_larger: bool) -> bool {
        let of_person = || self.others.iter().filter(|entry| entry.person == Some(person)).map(|entry| &entry.amount);
        let own = middle(self.entries.iter().map(|entry| &entry.amount));
        let (Some(own), Some(before)) = (own, middle(of_person())) else { return false };
        let (least, most) = (
            |all: &[&Entry]| all.iter().map(|entry| entry.amount.clone()).min(),
            |all: &[&Entry]| all.iter().map(|entry| entry.amount.clone()).max(),
        );
        let is_beyond = match is_larger {
            true => least(&self.entries) > most(&self.others),
            false => most(&self.entries) < least(&self.others),
        };
        of_person().count() * 2 >= LEAST && is_times(&own, &before, TIMES, is_larger) && is_beyond
    }

    fn amounts(&self) -> impl Iterator<Item = &Number> {
        self.others.iter().map(|entry| &entry.amount)
    }

    /// Whether each other month has about the middle of all.
    fn do_others_agree(&self, usual: &Number) -> bool {
        let mut months: BTreeMap<Month, Vec<&Number>> = BTreeMap::new();
        self.others.iter().for_each(|entry| months.entry(entry.month).or_default().push(&entry.amount));
        let mut middles = months
            .into_values()
            .filter(|amounts| amounts.len() * 2 >= LEAST)
            .filter_map(|amounts| middle(amounts.into_iter()));
        middles.all(|middle| !is_times(&middle, usual, AGREE, true) && !is_times(&middle, usual, AGREE, false))
    }

    /// Whether the same customers and products say so, and nothing lies between.
    fn is_sure(&self, is_larger: bool) -> bool {
        let [customers, goods] = [By::Customer, By::Goods].map(|by| self.shared(by, is_larger));
        let have_goods = self.entries.iter().chain(&self.others).any(|entry| entry.goods.is_some());
        let have_customers = self.entries.iter().chain(&self.others).any(|entry| entry.customer.is_some());
        match (self.are_beside, have_goods, have_customers) {
            (true, ..) => goods == Some(true),
            (_, true, _) => goods == Some(true) && customers != Some(false),
            (_, _, true) => customers == Some(true) && self.are_apart(is_larger),
            _ => self.are_apart(is_larger),
        }
    }

    /// Whether nearly each customer or product that both have says so; nothing of a few. Of products it is the price of a piece where that is known.
    fn shared(&self, by: By, is_larger: bool) -> Option<bool> {
        let needs_price = self.are_beside || by == By::Goods && self.entries.iter().any(|entry| entry.price.is_some());
        let value = |entry: &&'e Entry| -> Option<&'e Number> {
            if by == By::Goods && needs_price { entry.price.as_ref() } else { Some(&entry.amount) }
        };
        let grouped = |entries: &[&'e Entry]| {
            let mut groups: BTreeMap<&'e str, Vec<&'e Number>> = BTreeMap::new();
            for entry in entries {
                let key = if by == By::Goods { entry.goods.as_deref() } else { entry.customer.as_deref() };
                key.zip(value(entry)).into_iter().for_each(|(key, value)| groups.entry(key).or_default().push(value));
            }
            groups
        };
        let (own, others) = (grouped(&self.entries), grouped(&self.others));
        let both = own.iter().filter_map(|(key, own)| Some((own, others.get(key)?)));
        let middles =
            both.filter_map(|(own, others)| Some((middle(own.iter().copied())?, middle(others.iter().copied())?)));
        let told: Vec<bool> = middles.map(|(own, usual)| is_times(&own, &usual, TIMES_OF_EACH, is_larger)).collect();
        let say_so = told.iter().filter(|told| **told).count();
        (told.len() >= LEAST_SHARED).then_some(say_so * 10 >= told.len() * OF_TEN)
    }

    /// Whether nearly all amounts lie beyond nearly all others.
    fn are_apart(&self, is_larger: bool) -> bool {
        let mut own: Vec<&Number> = self.entries.iter().map(|entry| &entry.amount).collect();
        let mut others: Vec<&Number> = self.amounts().collect();
        own.sort();
        others.sort();
        let (larger, smaller) = if is_larger { (own, others) } else { (others, own) };
        let (few_of_larger, few_of_smaller) = (larger.len() / 10, smaller.len() / 10);
        larger[few_of_larger] > smaller[smaller.len() - 1 - few_of_smaller]
    }
}

/// Whether a number is so many times the other, or that part of it.
fn is_times(one: &Number, other: &Number, times: i64, is_larger: bool) -> bool {
    let times = Number::from(times);
    if is_larger { *one >= other * &times } else { one * &times <= *other }
}

fn middle<'n>(numbers: impl Iterator<Item = &'n Number>) -> Option<Number> {
    let mut numbers: Vec<&Number> = numbers.collect();
    numbers.sort();
    numbers.get(numbers.len() / 2).map(|number| (*number).clone())
}

impl Source<'_> {
    fn entry(&self, ledger: &Ledger, at: At, cells: &[&[u8]], column: &str) -> Option<Entry> {
        let cells: Cells = (at.0, cells);
        // A unit beside the amount says what it is in.
        if self.layout(at.0).field_of(self.stream.unit).is_some() {
            return None;
        }
        let amount = self.number(cells, column).filter(Number::is_positive)?;
        let day = self.day(cells)?;
        if !self.counts(cells) || self.takes_back(cells) {
            return None;
        }
        let named = |names: [&str; 2]| {
            names.into_iter().find_map(|name| self.text(cells, name)).map(|text| folded(&text).into_owned())
        };
        let pieces = self.number(cells, "qty").filter(|pieces| column != "qty" && pieces.is_positive());
        let person = self.person(cells);
        Some(Entry {
            at,
            month: (day.year(), day.month()),
            is_in_period: self.period.contains(day) || self.stream.looked.iter().any(|looked| looked.contains(day)),
            currency: self.currency(cells).unwrap_or_default(),
            customer: named(["customer_id", "customer"]),
            goods: named(["product_id", "product"]),
            person: person.and_then(|name| ledger.people.find(&name)),
            price: pieces.and_then(|pieces| amount.checked_div(&pieces)),
            amount,
        })
    }

    fn in_other_unit(&self, column: &str, named: String, odd: &Odd, (own, usual): (Number, Number)) -> Finding {
        let (larger, smaller) = if own > usual { (&own, &usual) } else { (&usual, &own) };
        let times = larger.checked_div(smaller).map_or_else(String::new, |times| times.to_plain(0, 0));
        let first = odd.entries[0].at;
        let finding = Finding::warning("amounts-of-another-unit").with("input", &self.rule.name);
        let finding = finding.with("column", self.label(first.0, column)).with("name", named);
        let finding = finding.with("count", odd.entries.len()).with("found", own.to_plain(2, 2));
        let finding = finding.with("usual", usual.to_plain(2, 2)).with("others", odd.others.len()).with("times", times);
        self.at_rows(finding, std::iter::once(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(line: u32, month: u32, customer: usize, amount: i64) -> Entry {
        Entry {
            at: (0, line),
            month: (2026, month),
            is_in_period: month == 3,
            currency: String::new(),
            customer: Some(format!("C{customer}")),
            goods: None,
            person: None,
            amount: Number::from(amount),
            price: None,
        }
    }

    /// Twenty rows of two months each, and ten of a third whose amounts are so many times those.
    fn is_told(times: i64, few: usize) -> bool {
        let rows = |month: u32, count: usize, times: i64| {
            (0..count).map(move |at| entry(at as u32, month, at % 5, (100 + 37 * at as i64 % 900) * times))
        };
        let entries: Vec<Entry> = rows(1, 12, 1).chain(rows(2, 12, 1)).chain(rows(3, few, times)).collect();
        Odd::of(&entries, "", |entry| entry.month == (2026, 3), false).times().is_some()
    }

    #[test]
    fn a_month_in_cents_is_told_and_a_good_one_is_not() {
        assert!(is_told(100, 10));
        assert!(!is_told(20, 10), "larger deals");
        assert!(!is_told(100, 9), "a few");
        assert!(!is_told(1, 10));
    }
}
