//! Registers of what is to be done, `plan` and `improvements`: whoever does it and the day stand in every row.

use super::measured::is_measured;
use super::{listed, lookup};
use crate::calendar::NaiveDate;
use crate::ingest::cell::done::{self, Said};
use crate::ingest::faults::Faults;
use crate::ingest::register::{Cells, Need, Register, Wanted};
use crate::ledger::{Decision, People};
use crate::policy::Policy;
use crate::policy::rules::InputKind;

/// Adds the columns that such a register cannot do without.
pub(super) fn add(kind: InputKind, wanted: &mut Wanted) {
    let needed: &[&str] = match kind {
        InputKind::Plan => &["due", "goal"],
        InputKind::Improvements => &["due"],
        _ => return,
    };
    wanted.needed.extend(needed.iter().map(|column| (*column).to_owned()));
    let persons = vec![vec!["person".to_owned()], vec!["person_id".to_owned()]];
    wanted.any_of.push(persons);
}

/// Reports rows of plans that lack a person, a day or a goal.
pub(super) fn check_plan(policy: &Policy, people: &People, register: &Register, faults: &mut Faults) {
    // Of a register that something measures, people whom staff does not have are told there.
    let is_told = is_measured(policy, &register.name);
    for row in &register.rows {
        let mut cells = row.read(faults);
        if is_told {
            names_somebody(&mut cells);
        } else {
            lookup::person(&mut cells, lookup::PERSON, people, Need::Required);
            cells.date("due", Need::Required);
        }
        done_on(&mut cells, Said::Done);
        cells.text("goal", Need::Required);
    }
}

/// The day in `done`; nothing where it is blank or says that it is not done, and where a word is enough that it is.
fn done_on(cells: &mut Cells, enough: Said) -> Option<NaiveDate> {
    let said = cells.row().text("done").and_then(|text| done::said(&text));
    if said.is_some_and(|said| said == Said::Open || said == enough) {
        None
    } else {
        cells.date("done", Need::Optional)
    }
}

fn names_somebody(cells: &mut Cells) {
    let [number, name] = lookup::PERSON;
    if cells.row().text(number).is_none() {
        let column = if cells.row().heading.has(name) { name } else { number };
        cells.text(column, Need::Required);
    }
}

/// All improvements, in the order of the files.
pub(super) fn decisions(people: &People, register: &Register, faults: &mut Faults) -> Vec<Decision> {
    register.rows.iter().filter_map(|row| decision(people, &mut row.read(faults))).collect()
}

fn decision(people: &People, cells: &mut Cells) -> Option<Decision> {
    let row = cells.row();
    let person = lookup::person(cells, lookup::PERSON, people, Need::Required);
    let due = cells.date("due", Need::Required);
    let done = done_on(cells, Said::Open);
    let id = row.text("id").unwrap_or_else(|| row.whole().address());
    let action = row.text("action").unwrap_or_default();
    let measure = row.text("measure").map(|measure| (measure, row.place("measure")));
    (!cells.failed()).then_some(())?;
    Some(Decision { id, action, person: person?, due: due?, measure, done, place: listed::line_of(row) })
}
