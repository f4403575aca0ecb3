//! People whose names are alike, and people of one name who are most likely one.

use std::collections::HashMap;

use super::form::Form;
use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::faults::Faults;
use crate::ledger::{People, Person, Spell, twins};

/// Warns of people whose names differ in case, blanks or script only. Two of one name are told where only the name is given.
pub fn people(people: &People, faults: &mut Faults) {
    let mut by_form: HashMap<Box<str>, usize> = HashMap::new();
    let first_line =
        |index: &usize| people.list[*index].spells.first().map(|spell| (spell.place.file.clone(), spell.place.line));
    let mut order: Vec<usize> = (0..people.list.len()).collect();
    order.sort_by_cached_key(first_line);
    for index in order {
        let person = &people.list[index];
        let first = *by_form.entry(Form::of_person(&person.name).name).or_insert(index);
        let other = &people.list[first];
        if first == index || key::matching(&other.name) == key::matching(&person.name) {
            continue;
        }
        let finding = Finding::warning("people-alike").with("person", &person.name).with("other", &other.name);
        let places = [person, other].into_iter().filter_map(|person| person.spells.first());
        faults.push(places.fold(finding, |finding, spell| finding.at(spell.place.clone())));
    }
}

/// The people whose name another has too, in the order of the list.
fn namesakes(people: &People) -> Vec<&Person> {
    let hashes = people.list.iter().enumerate().map(|(at, person)| (twins::hash_of(key::matching(&person.name)), at));
    twins::several(hashes).into_iter().map(|at| &people.list[at]).collect()
}

/// Warns of people of one name who follow one another: most likely one person whose number was changed.
pub fn people_in_turn(people: &People, faults: &mut Faults) {
    let mut by_name: HashMap<_, Vec<&Person>> = HashMap::new();
    let namesakes = namesakes(people);
    namesakes.iter().for_each(|person| by_name.entry(key::matching(&person.name)).or_default().push(*person));
    let several = namesakes.iter().filter_map(|person| {
        let same = by_name.get(&key::matching(&person.name)).filter(|same| same.len() > 1)?;
        same.iter().find_map(|other| two_ids(person, other))
    });
    several.for_each(|finding| faults.push(finding));
}

/// That two people of one name follow one another: the rows of one begin on the day after those of the other end.
fn two_ids(one: &Person, other: &Person) -> Option<Finding> {
    let ends = |person: &Person| Some((person.spells.first()?.first, person.spells.last()?.last));
    let (mine, theirs) = (ends(one)?, ends(other)?);
    let follows = mine.1.succ_opt() == Some(theirs.0);
    let (earlier, later, last, day) = follows.then_some((one, other, mine.1, theirs.0))?;
    let finding = Finding::warning("person-under-two-ids").with("person", &later.name);
    let finding = finding.with("first", &earlier.id).with("last", last).with("second", &later.id).with("day", day);
    let places = [later, earlier].into_iter().filter_map(|person| person.spells.first());
    Some(places.fold(finding, |finding, spell| finding.at(spell.place.clone())))
}

/// Warns of people of one name who are in one team and role at the same time, under one manager: most likely one person whom two rows give different
/// numbers.
pub fn people_at_once(people: &People, faults: &mut Faults) {
    let mut by_name: HashMap<_, Vec<&Person>> = HashMap::new();
    for person in namesakes(people) {
        let same = by_name.entry(key::matching(&person.name)).or_default();
        let together = same.iter().find_map(|other| at_once(other, person));
        together.into_iter().for_each(|finding| faults.push(finding));
        same.push(person);
    }
}

/// That the rows of two people of one name say the same at the same time.
fn at_once(one: &Person, other: &Person) -> Option<Finding> {
    let is_same = |mine: &Spell, theirs: &Spell| {
        (mine.team.is_some() || mine.manager.is_some())
            && mine.first <= theirs.last
            && theirs.first <= mine.last
            && (&mine.team, &mine.role, mine.manager) == (&theirs.team, &theirs.role, theirs.manager)
    };
    let of = |mine| other.spells.iter().find(|theirs| is_same(mine, theirs)).map(|theirs| (mine, theirs));
    let (mine, theirs) = one.spells.iter().filter(|spell| spell.role.is_some()).find_map(of)?;
    let finding = Finding::warning("people-of-one-name").with("person", &other.name).with("first", &one.id);
    // A number that is the name is none; numbers that are alike are told as such.
    let has_number = |person: &Person| key::matching(&person.id) != key::matching(&person.name);
    let is_alike = one.hired == other.hired && has_number(one) && has_number(other);
    is_alike.then(|| finding.with("second", &other.id).at(theirs.place.clone()).at(mine.place.clone()))
}
