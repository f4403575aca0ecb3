//! What was collected of orders that something is held for, beside what they were sold for: all in one ratio to it, all short of it by little, or
//! long before it.

use std::collections::{BTreeMap, BTreeSet};

use super::super::payee::Run;
use super::order::Facts;
use crate::calendar::NaiveDate;
use crate::derivation::Worksheet;
use crate::finding::{Finding, quoted};
use crate::number::Number;
use crate::policy::rules::{HoldBack, Release};

/// So many orders say how all are.
const MOST: usize = 2_000;
/// Of fewer orders it is no wonder.
const LEAST: usize = 3;
/// So many orders are named.
const SHOWN: usize = 12;
/// Nothing is collected so many days before it is sold.
const EARLY: i64 = 120;

/// One order of which something was collected.
struct Collected {
    sold: Number,
    paid: Number,
    /// The days of the last sale and of the last payment.
    days: Option<(NaiveDate, NaiveDate)>,
}

/// The orders that were looked at.
#[derive(Default)]
pub(super) struct Compared {
    seen: BTreeSet<String>,
    orders: BTreeMap<String, Collected>,
}

impl Compared {
    /// Looks at an order that is released when it is collected.
    pub(super) fn look(&mut self, (run, rule): (Run, &HoldBack), order: &str) {
        if rule.release != Release::Collected || self.seen.len() >= MOST || !self.seen.insert(order.to_owned()) {
            return;
        }
        let (facts, mut sheet) = (Facts::new(run), Worksheet::new());
        let (Some(sold), Some(paid)) = (facts.amount(&mut sheet, order), facts.collected(&mut sheet, order)) else {
            return;
        };
        let (sold, paid) = (sold.or_zero(), paid.or_zero());
        if sold.is_positive() && paid.is_positive() {
            let days = facts.last_sale(order).zip(facts.last_payment(order));
            self.orders.insert(order.to_owned(), Collected { sold, paid, days });
        }
    }

    /// What is odd; `are_above_told` where orders of which more was collected than sold are told by themselves.
    pub(super) fn told(&self, run: Run, rule: &HoldBack, are_above_told: bool) -> Vec<Finding> {
        let at = |finding: Finding| finding.with("component", &run.component.name.value).at(run.place(rule.span));
        let ratio = self.in_ratio().filter(|(ratio, _)| *ratio < Number::one() || !are_above_told);
        let ratio = ratio.map(|(ratio, orders)| {
            at(self.of("collected-in-ratio", &orders)).with("times", ratio.to_plain(0, RATIO_PLACES))
        });
        let short = self.short().map(|orders| at(self.of("collected-just-short", &orders)));
        let early = self.early().map(|orders| at(self.of("collected-before-sold", &orders)));
        ratio.into_iter().chain(short).chain(early).collect()
    }

    fn of(&self, code: &'static str, orders: &[&String]) -> Finding {
        let more = if orders.len() > SHOWN { ", …" } else { "" };
        let finding = Finding::warning(code).with("count", orders.len()).with("of", self.orders.len());
        finding.with("orders", quoted(orders.iter().take(SHOWN)) + more)
    }

    /// Whether these are some, and most of all.
    fn are_most(&self, orders: &[&String]) -> bool {
        orders.len() >= LEAST && orders.len() * 2 > self.orders.len()
    }

    /// The ratio in which most are, where it is none of a part or of the whole.
    fn in_ratio(&self) -> Option<(Number, Vec<&String>)> {
        let mut ratios: BTreeMap<Number, Vec<&String>> = BTreeMap::new();
        for (order, one) in &self.orders {
            if let Some(ratio) = one.ratio().filter(is_odd) {
                ratios.entry(ratio).or_default().push(order);
            }
        }
        ratios.into_iter().find(|(_, orders)| self.are_most(orders))
    }

    /// Orders that lack a little to the whole, where most do, or less than one of the currency and a thousandth.
    fn short(&self) -> Option<Vec<&String>> {
        let lacks_cents = |one: &Collected| {
            let lacks = &one.sold - &one.paid;
            lacks.is_positive() && lacks < Number::one() && &lacks * &Number::from(1_000) <= one.sold
        };
        let nearly =
            |one: &Collected| one.paid < one.sold && &one.paid * &Number::from(100) >= &one.sold * &Number::from(97);
        let orders: Vec<&String> = self.orders.iter().filter(|(_, one)| nearly(one)).map(|(order, _)| order).collect();
        if self.are_most(&orders) {
            return Some(orders);
        }
        let few: Vec<&String> =
            self.orders.iter().filter(|(_, one)| lacks_cents(one)).map(|(order, _)| order).collect();
        (!few.is_empty()).then_some(few)
    }

    /// Orders that were paid long before they were sold.
    fn early(&self) -> Option<Vec<&String>> {
        let is_early = |one: &Collected| one.days.is_some_and(|(sold, paid)| (sold - paid).num_days() > EARLY);
        let orders: Vec<&String> =
            self.orders.iter().filter(|(_, one)| is_early(one)).map(|(order, _)| order).collect();
        (!orders.is_empty()).then_some(orders)
    }
}

/// So many places of a ratio are compared.
const RATIO_PLACES: u32 = 4;

impl Collected {
    /// How many times the order was collected, to four places.
    fn ratio(&self) -> Option<Number> {
        to_places(self.paid.checked_div(&self.sold))
    }
}

/// Rates of value added tax that countries have, in per cent; not 25, for four fifths may well be paid first.
const TAXES: [i128; 19] = [5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24];

/// A hundredth and a thousandth are no part that somebody pays first, nor is what is left of the whole without its tax; more than the whole is none at
/// all.
fn is_odd(ratio: &Number) -> bool {
    let below = [100, 1_000, 10_000].map(|times| Number::fraction(1, times));
    let without_tax = || TAXES.iter().any(|tax| to_places(Number::fraction(100, 100 + tax)).as_ref() == Some(ratio));
    let above = Number::fraction(101, 100);
    below.contains(&Some(ratio.clone())) || above.is_some_and(|above| *ratio > above) || without_tax()
}

/// Rounded to the places in which ratios are compared.
fn to_places(number: Option<Number>) -> Option<Number> {
    let scale = Number::from(10_i64.pow(RATIO_PLACES));
    (&(&number? * &scale) + &Number::fraction(1, 2)?).floor().checked_div(&scale)
}
