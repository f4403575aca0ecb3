//! Which people's rows of closed tables are shown: by id, name and team as they were when the period was closed.

use std::collections::BTreeSet;

use super::FrozenTable;
use crate::finding::{Finding, quoted};
use crate::report::choice::Choice;
use crate::spelling::alike;

impl Choice {
    /// The tables with the rows of the people that were chosen; the first has everybody.
    ///
    /// # Errors
    /// Nobody, or several people, or no team, is called so in it.
    pub fn of_frozen(&self, mut tables: Vec<FrozenTable>, folder: &str) -> Result<Vec<FrozenTable>, Finding> {
        let Some(main) = tables.first().filter(|_| !self.people.is_empty() || !self.teams.is_empty()) else {
            return Ok(tables);
        };
        let mut ids: BTreeSet<String> = BTreeSet::new();
        for name in &self.people {
            ids.insert(person(main, name, folder)?);
        }
        for team in &self.teams {
            ids.extend(members(main, team)?);
        }
        for (_, header, rows) in &mut tables {
            let place = header.iter().position(|column| column == "person");
            rows.retain(|row| place.is_none_or(|place| ids.contains(&row[place])));
        }
        Ok(tables)
    }
}

/// The cells of a column.
fn cells<'t>((_, header, rows): &'t FrozenTable, column: &str) -> impl Iterator<Item = &'t String> {
    let place = header.iter().position(|known| known == column);
    rows.iter().filter_map(move |row| row.get(place?))
}

fn person(table: &FrozenTable, name: &str, folder: &str) -> Result<String, Finding> {
    if let Some(id) = cells(table, "person").find(|id| alike(id, name)) {
        return Ok(id.clone());
    }
    let named = cells(table, "person").zip(cells(table, "name")).filter(|(_, own)| alike(own, name));
    let ids: BTreeSet<&String> = named.map(|(id, _)| id).collect();
    match ids.first() {
        Some(id) if ids.len() == 1 => Ok((*id).clone()),
        Some(_) => Err(Finding::error("shared-name").with("text", name).with("ids", quoted(ids))),
        None => Err(Finding::error("no-row-in-closed").with("person", name).with("folder", folder)),
    }
}

fn members(table: &FrozenTable, team: &str) -> Result<Vec<String>, Finding> {
    let of = cells(table, "person").zip(cells(table, "team")).filter(|(_, own)| alike(own, team));
    let ids: Vec<String> = of.map(|(id, _)| id.clone()).collect();
    let known: BTreeSet<&String> = cells(table, "team").filter(|team| !team.is_empty()).collect();
    let nobody = || Finding::error("no-such-team").with("team", team).with("known", quoted(known));
    if ids.is_empty() { Err(nobody()) } else { Ok(ids) }
}
