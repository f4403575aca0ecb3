//! `kind = "greater"`: of earlier components each person keeps the largest line (of equal ones the first); the others become 0, with
//! the reason. It makes no line of its own.

use super::guarantee::named;
use super::payee::{Run, unit_of};
use super::whom;
use crate::derivation::{Figure, Form, Worksheet};
use crate::finding::Findings;
use crate::policy::rules::Greater;
use crate::results::{LineKind, PayLine, Remark};

/// A line that takes the place of another: the position among the people of the period, and which of the person's lines it is.
pub(super) type Instead = (usize, usize, PayLine);

/// What becomes of the lines that are not kept.
pub(super) fn instead(run: Run, rule: &Greater, sheets: &mut [Worksheet], findings: &mut Findings) -> Vec<Instead> {
    let mut replaced = Vec::new();
    for (position, (result, sheet)) in run.view.result.people.iter().zip(sheets).enumerate() {
        if !whom::takes(&run, result) {
            continue;
        }
        let payee = &mut run.payee(result.person, sheet, findings);
        let Some(looked) = payee.all_hold(&run.component.when) else { continue };
        let mut lines = named(payee, &rule.components);
        lines.retain(|(_, line)| line.kind == LineKind::Own);
        let amounts: Vec<&Figure> = lines.iter().map(|(_, line)| &line.amount).collect();
        let Some(kept) = first_of_the_largest(&amounts) else { continue };
        for (place, (index, line)) in lines.iter().enumerate().filter(|(place, _)| *place != kept) {
            let unit = unit_of(line.unit);
            let amount = payee.step("greater", run.component.span, Form::Kept(place), &amounts, unit);
            let amount = payee.under(&looked, amount);
            let reason = Remark::Less { than: lines[kept].1.name.clone() };
            let remarks = line.remarks.iter().cloned().chain([reason]).collect();
            replaced.push((position, *index, PayLine { amount, remarks, deals: Vec::new(), ..(*line).clone() }));
        }
    }
    replaced
}

fn first_of_the_largest(amounts: &[&Figure]) -> Option<usize> {
    let largest = amounts.iter().filter_map(|amount| amount.value()).max()?;
    amounts.iter().position(|amount| amount.value() == Some(largest))
}
