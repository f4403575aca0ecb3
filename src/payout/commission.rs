//! `kind = "commission"`: a formula on the period's base, or on each order.

use super::formula::{self, Base};
use super::held::{self, Orders};
use super::payee::{Looked, Payee, unit_of};
use super::{carry, stages, year};
use crate::derivation::{Credit, Figure, Form, Leaf, Subject};
use crate::measure::{Ask, Deal};
use crate::number::Number;
use crate::policy::rules::{Commission, Over, Unit};
use crate::results::{DealLine, PayLine};

pub(super) fn line(payee: &mut Payee, commission: &Commission, looked: &[Looked]) -> Option<PayLine> {
    match commission.over.value {
        Over::Period => over_period(payee, commission, looked),
        Over::Deal => over_deals(payee, commission, looked),
        Over::YearToDate => year::line(payee, commission, looked),
    }
}

fn over_period(payee: &mut Payee, commission: &Commission, looked: &[Looked]) -> Option<PayLine> {
    let subject = Subject::Person(payee.person);
    let base = payee.paid_by(&commission.base, &subject)?;
    let base = Base {
        figure: base,
        measure: commission.base.clone(),
        subjects: vec![subject],
        against_target: None,
        of_deal: None,
    };
    let amount = formula::amount(payee, &commission.formula, &base)?;
    let amount = stages::scaled(payee, amount)?;
    let orders = Orders(orders(payee, commission));
    let amount = stages::settled_but_held(payee, amount, &orders)?;
    let amount = payee.under(looked, amount);
    Some(payee.line(amount))
}

/// The orders of the base, where something is held for them.
fn orders(payee: &Payee, commission: &Commission) -> Vec<Deal> {
    let (book, component) = (payee.run.view.book, payee.run.component);
    if component.hold_back.is_none() {
        return Vec::new();
    }
    let subject = Subject::Person(payee.person);
    let (measure, overlays) = (commission.base.value, component.overlays);
    book.totals.deals(&Ask { measure, subject: &subject, window: book.period, overlays }, None)
}

/// Every order goes through all stages by itself and is rounded; the line is the sum of the rounded amounts, and `negative` looks at that.
fn over_deals(payee: &mut Payee, commission: &Commission, looked: &[Looked]) -> Option<PayLine> {
    let book = payee.run.view.book;
    let subject = Subject::Person(payee.person);
    let overlays = payee.run.component.overlays;
    payee.says_split(&commission.base)?;
    if book.policy.measure(commission.base.value).min_rows.is_some() {
        // With too few rows the base is missing, and no deal is paid.
        let base = book.payable(payee.sheet, commission.base.value, &subject, overlays);
        payee.need(base, payee.run.name_of(commission.base.value), commission.base.span)?;
    }
    let ask = Ask { measure: commission.base.value, subject: &subject, window: book.period, overlays };
    let mut lines = Vec::new();
    let column = formula::column(&commission.formula);
    for deal in book.totals.deals(&ask, column) {
        let amount = of_deal(payee, commission, &subject, &deal)?;
        let amount = if held::is_on_hold(payee.run, &deal.order) {
            held::on_hold(payee, amount, &deal)?
        } else {
            held::of_deal(payee, amount, &deal)?
        };
        lines.push(DealLine { order: deal.order, at: deal.at, base: deal.part, amount });
    }
    let amounts: Vec<&Figure> = lines.iter().map(|line| &line.amount).collect();
    let unit = unit_of(payee.run.component.unit);
    let amount = payee.step("deals", commission.over.span, Form::Sum, &amounts, unit);
    let amount = carry::with_opening(payee, amount);
    let amount = stages::not_negative(payee, amount)?;
    let amount = payee.under(looked, amount);
    Some(PayLine { deals: lines, ..payee.line(amount) })
}

/// The whole order reaches the tier, and `floor` and `cap` bound it; a person with a part of the order has that part of what comes out.
fn of_deal(payee: &mut Payee, commission: &Commission, subject: &Subject, deal: &Deal) -> Option<Figure> {
    if formula::column(&commission.formula).is_some() {
        return by_rows(payee, commission, subject, deal);
    }
    let whole = deal_figure(payee, commission, subject, deal, Extent::Whole);
    let amount = match (deal.whole.is_zero(), deal.part.is_zero()) {
        // An order that adds up to nothing reaches no tier: its own 0 is the amount.
        (true, true) => {
            let unit = unit_of(payee.run.component.unit);
            payee.step("formula", commission.base.span, Form::Sum, &[&whole], unit)
        }
        // The others' parts take away what this one has: it is no share of the whole, and counts for itself.
        (true, false) => {
            let figure = deal_figure(payee, commission, subject, deal, Extent::Part);
            formula::amount(payee, &commission.formula, &base_of(commission, subject, deal, figure))?
        }
        (false, _) => formula::amount(payee, &commission.formula, &base_of(commission, subject, deal, whole.clone()))?,
    };
    if deal.part == deal.whole || deal.whole.is_zero() {
        return stages::finished_deal(payee, amount);
    }
    let part = deal_figure(payee, commission, subject, deal, Extent::Part);
    if is_bounded(payee) && is_within(&deal.part, &deal.whole) {
        let amount = stages::finished_deal(payee, amount)?;
        return Some(shared(payee, commission, &amount, (&part, &whole)));
    }
    let amount = shared(payee, commission, &amount, (&part, &whole));
    stages::finished_deal(payee, amount)
}

/// Rates by label or number hold for the rows that the person has. Where `floor` or `cap` bounds the deal, the person has of what it then pays the part that
/// these rows earn of all of it.
fn by_rows(payee: &mut Payee, commission: &Commission, subject: &Subject, deal: &Deal) -> Option<Figure> {
    let part = deal_figure(payee, commission, subject, deal, Extent::Part);
    let earned = formula::amount(payee, &commission.formula, &base_of(commission, subject, deal, part.clone()))?;
    if !is_bounded(payee) || deal.labels == deal.whole_labels || !is_within(&deal.part, &deal.whole) {
        return stages::finished_deal(payee, earned);
    }
    let whole = deal_figure(payee, commission, subject, deal, Extent::Whole);
    let of_all = Deal { labels: deal.whole_labels.clone(), ..deal.clone() };
    let amount = formula::amount(payee, &commission.formula, &base_of(commission, subject, &of_all, whole.clone()))?;
    let (of_part, of_whole) = (earned.or_zero(), amount.or_zero());
    let share = match (of_part.is_zero() && of_whole.is_zero(), is_within(&of_part, &of_whole)) {
        // Rows that earn nothing have their part of a floor by what they are worth.
        (true, _) => (&part, &whole),
        (false, true) => (&earned, &amount),
        (false, false) => return stages::finished_deal(payee, earned),
    };
    let bounded = stages::finished_deal(payee, amount.clone())?;
    Some(shared(payee, commission, &bounded, share))
}

/// Whether the amount of a deal is held to a least or a most.
fn is_bounded(payee: &Payee) -> bool {
    payee.run.component.floor.is_some() || payee.run.component.cap.is_some()
}

/// Whether the part is a share of the whole, from nothing to all of it. Where others' rows take away what one's own bring, it is none, and is bounded by itself.
fn is_within(part: &Number, whole: &Number) -> bool {
    let is_of = |part: &Number, whole: &Number| !part.is_negative() && part <= whole;
    !whole.is_zero() && if whole.is_negative() { is_of(&-part, &-whole) } else { is_of(part, whole) }
}

/// What a part of a whole has of the amount.
fn shared(payee: &mut Payee, commission: &Commission, amount: &Figure, (part, whole): (&Figure, &Figure)) -> Figure {
    let (rule, unit) = (commission.over.span, unit_of(payee.run.component.unit));
    let share = payee.step("share", rule, Form::Quotient, &[part, whole], Unit::Rate);
    payee.step("shared", rule, Form::Product, &[amount, &share], unit)
}

/// What the formula is applied to, of one order.
fn base_of(commission: &Commission, subject: &Subject, deal: &Deal, figure: Figure) -> Base {
    let (measure, subjects) = (commission.base.clone(), vec![subject.clone()]);
    Base { figure, measure, subjects, against_target: None, of_deal: Some(deal.clone()) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Extent {
    Whole,
    Part,
}

fn deal_figure(payee: &mut Payee, commission: &Commission, subject: &Subject, deal: &Deal, extent: Extent) -> Figure {
    let book = payee.run.view.book;
    let measure = commission.base.value;
    let label = deal.called();
    let (name, value) = match extent {
        Extent::Whole => ("deal", &deal.whole),
        Extent::Part => ("deal_part", &deal.part),
    };
    let (part, window) = (Some(label.to_owned()), book.period.clone());
    let credit = Credit { overlays: payee.run.component.overlays, by_share: false };
    let leaf = Leaf::Total { measure, subject: subject.clone(), window, part, credit, rows: deal.rows };
    let figure = payee.sheet.leaf(leaf, Some(value.clone()), book.policy.measure(measure).unit);
    payee.sheet.name(&figure, name, Some(label), Some(commission.base.span));
    figure
}
