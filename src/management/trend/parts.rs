//! A change of money that sales bring, as volume, price, mix and returns.
//!
//! Sold are *q* units of each product for *a*, all together *Q* for *A*. Volume is what more units bring at the mean price of before, price what the
//! units of now bring beyond the prices of before, product by product, and mix the rest: that dearer or cheaper products are among them. A product
//! that was not sold before has no price to compare with; it is part of the mix.

use std::collections::BTreeMap;

use super::super::{Needs, View};
use super::drivers::Part;
use crate::calendar::Period;
use crate::derivation::Subject;
use crate::measure::plan::{AskedAlong, EVERY_ROW};
use crate::measure::totals::Ask;
use crate::number::{Number, Rounding, RoundingMode};
use crate::policy::Policy;
use crate::policy::rules::{ColumnRef, InputKind, MeasureId, MeasureKind, MeasureRule, Unit};
use crate::spelling::folded;

/// What is sold, what takes sales back left out.
const GROSS: &str = "trend gross";
/// How many units.
const UNITS: &str = "trend units";
/// In how many orders.
const ORDERS: &str = "trend orders";
/// Parts are kept to the cent, as money is shown.
const DECIMALS: u32 = 2;
/// The column of products.
const PRODUCT: &str = "product";

/// Adds the measures that the parts are made of, where the measure is money that sales bring; once, however many trends ask.
pub(super) fn prepare(policy: &mut Policy, measure: MeasureId) {
    let rule = policy.measure(measure).clone();
    let MeasureKind::Sum(column) = &rule.kind else { return };
    let is_of_sales = column.source == InputKind::Sales.name().unwrap_or_default();
    if !is_of_sales || rule.unit != Unit::Money || !rule.drivers.is_empty() || hidden(policy, measure).is_some() {
        return;
    }
    let of = |name: &str| ColumnRef { source: column.source.clone(), column: name.to_owned() };
    let added = [
        (GROSS, MeasureKind::Mean(column.clone()), Unit::Money),
        (UNITS, MeasureKind::Mean(of("qty")), Unit::Number),
        (ORDERS, MeasureKind::Distinct(of("order")), Unit::Count),
    ];
    for (name, kind, unit) in added {
        let hidden = MeasureRule { name: part_of(name, &rule), kind, unit, min_rows: None, ..rule.clone() };
        policy.measures.push(hidden);
    }
}

/// The name of a part of a measure.
fn part_of(part: &str, rule: &MeasureRule) -> String {
    format!("{part} {}", rule.name)
}

fn hidden(policy: &Policy, measure: MeasureId) -> Option<[MeasureId; 3]> {
    let id = |part: &str| policy.measure_named(&part_of(part, policy.measure(measure)));
    Some([id(GROSS)?, id(UNITS)?, id(ORDERS)?])
}

fn windows(period: &Period) -> [Period; 2] {
    [period.previous(), period.clone()]
}

/// What is gathered.
pub(super) fn needs(policy: &Policy, measure: MeasureId, period: &Period) -> Needs {
    let Some([gross, units, orders]) = hidden(policy, measure) else { return Needs::default() };
    let along = |column: &str, measures: &[MeasureId]| AskedAlong {
        column: column.to_owned(),
        measures: measures.to_vec(),
        windows: windows(period).into(),
        last_days: false,
    };
    let along = vec![along(EVERY_ROW, &[measure, gross, units, orders]), along(PRODUCT, &[gross, units])];
    Needs { along, windows: Vec::new() }
}

/// What was sold: for how much, how many.
#[derive(Clone, Debug)]
struct Sold {
    amount: Number,
    units: Number,
}

impl Sold {
    fn price(&self) -> Option<Number> {
        self.amount.checked_div(&self.units)
    }
}

/// The parts, which add up to the change; none where nothing counts what is sold.
pub(super) fn parts(view: &View, measure: MeasureId) -> Vec<(Part, Number)> {
    let Some(hidden) = hidden(view.book.policy, measure) else { return Vec::new() };
    let [before, now] = windows(view.book.period);
    let [was, is] = [&before, &now].map(|window| whole(view, hidden, window));
    let (Some(was), Some(is)) = (was, is) else { return Vec::new() };
    let all = |window: &Period| total(view, measure, &every_row(), window).0;
    let returned = &(&all(&now) - &is.amount) - &(&all(&before) - &was.amount);
    let Some(price_before) = was.price() else { return Vec::new() };
    let volume = cut(&(&(&is.units - &was.units) * &price_before));
    let [products_before, products_now] = [&before, &now].map(|window| by_product(view, hidden, window));
    let price = cut(&match products_now.is_empty() {
        true => &is.amount - &(&is.units * &price_before),
        false => prices(&products_before, &products_now),
    });
    let mix = &(&(&is.amount - &was.amount) - &volume) - &price;
    vec![(Part::Volume, volume), (Part::Price, price), (Part::Mix, mix), (Part::Returns, returned)]
}

/// As a part is shown, so that parts add up as they are shown: the mix is the rest.
fn cut(part: &Number) -> Number {
    Rounding { to: Number::from_scaled(1, DECIMALS), mode: RoundingMode::HalfUp }.apply(part)
}

/// What the units of now bring beyond the prices of before.
fn prices(before: &BTreeMap<String, Sold>, now: &BTreeMap<String, Sold>) -> Number {
    let of = |(product, sold): (&String, &Sold)| {
        let price = before.get(product)?.price()?;
        Some(&sold.amount - &(&sold.units * &price))
    };
    let changes: Vec<Number> = now.iter().filter_map(of).collect();
    changes.iter().sum()
}

fn every_row() -> Subject {
    Subject::Labelled { column: EVERY_ROW.to_owned(), label: String::new() }
}

/// All that was sold: in units where the files count them, else in orders.
fn whole(view: &View, [gross, units, orders]: [MeasureId; 3], window: &Period) -> Option<Sold> {
    let amount = sum(view, gross, &every_row(), window);
    let counted = match counts_units(view, units) {
        true => sum(view, units, &every_row(), window),
        false => total(view, orders, &every_row(), window).0,
    };
    counted.is_positive().then_some(Sold { amount, units: counted })
}

fn counts_units(view: &View, units: MeasureId) -> bool {
    view.cube.has_along(units, EVERY_ROW)
}

/// The same of each product, where the files do not count units in rows; nothing where they name none.
fn by_product(view: &View, [gross, units, _]: [MeasureId; 3], window: &Period) -> BTreeMap<String, Sold> {
    if !view.cube.has_words_of(&[gross], PRODUCT) {
        return BTreeMap::new();
    }
    let words = view.cube.words_of(&[gross], PRODUCT).into_iter();
    let sold = |product: &str| {
        let subject = Subject::Labelled { column: PRODUCT.to_owned(), label: product.to_owned() };
        let amount = sum(view, gross, &subject, window);
        let counted = match counts_units(view, units) {
            true => sum(view, units, &subject, window),
            false => Number::from(total(view, gross, &subject, window).1 as i64),
        };
        let sold = Sold { amount, units: counted };
        let is_sold = !sold.units.is_zero() || !sold.amount.is_zero();
        is_sold.then(|| (folded(product).into_owned(), sold))
    };
    words.filter_map(sold).collect()
}

/// What a mean is the mean of, added up.
fn sum(view: &View, mean: MeasureId, subject: &Subject, window: &Period) -> Number {
    let (value, rows) = total(view, mean, subject, window);
    &value * &Number::from(rows as i64)
}

fn total(view: &View, measure: MeasureId, subject: &Subject, window: &Period) -> (Number, u64) {
    let window = view.book.seen(window);
    let total = view.book.totals.total(&Ask { measure, subject, window: &window, overlays: false });
    (total.value.unwrap_or_else(Number::zero), total.rows)
}
