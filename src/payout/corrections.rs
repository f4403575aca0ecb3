//! What is corrected of closed periods, a line for each component and period.

use super::payee::{Run, View, unit_of};
use crate::derivation::{Figure, Leaf, Past, PastOf, Worksheet};
use crate::history::Correction;
use crate::policy::rules::PayUnit;
use crate::results::{LineKind, PayLine};

/// The lines of a component.
pub(super) fn lines(run: Run, sheets: &mut [Worksheet]) -> super::Lines {
    let name = &run.component.name.value;
    of(run.view, (run.index, name.as_str()), sheets, |one| one.component == *name)
}

/// The lines of components that the policy does not have any more.
pub(super) fn of_gone(view: &View, sheets: &mut [Worksheet]) -> super::Lines {
    let is_known = |one: &Correction| view.book.policy.pay.iter().any(|known| known.name.value == one.component);
    of(view, (usize::MAX, ""), sheets, |one| !is_known(one))
}

fn of(
    view: &View,
    (component, _): (usize, &str),
    sheets: &mut [Worksheet],
    is_it: impl Fn(&Correction) -> bool,
) -> super::Lines {
    let mut lines = Vec::new();
    for (position, (result, sheet)) in view.result.paid().zip(sheets).enumerate() {
        for one in view.book.history.corrections(result.person, view.book.period) {
            if one.kind.is_none() && is_it(one) {
                let kind = LineKind::Correction(one.period.clone());
                let name = kind.name_of(&one.component);
                let amount = figure(sheet, result.person, one, &name);
                let (of, unit) = (one.component.clone(), PayUnit::Money);
                let (remarks, deals, balances) = Default::default();
                lines.push((position, PayLine { component, of, name, kind, unit, amount, remarks, deals, balances }));
            }
        }
    }
    lines
}

fn figure(sheet: &mut Worksheet, person: usize, one: &Correction, name: &str) -> Figure {
    let (component, window) = (one.component.clone(), one.period.clone());
    let past = Past { what: PastOf::Corrected, component, person, window, order: String::new() };
    let figure = sheet.leaf(Leaf::Closed(Box::new(past)), Some(one.amount.clone()), unit_of(PayUnit::Money));
    sheet.name(&figure, "amount", Some(name), None);
    figure
}
