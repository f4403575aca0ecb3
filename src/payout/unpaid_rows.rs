//! A lone sale of somebody who is `outside`: nobody is paid for it, and no team or manager's figure counts it. Its owner has most likely slipped.
//! Whoever is outside and has sales as others have them sells on purpose.

use super::payee::{Run, View};
use super::whom;
use crate::derivation::Subject;
use crate::finding::{Finding, Findings};
use crate::measure::Ask;
use crate::number::Number;
use crate::policy::rules::{Component, MeasureId, MeasureKind, PayKind, Policy};
use crate::results::PersonResult;
use crate::source::Place;
use crate::spelling::alike;

/// One warning for all such people, where pay goes by their own sales alone.
pub(super) fn report(view: &View, findings: &mut Findings) {
    let policy = view.book.policy;
    let counts_others = |kind: &PayKind| matches!(kind, PayKind::Override(_) | PayKind::Pool(_) | PayKind::Contest(_));
    if policy.pay.iter().any(|component| counts_others(&component.kind)) || !policy.scorecards.is_empty() {
        return;
    }
    let bases = bases(policy);
    let found: Vec<(&str, Number, &Place)> =
        view.result.people.iter().filter_map(|result| sold(view, &bases, result)).collect();
    if found.is_empty() || !view.result.people.iter().all(|result| sells_more(view, &bases, result)) {
        return;
    }
    let people: Vec<String> = found.iter().map(|(name, sum, _)| format!("`{name}` ({})", sum.to_plain(0, 2))).collect();
    let finding = Finding::warning("sales-of-unpaid-people").with("people", people.join(", "));
    let finding = finding.with("period", view.book.period);
    findings.push(found.iter().fold(finding, |finding, (.., place)| finding.at((*place).clone())));
}

/// Whether somebody who is not outside has no row of the bases, or more than one.
fn sells_more(view: &View, bases: &[MeasureId], result: &PersonResult) -> bool {
    let (policy, window) = (view.book.policy, view.book.period);
    let spell = view.book.ledger.people.list[result.person].at_end_of(window);
    let is_outside = spell.and_then(|spell| spell.role.as_deref()).is_some_and(|role| policy.is_outside(role));
    let subject = &Subject::Person(result.person);
    let rows =
        |measure: &MeasureId| view.book.totals.total(&Ask { measure: *measure, subject, window, overlays: false }).rows;
    is_outside || bases.iter().all(|measure| rows(measure) != 1)
}

/// So many others are paid a commission, and one is not, where it is told without being asked.
const OTHERS: usize = 5;

/// Sales of people whom no commission takes and nothing else pays by sales, and who lead nobody. Of one among many it is a warning; of more it may well be
/// meant, and is a note.
pub(super) fn without_commission(view: &View, findings: &mut Findings) {
    let bases = bases(view.book.policy);
    if bases.is_empty() || !view.book.policy.scorecards.is_empty() {
        return;
    }
    let has_sold = |result: &&PersonResult| most_of(view, &bases, result).is_some();
    let (by_sales, without): (Vec<&PersonResult>, Vec<&PersonResult>) =
        view.result.people.iter().filter(has_sold).partition(|result| is_paid_by_sales(view, result));
    let spells = || view.book.ledger.people.list.iter().flat_map(|person| &person.spells);
    let leads = |person: usize| spells().any(|spell| [spell.manager, spell.mentor].contains(&Some(person)));
    let found: Vec<&PersonResult> = without.into_iter().filter(|result| !leads(result.person)).collect();
    let Some(first) = found.first() else { return };
    let shown = |result: &&PersonResult| {
        let sum = most_of(view, &bases, result)?;
        Some(format!("`{}` ({})", view.book.ledger.people.list[result.person].name, sum.to_plain(0, 2)))
    };
    let code = "sales-without-commission";
    let is_odd = found.len() == 1 && by_sales.len() >= OTHERS;
    let finding = if is_odd { Finding::warning(code) } else { Finding::note(code) };
    let people: Vec<String> = found.iter().filter_map(shown).collect();
    let finding = finding.with("people", people.join(", ")).with("period", view.book.period);
    let spell = view.book.ledger.people.list[first.person].at_end_of(view.book.period);
    findings.push(spell.into_iter().fold(finding, |finding, spell| finding.at(spell.place.clone())));
}

/// What somebody has of the base of which it is most, above 0.
fn most_of(view: &View, bases: &[MeasureId], result: &PersonResult) -> Option<Number> {
    let (subject, window) = (&Subject::Person(result.person), view.book.period);
    let of = |measure: &MeasureId| view.book.totals.total(&Ask { measure: *measure, subject, window, overlays: false });
    bases.iter().filter_map(|measure| of(measure).value).filter(Number::is_positive).max()
}

/// Whether somebody is outside, or a component takes the person that goes by a measure.
fn is_paid_by_sales(view: &View, result: &PersonResult) -> bool {
    let policy = view.book.policy;
    let spell = view.book.ledger.people.list[result.person].at_end_of(view.book.period);
    let role = spell.and_then(|spell| spell.role.as_deref());
    let goes_by_measures = |component: &Component| {
        !component.kind.multiplied().is_empty()
            || !component.multiply.is_empty()
            || component.conditions().next().is_some()
            || matches!(component.kind, PayKind::Contest(_) | PayKind::Pool(_))
    };
    let takes = |(index, component): (usize, &Component)| {
        goes_by_measures(component) && whom::takes(&Run { view, component, index }, result)
    };
    role.is_some_and(|role| policy.is_outside(role)) || policy.pay.iter().enumerate().any(takes)
}

/// The sums that commissions are paid by.
fn bases(policy: &Policy) -> Vec<MeasureId> {
    let commissions = policy.pay.iter().filter(|component| matches!(component.kind, PayKind::Commission(_)));
    let bases = commissions.filter_map(|component| Some(component.rated()?.1.value));
    let mut bases: Vec<MeasureId> =
        bases.filter(|base| matches!(policy.measure(*base).kind, MeasureKind::Sum(_))).collect();
    bases.sort_unstable();
    bases.dedup();
    bases
}

/// What somebody who is outside, and whom no component names, has of a base in the period.
fn sold<'v>(view: &View<'v>, bases: &[MeasureId], result: &PersonResult) -> Option<(&'v str, Number, &'v Place)> {
    let (policy, window) = (view.book.policy, view.book.period);
    let person = &view.book.ledger.people.list[result.person];
    let spell = person.at_end_of(window)?;
    let role = spell.role.as_deref().filter(|role| policy.is_outside(role))?;
    let mut named = policy.pay.iter().flat_map(|component| component.roles.iter().flatten());
    if named.any(|known| alike(&known.value, role)) {
        return None;
    }
    let subject = &Subject::Person(result.person);
    let of = |measure: &MeasureId| view.book.totals.total(&Ask { measure: *measure, subject, window, overlays: false });
    let total =
        bases.iter().map(of).filter(|total| total.rows == 1).max_by(|one, other| one.value.cmp(&other.value))?;
    let sum = total.value?;
    sum.is_positive().then_some((person.name.as_str(), sum, &spell.place))
}
