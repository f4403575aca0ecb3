//! Rows of registers whose period shares days with one that is computed and is another: a row of a quarter counts in none of its months,
//! and the rating of a month is none of its quarter.

use std::collections::BTreeMap;

use super::Rules;
use crate::calendar::Period;
use crate::finding::{Finding, Findings};
use crate::ledger::Rating;
use crate::ledger::measured::{MeasuredRow, When};
use crate::measure::plan::Plan;
use crate::policy::rules::ScoreRule;
use crate::source::Place;

/// A row that counts for nothing: the period that it is for, the one that is computed, and where it stands.
type Passed<'a> = (&'a Period, &'a Period, &'a Place);

/// One warning for each register that some rule reads.
pub(super) fn report((policy, ledger, plan): Rules, findings: &mut Findings) {
    let of_used = policy.used.iter().flat_map(|measure| policy.measure(*measure).kind.inputs());
    let used: Vec<&str> = of_used.collect();
    for (register, rows) in ledger.measured.iter().filter(|(register, _)| used.contains(&register.as_str())) {
        let passed = rows.iter().filter_map(|row| passed_by(plan, row));
        findings.extend_with(warning(register, passed.collect()));
    }
    let mut rated = policy.scorecards.iter().flat_map(|card| &card.indicators);
    if rated.any(|indicator| matches!(indicator.score, ScoreRule::Rating { .. })) {
        let passed = ledger.ratings.iter().filter_map(|rating| rates_another(plan, &ledger.ratings, rating));
        findings.extend_with(warning("ratings", passed.collect()));
    }
}

fn overlap(one: &Period, other: &Period) -> bool {
    one.first() <= other.last() && other.first() <= one.last()
}

fn is_same(one: &Period, other: &Period) -> bool {
    (one.first(), one.last()) == (other.first(), other.last())
}

/// A row of a measure that no window has: it counts where all of its period is asked for.
fn passed_by<'a>(plan: &'a Plan, row: &'a MeasuredRow) -> Option<Passed<'a>> {
    let When::Period(period) = &row.when else { return None };
    let is_computed = |window: &&Period| plan.parts.is_empty() || **window != plan.current;
    if plan.windows.iter().filter(is_computed).any(|window| row.counts_in(window)) {
        return None;
    }
    let shared = plan.paid().iter().find(|computed| overlap(computed, period))?;
    Some((period, shared, &row.place))
}

/// A rating of another period, of somebody whom nothing rates in the one that is computed.
fn rates_another<'a>(plan: &'a Plan, all: &[Rating], rating: &'a Rating) -> Option<Passed<'a>> {
    let shared = plan.paid().iter().find(|computed| overlap(computed, &rating.period))?;
    let is_rated = |other: &Rating| {
        other.person == rating.person && other.indicator == rating.indicator && is_same(&other.period, shared)
    };
    (!all.iter().any(is_rated)).then_some((&rating.period, shared, &rating.place))
}

fn warning(register: &str, passed: Vec<Passed>) -> Option<Finding> {
    let mut by_period: BTreeMap<&Period, usize> = BTreeMap::new();
    passed.iter().for_each(|(period, ..)| *by_period.entry(period).or_default() += 1);
    let (found, period, place) = passed.first()?;
    let finding = Finding::warning("rows-of-other-periods").with("input", register).with("found", found);
    let finding = finding.with("period", period).with("count", by_period[found]);
    Some(finding.at((*place).clone()))
}
