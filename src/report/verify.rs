//! What was looked at of each closed period and whether it is as it was closed, and what it would pay from today's files.

use super::model::{Audience, Body, Cell, Column, Phrase, Report, Section, Shape, Table};
use super::{number_column, text_column};
use crate::closing::Folder;
use crate::number::Number;

/// What one look came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Looked {
    /// It was not asked for, or could not be.
    #[default]
    No,
    /// As it was closed.
    Same,
    /// Something is another.
    Differs,
}

/// A closed period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its name.
    pub period: String,
    /// Its head; nothing where it has no sums.
    pub head: Option<String>,
    /// Whether the folder is as it was written.
    pub evidence: Looked,
    /// Whether the frozen files make the frozen results.
    pub rerun: Looked,
    /// Whether today's files are those that were closed.
    pub files: Looked,
    /// Whether today's files make the same results.
    pub effect: Looked,
}

/// What a closed period would pay, owe or score from today's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The closed period.
    pub period: String,
    /// The person's id.
    pub person: String,
    /// The component, or of a score the scorecard.
    pub component: String,
    /// `money`, `score`, or the kind of a balance.
    pub kind: &'static str,
    /// The order, where a balance is held for one.
    pub order: String,
    /// As it was closed.
    pub was: Number,
    /// From today's files.
    pub now: Number,
    /// By how much it is higher, less what was corrected since.
    pub difference: Number,
    /// How the three are shown.
    pub shape: Shape,
}

/// Everything that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// The periods, the earliest first.
    pub rows: Vec<Row>,
    /// What they would pay.
    pub differences: Vec<Difference>,
}

impl Row {
    /// A folder before anything was looked at.
    pub fn of(folder: &Folder) -> Self {
        Row { period: folder.period.id(), head: folder.head.clone(), ..Row::default() }
    }
}

/// Builds the report.
pub fn verify(verified: &Verified, folder: &str) -> Report<'static> {
    let columns: Vec<Column> = ["period", "evidence", "rerun", "files", "effect", "head"].map(text_column).into();
    let row = |row: &Row| {
        let head = row.head.as_ref().map_or(Cell::Missing, |head| Cell::Text(head.clone()));
        let looks = [row.evidence, row.rerun, row.files, row.effect].map(looked);
        let period = std::iter::once(Cell::Text(row.period.clone()));
        period.chain(looks).chain([head]).collect()
    };
    let table = Table { columns, rows: verified.rows.iter().map(row).collect::<Vec<_>>().into() };
    let notes = if verified.rows.is_empty() { vec![Phrase::term("closed_none")] } else { Vec::new() };
    let mut sections = vec![Section { notes, ..section("closes", table) }];
    if !verified.differences.is_empty() {
        sections.push(section("effects", effects(&verified.differences)));
    }
    let head = vec![("folder", Phrase::term("folder"), Cell::Text(folder.to_owned()))];
    Report { id: "verify", title: Phrase::term("verify_report"), head, sections, brief: Vec::new() }
}

fn looked(looked: Looked) -> Cell {
    Cell::phrase(Phrase::term(match looked {
        Looked::No => "not_looked_at",
        Looked::Same => "as_closed",
        Looked::Differs => "differs",
    }))
}

fn effects(differences: &[Difference]) -> Table<'static> {
    let mut columns = ["period", "person", "component", "kind", "order"].map(text_column).to_vec();
    columns.extend(["as_it_was", "from_today"].map(number_column));
    columns.push(Column { title: Phrase::term("by_how_much"), ..number_column("difference") });
    let row = |one: &Difference| {
        let texts = [&one.period, &one.person, &one.component].map(|text| Cell::Text(text.clone()));
        let kind = Cell::phrase(Phrase::term(one.kind));
        let amounts = [&one.was, &one.now, &one.difference].map(|amount| Cell::Plain(amount.clone(), one.shape));
        texts.into_iter().chain([kind, Cell::Text(one.order.clone())]).chain(amounts).collect()
    };
    Table { columns, rows: differences.iter().map(row).collect() }
}

fn section(id: &'static str, table: Table<'static>) -> Section<'static> {
    let body = Body::Table(table);
    Section { id, title: Phrase::term(id), audience: Audience::Everyone, body, notes: Vec::new() }
}
