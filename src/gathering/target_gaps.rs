//! Targets of the period, and of earlier ones that a rule looks at, that are no targets: cells with nothing in them, zeros, which no attainment can be of, and those of people who alone of their role have none.

mod absent;
mod earlier;
mod handed;
mod levels;
mod months;
mod multiples;
mod unsaid_years;

use super::Rules;
use crate::calendar::Period;
use crate::finding::{Finding, Findings};
use crate::ledger::{Ledger, Scope};
use crate::policy::Policy;
use crate::policy::rules::MeasureId;
use crate::source::Place;

pub(super) use earlier::aimed_before;
pub(super) use handed::report as not_handed_down;

/// One that is told.
struct Gap<'a> {
    measure: MeasureId,
    scope: &'a Scope,
    place: &'a Place,
}

/// A warning for all cells without anything, and one for all zeros, of measures whose attainment some rule looks at, or what is asked shows.
pub(super) fn report((policy, ledger, plan): Rules, findings: &mut Findings) {
    let aimed = policy.looked_at_aims();
    let before = earlier::aimed_before(policy, plan, &aimed);
    let is_before = |measure: MeasureId, period: &Period| {
        before.iter().any(|(window, measures)| measures.contains(&measure) && is_inside(period, window))
    };
    let counts = |scope: &Scope, measure: MeasureId, period: &Period| {
        let is_asked = aimed.contains(&measure) && is_inside(period, &plan.current);
        (is_asked || is_before(measure, period)) && is_employed(ledger, scope, period)
    };
    let targets = &ledger.targets;
    let blanks = targets.blanks.iter().filter(|blank| counts(&blank.scope, blank.measure, &blank.period));
    let is_given = |scope: &Scope, measure, period: &Period| targets.of(scope, measure, period).is_some();
    let blanks = blanks.filter(|blank| !is_given(&blank.scope, blank.measure, &blank.period));
    let blanks = blanks.map(|blank| Gap { measure: blank.measure, scope: &blank.scope, place: &blank.place });
    let zeros = targets.rows.iter().filter(|row| row.value.is_zero() && counts(&row.scope, row.measure, &row.period));
    let zeros = zeros.map(|row| Gap { measure: row.measure, scope: &row.scope, place: &row.place });
    let rules = (policy, ledger);
    findings.extend_with(absent::report(rules, plan, (&aimed, &before)));
    for (period, aimed) in plan.paid().iter().map(|period| (period, &aimed)).chain(&before) {
        findings.extend_with(months::report(rules, period, aimed));
        findings.extend_with(unsaid_years::report(rules, period, aimed));
        findings.extend_with(levels::added_up(rules, period, aimed));
        findings.extend_with(months::contradicted(rules, period, aimed));
        findings.extend_with(levels::reduced(rules, period, aimed));
        multiples::report(rules, period, aimed).into_iter().for_each(|finding| findings.push(finding));
        multiples::single(rules, period, aimed).into_iter().for_each(|finding| findings.push(finding));
        findings.extend_with(multiples::prorated(rules, period, aimed));
        findings.extend_with(handed::far_below(rules, period, aimed));
    }
    findings.extend_with(told("target-blank", rules, blanks.collect()));
    findings.extend_with(told("target-zero", rules, zeros.collect()));
}

fn told(code: &'static str, (policy, ledger): (&Policy, &Ledger), gaps: Vec<Gap>) -> Option<Finding> {
    let first = gaps.iter().min_by_key(|gap| gap.place)?;
    let finding = Finding::warning(code).with("measure", &policy.measure(first.measure).name);
    let finding = finding.with("whose", whose(ledger, first.scope));
    Some(finding.with("count", gaps.len()).at(first.place.clone()))
}

fn whose<'a>(ledger: &'a Ledger, scope: &'a Scope) -> &'a str {
    match scope {
        Scope::Person(person) => &ledger.people.list[*person].name,
        Scope::Team(team) => team,
        Scope::Other(_, id) => id,
        Scope::Department => "department",
    }
}

fn is_inside(period: &Period, of: &Period) -> bool {
    of.first() <= period.first() && period.last() <= of.last()
}

fn is_employed(ledger: &Ledger, scope: &Scope, period: &Period) -> bool {
    match scope {
        Scope::Person(person) => ledger.people.list[*person].employed_in(period).is_some(),
        Scope::Team(_) | Scope::Department => true,
        Scope::Other(..) => false,
    }
}
