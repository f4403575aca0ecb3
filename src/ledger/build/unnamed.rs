//! People who are called by their numbers because nothing reads the column of their names.

use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::faults::Faults;
use crate::ledger::People;
use crate::spelling::alike;

/// Headers of names that no column of people is known by.
const NAMES: [&str; 10] =
    ["name", "full name", "fullname", "employee name", "nom", "nombre", "nome", "naam", "姓名", "员工姓名"];

/// A warning where the staff file has names beside numbers, and the numbers stand where names are read.
pub(super) fn warn(people: &People, faults: &mut Faults) {
    let header = people.unread.iter().find(|label| NAMES.iter().any(|name| alike(name, &key::normal(label))));
    let is_number = |name: &str| name.bytes().any(|byte| byte.is_ascii_digit()) && !name.contains(char::is_whitespace);
    let are_numbers = !people.list.is_empty() && people.list.iter().all(|person| is_number(&person.name));
    let Some(header) = header.filter(|_| are_numbers && !people.columns.iter().any(|column| column == "person_id"))
    else {
        return;
    };
    let first = people.list.iter().flat_map(|person| &person.spells).map(|spell| &spell.place).min();
    let finding = Finding::warning("staff-names-unread").with("header", header).with("person", &people.list[0].id);
    faults.push(first.into_iter().fold(finding, |finding, place| finding.at(place.clone())));
}
