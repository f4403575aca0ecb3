//! The control totals of every file, and the rows that are nobody's.

use super::model::{Audience, Body, Cell, Phrase, Section, Shape, Table};
use super::{number_column, text_column};
use crate::ingest::facts::FileFacts;
use crate::number::Number;
use crate::run::Outcome;

/// A row per file: what was read and what became of it.
pub(super) fn inputs(outcome: &Outcome, audience: Audience) -> Section {
    let is_mended = outcome.policy.inputs.iter().any(|rule| rule.mended.is_some());
    let mut columns = vec![
        text_column("input"),
        text_column("file"),
        number_column("records"),
        number_column("counted"),
        number_column("outside_period"),
        number_column("not_counted"),
        number_column("returns"),
        number_column("unassigned"),
        number_column("blank"),
        number_column("repeated_headers"),
        number_column("total_rows"),
        number_column("set_aside"),
    ];
    columns.extend(is_mended.then(|| number_column("replaced")));
    let count = |count: u64| Cell::count(count as i64);
    let row = |input: &str, facts: &FileFacts| {
        let mut cells = vec![
            Cell::Text(input.to_owned()),
            Cell::Text(facts.file.to_string()),
            count(facts.records),
            count(facts.counted),
            count(facts.outside_period),
            count(facts.not_counted),
            count(facts.returned),
            count(facts.unassigned),
            count(facts.blank),
            count(facts.repeated_headers),
            count(facts.totals_agreed),
            count(facts.set_aside),
        ];
        cells.extend(is_mended.then(|| count(facts.replaced)));
        cells
    };
    let rows = outcome.gathered.facts.iter().flat_map(|one| one.files.iter().map(|facts| row(&one.input, facts)));
    section("inputs", audience, Table { columns, rows: rows.collect() })
}

/// A row per file and money column: its sums over all records and over the counted ones.
pub(super) fn control_totals(outcome: &Outcome, audience: Audience) -> Section {
    let columns = vec![
        text_column("input"),
        text_column("file"),
        text_column("measure"),
        number_column("control_total"),
        number_column("counted_total"),
    ];
    let money = outcome.policy.money.places();
    let number = |value: &Number| Cell::Plain(value.clone(), Shape::Money(money));
    let rows = outcome.gathered.facts.iter().flat_map(|one| {
        one.files.iter().flat_map(|facts| {
            facts.sums.iter().map(|sum| {
                vec![
                    Cell::Text(one.input.clone()),
                    Cell::Text(facts.file.to_string()),
                    Cell::Text(sum.column.clone()),
                    number(&sum.all),
                    number(&sum.counted),
                ]
            })
        })
    });
    section("control_totals", audience, Table { columns, rows: rows.collect() })
}

/// A row per name and reason: rows that are credited to nobody.
pub(super) fn unassigned(outcome: &Outcome, audience: Audience) -> Option<Section> {
    let columns = vec![
        text_column("input"),
        text_column("person"),
        text_column("reason"),
        number_column("records"),
        number_column("control_total"),
    ];
    let money = outcome.policy.money.places();
    let mut rows = Vec::new();
    for (input, names) in &outcome.gathered.unassigned {
        for ((name, why), found) in names {
            let sum = Number::from_scaled(found.sum, crate::ingest::row::SCALE);
            rows.push(vec![
                Cell::Text(input.clone()),
                Cell::Text(name.clone()),
                Cell::phrase(Phrase::term(why.id())),
                Cell::count(found.rows as i64),
                Cell::Plain(sum, Shape::Money(money)),
            ]);
        }
    }
    (!rows.is_empty()).then(|| section("unassigned", audience, Table { columns, rows }))
}

fn section(id: &'static str, audience: Audience, table: Table) -> Section {
    Section { id, title: Phrase::term(id), audience, body: Body::Table(table), notes: Vec::new() }
}
