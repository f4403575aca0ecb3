//! Whom a register's row is about: by number, or by a name that only one person has; where a row has both they must be one person.

use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::register::{Cells, Need};
use crate::ledger::People;
use crate::ledger::alike::is_same_number;
use crate::spelling::alike;

/// Columns that name somebody: by number, and by name.
pub(super) const PERSON: [&str; 2] = ["person_id", "person"];
pub(super) const OWNER: [&str; 2] = ["owner_id", "owner"];

/// Index of the person in a column; a person that staff does not have, or a name that several have, is a fault of the row.
pub(super) fn named(cells: &mut Cells<'_, '_>, column: &str, people: &People, need: Need) -> Option<usize> {
    let key = cells.key(column, need)?;
    let found = people.find(&key);
    if found.is_none() {
        cells.fault(column, not_found(&key, people));
    }
    found
}

/// Index of the person whom the number, or where the row has none the name, is of.
pub(super) fn person(
    cells: &mut Cells<'_, '_>,
    [number, name]: [&str; 2],
    people: &People,
    need: Need,
) -> Option<usize> {
    let Some(id) = number_in(cells, [number, name]) else {
        return named(cells, column_of_name(cells, [number, name]), people, need);
    };
    match of_number(cells, [number, name], &id, people) {
        Ok(found) => found,
        Err(finding) => {
            cells.fault(number, finding);
            None
        }
    }
}

/// As `person`, but a person whom staff does not have and nobody is near is no fault: the name.
pub(super) fn person_or_stranger(cells: &mut Cells<'_, '_>, people: &People) -> Option<(Option<usize>, String)> {
    let (column, key, found) = match number_in(cells, PERSON) {
        Some(id) => {
            let found = of_number(cells, PERSON, &id, people);
            (PERSON[0], id, found)
        }
        None => {
            let column = column_of_name(cells, PERSON);
            let key = cells.key(column, Need::Required)?;
            let found = people.find(&key).map(Some).ok_or_else(|| not_found(&key, people));
            (column, key, found)
        }
    };
    match found {
        Ok(found) => Some((Some(found?), key)),
        Err(finding) if finding.code == "unknown-person" => Some((None, key)),
        Err(finding) => {
            cells.fault(column, finding);
            None
        }
    }
}

/// The number, where the row has one.
fn number_in(cells: &mut Cells<'_, '_>, [number, _]: [&str; 2]) -> Option<String> {
    cells.key(number, Need::Optional)
}

/// The column that names somebody in a row without a number.
fn column_of_name<'c>(cells: &Cells<'_, '_>, [number, name]: [&'c str; 2]) -> &'c str {
    let has = |column: &str| cells.row().heading.has(column);
    if has(name) || !has(number) { name } else { number }
}

/// The person of a number. One that a spreadsheet has shortened is told by the name beside it. Nothing where the name is another person's,
/// which is a fault of the row; a name that nobody has is told.
///
/// # Errors
/// Staff does not have the number.
fn of_number(
    cells: &mut Cells<'_, '_>,
    [_, name]: [&str; 2],
    id: &str,
    people: &People,
) -> Result<Option<usize>, Finding> {
    let written = cells.key(name, Need::Optional);
    let by_name = written.as_ref().and_then(|name| people.find(name));
    let is_shortened = |person: &usize| is_same_number(&people.list[*person].id, id);
    let Some(person) = people.find(id).or(by_name.filter(is_shortened)) else { return Err(not_found(id, people)) };
    let Some(written) = written else { return Ok(Some(person)) };
    let own = key::normal(&people.list[person].name);
    let is_own = by_name == Some(person) || alike(&own, &written);
    if !is_own && (by_name.is_some() || people.is_shared(&written)) {
        cells.fault(name, Finding::error("person-and-id-differ").with("text", &written).with("id", id));
        return Ok(None);
    }
    if !is_own {
        let differs = Finding::warning("name-differs-from-id").with("name", &written).with("id", id);
        cells.warn(name, differs.with("own", &people.list[person].name));
    }
    Ok(Some(person))
}

fn not_found(key: &str, people: &People) -> Finding {
    if people.is_shared(key) {
        let same = people.list.iter().filter(|person| alike(&key::normal(&person.name), key));
        let ids: Vec<String> = same.clone().map(|person| format!("`{}`", person.id)).collect();
        let finding = Finding::error("shared-name").with("text", key).with("ids", ids.join(", "));
        return same.filter_map(|person| person.spells.first()).fold(finding, |all, spell| all.at(spell.place.clone()));
    }
    match people.strangers.nearest(key, people) {
        Some(near) => Finding::error("unknown-person-near").with("person", key).with("nearest", near),
        None => Finding::error("unknown-person").with("person", key),
    }
}
