//! The ranking: who stands where, with which figures, how far from the others, and what the next grade needs.

use std::rc::Rc;
use std::sync::Arc;

use super::explain::everybody;
use super::head::as_of as head_as_of;
use super::inputs;
use super::kept;
use super::model::{Audience, Body, Cell, Column, Phrase, Report, Rows, Section, Shape, Table};
use super::steps::attained;
use super::{called, id_of, name_of, number_column, text_column};
use crate::derivation::Figure;
use crate::ledger::Spell;
use crate::policy::rules::{Indicator, IndicatorOf, Unit};
use crate::ranking::RankingRow;
use crate::results::{PersonResult, ScoredIndicator};
use crate::run::Outcome;

/// Builds the report.
pub fn score(outcome: &Outcome) -> Report<'_> {
    let mut sections = kept::score::above(outcome);
    sections.push(ranking(outcome, false));
    if outcome.appraisal.ranking.iter().any(|row| row.apart) {
        sections.push(ranking(outcome, true));
    }
    sections.push(indicators(outcome));
    let title = Phrase::term("ranking");
    sections.push(Section { audience: Audience::Machines, title, ..people_section("people", records(outcome)) });
    sections.extend(kept::score::below(outcome));
    sections.extend(everybody(outcome, "score", entries(outcome).map(|entry| entry.result)));
    sections.extend(inputs::unassigned(outcome, Audience::People));
    sections.push(inputs::inputs(outcome));
    sections.push(inputs::control_totals(outcome, Audience::Everyone));
    Report { id: "score", title: Phrase::term("score_report"), head: head_as_of(outcome), sections, brief: Vec::new() }
}

fn people_section<'a>(id: &'static str, table: Table<'a>) -> Section<'a> {
    Section { id, title: Phrase::term(id), audience: Audience::People, body: Body::Table(table), notes: Vec::new() }
}

/// A row with whom it is about.
pub(super) struct Entry<'a> {
    pub row: &'a RankingRow,
    pub result: &'a PersonResult,
    spell: Option<&'a Spell>,
}

impl Entry<'_> {
    /// The name as people read it.
    pub(super) fn called(&self, outcome: &Outcome) -> String {
        outcome.ledger.people.called(self.row.person)
    }

    /// The cell of that name.
    pub(super) fn cell(&self, outcome: &Outcome) -> Cell {
        called(outcome, self.row.person)
    }
}

pub(super) fn entries(outcome: &Outcome) -> impl Iterator<Item = Entry<'_>> {
    outcome.appraisal.ranking.iter().filter_map(|row| entry(outcome, row))
}

fn entry<'a>(outcome: &'a Outcome, row: &'a RankingRow) -> Option<Entry<'a>> {
    let result = &outcome.appraisal.result;
    let spell = outcome.ledger.people.list[row.person].at_end_of(&result.period);
    Some(Entry { row, result: result.of(row.person)?, spell })
}

fn text(text: Option<&str>) -> Cell {
    text.map_or(Cell::Empty, |text| Cell::Text(text.to_owned()))
}

pub(super) fn figure(figure: Option<&Figure>, shape: Shape) -> Cell {
    figure.map_or(Cell::Empty, |figure| Cell::figure(figure, shape))
}

pub(super) fn attainment(scored: &ScoredIndicator) -> Cell {
    match &scored.attainment {
        None => Cell::Empty,
        Some(figure) => figure.value().map_or(Cell::Missing, |value| attained(value.clone(), Shape::Rate)),
    }
}

fn points_shape(outcome: &Outcome) -> Shape {
    Shape::Points(outcome.policy.points.places())
}

fn ranking(outcome: &Outcome, apart: bool) -> Section<'_> {
    let mut columns = vec![
        number_column("rank"),
        number_column("change"),
        text_column("name"),
        text_column("team"),
        number_column("score"),
    ];
    let graded = outcome.policy.grades.is_some();
    if graded {
        columns.push(text_column("grade"));
    }
    columns.extend([number_column("gap_to_first"), number_column("gap_to_next"), number_column("gap_to_median")]);
    if graded {
        columns.push(text_column("next_grade_needs"));
    }
    let listed = move || entries(outcome).filter(move |entry| entry.row.apart == apart);
    let rows = Rows::made(move || listed().map(move |entry| ranked(outcome, &entry, graded)));
    let id = if apart { "ranked_apart" } else { "ranking" };
    people_section(id, Table { columns, rows })
}

/// A row of the ranking.
fn ranked(outcome: &Outcome, entry: &Entry, graded: bool) -> Vec<Cell> {
    let (standing, shape) = (&entry.result.standing, points_shape(outcome));
    let mut cells = vec![
        entry.row.rank.map_or(Cell::Missing, Cell::count),
        entry.row.change.map_or(Cell::Empty, Cell::count),
        entry.cell(outcome),
        text(entry.spell.and_then(|spell| spell.team.as_deref())),
        standing.score.as_ref().map_or(Cell::Missing, |score| Cell::figure(score, shape)),
    ];
    if graded {
        cells.push(text(standing.grade.as_deref()));
    }
    let gaps = [&entry.row.gap_first, &entry.row.gap_next, &entry.row.gap_median];
    cells.extend(gaps.map(|gap| figure(gap.as_ref(), shape)));
    if graded {
        cells.push(next_grade(outcome, entry));
    }
    cells
}

fn next_grade(outcome: &Outcome, entry: &Entry) -> Cell {
    let Some(next) = &entry.row.next_grade else { return Cell::Empty };
    let points = Cell::figure(&next.points, points_shape(outcome));
    let phrase = match &next.by {
        None => Phrase::term("points_more"),
        Some(lever) => {
            let measure = outcome.policy.measure(lever.measure);
            let shape = Shape::of(measure.unit, outcome.policy.money.places());
            Phrase::term("points_and_measure_more")
                .with("amount", Cell::figure(&lever.more, shape))
                .with("measure", Cell::phrase(Phrase::Label(measure.label.clone())))
        }
    };
    Cell::phrase(phrase.with("points", points).with("grade", Cell::Text(next.grade.clone())))
}

/// An indicator with how it is called and what it is counted in.
pub(super) fn rule_of<'a>(outcome: &'a Outcome, entry: &Entry, name: &str) -> Option<&'a Indicator> {
    let card = entry.result.standing.scorecard.as_ref()?;
    let card = outcome.policy.scorecards.iter().find(|known| known.name == *card)?;
    card.indicators.iter().find(|indicator| &*indicator.name == name)
}

pub(super) fn shape_of(outcome: &Outcome, rule: Option<&Indicator>) -> Shape {
    let unit = match rule.map(|rule| &rule.of) {
        Some(IndicatorOf::Measure(measure)) => outcome.policy.measure(*measure).unit,
        _ => Unit::Number,
    };
    Shape::of(unit, outcome.policy.money.places())
}

pub(super) fn label(outcome: &Outcome, rule: Option<&Indicator>, name: &str) -> Phrase {
    let named = |measure| {
        let measure = outcome.policy.measure(measure);
        (measure.name == name).then(|| Phrase::Label(measure.label.clone()))
    };
    match rule.map(|rule| &rule.of) {
        Some(IndicatorOf::Measure(measure)) => named(*measure).unwrap_or_else(|| Phrase::Verbatim(name.to_owned())),
        _ => Phrase::Verbatim(name.to_owned()),
    }
}

/// The people's table of figures: a row per person and indicator.
fn indicators(outcome: &Outcome) -> Section<'_> {
    let mut columns = vec![number_column("rank"), text_column("name")];
    columns.extend(indicator_columns());
    let rows = Rows::made(move || entries(outcome).flat_map(|entry| of_indicators(outcome, &entry)));
    people_section("indicators", Table { columns, rows })
}

fn indicator_columns() -> Vec<Column> {
    let figures = ["actual", "target", "attainment", "points", "weight"].map(number_column);
    std::iter::once(text_column("indicator")).chain(figures).collect()
}

/// The row of the ranking about that person; nothing for who is on no scorecard.
pub(super) fn row_of(outcome: &Outcome, person: usize) -> Option<&RankingRow> {
    outcome.appraisal.ranking.iter().find(|row| row.person == person)
}

/// The indicators of one person, without saying whose they are.
pub(super) fn indicators_of<'a>(outcome: &'a Outcome, row: &'a RankingRow) -> Option<Table<'a>> {
    let entry = entry(outcome, row)?;
    let rows = of_indicators(outcome, &entry).into_iter().map(|mut cells| cells.split_off(2));
    Some(Table { columns: indicator_columns(), rows: rows.collect() })
}

/// The rule of an indicator of that person.
pub(super) fn rule_of_indicator<'a>(outcome: &'a Outcome, row: &'a RankingRow, name: &str) -> Option<&'a Indicator> {
    rule_of(outcome, &entry(outcome, row)?, name)
}

/// A person's rows among those of indicators; the first says whose they are.
fn of_indicators(outcome: &Outcome, entry: &Entry) -> Vec<Vec<Cell>> {
    let (standing, shape) = (&entry.result.standing, points_shape(outcome));
    let mut rows = Vec::new();
    let first = |index: usize, cell: Cell| if index == 0 { cell } else { Cell::Empty };
    for (index, scored) in standing.indicators.iter().enumerate() {
        let rule = rule_of(outcome, entry, &scored.name);
        let value = shape_of(outcome, rule);
        rows.push(vec![
            first(index, entry.row.rank.map_or(Cell::Missing, Cell::count)),
            first(index, entry.cell(outcome)),
            Cell::phrase(label(outcome, rule, &scored.name)),
            Cell::figure(&scored.actual, value),
            figure(scored.against.as_ref(), value),
            attainment(scored),
            points_cell(scored, shape),
            Cell::Plain(scored.counted_weight(), shape),
        ]);
    }
    for (name, points) in &standing.adjustments {
        let measure = outcome.policy.measure_named(name).map(|id| outcome.policy.measure(id).label.clone());
        let called = measure.map_or(Cell::Text(name.clone()), |label| Cell::phrase(Phrase::Label(label)));
        let mut cells = vec![Cell::Empty, Cell::Empty, called];
        cells.extend([Cell::Empty, Cell::Empty, Cell::Empty, Cell::figure(points, shape), Cell::Empty]);
        rows.push(cells);
    }
    rows
}

fn points_cell(scored: &ScoredIndicator, shape: Shape) -> Cell {
    if scored.redistributed {
        return Cell::phrase(Phrase::term("redistributed"));
    }
    Cell::figure(&scored.points, shape)
}

/// One row per person with every figure, for machines.
fn records(outcome: &Outcome) -> Table<'_> {
    let names = Rc::new((indicator_names(outcome), adjustment_names(outcome)));
    let columns = record_columns(outcome, &names.0, &names.1);
    let made = move || {
        let names = Rc::clone(&names);
        entries(outcome).map(move |entry| record(outcome, &entry, &names.0, &names.1))
    };
    Table { columns, rows: Rows::made(made) }
}

fn record(outcome: &Outcome, entry: &Entry, names: &[Arc<str>], adjustments: &[String]) -> Vec<Cell> {
    let (standing, shape) = (&entry.result.standing, points_shape(outcome));
    let list = if entry.row.apart { "probation" } else { "main" };
    let mut cells = vec![
        entry.row.rank.map_or(Cell::Empty, Cell::count),
        id_of(outcome, entry.row.person),
        name_of(outcome, entry.row.person),
        text(entry.spell.and_then(|spell| spell.team.as_deref())),
        text(entry.spell.and_then(|spell| spell.role.as_deref())),
        text(standing.scorecard.as_deref()),
        Cell::Text(list.to_owned()),
        figure(standing.score.as_ref(), shape),
        text(standing.grade.as_deref()),
        figure(standing.coefficient.as_ref(), Shape::Number),
        entry.row.change.map_or(Cell::Empty, Cell::count),
        figure(entry.row.gap_first.as_ref(), shape),
        figure(entry.row.gap_next.as_ref(), shape),
        figure(entry.row.gap_median.as_ref(), shape),
    ];
    cells.extend(next_grade_cells(entry, shape));
    cells.extend(names.iter().flat_map(|name| indicator_cells(outcome, entry, name)));
    let points = |name: &String| standing.adjustments.iter().find(|(known, _)| known == name).map(|(_, points)| points);
    cells.extend(adjustments.iter().map(|name| figure(points(name), shape)));
    cells
}

/// The next grade, the points that it needs, and by what and how much more of it.
fn next_grade_cells(entry: &Entry, shape: Shape) -> [Cell; 4] {
    let next = entry.row.next_grade.as_ref();
    let lever = next.and_then(|next| next.by.as_ref());
    [
        text(next.map(|next| next.grade.as_str())),
        figure(next.map(|next| &next.points), shape),
        lever.map_or(Cell::Empty, |lever| Cell::Text(lever.indicator.to_string())),
        lever.map_or(Cell::Empty, |lever| Cell::figure(&lever.more, Shape::Number)),
    ]
}

fn indicator_cells(outcome: &Outcome, entry: &Entry, name: &str) -> [Cell; 5] {
    let Some(scored) = entry.result.standing.indicators.iter().find(|scored| &*scored.name == name) else {
        return [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
    };
    let value = shape_of(outcome, rule_of(outcome, entry, name));
    [
        Cell::figure(&scored.actual, value),
        figure(scored.against.as_ref(), value),
        attainment(scored),
        Cell::figure(&scored.points, Shape::Points(outcome.policy.points.places())),
        Cell::Plain(scored.counted_weight(), Shape::Number),
    ]
}

/// Names of indicators over all scorecards, in the order of the policy.
fn indicator_names(outcome: &Outcome) -> Vec<Arc<str>> {
    let mut names: Vec<Arc<str>> = Vec::new();
    for indicator in outcome.policy.scorecards.iter().flat_map(|card| &card.indicators) {
        if !names.contains(&indicator.name) {
            names.push(indicator.name.clone());
        }
    }
    names
}

fn adjustment_names(outcome: &Outcome) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for column in outcome.policy.scorecards.iter().flat_map(|card| &card.adjust) {
        let name = format!("{}.{}", column.value.source, column.value.column);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn record_columns(outcome: &Outcome, names: &[Arc<str>], adjustments: &[String]) -> Vec<Column> {
    let mut columns = vec![
        number_column("rank"),
        text_column("person"),
        text_column("name"),
        text_column("team"),
        text_column("role"),
        text_column("scorecard"),
        text_column("list"),
        number_column("score"),
        text_column("grade"),
        number_column("coefficient"),
        number_column("rank_change"),
        number_column("gap_to_first"),
        number_column("gap_to_next"),
        number_column("gap_to_median"),
        text_column("next_grade"),
        number_column("next_grade_points"),
        text_column("next_grade_by"),
        number_column("next_grade_more"),
    ];
    let own = |id: String, title: Phrase| Column { id, title, numeric: true };
    for name in names {
        let rules = || outcome.policy.scorecards.iter().flat_map(|card| &card.indicators);
        let title = label(outcome, rules().find(|rule| rule.name == *name), name);
        let titled = |part| Phrase::Joined(vec![title.clone(), Phrase::term(part)]);
        let parts = ["actual", "target", "attainment", "points", "weight"];
        columns.extend(parts.map(|part| own(format!("{name}_{part}"), titled(part))));
    }
    let adjustment = |name: &String| own(name.replace('.', "_"), Phrase::Verbatim(name.clone()));
    columns.extend(adjustments.iter().map(adjustment));
    columns
}
