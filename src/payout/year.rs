//! `over = "year_to_date"`: what the year so far would pay as a whole, less what closed periods of it have paid.

use super::formula::{self, Base};
use super::payee::{Looked, Payee, Run, View, unit_of};
use super::stages;
use crate::calendar::Period;
use crate::derivation::{Figure, Form, Leaf, Past, PastOf, Subject};
use crate::number::Number;
use crate::policy::rules::{Commission, Unit};
use crate::results::PayLine;

pub(super) fn line(payee: &mut Payee, commission: &Commission, looked: &[Looked]) -> Option<PayLine> {
    let book = payee.run.view.book;
    let name = &payee.run.component.name.value;
    if let Some(kept) = book.history.kept_year(name, payee.person, book.period) {
        let amount = closed(payee, book.period, Some(kept));
        return Some(payee.line(amount));
    }
    let window = book.policy.year_so_far(book.period);
    let amount = amount(payee, commission, &window)?;
    let amount = stages::finished(payee, amount)?;
    let paid = paid_before(payee, commission);
    let (rule, unit) = (commission.over.span, unit_of(payee.unit));
    let amount = payee.step("since_paid", rule, Form::Difference, &[&amount, &paid], unit);
    let amount = payee.under(looked, amount);
    Some(payee.line(amount))
}

/// The formula on the year so far: its base, and what reaches its steps, are of that window.
fn amount(payee: &mut Payee, commission: &Commission, window: &Period) -> Option<Figure> {
    let outer = payee.run.view;
    let book = crate::measure::Book { period: window, ..outer.book };
    let view = View { book, ..*outer };
    let run = Run { view: &view, ..payee.run };
    let mut inner = run.payee(payee.person, payee.sheet, payee.findings);
    inner.unit = payee.unit;
    let subject = Subject::Person(payee.person);
    let base = inner.paid_by(&commission.base, &subject)?;
    let measure = commission.base.clone();
    let base = Base { figure: base, measure, subjects: vec![subject], against_target: None, of_deal: None };
    formula::amount(&mut inner, &commission.formula, &base)
}

/// What the closed periods of the year have paid for the component, corrections included.
fn paid_before(payee: &mut Payee, commission: &Commission) -> Figure {
    let (run, rule) = (payee.run, commission.over.span);
    let book = run.view.book;
    let mut paid = Vec::new();
    let first = book.policy.year_so_far(book.period).first();
    for window in book.policy.before_in_year(book.period) {
        // What is corrected of a period before the year is no pay of the year.
        let amount = book.history.paid_since(&run.component.name.value, payee.person, &window, first);
        paid.push(closed(payee, &window, amount));
    }
    payee.step("paid", rule, Form::Sum, &paid.iter().collect::<Vec<_>>(), Unit::Money)
}

/// What a closed period has paid of the component.
fn closed(payee: &mut Payee, window: &Period, amount: Option<Number>) -> Figure {
    let component = payee.run.component.name.value.clone();
    let past =
        Past { what: PastOf::Paid, component, person: payee.person, window: window.clone(), order: String::new() };
    let figure = payee.sheet.leaf(Leaf::Closed(Box::new(past)), amount, Unit::Money);
    payee.sheet.name(&figure, "paid_in", Some(&window.id()), Some(payee.run.component.span));
    figure
}
