//! The report of `targets`.

use super::head::of_management;
use super::model::{Audience, Body, Brief, Cell, Column, Phrase, Report, Section, Shape, Table, Weight};
use super::progress::{label, mean, measure, name, number, rate, shape, who};
use super::{inputs, kept};
use super::{number_column, text_column};
use crate::management::TargetsAsked;
use crate::management::progress::Who;
use crate::management::targets::division::Bound;
use crate::management::targets::{Answer, Check, Level, SplitRow};
use crate::policy::rules::MeasureId;
use crate::run::Outcome;

/// What matters most where there is no room for everything.
const BRIEF: [Brief; 2] = [Brief::of("targets", 12).by(bound_or_found), Brief::of("levels", 8)];

/// The place of the part, or of the rise, among the cells of a row for people.
const SHARE: usize = 4;

/// First what has a reason or a finding, then the largest part or rise.
fn bound_or_found(row: &[Cell]) -> Weight {
    let is_told = !matches!(row.last(), Some(Cell::Empty) | None);
    Weight::of(is_told, row.get(SHARE))
}

/// Builds the report.
pub fn targets<'a>(outcome: &'a Outcome, answer: &'a Answer) -> Report<'a> {
    let mut sections = kept::targets::above(outcome, answer);
    if let Some(rows) = &answer.split {
        sections.extend([file(outcome, rows), shown_split(outcome, rows), split(outcome, rows)]);
    }
    if answer.asked == TargetsAsked::Check {
        sections.extend([shown_checks(outcome, &answer.checks), checks(outcome, &answer.checks)]);
    }
    if !answer.levels.is_empty() {
        sections.extend([shown_levels(outcome, &answer.levels), levels(outcome, &answer.levels)]);
    }
    sections.extend(inputs::not_kept(&answer.not_kept));
    Report {
        id: "targets",
        title: Phrase::term("targets_report"),
        head: of_management(outcome),
        sections,
        brief: BRIEF.to_vec(),
    }
}

fn section(id: &'static str, audience: Audience, columns: Vec<Column>, rows: Vec<Vec<Cell>>) -> Section<'static> {
    let body = Body::Table(Table { columns, rows: rows.into() });
    Section { id, title: Phrase::term(id), audience, body, notes: Vec::new() }
}

/// What `targets` files have, and nothing more.
fn file_columns() -> Vec<Column> {
    let texts = ["period", "scope", "id", "measure"].into_iter().map(text_column);
    texts.chain([number_column("target")]).collect()
}

fn file_cells(outcome: &Outcome, row: &SplitRow) -> Vec<Cell> {
    let [scope, id, _] = who(outcome, &Who::Person(row.person));
    let target = Cell::Plain(row.target.clone(), Shape::Exact(outcome.policy.money_places()));
    vec![period(outcome), scope, id, measure(outcome, row.measure), target]
}

fn file(outcome: &Outcome, rows: &[SplitRow]) -> Section<'static> {
    section("targets", Audience::Csv, file_columns(), rows.iter().map(|row| file_cells(outcome, row)).collect())
}

fn split(outcome: &Outcome, rows: &[SplitRow]) -> Section<'static> {
    let columns = file_columns().into_iter().chain(reason_columns()).collect();
    let row = |row: &SplitRow| file_cells(outcome, row).into_iter().chain(reasons(outcome, row)).collect();
    section("targets", Audience::Machines, columns, rows.iter().map(row).collect())
}

fn shown_split(outcome: &Outcome, rows: &[SplitRow]) -> Section<'static> {
    let columns = [text_column("name"), text_column("measure"), number_column("target")];
    let columns = columns.into_iter().chain(reason_columns()).collect();
    let row = |row: &SplitRow| {
        let target = number(Some(&row.target), shape(outcome, row.measure));
        let cells = [name(outcome, &Who::Person(row.person)), label(outcome, row.measure), target];
        cells.into_iter().chain(reasons(outcome, row)).collect()
    };
    section("targets", Audience::People, columns, rows.iter().map(row).collect())
}

fn reason_columns() -> [Column; 4] {
    let share = Column { title: Phrase::term("part_of_whole"), ..number_column("share") };
    [number_column("basis"), share, number_column("unbounded"), text_column("reason")]
}

/// Why a part is what it is.
fn reasons(outcome: &Outcome, row: &SplitRow) -> [Cell; 4] {
    let bound = |bound: Bound| match bound {
        Bound::AtLeast => "at_least",
        Bound::AtMost => "at_most",
    };
    [
        number(Some(&row.basis), Shape::Number),
        rate(Some(&row.share)),
        number(Some(&row.unbounded), shape(outcome, row.measure)),
        row.reason.map_or(Cell::Empty, |reason| Cell::phrase(Phrase::term(bound(reason)))),
    ]
}

fn level_columns() -> [Column; 4] {
    let people = Column { title: Phrase::term("people_together"), ..number_column("people") };
    let difference = Column { title: Phrase::term("not_handed_down"), ..number_column("difference") };
    [number_column("target"), people, difference, number_column("without")]
}

fn level_cells(outcome: &Outcome, level: &Level) -> [Cell; 4] {
    let shape = shape(outcome, level.measure);
    let difference = level.difference();
    let [target, people, difference] =
        [&level.target, &level.people, &difference].map(|value| number(Some(value), shape));
    [target, people, difference, Cell::count(level.without as i64)]
}

fn shown_levels(outcome: &Outcome, levels: &[Level]) -> Section<'static> {
    let columns = [text_column("name"), text_column("measure")].into_iter().chain(level_columns()).collect();
    let row = |level: &Level| {
        let cells = [name(outcome, &level.who), label(outcome, level.measure)];
        cells.into_iter().chain(level_cells(outcome, level)).collect()
    };
    section("levels", Audience::People, columns, levels.iter().map(row).collect())
}

fn levels(outcome: &Outcome, levels: &[Level]) -> Section<'static> {
    let columns = whose_columns().into_iter().chain(level_columns()).collect();
    let row = |level: &Level| {
        whose(outcome, (&level.who, level.measure)).into_iter().chain(level_cells(outcome, level)).collect()
    };
    section("levels", Audience::Machines, columns, levels.iter().map(row).collect())
}

fn check_columns() -> [Column; 4] {
    [number_column("target"), number_column("past"), number_column("rise"), text_column("finding")]
}

fn check_cells(outcome: &Outcome, check: &Check) -> [Cell; 4] {
    let shape = shape(outcome, check.measure);
    [
        Cell::figure(&check.target, shape),
        Cell::figure(&check.past, mean(shape)),
        rate(check.rise.as_ref()),
        check.fault.map_or(Cell::Empty, |fault| Cell::phrase(Phrase::term(fault.id()))),
    ]
}

fn shown_checks(outcome: &Outcome, checks: &[Check]) -> Section<'static> {
    let columns = [text_column("name"), text_column("measure")].into_iter().chain(check_columns()).collect();
    let row = |check: &Check| {
        let cells = [name(outcome, &check.who), label(outcome, check.measure)];
        cells.into_iter().chain(check_cells(outcome, check)).collect()
    };
    section("targets", Audience::People, columns, checks.iter().map(row).collect())
}

fn checks(outcome: &Outcome, checks: &[Check]) -> Section<'static> {
    let columns = whose_columns().into_iter().chain(check_columns()).collect();
    let row = |check: &Check| {
        whose(outcome, (&check.who, check.measure)).into_iter().chain(check_cells(outcome, check)).collect()
    };
    section("targets", Audience::Machines, columns, checks.iter().map(row).collect())
}

fn whose_columns() -> [Column; 4] {
    ["period", "scope", "id", "measure"].map(text_column)
}

fn whose(outcome: &Outcome, (one, of): (&Who, MeasureId)) -> [Cell; 4] {
    let [scope, id, _] = who(outcome, one);
    [period(outcome), scope, id, measure(outcome, of)]
}

fn period(outcome: &Outcome) -> Cell {
    Cell::Text(outcome.appraisal.result.period.id())
}
