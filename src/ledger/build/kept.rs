//! Which cells of registers with many rows are kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::measured::is_measured;
use super::staff::PREFERENCE;
use crate::ingest::header::normal_label;
use crate::ingest::register::{Heading, Register, RegisterRow};
use crate::policy::Policy;
use crate::policy::rules::labels::{Described, of_register};
use crate::source::Place;

/// Which cells of a row of people, customers or products are kept: each with its place, so that many rows take much memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellsKept {
    /// All: rules measure the register.
    All,
    /// Those of these columns, by name or header: pay is made of them.
    Columns(Vec<String>),
    /// The same of columns that rows have as labels, without the places: who asks for a label does not ask where it stands.
    Labels(Vec<String>),
    /// No rule looks at them.
    None,
}

impl CellsKept {
    /// Those of `staff` that rules name, or that figures are told apart by which were asked for.
    pub fn of_staff(policy: &Policy, asked: &[&str]) -> Self {
        let (register, input) = (Described::Staff, Described::Staff.input());
        if is_measured(policy, input) {
            return CellsKept::All;
        }
        let paid = policy.pay.iter().flat_map(|component| component.staff_columns());
        let mut columns: Vec<String> = paid.map(|(column, _)| column.value.clone()).collect();
        columns.extend(policy.labels_of(input));
        columns.extend(policy.management.staff_columns().into_iter().map(str::to_owned));
        let asked = asked.iter().filter_map(|asked| of_register(asked)).filter(|(own, _)| *own == register);
        columns.extend(asked.map(|(_, column)| column.to_owned()));
        columns.push(PREFERENCE.to_owned());
        CellsKept::Columns(columns)
    }

    /// The cells of the rows of a register that are kept.
    pub(super) fn in_register(&self, register: &Register) -> KeptIn {
        let is_kept = |name: &str| match self {
            CellsKept::All => true,
            CellsKept::None => false,
            CellsKept::Columns(columns) | CellsKept::Labels(columns) => {
                columns.iter().any(|column| normal_label(column) == normal_label(name))
            }
        };
        let mut headings: Vec<&Arc<Heading>> = register.rows.iter().map(|row| &row.heading).collect();
        headings.dedup_by(|one, other| Arc::ptr_eq(one, other));
        let columns: BTreeSet<&str> = headings.into_iter().flat_map(|heading| heading.columns()).collect();
        let columns = columns.into_iter().filter(|name| is_kept(name)).map(str::to_owned).collect();
        KeptIn { columns, are_placed: !matches!(self, CellsKept::Labels(_)) }
    }
}

/// The columns of a register whose cells are kept, as its headers have them.
pub(super) struct KeptIn {
    columns: Vec<String>,
    are_placed: bool,
}

impl KeptIn {
    /// The cells of a row that are kept.
    pub fn of(&self, row: &RegisterRow) -> Vec<(String, String, Place)> {
        let mut cells = row.cells(|name| self.columns.iter().any(|column| column == name));
        if !self.are_placed {
            cells.iter_mut().for_each(|(_, _, place)| *place = Place::file(place.file.clone()));
        }
        cells
    }
}
