//! `leave.csv`: whole days, both ends included; two stretches of one person do not overlap.

use super::{grouping, lookup};
use crate::finding::Finding;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, Register};
use crate::ledger::{LeaveDays, People};

/// All leave, by person and first day.
pub(super) fn leave(people: &People, register: &Register, faults: &mut Faults) -> Vec<LeaveDays> {
    let mut leave: Vec<LeaveDays> = Vec::new();
    for row in &register.rows {
        let mut cells = row.read(faults);
        let person = lookup::person(&mut cells, lookup::PERSON, people, Need::Required);
        let days = grouping::written(&mut cells, Need::Required);
        let kind = cells.text("kind", Need::Optional).unwrap_or_default();
        if let (Some(person), Some(first), Some(last), false) = (person, days.from, days.to, cells.failed()) {
            leave.push(LeaveDays { person, first, last, kind, place: row.whole() });
        }
    }
    leave.sort_by(|a, b| (a.person, a.first, a.last, &a.place).cmp(&(b.person, b.first, b.last, &b.place)));
    refuse_overlaps(people, &leave, faults);
    leave
}

/// Each stretch is held against the one before it that ends last, which need not be its neighbour.
fn refuse_overlaps(people: &People, leave: &[LeaveDays], faults: &mut Faults) {
    let mut longest: Option<&LeaveDays> = None;
    for days in leave {
        let earlier = longest.filter(|earlier| earlier.person == days.person);
        if let Some(earlier) = earlier.filter(|earlier| days.first <= earlier.last) {
            let overlap = Finding::error("leave-overlaps").with("person", &people.list[days.person].name);
            faults.push(overlap.at(days.place.clone()).at(earlier.place.clone()));
        }
        if earlier.is_none_or(|earlier| earlier.last < days.last) {
            longest = Some(days);
        }
    }
}
