//! Opportunities that stand in several rows of the pipeline: each row counts, so that one deal is won twice. Rows of one number that differ in stage are a history of it,
//! which counts twice where a share is made of all rows.

use std::collections::BTreeMap;

use super::kept::{Cells, Row, Rows, Source};
use crate::finding::Finding;
use crate::number::Number;
use crate::policy::Policy;
use crate::policy::rules::{FilterTest, MeasureKind};
use crate::spelling::folded;

/// Of more rows nothing is compared.
const MOST: usize = 50_000;

/// One row of an opportunity that counts.
struct Stage<'r> {
    row: &'r Row,
    id: String,
    stage: String,
    amount: Option<Number>,
}

/// One warning, where there are such.
pub(super) fn told(source: &Source, policy: &Policy, rows: &Rows) -> Option<Finding> {
    if source.stream.kind != "pipeline" || rows.rows.len() > MOST || !source.tells_by_words() {
        return None;
    }
    let mut by_id: BTreeMap<String, Vec<Stage>> = BTreeMap::new();
    for row in &rows.rows {
        let cells = rows.cells_of(row);
        let of: Cells = (row.at.0, &cells);
        let Some(id) = source.text(of, "id").filter(|_| source.is_paid(row, rows)) else { continue };
        let stage = source.text(of, "stage").map(|stage| folded(&stage).into_owned()).unwrap_or_default();
        let amount = source.number(of, "amount");
        by_id.entry(folded(&id).into_owned()).or_default().push(Stage { row, id, stage, amount });
    }
    let are_all_counted = counts_all(policy, &source.rule.name);
    let twice: Vec<Vec<Stage>> = by_id.into_values().filter(|of_one| is_twice(of_one, rows, are_all_counted)).collect();
    let first = twice.iter().flatten().min_by_key(|stage| stage.row.at)?;
    let finding = Finding::warning("opportunity-twice").with("input", &source.rule.name).with("text", &first.id);
    let finding = finding.with("count", twice.len());
    Some(source.at_rows(finding, twice.iter().flatten().map(|stage| stage.row.at)))
}

/// Whether some used measure takes a share of all rows, or counts them all.
fn counts_all(policy: &Policy, input: &str) -> bool {
    policy.used.iter().flat_map(|used| parts_of(policy, *used)).any(|measure| {
        let rule = policy.measure(measure);
        match &rule.kind {
            MeasureKind::Share(own) => own == input,
            MeasureKind::Count(own) => own == input && rule.filter.terms.iter().all(|term| term.column != "stage"),
            _ => false,
        }
    })
}

/// A measure and what it is made of.
fn parts_of(policy: &Policy, measure: crate::policy::rules::MeasureId) -> Vec<crate::policy::rules::MeasureId> {
    let (mut open, mut seen) = (vec![measure], Vec::new());
    while let Some(next) = open.pop() {
        if !seen.contains(&next) {
            seen.push(next);
            open.extend(policy.measure(next).kind.parts());
        }
    }
    seen
}

/// Whether two of the rows are of one stage and amount, or of two stages where all rows are counted. Rows that are equal in every cell are told as such.
fn is_twice(of_one: &[Stage], rows: &Rows, are_all_counted: bool) -> bool {
    let is_pair = |one: &Stage, other: &Stage| {
        let is_same = one.stage == other.stage || are_all_counted;
        one.amount == other.amount && is_same && rows.cells_of(one.row) != rows.cells_of(other.row)
    };
    let mut sorted: Vec<&Stage> = of_one.iter().collect();
    sorted
        .sort_by(|one, other| (&one.amount, &one.stage, one.row.at).cmp(&(&other.amount, &other.stage, other.row.at)));
    sorted.windows(2).any(|pair| is_pair(pair[0], pair[1]))
}

impl Source<'_> {
    /// Whether nothing but words says which rows count, and nothing is said of rows that are there twice.
    fn tells_by_words(&self) -> bool {
        let terms = self.rule.counted.iter().flat_map(|counted| &counted.terms);
        let are_words = terms.into_iter().all(|term| matches!(term.test, FilterTest::OneOf(_) | FilterTest::NoneOf(_)));
        are_words && self.rule.duplicates.is_none() && self.rule.unique.is_empty()
    }
}
