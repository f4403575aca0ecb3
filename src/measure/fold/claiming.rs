//! Whose the first rows of keys are where rows before the period name nobody: a customer of such a row is nobody's new one any more.

use std::collections::BTreeMap;

use super::super::plan::{Gather, Keep};
use super::Folder;
use crate::calendar::{NaiveDate, months_before};
use crate::crediting::{Named, Owner, owner};
use crate::ingest::row::Cells;

/// By gather of first rows and key, as it is looked up.
pub type Claims = BTreeMap<(usize, String), Claim>;

/// What is known of the rows of one key.
#[derive(Clone, Debug, Default)]
pub struct Claim {
    /// The row before the period that names nobody and takes the key's first.
    pub strange: Option<Strange>,
    /// The last day before the period on which somebody has a row of it.
    pub last_before: Option<NaiveDate>,
    /// The first day of the period on which somebody has a row of it.
    pub first_within: Option<NaiveDate>,
}

/// A row that names nobody whom the staff file has. Rows are ordered by their day, then by where they stand.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Strange {
    /// Its day.
    pub day: NaiveDate,
    /// File and line.
    pub at: (u32, u32),
    /// The key as the row writes it.
    pub key: String,
    /// Whom it names; empty where it names nobody.
    pub name: String,
}

impl Claim {
    /// The row without which the key would be new in the period; nothing where it is new or known anyway.
    pub fn decided_by(&self, gather: &Gather, known_since: Option<NaiveDate>) -> Option<&Strange> {
        let day = self.first_within.filter(|day| gather.may_be_on(*day))?;
        let Keep::First(_, months) = gather.keep else { return None };
        let is_near = |known: NaiveDate| months.is_none_or(|months| known >= months_before(day, months));
        let is_known =
            self.last_before.is_some_and(is_near) || known_since.is_some_and(|known| known < day && is_near(known));
        self.strange.as_ref().filter(|strange| !is_known && is_near(strange.day))
    }

    fn take_strange(&mut self, strange: Strange, takes_last: bool) {
        let is_it =
            self.strange.as_ref().is_none_or(|known| if takes_last { strange > *known } else { strange < *known });
        if is_it {
            self.strange = Some(strange);
        }
    }

    fn merge(&mut self, other: Claim, takes_last: bool) {
        self.last_before = self.last_before.max(other.last_before);
        self.first_within = [self.first_within, other.first_within].into_iter().flatten().min();
        other.strange.into_iter().for_each(|strange| self.take_strange(strange, takes_last));
    }
}

/// Of a first within some months the last row before the period counts, else the very first.
fn takes_last(gather: &Gather) -> bool {
    matches!(gather.keep, Keep::First(_, Some(_)))
}

impl Folder<'_> {
    /// Notes of a row whose it is, for every gather of first rows that takes it.
    pub(super) fn note_claims(&mut self, cells: &Cells, day: NaiveDate, named: Named) {
        for (index, gather) in self.context.stream.gathers.iter().enumerate() {
            if let (Keep::First(slot, _), true) = (&gather.keep, self.row.passes[index] && gather.axis.slot().is_none())
                && let Some(key) = self.key_text(cells, *slot)
            {
                let claim = self.claim((day, named), (cells, *slot));
                self.take_claim((index, key), claim);
            }
        }
    }

    fn claim(&self, (day, named): (NaiveDate, Named), (cells, slot): (&Cells, usize)) -> Claim {
        let period = &self.context.plan.current;
        let is_somebodys =
            !self.shares.split.is_empty() || matches!(owner(self.context.ledger, named, day), Owner::One(..));
        let is_before = day < period.first();
        let strange = || {
            let stream = self.context.stream;
            let names = [stream.person, stream.person_id].map(|slot| Self::shown_text(cells, slot));
            let name = names.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
            Strange { day, at: (self.row.file, self.row.line), key: Self::shown_text(cells, slot), name }
        };
        Claim {
            strange: (is_before && !matches!(named, Named::Person(_)) && !is_somebodys).then(strange),
            last_before: (is_before && is_somebodys).then_some(day),
            first_within: (period.contains(day) && is_somebodys).then_some(day),
        }
    }

    /// Takes what another thread knows of keys.
    pub(super) fn take_claims(&mut self, claims: Claims) {
        claims.into_iter().for_each(|(key, claim)| self.take_claim(key, claim));
    }

    fn take_claim(&mut self, key: (usize, String), claim: Claim) {
        let takes_last = takes_last(&self.context.stream.gathers[key.0]);
        self.claims.entry(key).or_default().merge(claim, takes_last);
    }
}
