//! Options that choose rows of a report of people.

use clap::Args;

use crate::report::choice::Choice;

/// Which rows are shown; without an option all, in the order of the report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Args)]
pub struct RowOptions {
    /// Only the people of this team; may be said several times.
    #[arg(id = "rows_team", long = "team", value_name = "NAME")]
    teams: Vec<String>,
    /// Only this person, by id or name; may be said several times.
    #[arg(id = "rows_person", long = "person", value_name = "NAME")]
    people: Vec<String>,
    /// Only so many rows of the main table, the first.
    #[arg(id = "rows_top", long = "top", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    top: Option<u32>,
    /// By this column: numbers from the largest, texts from A.
    #[arg(id = "rows_sort", long = "sort", value_name = "COLUMN")]
    sort: Option<String>,
}

impl RowOptions {
    /// What is chosen.
    pub fn choice(&self) -> Choice {
        Choice {
            teams: self.teams.clone(),
            people: self.people.clone(),
            sort: self.sort.clone(),
            top: self.top.map(|top| top as usize),
        }
    }
}
