//! What was looked at of each closed period, and whether it is as it was closed.

use super::model::{Audience, Body, Cell, Column, Phrase, Report, Section, Table};
use super::text_column;
use crate::closing::{Chain, Folder, Store};

/// Builds the report, the earliest period first.
pub fn verify(chain: &Chain, store: &Store) -> Report {
    let columns: Vec<Column> = ["period", "head", "evidence"].map(text_column).into();
    let row = |folder: &Folder| {
        let head = folder.head.as_ref().map_or(Cell::Missing, |head| Cell::Text(head.clone()));
        let evidence = if folder.is_sound { "as_closed" } else { "differs" };
        vec![Cell::Text(folder.period.id()), head, Cell::phrase(Phrase::term(evidence))]
    };
    let body = Body::Table(Table { columns, rows: chain.folders.iter().map(row).collect() });
    let notes = if chain.folders.is_empty() { vec![Phrase::term("closed_none")] } else { Vec::new() };
    let head = vec![("folder", Phrase::term("folder"), Cell::Text(store.shown.clone()))];
    let title = Phrase::term("closes");
    let sections = vec![Section { id: "closes", title, audience: Audience::Everyone, body, notes }];
    Report { id: "verify", title: Phrase::term("verify_report"), head, sections }
}
