//! What was taken off: the rows of the period above the most of their class, and means where files say amounts and not rates.

use std::collections::HashMap;
use std::sync::Arc;

use super::entries::{Entry, Source};
use crate::finding::{Finding, Findings};
use crate::ledger::rows::{ListedRow, Look};
use crate::measure::registers::number;
use crate::number::{Number, Rounding, RoundingMode};
use crate::source::Place;

/// A row above the most of its class.
#[derive(Clone, Debug)]
pub struct Discount {
    /// The order.
    pub order: Option<String>,
    /// The customer's place in the roster.
    pub customer: usize,
    /// Its class.
    pub class: Arc<str>,
    /// What was taken off.
    pub discount: Number,
    /// The most.
    pub max: Number,
    /// Who owned the customer on that day.
    pub owner: Option<usize>,
    /// The row.
    pub place: Place,
}

/// Sums of what was taken off, where rows are asked for them.
#[derive(Debug, Default)]
pub struct Discounts {
    /// By place in the roster: the sum, and how many rows are in it.
    sums: HashMap<usize, (Number, u64)>,
}

/// The rates of rows: whether they are what was taken off, or what is left to be paid.
#[derive(Default)]
struct Shares {
    /// Rows of which half and more was taken off.
    large: u64,
    /// Whether there are others.
    is_any_small: bool,
    /// The first row of which all was taken off, and that is paid for.
    paid: Option<Place>,
}

/// Fewer rates say nothing.
const LEAST_RATES: u64 = 3;

impl Shares {
    fn see(&mut self, row: &ListedRow) {
        let Some(rate) = row.cell("discount_pct").and_then(number) else { return };
        if &rate * &Number::from(2) < Number::one() {
            self.is_any_small = true;
            return;
        }
        self.large += 1;
        let is_paid = row.cell("amount").and_then(number).is_some_and(|amount| !amount.is_zero());
        if rate == Number::one() && is_paid && self.paid.is_none() {
            self.paid = Some(row.place.clone());
        }
    }

    /// A warning where nothing less than half was ever taken off, and all of something that has an amount.
    fn are_paid(self) -> Option<Finding> {
        let place = self.paid.filter(|_| !self.is_any_small && self.large >= LEAST_RATES)?;
        Some(Finding::warning("discounts-are-what-is-paid").with("count", self.large).at(place))
    }
}

/// The columns that are looked at.
const COLUMNS: [&str; 6] = ["order", "customer_id", "customer", "amount", "discount_pct", "discount"];

/// What was taken off is kept with so many decimals, as sums of rows are.
const DECIMALS: u32 = 12;

impl Discounts {
    /// Sums of the window, where some file says amounts; of rates sums were gathered.
    pub fn of(source: &Source) -> Self {
        let mut discounts = Discounts::default();
        if !source.view.rows.has_column("sales", "discount") {
            return discounts;
        }
        let window = &source.windows.now;
        look(source, window.first(), &mut |row| {
            if let Some(discount) = taken_off(row)
                && let Some(place) = source.customer_of(row)
            {
                let sum = discounts.sums.entry(place).or_insert_with(|| (Number::zero(), 0));
                *sum = (&sum.0 + &discount, sum.1 + 1);
            }
        });
        discounts
    }

    /// The mean of a customer and how many rows it is of.
    pub fn mean(&self, place: usize) -> Option<(Number, u64)> {
        let (sum, rows) = self.sums.get(&place)?;
        Some((sum.checked_div(&Number::from(*rows as i64))?, *rows))
    }
}

/// The rows of the period above the most of their class, the furthest above first.
pub fn above(source: &Source, entries: &[Entry], findings: &mut Findings) -> Vec<Discount> {
    let rows = source.view.rows;
    let are_kept = ["discount_pct", "discount"].iter().any(|column| rows.has_column("sales", column));
    if source.rule.least_discount().is_none() || !are_kept {
        return Vec::new();
    }
    let classes: HashMap<usize, &Arc<str>> =
        entries.iter().filter_map(|entry| Some((entry.place, entry.class.as_ref()?))).collect();
    let (mut found, mut shares) = (Vec::new(), Shares::default());
    look(source, source.view.book.period.first(), &mut |row| {
        shares.see(row);
        found.extend(one_above(source, &classes, row));
    });
    shares.are_paid().into_iter().for_each(|warning| findings.push(warning));
    let beyond = |one: &Discount| &one.discount - &one.max;
    found.sort_by(|one: &Discount, other| beyond(other).cmp(&beyond(one)).then_with(|| one.place.cmp(&other.place)));
    found
}

fn one_above(source: &Source, classes: &HashMap<usize, &Arc<str>>, row: &ListedRow) -> Option<Discount> {
    let discount = taken_off(row)?;
    let customer = source.customer_of(row)?;
    let class = classes.get(&customer)?;
    let max = &source.rule.strategy(class)?.max_discount.as_ref()?.value;
    (discount > *max).then(|| Discount {
        order: row.cell("order").map(str::to_owned),
        customer,
        class: (*class).clone(),
        discount,
        max: max.clone(),
        owner: row.day.and_then(|day| source.roster.list[customer].owner(source.view.book.ledger, day)),
        place: row.place.clone(),
    })
}

fn look(source: &Source, first: crate::calendar::NaiveDate, visit: &mut dyn FnMut(&ListedRow)) {
    let columns = COLUMNS.map(str::to_owned);
    let look = Look { input: "sales", columns: Some(&columns), first: Some(first) };
    source.view.rows.look(look, &mut |row| {
        if !row.takes_back {
            visit(row);
        }
    });
}

/// What a row says was taken off; of an amount its share of the row's amount before it.
fn taken_off(row: &ListedRow) -> Option<Number> {
    if let Some(rate) = row.cell("discount_pct").and_then(number) {
        return Some(rate);
    }
    let [discount, amount] = ["discount", "amount"].map(|column| row.cell(column).and_then(number));
    let discount = discount?.abs();
    let share = discount.checked_div(&(&amount? + &discount))?;
    Some(Rounding { to: Number::from_scaled(1, DECIMALS), mode: RoundingMode::HalfUp }.apply(&share))
}
