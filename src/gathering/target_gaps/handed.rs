//! Targets of teams of which a part was not handed down to people.

use crate::finding::Finding;
use crate::ledger::{Ledger, Scope, TargetRow};
use crate::measure::plan::Plan;
use crate::number::Number;
use crate::policy::Policy;

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
    let Scope::Team(team) = &row.scope else { return None };
    let is_in = |person: &usize| {
        let spell = ledger.people.list[*person].at_end_of(&row.period);
        spell.and_then(|spell| spell.team.as_deref()) == Some(team)
    };
    let people = ledger.people.employed_in(&row.period).filter(is_in);
    let own = people.filter_map(|person| ledger.targets.of(&Scope::Person(person), row.measure, &row.period));
    let own: Vec<&Number> = own.map(|row| &row.value).collect();
    let missing = &row.value - &own.iter().copied().sum();
    (!own.is_empty() && missing.is_positive()).then_some(missing)
}
