//! Who reports to whom and who guides whom: managers and mentors by id or name, and no cycles.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use rustc_hash::FxHashMap;

use crate::calendar::NaiveDate;
use crate::finding::Finding;
use crate::ingest::cell::key::matching;
use crate::ingest::faults::Faults;
use crate::ingest::register::RegisterRow;
use crate::ledger::keys::Keys;
use crate::ledger::{People, Spell, twins};
use crate::spelling::folded;

/// Whose a person is on the rows of staff, and what a cycle of them is told by.
type Above = (&'static str, fn(&Spell) -> Option<usize>);

const ABOVE: [Above; 2] =
    [("manager-cycle", |spell: &Spell| spell.manager), ("mentor-cycle", |spell: &Spell| spell.mentor)];

/// Reports every cycle of managers, and of mentors, once, with the names and the rows of all in it.
///
/// A cycle is complete from the day on which its last row begins, so that it is enough to go up from each person on the first day of
/// each of the person's rows.
pub(super) fn refuse_cycles(people: &People, faults: &mut Faults) {
    for (code, above) in ABOVE {
        let mut told: BTreeSet<BTreeSet<usize>> = BTreeSet::new();
        for (index, person) in people.list.iter().enumerate() {
            for spell in &person.spells {
                let Some(cycle) = cycle_from(people, (index, spell.first), above) else { continue };
                // Who is written as the own mentor was told where the row was read.
                if cycle.len() == 1 && code == "mentor-cycle" {
                    continue;
                }
                if told.insert(cycle.iter().map(|(person, _)| *person).collect()) {
                    faults.push(cycle_finding(people, code, cycle));
                }
            }
        }
    }
}

/// The way up from a person on a day back to the person; nothing where it ends, or turns elsewhere.
fn cycle_from(
    people: &People,
    (start, day): (usize, NaiveDate),
    above: fn(&Spell) -> Option<usize>,
) -> Option<Vec<(usize, &Spell)>> {
    let mut way = Vec::new();
    let mut passed = HashSet::new();
    let mut at = start;
    loop {
        let spell = people.list[at].spells.iter().find(|spell| spell.first <= day && day <= spell.last)?;
        way.push((at, spell));
        at = above(spell)?;
        if at == start {
            return Some(way);
        }
        if !passed.insert(at) {
            return None;
        }
    }
}

/// Begins with the first by id, so that the same cycle always reads the same.
fn cycle_finding(people: &People, code: &'static str, mut cycle: Vec<(usize, &Spell)>) -> Finding {
    let first = cycle.iter().enumerate().min_by_key(|(_, (person, _))| *person).map_or(0, |(at, _)| at);
    cycle.rotate_left(first);
    let names: Vec<&str> = cycle.iter().map(|(person, _)| people.list[*person].name.as_str()).collect();
    let ring = names.iter().chain(names.first()).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" → ");
    let finding = Finding::error(code).with("people", ring);
    cycle.iter().fold(finding, |finding, (_, spell)| finding.at(spell.place.clone()))
}

/// Refuses ids that differ in case, width or blanks only: each with its first row.
pub(super) fn refuse_alike<'a>(
    ids: impl Iterator<Item = (&'a str, &'a RegisterRow)>,
    column: &'static str,
    faults: &mut Faults,
) {
    let ids: Vec<(&'a str, &'a RegisterRow)> = ids.collect();
    let hashes = ids.iter().enumerate().map(|(at, (id, _))| (twins::hash_of(folded(id)), at));
    let mut first: FxHashMap<Cow<'a, str>, (&'a str, &'a RegisterRow)> = FxHashMap::default();
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (id, row) in twins::several(hashes).into_iter().map(|at| ids[at]) {
        let (known, earlier) = *first.entry(folded(id)).or_insert((id, row));
        if known != id && told.insert((known, id)) {
            let alike = Finding::error("ids-alike").with("first", known).with("second", id);
            faults.push(alike.at(row.place(column)).at(earlier.place(column)));
        }
    }
}

/// Every id, and every name that one person has, as they are looked up; and the names that several have.
pub(super) fn keys_of<'a>(people: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> (Keys, Vec<String>) {
    Keys::of(people.clone().map(|(id, _)| matching(id)), people.map(|(_, name)| matching(name)))
}
