//! Components that pay everybody 0 although their measure has rows in the period: all are of people whom they do not pay, or below 0, or
//! the two sums are the same.

use super::payee::{Run, View};
use super::whom;
use crate::derivation::Subject;
use crate::finding::{Finding, Findings};
use crate::measure::{Ask, Total};
use crate::number::Number;
use crate::policy::rules::{Component, Factor, IndicatorOf, MeasureId, MeasureKind, Negative, PayKind, Policy, Test};

/// Of a single row it is no wonder whose it is.
const LEAST_ROWS: u64 = 2;
/// So many people, each of whom is paid by something else, are no chance where others have the rows; and so many rows.
const SEVERAL: usize = 3;

/// One warning for each.
pub(super) fn report(view: &View, findings: &mut Findings) {
    for (index, component) in view.book.policy.pay.iter().enumerate() {
        let run = Run { view, component, index };
        let Some(measure) = base(run).filter(|_| pays_nothing(run)) else { continue };
        let parts = difference(run.view.book.policy, measure);
        let told = if parts.is_some() { None } else { of_others(run, measure) };
        findings.extend_with(told.or_else(|| below_zero(run, measure)).or_else(|| of_equal(run, measure, parts?)));
    }
}

/// The measure of rows, or the difference of two, that a commission goes by, or a bonus for each.
fn base(run: Run) -> Option<MeasureId> {
    let base = match &run.component.kind {
        PayKind::Commission(rule) => rule.base.value,
        PayKind::Bonus(bonus) => bonus.each.as_ref().filter(|_| !bonus.of_mentees)?.value,
        _ => return None,
    };
    let rule = run.view.book.policy.measure(base);
    let is_of_rows = matches!(rule.kind, MeasureKind::Sum(_) | MeasureKind::Count(_)) && rule.of.is_none();
    (is_of_rows || difference(run.view.book.policy, base).is_some()).then_some(base)
}

/// What a difference of rows is made of; one with a target is below 0 wherever nobody reaches it.
fn difference(policy: &Policy, measure: MeasureId) -> Option<(MeasureId, MeasureId)> {
    let summands = policy.measure(measure).kind.summands();
    let [(first, _), (second, -1)] = summands[..] else { return None };
    let is_of_rows = |part: MeasureId| matches!(policy.measure(part).kind, MeasureKind::Sum(_) | MeasureKind::Count(_));
    (is_of_rows(first) && is_of_rows(second)).then_some((first, second))
}

/// Whether there are lines of the component, and all are 0.
fn pays_nothing(run: Run) -> bool {
    let lines = run.view.lines.iter().flatten().filter(|line| line.component == run.index);
    let mut values = lines.map(|line| line.amount.value()).peekable();
    values.peek().is_some() && values.all(|value| value.is_some_and(|value| value.is_zero()))
}

fn total(run: Run, measure: MeasureId, subject: &Subject) -> Total {
    let (window, overlays) = (run.view.book.period, run.component.overlays);
    run.view.book.totals.total(&Ask { measure, subject, window, overlays })
}

/// People whom the component takes: index in the ledger.
fn people(run: Run) -> Vec<usize> {
    let taken = run.view.result.people.iter().filter(|result| whom::takes(&run, result));
    taken.map(|result| result.person).collect()
}

/// All rows are of others: told where nothing else is paid by the measure, or where several people who are paid have none.
fn of_others(run: Run, measure: MeasureId) -> Option<Finding> {
    let rows = total(run, measure, &Subject::Department).rows;
    let people = people(run);
    let has_rows = |person: &usize| total(run, measure, &Subject::Person(*person)).rows > 0;
    if rows < LEAST_ROWS || people.iter().any(has_rows) {
        return None;
    }
    let policy = run.view.book.policy;
    let mut others = policy.pay.iter().filter(|other| other.name.value != run.component.name.value);
    let is_alone = !others.any(|other| reads(other, measure)) && !is_looked_at(policy, measure);
    let are_several = people.len() >= SEVERAL && rows >= SEVERAL as u64 && people.iter().all(|one| is_paid(run, *one));
    let finding = Finding::warning("rows-of-others").with("component", &run.component.name.value).with("rows", rows);
    let finding = finding.with("measure", run.name_of(measure)).with("period", run.view.book.period);
    (is_alone || are_several).then(|| finding.at(run.place(run.component.span)))
}

/// Whether a component goes by the measure, or may look at it through another.
fn reads(component: &Component, measure: MeasureId) -> bool {
    let mut own = component.kind.multiplied().into_iter();
    own.any(|own| own.value == measure) || matches!(component.kind, PayKind::Pool(_) | PayKind::Contest(_))
}

/// Whether a score, a condition, a factor or another measure goes by it.
fn is_looked_at(policy: &Policy, measure: MeasureId) -> bool {
    let mut indicators = policy.scorecards.iter().flat_map(|card| &card.indicators);
    let mut conditions = policy.pay.iter().flat_map(Component::conditions);
    let mut factors = policy.pay.iter().flat_map(|component| &component.multiply);
    indicators.any(|indicator| indicator.of == IndicatorOf::Measure(measure))
        || policy.used.iter().any(|used| policy.measure(*used).kind.parts().contains(&measure))
        || conditions.any(|condition| {
            matches!(&condition.test, Test::Measure(own) | Test::Attainment(own) if own.value == measure)
        })
        || factors.any(|factor| {
            matches!(factor, Factor::Steps { measure: own, .. } | Factor::Value { measure: own, .. } if own.value == measure)
        })
}

fn is_paid(run: Run, person: usize) -> bool {
    let lines = run.view.lines_of(person).iter();
    lines.filter_map(|line| line.amount.value()).any(|amount| amount.is_positive())
}

/// A difference that is 0 for everybody, of sums that are not.
fn of_equal(run: Run, measure: MeasureId, (first, second): (MeasureId, MeasureId)) -> Option<Finding> {
    let people = people(run);
    let has_some =
        |of: MeasureId| people.iter().filter(|one| value(run, of, **one).is_some_and(|value| !value.is_zero())).count();
    let is_nothing = |person: &usize| value(run, measure, *person).is_none_or(|value| value.is_zero());
    let several = has_some(first).min(has_some(second));
    let finding = Finding::warning("difference-of-equals").with("component", &run.component.name.value);
    let finding = finding.with("measure", run.name_of(measure)).with("people", several);
    let finding = finding.with("first", run.name_of(first)).with("second", run.name_of(second));
    let is_so = several >= SEVERAL && people.iter().all(is_nothing);
    is_so.then(|| finding.with("period", run.view.book.period).at(run.place(run.component.span)))
}

fn value(run: Run, measure: MeasureId, person: usize) -> Option<Number> {
    match difference(run.view.book.policy, measure) {
        Some(_) => run.view.book.value(measure, &Subject::Person(person), run.view.book.period),
        None => total(run, measure, &Subject::Person(person)).value,
    }
}

/// What is below 0 for everybody who has some, where that counts as nothing.
fn below_zero(run: Run, measure: MeasureId) -> Option<Finding> {
    let rule = run.component.negative.as_ref().filter(|rule| rule.value == Negative::Zero)?;
    let of = |person: &usize| value(run, measure, *person);
    let values: Vec<_> = people(run).iter().filter_map(of).filter(|value| !value.is_zero()).collect();
    let finding = Finding::warning("all-below-zero").with("component", &run.component.name.value);
    let finding = finding.with("measure", run.name_of(measure)).with("people", values.len());
    let is_so = values.len() >= SEVERAL && values.iter().all(|value| value.is_negative());
    is_so.then(|| finding.with("period", run.view.book.period).at(run.place(rule.span)))
}
