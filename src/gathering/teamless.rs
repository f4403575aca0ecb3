//! Somebody in no team, though all others of the role are in one: figures by team leave that person out.

use std::collections::{BTreeMap, BTreeSet};

use super::Rules;
use crate::finding::{Finding, quoted};
use crate::ledger::{Person, Spell};

/// People of a role.
#[derive(Default)]
struct OfRole<'a> {
    in_teams: usize,
    in_none: Vec<(&'a Person, &'a Spell)>,
}

/// So many times more people of a role in teams say that all are meant to be in one.
const TIMES: usize = 2;

/// One warning, for all of them as they stand at the end of the period; who leads others may well stand above the teams.
pub(super) fn report((_, ledger, plan): Rules) -> Option<Finding> {
    let people = ledger.people.list.iter().enumerate();
    let now = people.filter_map(|(at, person)| Some((at, person, person.at_end_of(&plan.current)?)));
    let leads: BTreeSet<usize> = now.clone().filter_map(|(_, _, spell)| spell.manager).collect();
    let mut roles: BTreeMap<Option<&str>, OfRole> = BTreeMap::new();
    for (at, person, spell) in now {
        let of_role = roles.entry(spell.role.as_deref()).or_default();
        match spell.team {
            Some(_) => of_role.in_teams += 1,
            None if leads.contains(&at) => {}
            None => of_role.in_none.push((person, spell)),
        }
    }
    let is_odd = |role: &OfRole| role.in_none.len() * TIMES <= role.in_teams;
    let odd: Vec<_> = roles.into_values().filter(is_odd).flat_map(|role| role.in_none).collect();
    let (_, first) = odd.first()?;
    let names: Vec<&str> = odd.iter().map(|(person, _)| person.id.as_str()).collect();
    Some(Finding::warning("team-missing").with("people", quoted(&names)).at(first.place.clone()))
}
