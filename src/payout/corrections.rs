//! What is corrected of closed periods, a line for each component and period.

use super::payee::{Run, View, unit_of};
use crate::derivation::{Figure, Form, Leaf, Past, PastOf, Worksheet};
use crate::history::Correction;
use crate::policy::rules::PayUnit;
use crate::results::{LineKind, PayLine};

/// The lines of a component.
pub(super) fn lines(run: Run, sheets: &mut [Worksheet]) -> super::Lines {
    let name = &run.component.name.value;
    of(run.view, run.index, sheets, |one| one.component == *name)
}

/// The lines of components that the policy does not have any more.
pub(super) fn of_gone(view: &View, sheets: &mut [Worksheet]) -> super::Lines {
    let is_known = |one: &Correction| view.book.policy.pay.iter().any(|known| known.name.value == one.component);
    of(view, usize::MAX, sheets, |one| !is_known(one))
}

fn of(view: &View, component: usize, sheets: &mut [Worksheet], is_it: impl Fn(&Correction) -> bool) -> super::Lines {
    let mut lines = Vec::new();
    for (position, (result, sheet)) in view.result.paid().zip(sheets).enumerate() {
        for one in view.book.history.corrections(result.person, view.book.period) {
            if one.kind.is_none() && is_it(one) {
                let kind = LineKind::Correction(one.period.clone());
                let name = kind.name_of(&one.component);
                let amount = figure(view, sheet, result.person, one);
                sheet.name(&amount, "amount", Some(&name), None);
                let (of, unit) = (one.component.clone(), PayUnit::Money);
                let (remarks, deals, balances) = Default::default();
                lines.push((position, PayLine { component, of, name, kind, unit, amount, remarks, deals, balances }));
            }
        }
    }
    lines
}

/// What the period pays now less what was paid for it so far; both with how they come about where somebody asks.
fn figure(view: &View, sheet: &mut Worksheet, person: usize, one: &Correction) -> Figure {
    let past = |what| {
        let (component, window) = (one.component.clone(), one.period.clone());
        Leaf::Closed(Box::new(Past { what, component, person, window, order: String::new() }))
    };
    let money = unit_of(PayUnit::Money);
    let history = view.book.history;
    let Some(now) = history.recomputed(person, &one.period) else {
        return sheet.leaf(past(PastOf::Corrected), Some(one.amount.clone()), money);
    };
    let offset = sheet.absorb(now.sheet.clone().of_other_policy(person, &one.period));
    let lines = now.lines.iter().filter(|(component, ..)| *component == one.component);
    let lines: Vec<Figure> = lines.map(|(.., figure)| figure.moved_by(offset)).collect();
    let now = sheet.step(Form::Sum, &lines.iter().collect::<Vec<_>>(), money);
    sheet.name(&now, "pays_now", Some(&one.component), None);
    let so_far = history.paid_so_far(&one.component, person, &one.period);
    let so_far = sheet.leaf(past(PastOf::SoFar), so_far, money);
    sheet.name(&so_far, "paid_so_far", Some(&one.component), None);
    sheet.step(Form::Difference, &[&now, &so_far], money)
}
