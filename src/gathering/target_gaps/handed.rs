//! Targets of teams of which a part was not handed down to people, and those that are far below what their people have.

use std::collections::BTreeSet;

use crate::calendar::Period;
use crate::finding::Finding;
use crate::ledger::{Ledger, Scope, TargetRow};
use crate::measure::plan::Plan;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::MeasureId;

/// One warning, with the team of the first row and how many others there are. A team of which nobody has a target has it as a team.
pub fn report((policy, ledger): (&Policy, &Ledger), plan: &Plan) -> Option<Finding> {
    let rows = ledger.targets.rows.iter().filter(|row| row.period == plan.current);
    let short = rows.filter_map(|row| Some((row, short(ledger, row)?)));
    let short: Vec<(&TargetRow, Number)> = short.collect();
    let (first, missing) = short.iter().min_by_key(|(row, _)| &row.place)?;
    let Scope::Team(team) = &first.scope else { return None };
    let finding = Finding::warning("target-not-handed-down").with("amount", missing).with("team", team);
    let finding = finding.with("measure", &policy.measure(first.measure).name).with("period", &first.period);
    Some(finding.with("count", short.len()).at(first.place.clone()))
}

/// How much more a team's target is than what its people have, where some of them have one.
fn short(ledger: &Ledger, row: &TargetRow) -> Option<Number> {
    let own: Vec<&Number> = of_people(ledger, row)?.into_iter().map(|(_, value)| value).collect();
    let missing = &row.value - &own.iter().copied().sum();
    (!own.is_empty() && missing.is_positive()).then_some(missing)
}

/// The people of a team who have a target beside it, each with that.
fn of_people<'a>(ledger: &'a Ledger, row: &TargetRow) -> Option<Vec<(usize, &'a Number)>> {
    let Scope::Team(team) = &row.scope else { return None };
    let is_in = |person: &usize| {
        let spell = ledger.people.list[*person].at_end_of(&row.period);
        spell.and_then(|spell| spell.team.as_deref()) == Some(team)
    };
    let people = ledger.people.employed_in(&row.period).filter(is_in);
    let own = people.filter_map(|person| {
        Some((person, &ledger.targets.of(&Scope::Person(person), row.measure, &row.period)?.value))
    });
    Some(own.collect())
}

/// A team's target is told where its people together have five times the half of it: what is handed down twice is less.
const HALVES: i64 = 5;

/// One warning for teams whose people, but for those who manage others of it, have far more than the team.
pub(super) fn far_below(
    (policy, ledger): (&Policy, &Ledger),
    period: &Period,
    aimed: &BTreeSet<MeasureId>,
) -> Option<Finding> {
    let is_asked = |row: &&TargetRow| row.period == *period && aimed.contains(&row.measure);
    let far = ledger.targets.rows.iter().filter(is_asked).filter_map(|row| Some((row, sum_far_above(ledger, row)?)));
    let far: Vec<(&TargetRow, Number)> = far.collect();
    let (first, sum) = far.iter().min_by_key(|(row, _)| &row.place)?;
    let Scope::Team(team) = &first.scope else { return None };
    let finding = Finding::warning("team-target-far-below").with("team", team).with("found", &first.value);
    let finding = finding.with("measure", &policy.measure(first.measure).name).with("period", period);
    Some(finding.with("sum", sum).with("count", far.len()).at(first.place.clone()))
}

fn sum_far_above(ledger: &Ledger, row: &TargetRow) -> Option<Number> {
    let manages = |person: usize| {
        let spells = ledger.people.list.iter().filter_map(|other| other.at_end_of(&row.period));
        spells.into_iter().any(|spell| spell.manager == Some(person))
    };
    let own = of_people(ledger, row)?;
    let sum: Number = own.into_iter().filter(|(person, _)| !manages(*person)).map(|(_, value)| value).sum();
    (row.value.is_positive() && &sum * &Number::from(2) >= &row.value * &Number::from(HALVES)).then_some(sum)
}
