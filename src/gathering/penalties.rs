//! Rows of conduct whose kind is a penalty and whose points add: the sign was most likely left out.

use super::content;
use super::streams::Opened;
use crate::finding::Finding;
use crate::ingest::decode::{Detected, How};
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register, RegisterFile, RegisterRow, Wanted};
use crate::ledger::build::is_of_penalty;
use crate::policy::Policy;

/// The source of what people are rewarded and punished for.
const CONDUCT: &str = "conduct";

/// One warning for all rows, at the first.
pub(super) fn warn(policy: &Policy, one: &Opened, faults: &mut Faults) {
    let Some(rule) = policy.input(CONDUCT).filter(|_| one.name == CONDUCT) else { return };
    // What cannot be read is told where it is read for its figures.
    let mut told_elsewhere = Faults::default();
    let detected = |encoding| Detected { encoding, how: How::NamedByPolicy };
    let files = one.files().iter().zip(one.layouts());
    let files = files.filter_map(|(file, layout)| content(file, detected(layout.stored_in)).ok());
    let files: Vec<RegisterFile> = files.collect();
    let wanted = Wanted::new(&["kind", "points"], &["date", "person", "person_id"]);
    let register = Register::read(rule, policy, &wanted, &files, &mut told_elsewhere);
    let mut found = register.rows.iter().filter_map(|row| Some((row, penalty_that_adds(row)?)));
    let Some((first, kind)) = found.next() else { return };
    let finding = Finding::warning("penalty-adds").with("kind", kind).with("count", 1 + found.count());
    faults.push(finding.at(first.place("points")));
}

fn penalty_that_adds(row: &RegisterRow) -> Option<String> {
    let mut told_elsewhere = Faults::default();
    let mut cells = row.read(&mut told_elsewhere);
    let kind = cells.text("kind", Need::Optional).filter(|kind| is_of_penalty(kind))?;
    cells.number("points", Need::Optional).filter(|points| points.is_positive()).map(|_| kind)
}
