//! An amount of a closed period that has one digit more today, or a point moved, and corrects more than anybody was ever paid: most likely a slip.
//!
//! The evidence is threefold: the row was there when the period was closed, its number is the old one but for a digit or the point, and what is paid
//! for it is beyond all that the component has paid anybody in any closed period. A right amount that was mistyped before the close is like others.

use std::collections::{BTreeMap, BTreeSet};

use super::again::{Kept, Paying};
use super::orders::{Days, Looked, Of, Order, looked};
use crate::finding::Finding;
use crate::history::{ClosedPeriod, Correction};
use crate::number::Number;
use crate::policy::rules::PayUnit;
use crate::source::Place;

/// Fewer amounts, paid or of orders of the line, say nothing of what is much.
const LEAST: usize = 3;

/// What is told of such an amount.
const SLIPPED: &str = "corrected-amount-slipped";

/// A warning for each.
pub(super) fn told(paying: &Paying, closed: &ClosedPeriod, corrections: &[Correction], again: Kept) -> Vec<Finding> {
    let most = most_paid(paying);
    let is_much = |one: &&Correction| {
        let most = most.get(one.component.as_str());
        one.kind.is_none() && most.is_some_and(|(_, most)| one.amount > *most)
    };
    let much: Vec<&Correction> = corrections.iter().filter(is_much).collect();
    let whom: BTreeSet<Of> = much.iter().map(|one| (one.person.clone(), one.component.clone())).collect();
    let Some(looked) = looked(closed, paying.request, again, (&whom, Days::UpToIt)) else { return Vec::new() };
    let of_one = |one: &&Correction| {
        let of = (one.person.clone(), one.component.clone());
        let (was, is) = slipped(&looked, &of)?;
        let (paid, most) = &most[&*one.component];
        if *paid < LEAST && looked.of_both(&of).count() < LEAST {
            return None;
        }
        let finding = Finding::warning(SLIPPED).with("order", &is.shown);
        let finding = finding.with("period", &closed.period).with("person", &one.person);
        let money = |amount: &Number| amount.to_plain(paying.policy.money_places(), 6);
        let finding = finding.with("component", &one.component).with("amount", money(&one.amount));
        let shown = |order: &Order| order.amount().map(|amount| amount.to_plain(2, 6)).unwrap_or_default();
        let finding = finding.with("was", shown(was)).with("found", shown(is)).with("most", money(most));
        Some(finding.at(place(is, "")?).at(place(was, &copies(paying, closed))?))
    };
    much.iter().filter_map(of_one).collect()
}

/// What else is told, without what is told of a row that has slipped.
pub(super) fn but_once(told: &[Finding], others: Vec<Finding>) -> Vec<Finding> {
    let slipped = told.iter().filter(|finding| finding.code == SLIPPED).filter_map(|finding| finding.places.first());
    let rows: BTreeSet<String> = slipped.map(Place::address).collect();
    let is_of_it = |place: &Place| rows.contains(&place.address());
    others.into_iter().filter(|other| !other.places.first().is_some_and(is_of_it)).collect()
}

/// Of each component how many amounts of a person and period it has paid, and the most of them.
fn most_paid<'p>(paying: &'p Paying) -> BTreeMap<&'p str, (usize, Number)> {
    let mut most: BTreeMap<&str, (usize, Number)> = BTreeMap::new();
    for closed in &paying.before.periods {
        let mut sums: BTreeMap<(&str, &str), Number> = BTreeMap::new();
        for line in closed.lines.iter().filter(|line| line.unit == PayUnit::Money) {
            let sum = sums.entry((&line.component, &line.person)).or_insert_with(Number::zero);
            *sum = &*sum + &line.amount;
        }
        for ((component, _), sum) in sums.into_iter().filter(|(_, sum)| sum.is_positive()) {
            let (count, known) = most.entry(component).or_insert_with(|| (0, Number::zero()));
            *count += 1;
            if sum > *known {
                *known = sum;
            }
        }
    }
    most
}

/// The order whose amount has slipped, as it was and as it is: the largest of all.
fn slipped<'l>(looked: &'l Looked, of: &Of) -> Option<(&'l Order, &'l Order)> {
    let largest = looked.amounts(of).max()?;
    let is_it = |(was, is): &(&Order, &Order)| {
        let amounts = was.amount().zip(is.amount());
        amounts.is_some_and(|(was, is)| is == largest && is_slip(&was, &is))
    };
    looked.of_both(of).find(is_it)
}

/// Whether the one number is the other with one more digit, or with its point moved.
fn is_slip(was: &Number, is: &Number) -> bool {
    if !was.is_positive() || is <= was {
        return false;
    }
    let moved = (1..=6).any(|places| *is == was * &Number::from(10_i64.pow(places)));
    let decimals = was.decimals().unwrap_or(0).max(is.decimals().unwrap_or(0));
    let (was, is) = (was.to_fixed(decimals), is.to_fixed(decimals));
    let without = |at: usize| is[..at].to_owned() + &is[at + 1..];
    moved || (is.len() == was.len() + 1 && (0..is.len()).any(|at| without(at) == was))
}

/// Where the copies of a closed period are, as seen from the policy.
fn copies(paying: &Paying, closed: &ClosedPeriod) -> String {
    let copies = closed.facts.copies.as_deref();
    let below = copies.map(|path| path.strip_prefix(paying.request.folder).unwrap_or(path));
    below.map(|path| format!("{}/", path.display()).replace("//", "/")).unwrap_or_default()
}

/// Where the row of an order stands.
fn place(order: &Order, folder: &str) -> Option<Place> {
    let (address, text) = order.rows.first()?;
    let (file, line) = address.rsplit_once(':')?;
    Some(Place::line(format!("{folder}{file}"), line.parse().ok()?, text.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_digit_more_or_a_moved_point_is_a_slip_and_another_amount_is_none() {
        let is = |was: &str, is: &str| {
            let number = |text: &str| Number::parse(text).expect("a number");
            is_slip(&number(was), &number(is))
        };
        for (was, now) in [("2000", "20000"), ("2000", "22000"), ("1234.50", "12344.50"), ("12.5", "1250"), ("7", "70")]
        {
            assert!(is(was, now), "{was} {now}");
        }
        for (was, now) in
            [("2000", "2000"), ("2000", "200"), ("2000", "30000"), ("2000", "9000"), ("-20", "-200"), ("0", "5")]
        {
            assert!(!is(was, now), "{was} {now}");
        }
    }
}
