//! Which rows of a report are shown: those of some people, in another order, or only the first.
//!
//! A table is of people where a column says whose each row is; of a choice of people the other tables are left out, for what they say is
//! of everybody.

mod order;

use std::borrow::Cow;
use std::collections::BTreeSet;

use self::order::Rank;
use super::explain;
use super::model::{Audience, Body, Brief, Cell, Phrase, Report, RowOf, Section, Table};
use crate::finding::{Finding, quoted};
use crate::run::Outcome;
use crate::spelling::folded;

/// Columns that say whose a row is; the first of them that a table has.
const WHOSE: [&str; 4] = ["owner", "person", "id", "name"];

/// Reports in which everybody whom a rule is for has a row.
const OF_ALL: [&str; 3] = ["score", "pay", "progress"];

/// What was asked for; the default leaves a report as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Teams, by name.
    pub teams: Vec<String>,
    /// People, by id or name.
    pub people: Vec<String>,
    /// The id of a column.
    pub sort: Option<String>,
    /// How many rows; of the first table for people, and the first for machines.
    pub top: Option<usize>,
}

impl Choice {
    /// Whether everything is shown as it is.
    pub fn is_everything(&self) -> bool {
        *self == Choice::default()
    }

    /// The report with the rows that were chosen; its head says so.
    ///
    /// # Errors
    /// Nobody, or no team, is called so, or no table has the column.
    pub fn of<'a>(&self, report: Report<'a>, outcome: &Outcome) -> Result<Report<'a>, Finding> {
        if self.is_everything() {
            return Ok(report);
        }
        let chosen = self.chosen(outcome)?;
        let mut report = report;
        if let Some(chosen) = &chosen {
            report.sections = of_people(report.sections, chosen);
            if !OF_ALL.contains(&report.id) {
                leave_empty_ones(&mut report.sections, &report.title);
            }
        }
        self.arranged(report, &outcome.policy.header.language)
    }

    /// The report of these people's rows in the order and of the length that was asked for; its head says what was chosen.
    ///
    /// # Errors
    /// No table has the column.
    pub fn arranged<'a>(&self, report: Report<'a>, language: &str) -> Result<Report<'a>, Finding> {
        if self.is_everything() {
            return Ok(report);
        }
        let Report { id, title, mut head, mut sections, mut brief } = report;
        if let Some(column) = &self.sort {
            sort(&mut sections, column, language)?;
        }
        if let Some(top) = self.top {
            cut(&mut sections, top);
        }
        self.leave(&mut brief, &sections);
        head.push(("rows_shown", Phrase::term("rows_shown"), Cell::phrase(self.said())));
        Ok(Report { id, title, head, sections, brief })
    }

    /// Of a main table whose rows were counted none is left out for want of room, and one in an order that was asked for keeps it.
    fn leave(&self, brief: &mut Vec<Brief>, sections: &[Section]) {
        let main: Vec<&str> = main_tables(sections).into_iter().map(|place| sections[place].id).collect();
        brief.retain(|own| self.top.is_none() || !main.contains(&own.section));
        if self.sort.is_some() {
            brief.iter_mut().filter(|own| main.contains(&own.section)).for_each(|own| own.matters = None);
        }
    }

    /// Why a chosen person, or everybody of a chosen team, has no row in a report of all people: an empty table says nothing.
    pub fn lacking(&self, report: &Report, outcome: &Outcome) -> Vec<Finding> {
        if !OF_ALL.contains(&report.id) {
            return Vec::new();
        }
        let people = self.people.iter().filter_map(|name| explain::person(outcome, std::slice::from_ref(name)).ok());
        let people = people.filter(|person| !Chosen::person(*person).has_rows_in(report));
        let of_teams = self.teams.iter().filter(|name| !Chosen::team(outcome, name).has_rows_in(report));
        let of_teams = of_teams.map(|name| Finding::warning("no-row-of-team").with("team", name));
        people.map(|person| without_rows(report, outcome, person)).chain(of_teams).collect()
    }

    /// Whose rows are shown; nothing where everybody's are.
    fn chosen(&self, outcome: &Outcome) -> Result<Option<Chosen>, Finding> {
        if self.teams.is_empty() && self.people.is_empty() {
            return Ok(None);
        }
        let mut chosen = Chosen::default();
        for name in &self.people {
            chosen.people.insert(explain::person(outcome, std::slice::from_ref(name))?);
        }
        for name in &self.teams {
            let team = Chosen::team(outcome, name);
            if team.people.is_empty() {
                return Err(no_team(name, outcome));
            }
            chosen.people.extend(team.people);
            chosen.teams.extend(team.teams);
        }
        Ok(Some(chosen))
    }

    /// In words.
    fn said(&self) -> Phrase {
        let list = |term, names: &[String]| {
            (!names.is_empty()).then(|| Phrase::term(term).with("names", Cell::Text(names.join(", "))))
        };
        let sort = self.sort.as_ref().map(|column| Phrase::term("rows_by").with("column", Cell::Text(column.clone())));
        let top = self.top.map(|top| Phrase::term("rows_first").with("count", Cell::count(top as i64)));
        let parts = [list("rows_of_teams", &self.teams), list("rows_of_people", &self.people), sort, top];
        let apart = || Phrase::Verbatim("·".to_owned());
        Phrase::Joined(parts.into_iter().flatten().flat_map(|part| [apart(), part]).skip(1).collect())
    }
}

/// Why nothing of a person is in the report: as far as it is known, because no scorecard is for the role.
fn without_rows(report: &Report, outcome: &Outcome, person: usize) -> Finding {
    let who = &outcome.ledger.people.list[person];
    let spell = who.at_end_of(&outcome.appraisal.result.period);
    let role = spell.and_then(|spell| spell.role.as_deref()).unwrap_or_default();
    let is_unscored = report.id == "score" && outcome.policy.scorecard_of(role).is_none();
    let code = if is_unscored { "person-not-scored" } else { "no-row-of-person" };
    let finding = Finding::warning(code).with("person", &who.id).with("role", role);
    spell.into_iter().fold(finding, |finding, spell| finding.at(spell.place.clone()))
}

/// Whose rows are shown.
#[derive(Default)]
struct Chosen {
    /// By index in the ledger.
    people: BTreeSet<usize>,
    /// Names of teams, folded.
    teams: BTreeSet<String>,
}

impl Chosen {
    fn person(person: usize) -> Self {
        Chosen { people: [person].into(), teams: BTreeSet::new() }
    }

    /// A team and its people.
    fn team(outcome: &Outcome, name: &str) -> Self {
        Chosen { people: members(outcome, name).into_iter().collect(), teams: [folded(name).into_owned()].into() }
    }

    /// Whether a row is one of those, by the cell that says whose it is; nothing where the cell says nothing of it.
    fn has(&self, cell: &Cell) -> Option<bool> {
        match cell.without_link() {
            Cell::Of(_, RowOf::Person(person)) => Some(self.people.contains(person)),
            Cell::Of(name, RowOf::Team) => Some(self.teams.contains(&*folded(name))),
            _ => None,
        }
    }

    fn has_rows_in(&self, report: &Report) -> bool {
        report.sections.iter().any(|section| match &section.body {
            Body::Table(table) => self.rows_of(table).is_some_and(|rows| !rows.is_empty()),
            _ => false,
        })
    }

    /// The table of those rows.
    fn narrowed<'a>(&self, table: Table<'a>) -> Option<Table<'a>> {
        let rows = self.rows_of(&table)?;
        Some(Table { columns: table.columns, rows: rows.into() })
    }

    /// Those rows; nothing of a table whose rows are nobody's.
    fn rows_of(&self, table: &Table) -> Option<Vec<Vec<Cell>>> {
        let place_of = |id: &&str| table.columns.iter().position(|column| column.id == **id);
        let place = WHOSE.iter().find_map(place_of)?;
        let continued = place_of(&"name").unwrap_or(usize::MAX);
        let (mut was_kept, mut is_of_nobody) = (false, true);
        let mut is_kept = |row: &Cow<[Cell]>| {
            let has = self.has(&row[place]);
            // Of several rows of somebody the first has the name.
            let goes_on = place == continued && row[place] == Cell::Empty;
            was_kept = has.unwrap_or(was_kept && goes_on);
            is_of_nobody &= has.is_none();
            was_kept
        };
        let rows: Vec<Vec<Cell>> = table.rows.iter().filter(|row| is_kept(row)).map(Cow::into_owned).collect();
        (!is_of_nobody || table.rows.is_empty()).then_some(rows)
    }
}

/// Who is in a team at the end of the period, or was when they left in it.
pub fn members(outcome: &Outcome, team: &str) -> Vec<usize> {
    let period = &outcome.appraisal.result.period;
    let is_in = |person: &usize| {
        let spell = outcome.ledger.people.list[*person].at_end_of(period);
        spell.and_then(|spell| spell.team.as_deref()).is_some_and(|own| folded(own) == folded(team))
    };
    outcome.ledger.people.employed_in(period).filter(is_in).collect()
}

/// The teams that somebody is in at the end of the period, in the order of their names.
pub fn teams(outcome: &Outcome) -> Vec<String> {
    let period = &outcome.appraisal.result.period;
    let people = outcome.ledger.people.employed_in(period);
    let team = |person: usize| outcome.ledger.people.list[person].at_end_of(period)?.team_name();
    let teams: BTreeSet<String> = people.filter_map(team).collect();
    teams.into_iter().collect()
}

fn no_team(name: &str, outcome: &Outcome) -> Finding {
    Finding::error("no-such-team").with("team", name).with("known", quoted(teams(outcome)))
}

/// The sections whose rows are somebody's, with the rows of those people.
fn of_people<'a>(sections: Vec<Section<'a>>, chosen: &Chosen) -> Vec<Section<'a>> {
    let mut kept: Vec<Section> = Vec::new();
    for section in sections {
        let of = match section.body {
            Body::Table(table) => chosen.narrowed(table).map(Body::Table),
            Body::Chart(chart) => Some(Body::Chart(chart)),
            Body::Formulas(_) | Body::Steps(_) | Body::Notes => None,
        };
        kept.extend(of.map(|body| Section { body, ..section }));
    }
    // Of a picture only that of a table which is left.
    let tables: Vec<&str> =
        kept.iter().filter(|section| matches!(section.body, Body::Table(_))).map(|section| section.id).collect();
    kept.retain(|section| !matches!(&section.body, Body::Chart(chart) if !tables.contains(&chart.of)));
    kept
}

/// The section that says that nothing of the report is of the rows that were chosen.
pub(super) const NOTHING: &str = "nothing_of_these";

/// Leaves out tables for people without a row; where none is left, that is said.
fn leave_empty_ones(sections: &mut Vec<Section>, title: &Phrase) {
    let is_for_people = |section: &Section| matches!(section.audience, Audience::People | Audience::Everyone);
    let has_rows = |section: &Section| matches!(&section.body, Body::Table(table) if !table.rows.is_empty());
    sections.retain(|section| section.audience != Audience::People || has_rows(section));
    if sections.iter().any(|section| is_for_people(section) && has_rows(section)) {
        return;
    }
    let (title, notes) = (title.clone(), vec![Phrase::term(NOTHING)]);
    sections.push(Section { id: NOTHING, title, audience: Audience::People, body: Body::Notes, notes });
}

/// Sorts the main tables by the column: numbers from the largest, texts and days from the first; what is missing is last.
fn sort(sections: &mut [Section], column: &str, language: &str) -> Result<(), Finding> {
    let mut known: Vec<String> = Vec::new();
    let mut is_found = false;
    for index in main_tables(sections) {
        let Body::Table(table) = &mut sections[index].body else { continue };
        known.extend(table.columns.iter().map(|column| column.id.clone()));
        let Some(place) = table.columns.iter().position(|own| own.id == column) else { continue };
        is_found = true;
        let mut rows: Vec<Vec<Cell>> = table.rows.iter().filter(|row| !divides(row)).map(Cow::into_owned).collect();
        rows.sort_by_cached_key(|row| Rank::of(&row[place], language));
        table.rows = rows.into();
    }
    let mut seen = BTreeSet::new();
    known.retain(|id| seen.insert(id.clone()));
    let unknown = || Finding::error("no-such-sort-column").with("column", column).with("known", quoted(&known));
    if is_found { Ok(()) } else { Err(unknown()) }
}

/// Whether the row parts those above it from those below, which holds of one order alone.
fn divides(row: &[Cell]) -> bool {
    row.iter().any(|cell| matches!(cell, Cell::Divider(_)))
}

/// Leaves the first rows of the main tables.
fn cut(sections: &mut [Section], top: usize) {
    for index in main_tables(sections) {
        if let Body::Table(table) = &mut sections[index].body {
            let rows: Vec<Vec<Cell>> = table.rows.iter().take(top).map(Cow::into_owned).collect();
            table.rows = rows.into();
        }
    }
}

/// The places of the first table for people, and of the first for machines.
fn main_tables(sections: &[Section]) -> BTreeSet<usize> {
    let is_for = |people: bool, audience: Audience| match audience {
        Audience::People => people,
        Audience::Machines | Audience::Csv => !people,
        Audience::Everyone => true,
        Audience::Kept | Audience::Pages | Audience::Workbook => false,
    };
    let first = |people: bool| {
        let is_it = |section: &Section| matches!(section.body, Body::Table(_)) && is_for(people, section.audience);
        sections.iter().position(is_it)
    };
    [true, false].into_iter().filter_map(first).collect()
}
