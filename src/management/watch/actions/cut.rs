//! What a pay cut takes of the wage, and what its limits leave of that.

use super::Suggestion;
use crate::finding::{Finding, Findings};
use crate::ledger::Spell;
use crate::management::View;
use crate::number::Number;
use crate::payout::staff_number;
use crate::policy::rules::management::{ActionRule, WAGES};
use crate::source::Place;
use crate::spelling::alike;

/// A cut.
pub(super) struct Cut {
    /// How much.
    pub amount: Number,
    /// What its limits leave of it, where they bind.
    pub limited_to: Option<Number>,
}

/// The cut of a person; nothing, with a warning, where no wage is known.
pub(super) fn cut(view: View, action: &ActionRule, person: usize, findings: &mut Findings) -> Option<Cut> {
    let share = action.cut.as_ref()?;
    let who = &view.book.ledger.people.list[person];
    let spell = who.at_end_of(view.book.period)?;
    let written = WAGES.iter().find_map(|column| cell(spell, column));
    let Some(wage) = written.and_then(|(text, _)| staff_number(text)).filter(|wage| !wage.is_negative()) else {
        let code = if written.is_some() { "cut-without-wage" } else { "cut-of-no-wage" };
        let finding = Finding::warning(code).with("person", &who.id).with("action", &action.name.value);
        let (found, place) = written.unwrap_or(("", &spell.place));
        findings.push(finding.with("found", found).at(place.clone()).at(view.book.policy.text.place(share.span)));
        return None;
    };
    let amount = view.book.policy.money.apply(&(&wage * &share.value));
    let limited_to = most(action, &wage).filter(|most| *most < amount).map(|most| down(view, &most));
    Some(Cut { amount, limited_to })
}

/// That the limits of an action leave nothing of any cut.
pub(super) fn limited_to_nothing(view: View, action: &ActionRule, suggested: &[Suggestion]) -> Option<Finding> {
    let limit = action.limit.as_ref()?;
    let limit = limit.minimum_wage.as_ref().or(limit.wage_share.as_ref())?;
    let cuts: Vec<&Suggestion> = suggested.iter().filter(|one| one.cut.is_some()).collect();
    let is_nothing = |one: &&Suggestion| one.limited_to.as_ref().is_some_and(Number::is_zero);
    (!cuts.is_empty() && cuts.iter().all(is_nothing)).then(|| {
        let finding = Finding::warning("cut-limited-to-nothing").with("action", &action.name.value);
        finding.with("count", cuts.len()).at(view.book.policy.text.place(limit.span))
    })
}

/// Text and place of a cell that is not blank.
fn cell<'a>(spell: &'a Spell, column: &str) -> Option<(&'a str, &'a Place)> {
    let cell = spell.cells.iter().find(|(name, ..)| alike(name, column));
    cell.map(|(_, text, place)| (text.trim(), place)).filter(|(text, _)| !matches!(*text, "" | "-" | "—"))
}

/// The least of what the limits allow; never below 0.
fn most(action: &ActionRule, wage: &Number) -> Option<Number> {
    let limit = action.limit.as_ref()?;
    let by_share = limit.wage_share.as_ref().map(|share| wage * &share.value);
    let by_minimum = limit.minimum_wage.as_ref().map(|least| (wage - &least.value).max(Number::zero()));
    by_share.into_iter().chain(by_minimum).min()
}

/// Rounded, but never to more.
fn down(view: View, most: &Number) -> Number {
    let rounded = view.book.policy.money.apply(most);
    if rounded > *most { &rounded - &view.book.policy.money.to } else { rounded }
}
