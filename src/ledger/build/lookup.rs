//! Whom a register's row is about: by `person_id`, or by a name that only one person has.

use crate::finding::Finding;
use crate::finding::nearest::nearest;
use crate::ingest::register::{Cells, Need};
use crate::ledger::People;
use crate::ledger::alike::{Meant, is_code};
use crate::spelling::alike;

/// Index of the person in a column; a person that staff does not have, or a name that several have, is a fault of the row.
pub(super) fn person(cells: &mut Cells<'_, '_>, column: &str, people: &People, need: Need) -> Option<usize> {
    let key = cells.key(column, need)?;
    let found = people.find(&key);
    if found.is_none() {
        cells.fault(column, not_found(&key, people));
    }
    found
}

/// As `person`, but a person whom staff does not have and nobody is near is no fault: the name.
pub(super) fn person_or_stranger(
    cells: &mut Cells<'_, '_>,
    column: &str,
    people: &People,
) -> Option<(Option<usize>, String)> {
    let key = cells.key(column, Need::Required)?;
    if let Some(person) = people.find(&key) {
        return Some((Some(person), key));
    }
    let fault = not_found(&key, people);
    if fault.code == "unknown-person" {
        return Some((None, key));
    }
    cells.fault(column, fault);
    None
}

fn not_found(key: &str, people: &People) -> Finding {
    if people.is_shared(key) {
        let same = people.list.iter().filter(|person| alike(&crate::ingest::cell::key::normal(&person.name), key));
        let ids: Vec<String> = same.clone().map(|person| format!("`{}`", person.id)).collect();
        let finding = Finding::error("shared-name").with("text", key).with("ids", ids.join(", "));
        return same.filter_map(|person| person.spells.first()).fold(finding, |all, spell| all.at(spell.place.clone()));
    }
    // Each character matters of a code, and of a Chinese name of two.
    let is_name = !is_code(key) && key.chars().count() > 2;
    match Meant::new(people).by(key).or_else(|| is_name.then(|| nearest(key, people.shown_keys())).flatten()) {
        Some(near) => Finding::error("unknown-person-near").with("person", key).with("nearest", near),
        None => Finding::error("unknown-person").with("person", key),
    }
}
