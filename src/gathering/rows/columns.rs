//! Which fields of a file are looked at: found once for each header.

use std::sync::Arc;

use crate::ingest::register::{Heading, RegisterRow};
use crate::ledger::rows::Look;

/// Columns that say whose a row is, the surest first.
const PERSONS: [&str; 4] = ["person_id", "person", "owner_id", "owner"];
/// Columns that say of which customer it is.
const CUSTOMERS: [&str; 2] = ["customer_id", "customer"];

/// Where a column's texts come from.
pub(super) enum At {
    /// The field of that number.
    Field(usize),
    /// The policy, the same for every row.
    Constant(String),
}

/// The columns of a file that are looked at.
pub(super) struct Columns {
    /// Whose header it is.
    heading: Arc<Heading>,
    /// By the name under which they are handed out.
    read: Vec<(String, At)>,
    /// Fields whose words the policy reads as others.
    reworded: Vec<(String, usize)>,
    /// Those that say whose a row is.
    pub(super) persons: Vec<At>,
    /// Those that say of which customer it is.
    pub(super) customers: Vec<At>,
}

impl Columns {
    /// Those of a header.
    pub(super) fn of(heading: &Arc<Heading>, look: &Look) -> Self {
        let names: Vec<String> = match look.columns {
            Some(columns) => columns.to_vec(),
            None => heading.columns().map(str::to_owned).collect(),
        };
        let read: Vec<(String, At)> =
            names.into_iter().filter_map(|name| At::of(heading, &name).map(|at| (name, at))).collect();
        let is_reworded = |at: &At| match at {
            At::Field(field) if !heading.slots[*field].words.is_empty() => Some(*field),
            _ => None,
        };
        let reworded = read.iter().filter_map(|(name, at)| Some((name.clone(), is_reworded(at)?))).collect();
        let all = |names: &[&str]| names.iter().filter_map(|name| At::of(heading, name)).collect();
        Columns { heading: heading.clone(), read, reworded, persons: all(&PERSONS), customers: all(&CUSTOMERS) }
    }

    /// Whether it is that header.
    pub(super) fn are_of(&self, heading: &Arc<Heading>) -> bool {
        Arc::ptr_eq(&self.heading, heading)
    }

    /// The cells of a row that are looked at, those that are not blank; numbers as plain decimals.
    pub(super) fn cells(&self, row: &RegisterRow) -> Vec<(String, String)> {
        let plain = |at: &At| match at {
            At::Field(field) => row.plain_text(*field),
            At::Constant(text) => Some(text.clone()),
        };
        self.read.iter().filter_map(|(name, at)| Some((name.clone(), plain(at)?))).collect()
    }

    /// Those whose words the policy reads as others, as the file has them.
    pub(super) fn written(&self, row: &RegisterRow) -> Vec<(String, String)> {
        self.reworded.iter().map(|(name, field)| (name.clone(), row.raw(*field).into_owned())).collect()
    }
}

impl At {
    fn of(heading: &Heading, column: &str) -> Option<Self> {
        let field = heading.slot(column).map(At::Field);
        field.or_else(|| heading.constant(column).map(|constant| At::Constant(constant.text.clone())))
    }

    /// The text of a row.
    pub(super) fn text(&self, row: &RegisterRow) -> Option<String> {
        match self {
            At::Field(field) => row.text_in(*field),
            At::Constant(text) => Some(text.clone()),
        }
    }
}
