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

/// What a number below 0 begins with.
const MINUS: [char; 4] = ['-', '−', '－', '('];

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
    let is_off = |kind: &str, points: &Number| is_of_praise(kind) && points.is_negative();
    // Below a header of deductions it is no help to sign them otherwise.
    let code = if is_any_taken_off(&register) { "praise-in-deductions" } else { "praise-takes-off" };
    let is_told = told(code, &register, &is_off, faults);
    if !is_told {
        signed_both_ways(&register).into_iter().for_each(|warning| faults.push(warning));
    }
}

/// Whether some file has points that are taken off however they are signed.
fn is_any_taken_off(register: &Register) -> bool {
    let is_it = |row: &RegisterRow| row.heading.slot("points").is_some_and(|slot| row.heading.slots[slot].is_taken_off);
    register.rows.iter().any(is_it)
}

/// A warning of points that are taken off however they are signed, where some are below 0 and others above.
fn signed_both_ways(register: &Register) -> Option<Finding> {
    let sign = |row: &RegisterRow| {
        let slot = row.heading.slot("points").filter(|slot| row.heading.slots[*slot].is_taken_off)?;
        let raw = row.raw(slot);
        let text = raw.trim_start_matches(|c: char| !c.is_ascii_digit() && !MINUS.contains(&c));
        let is_some = text.contains(|c: char| ('1'..='9').contains(&c));
        is_some.then(|| text.starts_with(MINUS))
    };
    let signed: Vec<(&RegisterRow, bool)> = register.rows.iter().filter_map(|row| Some((row, sign(row)?))).collect();
    let below: Vec<&RegisterRow> = signed.iter().filter(|(_, is_below)| *is_below).map(|(row, _)| *row).collect();
    let first = below.first().filter(|_| below.len() < signed.len())?;
    let label = first.heading.slot("points").map_or("", |slot| first.heading.slots[slot].label.trim());
    let warning = Finding::warning("deductions-signed-both-ways").with("count", below.len()).with("column", label);
    Some(warning.with("others", signed.len() - below.len()).at(first.place("points")))
}

/// Whether points are signed otherwise than rows of that kind are.
type IsOdd<'a> = &'a dyn Fn(&str, &Number) -> bool;

/// Whether there are such rows.
fn told(code: &'static str, register: &Register, is_odd: IsOdd, faults: &mut Faults) -> bool {
    let mut found = register.rows.iter().filter_map(|row| Some((row, odd_kind(row, is_odd)?)));
    let Some((first, kind)) = found.next() else { return false };
    let finding = Finding::warning(code).with("kind", kind).with("count", 1 + found.count());
    faults.push(finding.at(first.place("points")));
    true
}

fn odd_kind(row: &RegisterRow, is_odd: IsOdd) -> Option<String> {
    let mut told_elsewhere = Faults::default();
    let mut cells = row.read(&mut told_elsewhere);
    let kind = cells.text("kind", Need::Optional)?;
    cells.number("points", Need::Optional).filter(|points| is_odd(&kind, points)).map(|_| kind)
}
