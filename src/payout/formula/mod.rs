//! How an amount comes from a base: a file for each formula.

mod by_label;
mod by_number;
mod by_person;
mod curve;
mod flat;
mod matrix;
mod tiers;

use super::payee::Payee;
use crate::derivation::{Credit, Figure, Leaf, Subject};
use crate::measure::{Ask, Attained, Deal, Part};
use crate::policy::rules::{Formula, MeasureId, TiersBy};
use crate::source::Spanned;

/// What a formula is applied to.
pub(super) struct Base {
    /// The base itself: of a period, of one whole order, or of a team.
    pub figure: Figure,
    /// Its measure.
    pub measure: Spanned<MeasureId>,
    /// Whose rows are in it.
    pub subjects: Vec<Subject>,
    /// What is compared with the person's target; nothing: the person's own figure.
    pub against_target: Option<Figure>,
    /// Of one order: that order, and the person's part of it by the values of the formula's column.
    pub of_deal: Option<Deal>,
}

/// The column whose values have rates of their own.
pub(super) fn column(formula: &Formula) -> Option<&str> {
    match formula {
        Formula::ByLabel { column, .. } | Formula::ByNumber { column, .. } => Some(&column.value),
        _ => None,
    }
}

/// The amount; nothing when there is no line.
pub(super) fn amount(payee: &mut Payee, formula: &Formula, base: &Base) -> Option<Figure> {
    match formula {
        Formula::Rate(rate) => Some(flat::amount(payee, rate, base)),
        Formula::ByLabel { column, rates, default } => {
            let rates = by_label::Rates { column, rates, default: default.as_ref() };
            by_label::amount(payee, &rates, base)
        }
        Formula::ByPerson { column } => by_person::amount(payee, column, base),
        Formula::ByNumber { column, steps } => by_number::amount(payee, column, steps, base),
        Formula::Tiers { apply, by, steps } => tiers::amount(payee, apply, (by, steps), base),
        Formula::Curve { by, curve } => curve::amount(payee, by, curve, base),
        Formula::Matrix { rows, columns, rates, span } => {
            matrix::amount(payee, &matrix::Matrix { rows, columns, rates, span: *span }, base)
        }
    }
}

impl Base {
    /// What reaches the steps.
    fn looked(&self, payee: &mut Payee, by: &Spanned<TiersBy>) -> Option<Figure> {
        match by.value {
            TiersBy::Amount => Some(self.figure.clone()),
            TiersBy::Measure(measure) => {
                let is_of_orders = payee.run.view.book.policy.is_of_orders(measure);
                let measure = Spanned::new(measure, by.span);
                match self.of_deal.as_ref().filter(|_| is_of_orders) {
                    Some(deal) => Some(of_order(payee, &measure, deal)),
                    None => payee.value(&measure),
                }
            }
            TiersBy::Attainment => {
                let attainment = self.attained(payee).attainment;
                payee.need(attainment, payee.run.name_of(self.measure.value), by.span)
            }
        }
    }

    /// The base's measure against the person's own target of it; either may be missing.
    fn attained(&self, payee: &mut Payee) -> Attained {
        let Some(actual) = self.against_target.clone() else { return payee.attained(self.measure.value) };
        let book = payee.run.view.book;
        let target = book.target(payee.sheet, self.measure.value, &Subject::Person(payee.about), book.period);
        let rule = book.policy.measure(self.measure.value);
        let attainment = book.attainment(payee.sheet, rule, (&actual, &target));
        Attained { actual, against: target, attainment }
    }

    /// The parts of the base by a column, each with its figure.
    fn parts(&self, payee: &mut Payee, column: &str) -> Vec<(Part, Figure)> {
        let book = payee.run.view.book;
        let (measure, overlays) = (self.measure.value, payee.run.component.overlays);
        let mut figures = Vec::new();
        for subject in &self.subjects {
            let ask = Ask { measure, subject, window: book.period, overlays };
            let (order, parts) = match &self.of_deal {
                Some(deal) => (Some(deal.called()), deal.labels.clone()),
                None => (None, book.totals.parts(&ask, column)),
            };
            for part in parts {
                let leaf = Leaf::Total {
                    measure,
                    subject: subject.clone(),
                    window: book.period.clone(),
                    part: Some(order.unwrap_or(&part.label).to_owned()),
                    credit: Credit { overlays, by_share: false },
                    rows: part.rows,
                };
                let figure = payee.sheet.leaf(leaf, Some(part.value.clone()), book.policy.measure(measure).unit);
                payee.sheet.name(&figure, "part", Some(&part.label), None);
                figures.push((part, figure));
            }
        }
        figures
    }
}

/// What the measure has of an order as a whole, whosever its rows are.
fn of_order(payee: &mut Payee, measure: &Spanned<MeasureId>, deal: &Deal) -> Figure {
    let book = payee.run.view.book;
    let (window, subject) = (book.period, Subject::Department);
    let total = book.totals.of_order(&Ask { measure: measure.value, subject: &subject, window, overlays: false }, deal);
    let leaf = Leaf::Total {
        measure: measure.value,
        subject,
        window: window.clone(),
        part: Some(deal.called().to_owned()),
        credit: Credit { overlays: false, by_share: false },
        rows: total.rows,
    };
    let rule = book.policy.measure(measure.value);
    let figure = payee.sheet.leaf(leaf, total.value, rule.unit);
    payee.sheet.name(&figure, "actual", Some(&rule.name), Some(measure.span));
    figure
}
