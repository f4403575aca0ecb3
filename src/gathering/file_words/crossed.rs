//! Two cells of a row that stand in each other's column: each is a word that only the other column has in all other rows; and deals above the leads that they come of,
//! in every row of a file.

use std::collections::BTreeMap;

use super::columns_of_kinds;
use super::kept::{Cells, Row, Rows, Source};
use crate::finding::Finding;
use crate::ingest::header::{CellKind, columns_of};
use crate::measure::plan::SlotKind;
use crate::policy::rules::InputRule;
use crate::source::Place;
use crate::spelling::folded;

/// Of more rows nothing is compared.
const MOST: usize = 50_000;
/// So many other rows have each word in the other column.
const LEAST: usize = 3;
/// So many rows in which the smaller number is above the larger one are no chance.
const LEAST_ROWS: usize = 5;

/// Columns of labels: their names, and the words of each with its rows.
struct Labels<'l> {
    name: &'l str,
    field: usize,
    rows: BTreeMap<String, usize>,
}

/// One warning for each file.
pub(super) fn told(source: &Source, rows: &Rows) -> Vec<Finding> {
    if rows.rows.len() > MOST {
        return Vec::new();
    }
    let files = 0..source.one.layouts().len();
    files.filter_map(|file| source.crossed_in_rows(file, rows).or_else(|| source.more_deals(file, rows))).collect()
}

impl Source<'_> {
    fn crossed_in_rows(&self, file: usize, rows: &Rows) -> Option<Finding> {
        let own: Vec<&Row> = rows.rows.iter().filter(|row| row.at.0 == file).collect();
        let labels = self.labels(file, (&own, rows));
        let pairs = (0..labels.len()).flat_map(|one| (one + 1..labels.len()).map(move |other| (one, other)));
        let (one, other, crossed) = pairs.into_iter().find_map(|(one, other)| {
            let (one, other) = (&labels[one], &labels[other]);
            let is_it = |row: &&&Row| self.is_crossed((one, other), row, rows) && self.is_paid(row, rows);
            let crossed: Vec<&Row> = own.iter().filter(is_it).copied().collect();
            (!crossed.is_empty()).then_some((one, other, crossed))
        })?;
        let cells = rows.cells_of(crossed.first()?);
        let text = |column: &Labels| self.text((file, &cells), column.name).unwrap_or_default();
        let finding = Finding::warning("labels-exchanged").with("input", &self.rule.name).with("count", crossed.len());
        let finding = finding.with("column", self.label(file, one.name)).with("found", text(one));
        let finding = finding.with("other", self.label(file, other.name)).with("text", text(other));
        Some(self.at_rows(finding, crossed.iter().map(|row| row.at)))
    }

    /// The columns of words, of the kind of file and of one's own.
    fn labels(&self, file: usize, (own, rows): (&[&Row], &Rows)) -> Vec<Labels<'_>> {
        let layout = self.layout(file);
        let known = columns_of_kinds(&self.stream.kind, layout, &[CellKind::Label]);
        let mut fields: Vec<(&str, usize)> = known.into_iter().map(|(name, field, _)| (name, field)).collect();
        let is_own = |name: &str| columns_of(&self.stream.kind).iter().all(|spec| spec.name != name);
        let is_text = |name: &str| {
            let slot = self.stream.slots.iter().find(|slot| slot.column == name);
            slot.is_some_and(|slot| slot.kind == SlotKind::Text) || is_label_of(self.rule, name)
        };
        let others = layout.columns.iter().filter(|(name, _)| is_own(name) && is_text(name));
        fields.extend(others.map(|(name, field)| (name.as_str(), *field)));
        let mut labels: Vec<Labels> =
            fields.into_iter().map(|(name, field)| Labels { name, field, rows: BTreeMap::new() }).collect();
        for row in own {
            let cells = rows.cells_of(row);
            for column in &mut labels {
                let word = cells.get(column.field).map(|cell| folded(&layout.encoding.lossy(cell)).into_owned());
                word.filter(|word| !word.is_empty())
                    .into_iter()
                    .for_each(|word| *column.rows.entry(word).or_default() += 1);
            }
        }
        labels
    }

    /// Whether each of both cells is a word of the other column, and of no other row of its own.
    fn is_crossed(&self, (one, other): (&Labels, &Labels), row: &Row, rows: &Rows) -> bool {
        let cells = rows.cells_of(row);
        let word = |column: &Labels| {
            let cell = cells.get(column.field)?;
            Some(folded(&self.layout(row.at.0).encoding.lossy(cell)).into_owned())
        };
        let is_astray = |word: &str, own: &Labels, other: &Labels| {
            own.rows.get(word) == Some(&1) && other.rows.get(word).is_some_and(|rows| *rows >= LEAST)
        };
        word(one).zip(word(other)).is_some_and(|(mine, theirs)| {
            mine != theirs && is_astray(&mine, one, other) && is_astray(&theirs, other, one)
        })
    }

    /// Events of which each has more deals than leads, or as many, and most have more.
    fn more_deals(&self, file: usize, rows: &Rows) -> Option<Finding> {
        if self.stream.kind != "events" {
            return None;
        }
        let both = rows.rows.iter().filter(|row| row.at.0 == file).filter_map(|row| {
            let cells = rows.cells_of(row);
            let of: Cells = (file, &cells);
            self.number(of, "leads").zip(self.number(of, "deals"))
        });
        let both: Vec<_> = both.collect();
        let above = both.iter().filter(|(leads, deals)| deals > leads).count();
        let is_it = above >= LEAST_ROWS && both.iter().all(|(leads, deals)| deals >= leads);
        let name = &self.layout(file).name;
        let finding = Finding::warning("amount-below-other").with("input", &self.rule.name).with("file", name);
        let finding = finding.with("column", self.label(file, "deals")).with("other", self.label(file, "leads"));
        is_it.then(|| finding.with("count", both.len()).at(Place::file(name.clone())))
    }
}

/// Whether the policy names the column as one of labels.
fn is_label_of(rule: &InputRule, name: &str) -> bool {
    rule.own.as_ref().is_some_and(|own| own.labels.iter().any(|label| label.value == name))
}
