//! Who rated, held or approved: somebody whom the staff file need not have, unless the name is a slip of one that it has, or the only one of
//! many codes that it lacks: a name may be of somebody above all of staff.

use std::collections::BTreeMap;

use crate::finding::Finding;
use crate::ingest::cell::key;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Register, RegisterRow};
use crate::ledger::People;
use crate::ledger::alike::is_code;
use crate::policy::rules::InputKind;

/// Where all others, so many at least, are codes of the staff file, another code alone is told.
const OTHERS: usize = 4;

/// The column of a register that says who did it.
fn column_of(kind: InputKind) -> Option<&'static str> {
    match kind {
        InputKind::Ratings | InputKind::Holds => Some("by"),
        InputKind::Adjustments => Some("approved_by"),
        _ => None,
    }
}

/// Warns of whoever is most likely somebody else.
pub(super) fn warn(people: &People, register: &Register, faults: &mut Faults) {
    let Some(column) = column_of(register.kind()) else { return };
    let mut strangers: BTreeMap<String, Vec<&RegisterRow>> = BTreeMap::new();
    let (mut known, mut are_codes) = (0, true);
    for row in &register.rows {
        let Some(name) = row.text(column).map(|text| key::normal(&text).into_owned()) else { continue };
        are_codes &= is_code(&name);
        if is_of_staff(people, &name) {
            known += 1;
        } else {
            strangers.entry(name).or_default().push(row);
        }
    }
    let is_alone = are_codes && known >= OTHERS && strangers.values().map(Vec::len).sum::<usize>() == 1;
    for (name, rows) in &strangers {
        let finding = match people.strangers.slip_of(name, people) {
            Some(near) => Finding::warning("signer-near").with("nearest", near),
            None if is_alone => Finding::warning("signer-unknown").with("count", known),
            None => continue,
        };
        let finding = finding.with("name", name).with("input", &register.name).with("column", column);
        faults.push(finding.with("rows", rows.len()).at(rows[0].place(column)));
    }
}

/// Whether the text, or a part of it, names somebody of staff, or a name that several have.
fn is_of_staff(people: &People, text: &str) -> bool {
    let is_known = |name: &str| people.find(name).is_some() || people.is_shared(name);
    let parts = text.split(|c: char| !c.is_alphanumeric() && !c.is_whitespace() && !"-.'’·".contains(c));
    is_known(text) || parts.map(str::trim).any(|part| !part.is_empty() && is_known(part))
}
