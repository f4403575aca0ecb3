//! Rows of conduct whose kind is a penalty and whose points add, or a praise and whose points are taken off: the sign is most likely wrong.

use super::content;
use super::streams::Opened;
use crate::finding::Finding;
use crate::ingest::decode::{Detected, How};
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register, RegisterFile, RegisterRow, Wanted};
use crate::ledger::build::{is_of_penalty, is_of_praise};
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::InputKind;

/// One warning for all rows of either kind, at the first.
pub(super) fn warn(policy: &Policy, one: &Opened, faults: &mut Faults) {
    let Some(rule) = policy.known_input(InputKind::Conduct).filter(|_| one.kind() == InputKind::Conduct) else {
        return;
    };
    // What cannot be read is told where it is read for its figures.
    let mut told_elsewhere = Faults::default();
    let detected = |encoding| Detected { encoding, how: How::NamedByPolicy };
    let files = one.files().iter().zip(one.layouts());
    let files = files.filter_map(|(file, layout)| content(file, detected(layout.stored_in)).ok());
    let files: Vec<RegisterFile> = files.collect();
    let wanted = Wanted::new(&["kind", "points"], &["date", "person", "person_id"]);
    let register = Register::read(rule, policy, &wanted, &files, &mut told_elsewhere);
    told("penalty-adds", &register, &|kind, points| is_of_penalty(kind) && points.is_positive(), faults);
    told("praise-takes-off", &register, &|kind, points| is_of_praise(kind) && points.is_negative(), faults);
}

/// Whether points are signed otherwise than rows of that kind are.
type IsOdd<'a> = &'a dyn Fn(&str, &Number) -> bool;

fn told(code: &'static str, register: &Register, is_odd: IsOdd, faults: &mut Faults) {
    let mut found = register.rows.iter().filter_map(|row| Some((row, odd_kind(row, is_odd)?)));
    let Some((first, kind)) = found.next() else { return };
    let finding = Finding::warning(code).with("kind", kind).with("count", 1 + found.count());
    faults.push(finding.at(first.place("points")));
}

fn odd_kind(row: &RegisterRow, is_odd: IsOdd) -> Option<String> {
    let mut told_elsewhere = Faults::default();
    let mut cells = row.read(&mut told_elsewhere);
    let kind = cells.text("kind", Need::Optional)?;
    cells.number("points", Need::Optional).filter(|points| is_odd(&kind, points)).map(|_| kind)
}
