//! Rows of registers: people and customers as they stand on the last day, of all others every row.

use std::collections::HashSet;
use std::sync::Arc;

use super::Scene;
use super::columns::Columns;
use crate::calendar::NaiveDate;
use crate::ingest::faults::Faults;
use crate::ingest::register::{Need, RegisterRow};
use crate::ledger::customers::Ownership;
use crate::ledger::people::{Person, Spell};
use crate::ledger::rows::{ListedRow, Look};
use crate::policy::rules::InputKind;
use crate::source::Place;

/// File and line of rows.
type Lines = HashSet<(Arc<str>, u32)>;

/// Columns that say who owns a customer.
const OWNERS: [&str; 2] = ["owner", "owner_id"];

impl Scene<'_> {
    /// Visits the rows of a register.
    pub(super) fn visit_registers(&self, look: &Look, visit: &mut dyn FnMut(&ListedRow)) {
        for register in self.registers.iter().filter(|register| register.name == look.input) {
            let kind = register.kind();
            let (standing, ended) = (self.standing(kind, look.first), self.ended(kind));
            let mut columns: Option<Columns> = None;
            for row in &register.rows {
                if columns.as_ref().is_none_or(|columns| !columns.are_of(&row.heading)) {
                    columns = Some(Columns::of(&row.heading, look));
                }
                let Some(columns) = &columns else { continue };
                let line = (row.heading.file.clone(), row.line);
                let is_ended = ended.contains(&line);
                if is_ended || standing.as_ref().is_none_or(|lines| lines.contains(&line)) {
                    visit(&self.register_row(row, columns, is_ended));
                }
            }
        }
    }

    fn register_row(&self, row: &RegisterRow, columns: &Columns, is_ended: bool) -> ListedRow {
        let mut listed = self.listed(row, Place::line(row.heading.file.clone(), row.line, ""), columns);
        let owner = || self.owner_of(listed.customer?, self.last);
        (listed.person, listed.day) = (self.person_in(row, columns).or_else(owner), day_of(row));
        if is_ended {
            listed.cells.retain(|(column, _)| !OWNERS.contains(&column.as_str()));
            listed.person = None;
        }
        listed
    }

    /// Which rows are in force on the last day, or were on the last one of who has left since the first; nothing where every row is.
    fn standing(&self, kind: InputKind, first: Option<NaiveDate>) -> Option<Lines> {
        let line = |place: &Place| (place.file.clone(), place.line);
        match kind {
            InputKind::Staff => {
                let people = self.ledger.people.list.iter();
                let there = people.filter_map(|person| person.on(self.last).or_else(|| left_since(person, first?)));
                Some(there.map(|spell| line(&spell.place)).collect())
            }
            InputKind::Customers => {
                let customers = self.ledger.customers.list.iter();
                let rows = customers.filter_map(|customer| in_force(&customer.owners, self.last));
                Some(rows.map(line_of).collect())
            }
            _ => None,
        }
    }

    /// The last rows of customers whose last owner's time is over: they are customers all the same, and nobody's.
    fn ended(&self, kind: InputKind) -> Lines {
        if kind != InputKind::Customers {
            return Lines::new();
        }
        let customers = self.ledger.customers.list.iter();
        let left = customers.filter(|customer| in_force(&customer.owners, self.last).is_none());
        let last = left.filter_map(|customer| customer.owners.iter().rev().find(|owned| owned.last < self.last));
        last.map(line_of).collect()
    }
}

/// The row of a person's last day, where that is not before the first.
fn left_since(person: &Person, first: NaiveDate) -> Option<&Spell> {
    person.on(person.left.filter(|left| first <= *left)?)
}

fn line_of(owned: &Ownership) -> (Arc<str>, u32) {
    (owned.file.clone(), owned.line)
}

fn in_force(owners: &[Ownership], day: NaiveDate) -> Option<&Ownership> {
    owners.iter().find(|owned| owned.first <= day && day <= owned.last)
}

/// The day of a row, where it has one that can be read.
fn day_of(row: &RegisterRow) -> Option<NaiveDate> {
    // What cannot be read was told when the register was.
    let mut unheard = Faults::default();
    let mut cells = row.read(&mut unheard);
    cells.date("date", Need::Optional)
}
