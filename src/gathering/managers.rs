//! Managers that an override pays by, and who can be none: somebody who was not employed in the period, and nobody where others of the
//! role have one; or somebody whom no override is for. And whoever has no team beside others of the same manager.

use std::collections::{BTreeMap, BTreeSet};

use super::Rules;
use crate::calendar::Period;
use crate::finding::{Finding, Findings};
use crate::ledger::{People, Person, Spell};
use crate::policy::Policy;
use crate::policy::rules::{Against, Component, Factor, OverrideOf, PayKind, SubjectOf, Whose};
use crate::source::Place;
use crate::spelling::alike;

/// From so many people of a role with a manager on, one without is odd.
const SEVERAL: usize = 2;

/// Warns of both, a line each. Nothing is told where no component pays managers for their people.
pub(super) fn report((policy, ledger, plan): Rules, findings: &mut Findings) {
    if !is_paid_by(policy) {
        return;
    }
    let now = at_end(&ledger.people, &plan.current);
    findings.extend_with(not_employed(&ledger.people, &plan.current, &now));
    findings.extend_with(missing(&now));
    findings.extend_with(unpaid(policy, &ledger.people, &plan.current));
}

/// Warns of whoever leads all of a team and stands in another, which somebody else leads all of, while every other who leads a team stands in it. Told where
/// a figure of teams decides something.
pub(super) fn astray((policy, ledger, plan): Rules, findings: &mut Findings) {
    if !goes_by_teams(policy) {
        return;
    }
    let people = &ledger.people;
    let now = at_end(people, &plan.current);
    findings.extend_with(without_team(people, &now));
    let spell = |person: usize| people.list[person].at_end_of(&plan.current);
    let mut teams: BTreeMap<&str, Vec<(usize, &Spell)>> = BTreeMap::new();
    for (person, own) in
        people.list.iter().enumerate().filter_map(|(at, one)| Some((at, one.at_end_of(&plan.current)?)))
    {
        teams.entry(own.team.as_deref().unwrap_or_default()).or_default().push((person, own));
    }
    // Who leads all of a team but for the leads themselves.
    let leads: BTreeSet<usize> = now.iter().filter_map(|(_, spell)| spell.manager).collect();
    let lead = |team: &str| -> Option<usize> {
        let mut of_team = teams.get(team)?.iter().filter(|(person, _)| !leads.contains(person));
        let first = of_team.next()?.1.manager?;
        let others: Vec<bool> = of_team.map(|(_, spell)| spell.manager == Some(first)).collect();
        (!others.is_empty() && others.into_iter().all(|is_it| is_it)).then_some(first)
    };
    let led: BTreeMap<&str, usize> =
        teams.keys().filter(|team| !team.is_empty()).filter_map(|team| Some((*team, lead(team)?))).collect();
    let own = |person: usize| spell(person).and_then(|spell| spell.team.as_deref()).unwrap_or_default();
    let leads_one = |person: usize| led.values().filter(|lead| **lead == person).count() == 1;
    let is_other = |(team, person): &(&&str, &usize)| {
        own(**person) != **team && led.get(own(**person)).is_some_and(|lead| lead != *person) && leads_one(**person)
    };
    let mut odd = led.iter().filter(is_other);
    let at_home = led.iter().filter(|(team, person)| own(**person) == **team).count();
    let Some((team, person)) = odd.next().filter(|_| odd.next().is_none() && at_home >= 1) else { return };
    let Some(place) = spell(*person).map(|spell| spell.place.clone()) else { return };
    let finding = Finding::warning("lead-of-other-team").with("person", &people.list[*person].name);
    findings.push(finding.with("team", team).with("own", own(*person)).at(place));
}

fn is_paid_by(policy: &Policy) -> bool {
    let kinds = policy.pay.iter().map(|component| &component.kind);
    kinds.into_iter().any(
        |kind| matches!(kind, PayKind::Override(rule) if matches!(rule.of.value, OverrideOf::Direct | OverrideOf::Branch)),
    )
}

/// Whether a figure of teams scores or pays somebody.
fn goes_by_teams(policy: &Policy) -> bool {
    let mut indicators = policy.scorecards.iter().flat_map(|card| &card.indicators);
    let of_team = |factor: &Factor| {
        matches!(factor, Factor::Steps { whose: Whose::Team, .. } | Factor::Value { whose: Whose::Team, .. })
    };
    let of_kind = |kind: &PayKind| match kind {
        PayKind::Pool(pool) => pool.per_team || pool.whose == Whose::Team,
        PayKind::Contest(contest) => contest.teams,
        _ => false,
    };
    indicators.any(|indicator| indicator.subject == SubjectOf::Team || indicator.against.value == Against::TeamMean)
        || policy.pay.iter().any(|component| {
            component.conditions().any(|condition| condition.whose == Whose::Team)
                || component.multiply.iter().any(of_team)
                || of_kind(&component.kind)
        })
}

/// Everybody employed in the period, with the row of the last day in it.
fn at_end<'a>(people: &'a People, period: &Period) -> Vec<(&'a Person, &'a Spell)> {
    people.list.iter().filter_map(|person| Some((person, person.at_end_of(period)?))).collect()
}

fn not_employed(people: &People, period: &Period, now: &[(&Person, &Spell)]) -> Option<Finding> {
    let is_away = |spell: &Spell| spell.manager.is_some_and(|of| people.list[of].employed_in(period).is_none());
    let under: Vec<&(&Person, &Spell)> = now.iter().filter(|(_, spell)| is_away(spell)).collect();
    let (_, first) = under.first()?;
    let manager = &people.list[first.manager?];
    let finding = Finding::warning("manager-not-employed").with("manager", &manager.name).with("period", period);
    Some(finding.with("people", names(&under)).at(first.place.clone()))
}

/// Whoever has no manager, in a role in which several others have one.
fn missing(now: &[(&Person, &Spell)]) -> Option<Finding> {
    let mut with: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    let managed = now.iter().filter(|(_, spell)| spell.manager.is_some());
    managed.for_each(|(_, spell)| *with.entry(spell.role.as_deref()).or_default() += 1);
    let is_odd = |spell: &Spell| {
        spell.manager.is_none() && with.get(&spell.role.as_deref()).is_some_and(|others| *others >= SEVERAL)
    };
    let without: Vec<&(&Person, &Spell)> = now.iter().filter(|(_, spell)| is_odd(spell)).collect();
    let (_, first) = without.first()?;
    Some(Finding::warning("manager-missing").with("people", names(&without)).at(first.place.clone()))
}

/// Whoever has no team, while all others of the role who report to the same manager, two or more, stand in one.
fn without_team(people: &People, now: &[(&Person, &Spell)]) -> Option<Finding> {
    let mut teams: BTreeMap<(usize, Option<&str>), Vec<&str>> = BTreeMap::new();
    for (_, spell) in now {
        if let (Some(manager), Some(team)) = (spell.manager, spell.team.as_deref()) {
            teams.entry((manager, spell.role.as_deref())).or_default().push(team);
        }
    }
    let team = |spell: &Spell| {
        let others = teams.get(&(spell.manager?, spell.role.as_deref())).filter(|_| spell.team.is_none())?;
        others
            .first()
            .copied()
            .filter(|first| others.len() >= SEVERAL && others.iter().all(|other| alike(other, first)))
    };
    let (person, spell, team) = now.iter().find_map(|(person, spell)| Some((person, spell, team(spell)?)))?;
    let manager = &people.list[spell.manager?].name;
    let finding = Finding::warning("team-missing-under-manager").with("person", &person.name).with("manager", manager);
    Some(finding.with("team", team).at(spell.place.clone()))
}

/// Whoever reports to somebody whom no override pays, while a manager of the same team whom one pays has nobody; or to somebody paid by others than
/// that manager.
fn unpaid(policy: &Policy, people: &People, period: &Period) -> Option<Finding> {
    let nobody_pays = |above: Option<&str>, _: &str| !above.is_some_and(|role| is_paid_role(policy, role));
    let unpaid = under_others((people, period), &|role| is_paid_role(policy, role), &nobody_pays);
    let has_one = |role: &str| overrides_of(policy, role).next().is_some();
    let others_pay = |above: Option<&str>, other: &str| {
        above.is_some_and(|above| has_one(above) && !overrides_of(policy, other).all(|one| is_for(one, above)))
    };
    let is_other = || under_others((people, period), &has_one, &others_pay);
    let told = |code, (found, above, other, places): Astray| {
        let finding = Finding::warning(code).with("people", found.join(", "));
        let finding = finding.with("manager", above).with("other", other);
        places.into_iter().fold(finding, Finding::at)
    };
    let unpaid = unpaid.map(|found| told("manager-unpaid", found));
    unpaid.or_else(|| Some(told("manager-paid-otherwise", is_other()?)))
}

/// Who reports to whom, instead of whom, and where that stands.
type Astray<'p> = (Vec<String>, &'p str, &'p str, Vec<Place>);

/// Those without an override who report to somebody of another role than they should, while a paid one of their team has nobody.
fn under_others<'p>(
    (people, period): (&'p People, &Period),
    is_paid_role: &dyn Fn(&str) -> bool,
    is_wrong: &dyn Fn(Option<&str>, &str) -> bool,
) -> Option<Astray<'p>> {
    let now: Vec<Option<&Spell>> = people.list.iter().map(|person| person.at_end_of(period)).collect();
    let led: BTreeSet<usize> = now.iter().flatten().filter_map(|spell| spell.manager).collect();
    let role = |person: usize| now[person].and_then(|spell| spell.role.as_deref());
    let is_paid = |person: usize| role(person).is_some_and(is_paid_role);
    let team = |person: usize| now[person].and_then(|spell| spell.team.as_deref());
    let idle = (0..now.len()).filter(|person| !led.contains(person) && is_paid(*person));
    let idle: BTreeMap<&str, usize> = idle.filter_map(|person| Some((team(person)?, person))).collect();
    let manager = |person: usize| now[person].and_then(|spell| spell.manager).filter(|above| now[*above].is_some());
    let other = |person: usize| idle.get(team(person)?).copied().filter(|_| !is_paid(person));
    let mut astray = (0..now.len()).filter_map(|person| Some((person, manager(person)?, other(person)?)));
    let is_astray = |above: usize, other: usize| role(other).is_some_and(|other| is_wrong(role(above), other));
    let (first, above, other) = astray.find(|(_, above, other)| is_astray(*above, *other))?;
    let others = astray.filter(|(_, of, by)| (*of, *by) == (above, other)).map(|(person, ..)| person);
    let found = std::iter::once(first).chain(others).map(|person| format!("`{}`", people.list[person].name)).collect();
    let places = vec![now[first]?.place.clone(), now[other]?.place.clone()];
    Some((found, &people.list[above].name, &people.list[other].name, places))
}

/// Whether an override on whoever reports to them is for that role; one without roles is for everybody.
fn is_paid_role(policy: &Policy, role: &str) -> bool {
    let is_direct = |kind: &PayKind| matches!(kind, PayKind::Override(rule) if rule.of.value == OverrideOf::Direct);
    let mut overrides = policy.pay.iter().filter(|component| matches!(component.kind, PayKind::Override(_)));
    overrides.any(|component| is_for(component, role) || !is_direct(&component.kind))
}

/// The overrides on whoever reports to people of that role.
fn overrides_of<'p>(policy: &'p Policy, role: &'p str) -> impl Iterator<Item = &'p Component> {
    let overrides = policy.pay.iter().filter(|component| matches!(component.kind, PayKind::Override(_)));
    overrides.filter(move |component| is_for(component, role))
}

fn is_for(component: &Component, role: &str) -> bool {
    component.roles.as_ref().is_none_or(|roles| roles.iter().any(|known| alike(&known.value, role)))
}

fn names(people: &[&(&Person, &Spell)]) -> String {
    people.iter().map(|(person, _)| format!("`{}`", person.name)).collect::<Vec<_>>().join(", ")
}
